import crypto, { randomBytes as imported } from 'node:crypto';
import { OK, serves, Structure, structure, writes, type Commit, type Server } from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { enterTurn, leaveTurn } from '../../../lib/keyspace/recorded';
import { serving } from '../../support/serving';

/** What the handlers do. */
let examine: (server: Server) => unknown = () => null;
let seen: unknown;

@structure()
class Oracle extends Structure {
  @writes('Does what the spec says.')
  static EXAMINE(server: Server) {
    seen = examine(server);
    return OK;
  }

  @serves('Does what the spec says.')
  static async LATER(server: Server) {
    seen = await examine(server);
    return OK;
  }
}

const times = (server: Server) => [
  server.now(),
  Date.now(),
  new Date().getTime(),
  new Date(Date()).getTime(),
  Math.round(performance.timeOrigin + performance.now()),
];

const chances: [string, () => unknown][] = [
  ['Math.random', () => [Math.random(), Math.random()]],
  ['crypto.randomBytes', () => crypto.randomBytes(70).toString('hex')],
  ['an imported randomBytes', () => imported(8).toString('hex')],
  ['crypto.pseudoRandomBytes', () => crypto.pseudoRandomBytes(8).toString('hex')],
  ['crypto.randomUUID', () => crypto.randomUUID()],
  ['crypto.randomInt', () => [crypto.randomInt(1e6), crypto.randomInt(-5, 5)]],
  ['crypto.randomFillSync', () => [...crypto.randomFillSync(new Uint16Array(8), 2, 4)]],
  ['crypto.getRandomValues', () => [...crypto.getRandomValues(new Uint32Array(4))]],
  ['the Web’s crypto.getRandomValues', () => [...globalThis.crypto.getRandomValues(new Uint8Array(8))]],
  ['the Web’s crypto.randomUUID', () => globalThis.crypto.randomUUID()],
];

describe('Inside a synchronous handler', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Oracle], clock: { now: () => now } });
  const { say } = context;
  const during = async (work: (server: Server) => unknown) => {
    examine = work;
    await say('EXAMINE');
    return seen;
  };

  it('all clocks show the time of the turn', async () => {
    expect(await during(times)).toEqual([now, now, now, now, now]);
    now += 61_000;
    expect(await during(times)).toEqual([now, now, now, now, now]);
  });

  it('the time does not pass', async () => {
    const before = Date.now();
    const inside = await during(() => {
      const began = Date.now();
      while (performance.timeOrigin + performance.now() !== began) continue;
      return Date.now() - began;
    });
    expect(inside).toBe(0);
    expect(Date.now()).toBeGreaterThanOrEqual(before);
  });

  it('a time that is told stays what it is', async () => {
    const told = await during(() => [
      new Date(5).getTime(),
      new Date('1970-01-02').getTime(),
      Date.UTC(1970, 0, 2),
    ]);
    expect(told).toEqual([5, 86_400_000, 86_400_000]);
  });

  it('dates are dates', async () => {
    class Anniversary extends Date {}
    const facts = await during(() => {
      const date = new Anniversary();
      return [
        date instanceof Date,
        date instanceof Anniversary,
        date.getTime(),
        new Date().constructor === Date,
      ];
    });
    expect(facts).toEqual([true, true, now, true]);
    expect(new Date(0).constructor).toBe(Date);
  });

  describe.each(chances)('%s', (_, draw) => {
    it('answers what the turn’s seed and the secret make, again and again', async () => {
      const commits: Commit[] = [];
      const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
      const drawn = [await during(draw), await during(draw)];
      stop();
      expect(drawn[0]).not.toEqual(drawn[1]);
      const { secret } = (context.memo as unknown as { keyspace: Keyspace }).keyspace;
      const replayed = commits.map(({ time, seed }) => {
        enterTurn({ time, seed, secret });
        try {
          return draw();
        } finally {
          leaveTurn();
        }
      });
      expect(replayed).toEqual(drawn);
    });

    it('answers something else each time between turns', async () => {
      await during(() => null);
      expect(draw()).not.toEqual(draw());
    });
  });

  it('server.random answers numbers of the same sequence as Math.random', async () => {
    const numbers = (await during((server) => [server.random(), Math.random(), server.random()])) as number[];
    expect(new Set(numbers).size).toBe(3);
    for (const number of numbers) expect(number >= 0 && number < 1).toBe(true);
  });

  it('random numbers keep within their bounds', async () => {
    const drawn = (await during(() =>
      Array.from({ length: 200 }, () => crypto.randomInt(-2, 2)),
    )) as number[];
    expect(new Set(drawn)).toEqual(new Set([-2, -1, 0, 1]));
    const filled = (await during(() => [...crypto.randomFillSync(new Uint8Array(40), 10, 20)])) as number[];
    expect([...filled.slice(0, 10), ...filled.slice(30)]).toEqual(new Array(20).fill(0));
    expect(filled.slice(10, 30).some((byte) => byte !== 0)).toBe(true);
    expect(await during(() => crypto.randomUUID())).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });

  it('random bytes can’t be foreseen from the seed alone', () => {
    const draw = (secret: string) => {
      enterTurn({ time: now, seed: 1, secret: Buffer.from(secret) });
      const drawn = [crypto.randomBytes(8).toString('hex'), Math.random()];
      leaveTurn();
      return drawn;
    };
    const [bytes, number] = draw('one');
    const [others, same] = draw('two');
    expect(bytes).not.toBe(others);
    expect(number).toBe(same);
  });

  it('random bytes for a callback are real, since it comes later', async () => {
    const bytes = (await during(
      () => new Promise((resolve) => crypto.randomBytes(8, (_, drawn) => resolve(drawn))),
    )) as Promise<Buffer>;
    expect(await bytes).toHaveLength(8);
  });

  it('the real clock is back after a fault', async () => {
    examine = () => {
      throw new Error('no');
    };
    await expect(say('EXAMINE')).rejects.toThrow('internal error');
    expect(Math.abs(Date.now() - now)).toBeGreaterThan(1000);
  });
});

describe('Inside an asynchronous handler', () => {
  const { say } = serving({ structures: [Oracle], clock: { now: () => 1_000 } });

  it('the global clocks are real, and server.now is the clock', async () => {
    const before = Date.now();
    examine = async (server) => {
      const first = Date.now();
      await Promise.resolve();
      return [first, server.now(), Date.now()];
    };
    await say('LATER');
    const [first, told, later] = seen as [number, number, number];
    expect(first).toBeGreaterThanOrEqual(before);
    expect(told).toBe(1_000);
    expect(later).toBeGreaterThanOrEqual(first);
  });
});

describe('A clock that shows 0', () => {
  const { say } = serving({ structures: [Oracle], clock: { now: () => 0 } });

  it('is a clock like any other', async () => {
    examine = times;
    await say('EXAMINE');
    expect(seen).toEqual([0, 0, 0, 0, 0]);
  });
});
