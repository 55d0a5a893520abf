import {
  packed,
  Packed,
  reads,
  Structure,
  structure,
  unpack,
  type StructureClass,
} from '../../../../lib/index';
import { Keyspace } from '../../../../lib/keyspace/keyspace';
import { sealed } from '../../../../lib/rdb/dump-payload';
import { serving } from '../../../support/serving';
import * as before from './older';

class Rich extends Structure {}

type Upgrade = (state: never, from: number, mark: number) => object | undefined;

/** What the upgrades of the second server's do. */
const upgrades: Record<'Purse' | 'Dial' | 'Shelf', Upgrade> = {} as never;

@structure()
class Purse extends Structure {
  static readonly version = 3;
  static readonly derived = ['sum'];
  static override readonly classes = [before.Coin];
  static upgrade(state: never, from: number, mark: number) {
    return upgrades.Purse(state, from, mark);
  }
  total = 0;
  owner = 'nobody';
  sum: number | undefined = undefined;
  self: unknown = null;

  @reads('What is in it.')
  TOTAL() {
    return [this.total, this.owner, this.sum ?? 'none', this.self === this];
  }

  @reads('Its fields.')
  FIELDS() {
    return Object.keys(this);
  }
}

@structure()
class Dial extends packed({ speed: 'float64', angle: 'float64' }) {
  static readonly version = 1;
  static upgrade(state: never, from: number, mark: number) {
    return upgrades.Dial(state, from, mark);
  }

  @reads('Where it stands, and how fast it turns.')
  DIAL() {
    return [this.angle, this.speed];
  }
}

@structure()
class Shelf extends Packed {
  static readonly version = 1;
  static upgrade(state: never, from: number, mark: number) {
    return upgrades.Shelf(state, from, mark);
  }

  @reads('What is on it.')
  BOOKS() {
    const { object } = this.memory;
    return object ? [...(object as Set<string>)] : [this.bytes, this.memory.mark];
  }
}

describe('A value that an older version of its class has saved', () => {
  const old = serving({ structures: [before.Purse, before.Dial, before.Shelf] });
  const context = serving({ structures: [Purse, Dial, Shelf] });
  const { say } = context;
  const payloadOf = async (...words: [string, string, ...(string | number)[]]) => {
    await old.say(...words);
    return (await old.client.dumpBuffer(words[1])) as Buffer;
  };
  const purse = () => payloadOf('PUT', 'purse', 1, 2);

  it('is what the upgrade answers, in a new value', async () => {
    upgrades.Purse = ({ coins }: { coins: before.Coin[] }, from) => {
      expect(from).toBe(0);
      expect(coins).toEqual([new before.Coin(1), new before.Coin(2)]);
      expect(coins[0]).toBeInstanceOf(before.Coin);
      return { total: coins.length };
    };
    await say('RESTORE', 'purse', 0, await purse());
    expect(await say('TOTAL', 'purse')).toEqual([2, 'nobody', 'none', 0]);
    expect(await say('FIELDS', 'purse')).toEqual(['total', 'owner', 'sum', 'self']);
  });

  it('or what it makes of the state, whose references stay', async () => {
    upgrades.Purse = (state: { coins?: before.Coin[]; total: number; sum: number }) => {
      expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
      expect(Object.keys(state)).toEqual(['coins', 'self']);
      state.total = state.coins!.reduce((sum, { worth }) => sum + worth, 0);
      state.sum = 5;
      delete state.coins;
      return undefined;
    };
    await say('RESTORE', 'purse', 0, await purse());
    expect(await say('TOTAL', 'purse')).toEqual([3, 'nobody', 'none', 1]);
  });

  it('or an instance', async () => {
    upgrades.Purse = () => Object.assign(new Purse(), { total: 9, owner: 'ada', sum: 4 });
    await say('RESTORE', 'purse', 0, await purse());
    expect(await say('TOTAL', 'purse')).toEqual([9, 'ada', 'none', 0]);
  });

  it('shares nothing with what the upgrade knows', async () => {
    const shared = new before.Coin(1);
    upgrades.Purse = () => ({ coins: [shared] });
    await say('RESTORE', 'purse', 0, await purse());
    await say('RESTORE', 'purse 2', 0, await purse());
    const [first, second] = [
      await context.client.dumpBuffer('purse'),
      await context.client.dumpBuffer('purse 2'),
    ];
    shared.worth = 100;
    expect(await context.client.dumpBuffer('purse')).toEqual(first);
    expect(second).toEqual(first);
  });

  it('is of the present version from then on', async () => {
    upgrades.Purse = () => ({ total: 1 });
    await say('RESTORE', 'purse', 0, await purse());
    upgrades.Purse = () => {
      throw new Error('again');
    };
    const payload = (await context.client.dumpBuffer('purse')) as Buffer;
    expect(await say('RESTORE', 'purse 2', 0, payload)).toBe('OK');
    expect(await say('TOTAL', 'purse 2')).toEqual([1, 'nobody', 'none', 0]);
    expect(await old.refusal('RESTORE', 'purse 3', 0, payload)).toBe(
      'ERR the value is a Purse of version 3, the registered one is of 0',
    );
  });

  it('may be named numbers', async () => {
    upgrades.Dial = (state: Buffer, from) => {
      const { angle, turns } = unpack(state, { angle: 'float64', turns: 'uint8' });
      return { angle, speed: turns + from };
    };
    await say('RESTORE', 'dial', 0, await payloadOf('TURN', 'dial', '1.5'));
    expect(await say('DIAL', 'dial')).toEqual(['1.5', 1]);
    upgrades.Dial = () => ({ angle: 2, gone: 1 });
    await say('RESTORE', 'dial', 0, await payloadOf('TURN', 'dial', '1.5'), 'REPLACE');
    expect(await say('DIAL', 'dial')).toEqual([2, 0]);
  });

  it('may be bytes, which keep their mark, or an object in their place', async () => {
    upgrades.Shelf = (state: Buffer, _, mark) => Buffer.from(`${state.toString()} ${mark}`);
    await say('RESTORE', 'shelf', 0, await payloadOf('SHELVE', 'shelf', 'Emma'));
    expect(await say('BOOKS', 'shelf')).toEqual(['Emma 7', 7]);
    upgrades.Shelf = (state: Buffer) => void state.write('A') as undefined;
    await say('RESTORE', 'shelf', 0, await payloadOf('SHELVE', 'shelf', 'Emma'), 'REPLACE');
    expect(await say('BOOKS', 'shelf')).toEqual(['Amma', 7]);
    upgrades.Shelf = (state: Set<string>) => void state.add('Emma') as undefined;
    await say('RESTORE', 'shelf', 0, await payloadOf('SHELVE', 'shelf', 'Dune', 'Faust'), 'REPLACE');
    expect(await say('BOOKS', 'shelf')).toEqual(['Dune', 'Faust', 'Emma']);
    upgrades.Shelf = (state: Set<string>) => Buffer.from([...state].join());
    await say('RESTORE', 'shelf', 0, await payloadOf('SHELVE', 'shelf', 'Dune', 'Faust'), 'REPLACE');
    expect(await say('BOOKS', 'shelf')).toEqual(['Dune,Faust', 0]);
  });

  it('is upgraded at the time of the turn, with its chance', async () => {
    upgrades.Purse = () => ({
      total: new Date().getTime() === Date.now() ? 1 : 0,
      owner: String(Math.random()),
    });
    const payload = await purse();
    let seed = 0;
    const stop = context.memo.changes.subscribe((commit) => (seed = commit.seed));
    await say('RESTORE', 'purse', 0, payload);
    stop();
    const [, owner] = (await say('TOTAL', 'purse')) as [number, string];
    expect(seed).not.toBe(0);
    expect(Number(owner)).toBeGreaterThan(0);
  });

  it.each<[string, unknown, string]>([
    ['a number', 5, 'it answered a number, which is no state'],
    ['a string', 'x', 'it answered a string, which is no state'],
    ['null', null, 'it answered null, which is no state'],
    ['an array', [1], 'it answered a Array, which is no state'],
    ['a Map', new Map(), 'it answered a Map, which is no state'],
    ['bytes', Buffer.of(1), 'it answered a Buffer, which is no state'],
    ['an instance of another class', new Rich(), 'it answered a Rich, which is no state'],
    ['a promise', Promise.resolve({}), 'it answered a Promise, which is no state'],
    ['what cannot be saved', { total: () => 1 }, "Purse.total holds a function, which can't be saved"],
  ])('is refused when the upgrade answers %s', async (_, answer, reason) => {
    await say('SET', 'purse', 'kept');
    upgrades.Purse = () => answer as object;
    expect(await context.refusal('RESTORE', 'purse', 0, await purse(), 'REPLACE')).toBe(
      `ERR Purse.upgrade of a value of version 0 failed: ${reason}`,
    );
    expect(await say('GET', 'purse')).toBe('kept');
  });

  it.each<[string, object, string]>([
    ['too few bytes', Buffer.of(1), 'it answered 1 bytes of at least 16'],
    ['numbers that are none', { angle: 'north' }, 'angle is no number'],
    ['a Map', new Map(), 'it answered a Map, which is no state'],
  ])('is refused when the upgrade of named numbers answers %s', async (_, answer, reason) => {
    upgrades.Dial = () => answer;
    expect(await context.refusal('RESTORE', 'dial', 0, await payloadOf('TURN', 'dial', 1))).toBe(
      `ERR Dial.upgrade of a value of version 0 failed: ${reason}`,
    );
  });

  it('is refused when the upgrade throws, which is logged', async () => {
    upgrades.Purse = () => {
      throw new Error('no coins');
    };
    const changed: unknown[] = [];
    const stop = context.memo.changes.subscribe((commit) => changed.push(commit));
    expect(await context.refusal('RESTORE', 'purse', 0, await purse())).toBe(
      'ERR Purse.upgrade of a value of version 0 failed: no coins',
    );
    stop();
    expect(context.faults).toEqual(['no coins']);
    expect(changed).toEqual([]);
    expect(await say('EXISTS', 'purse')).toBe(0);
  });

  it('is refused when its bytes are damaged, and the upgrade does not get them', async () => {
    upgrades.Purse = () => {
      throw new Error('called');
    };
    const payload = await purse();
    for (let length = 2; length < payload.length - 10; length++) {
      const damaged = sealed(payload.subarray(0, length));
      expect(await context.refusal('RESTORE', 'purse', 0, damaged)).toMatch(
        /^ERR (Bad data format|the value is a P)/,
      );
    }
    expect(context.faults).toEqual([]);
  });
});

describe('A class whose older values cannot be upgraded', () => {
  @structure()
  class Purse extends Structure {
    static readonly version = 2;
    @reads('Whether there is one.')
    PURSE() {
      return true;
    }
  }
  const old = serving({ structures: [before.Purse] });
  const context = serving({ structures: [Purse] });

  it('says so', async () => {
    await old.say('PUT', 'purse', 1);
    const payload = (await old.client.dumpBuffer('purse')) as Buffer;
    expect(await context.refusal('RESTORE', 'purse', 0, payload)).toBe(
      'ERR the value is a Purse of version 0, the registered one is of 2 and has no static upgrade',
    );
  });
});

describe('A class is refused', () => {
  const declared = (statics: object): StructureClass => {
    class Odd extends Structure {
      @reads('Nothing.')
      ODD() {
        return null;
      }
    }
    return Object.assign(Odd, statics) as never;
  };
  it.each<[string, object, string]>([
    [
      'whose version is no whole number',
      { version: 1.5 },
      'Odd.version is 1.5: a version is a whole number from 0 on',
    ],
    ['whose version is text', { version: '2' }, 'Odd.version is 2: a version is a whole number from 0 on'],
    [
      'whose version is negative',
      { version: -1 },
      'Odd.version is -1: a version is a whole number from 0 on',
    ],
    ['whose upgrade is no function', { version: 1, upgrade: {} }, 'Odd.upgrade is no function'],
    [
      'whose upgrade is async',
      { version: 1, upgrade: async () => ({}) },
      'Odd.upgrade is async: state is upgraded within a turn',
    ],
    [
      'that upgrades to no version',
      { upgrade: () => ({}) },
      'Odd has an upgrade, but no static version that is newer than 0',
    ],
  ])('%s', (_, statics, message) => {
    const keyspace = new Keyspace({ databases: 1, clock: Date, onFault: () => undefined });
    expect(() => keyspace.register(declared(statics))).toThrow(message);
  });
});
