import {
  OK,
  packed,
  reads,
  Structure,
  structure,
  t,
  writes,
  type Entry,
  type Reply,
  type Server,
} from '../../../lib/index';
import { serving } from '../../support/serving';

/** What a function throws. */
function thrown(task: () => unknown): unknown {
  try {
    return task();
  } catch (error) {
    return error;
  }
}

/** What the next EXAMINE does with the entries of its keys. */
let examine: (server: Server, ...entries: Entry[]) => Reply = () => null;

@structure()
class Crate extends Structure {
  private readonly items: string[] = [];

  @writes('Does what the spec says.', t.rest(t.entry()))
  static EXAMINE(server: Server, ...entries: Entry[]) {
    return examine(server, ...entries);
  }

  @writes('Creates it.', t.key(), t.rest(t.text('item')))
  static CRATEADD(server: Server, key: string, ...items: string[]) {
    server.open(Crate, key).items.push(...items);
    return OK;
  }

  @reads('What is in it.')
  CRATED() {
    return this.items;
  }

  set(...items: string[]) {
    this.items.splice(0, Infinity, ...items);
  }
}

@structure()
class Dial extends packed({ angle: 'float64' }) {
  @writes('Creates it.', t.entry())
  static DIAL(_server: Server, entry: Entry) {
    entry.open(Dial).angle += 1;
    return entry.open(Dial).angle;
  }
}

describe('An entry', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Crate, Dial], clock: { now: () => now } });
  const { say, refusal } = context;
  const during = async (
    work: (server: Server, ...entries: Entry[]) => Reply,
    ...keys: (string | Buffer)[]
  ) => {
    examine = work;
    return say('EXAMINE', ...keys);
  };

  it('has its key as text and as bytes, whatever bytes', async () => {
    const key = Buffer.of(0x61, 0xff, 0);
    expect(await during((_, entry) => entry!.key === 'a\udcff\0', key)).toBe(1);
    expect(await during((_, entry) => entry!.keyBytes, 'key')).toBe('key');
    expect(await during((server) => server.entry('a\udcff').keyBytes, 'key')).toBe(
      String(Buffer.of(0x61, 0xff)),
    );
  });

  it('tells whether there is a value, and of what class', async () => {
    await say('CRATEADD', 'crate', 'a');
    await say('DIAL', 'dial');
    const facts = (...entries: Entry[]) =>
      entries.map(({ exists, typeName, type }) => [exists, typeName, type === Crate]);
    expect(await during((_, ...entries) => facts(...entries), 'crate', 'dial', 'none')).toEqual([
      [1, 'crate', 1],
      [1, 'dial', 0],
      [0, null, 0],
    ]);
  });

  it('opens a value, or finds the one that is there', async () => {
    expect(await during((_, entry) => entry!.find(Crate) === undefined, 'c')).toBe(1);
    expect(await during((_, entry) => entry!.open(Crate) === entry!.find(Crate), 'c')).toBe(1);
    expect(await during((server, entry) => server.open(Crate, 'c') === entry!.find(Crate), 'c')).toBe(1);
    await say('DIAL', 'dial');
    examine = (_, entry) => entry!.find(Crate) as unknown as Reply;
    expect(await refusal('EXAMINE', 'dial')).toMatch(/^WRONGTYPE/);
    expect(await during((_, entry) => entry!.value() instanceof Crate, 'c')).toBe(1);
    expect(await during((_, entry) => entry!.value() instanceof Dial, 'dial')).toBe(1);
    expect(await during((_, entry) => entry!.value() === undefined, 'none')).toBe(1);
  });

  it('replaces whatever is there by a fresh value, which stays', async () => {
    for (const [name, ...words] of ['CRATEADD k a', 'DIAL k', 'SET k text', 'DEL k'].map((line) =>
      line.split(' '),
    )) {
      await say(name!, ...words);
      await say('EXPIRE', 'k', 100);
      await during((_, entry) => (entry!.replace(Crate).set('new'), null), 'k');
      expect([await say('CRATED', 'k'), await say('TTL', 'k')]).toEqual([['new'], -1]);
      await say('DEL', 'k');
      await say(name!, ...words);
      await say('EXPIRE', 'k', 100);
      expect(await during((_, entry) => (entry!.replace(Dial).angle += 0.5), 'k')).toBe('0.5');
      expect([await say('TYPE', 'k'), await say('TTL', 'k')]).toEqual(['dial', -1]);
    }
  });

  it('expires when it is told, at once when that has passed', async () => {
    await say('CRATEADD', 'c', 'a');
    const expiry = await during((_, entry) => {
      const before = entry!.expiry;
      const told = entry!.expireAt(now + 1000);
      return [before, told, entry!.expiry! - now];
    }, 'c');
    expect(expiry).toEqual([null, 1, 1000]);
    expect(await during((_, entry) => [entry!.expireAt(undefined), entry!.expiry], 'c')).toEqual([1, null]);
    expect(await during((_, entry) => [entry!.expireAt(now), entry!.exists], 'c')).toEqual([1, 0]);
    expect(await during((_, entry) => entry!.expireAt(now + 1), 'c')).toBe(0);
  });

  it('has an expiry of whole milliseconds in 64 bits, or none', async () => {
    await say('CRATEADD', 'e', 'x');
    expect(await during((_, entry) => [entry!.expireAt(now + 1000.6), entry!.expiry! - now], 'e')).toEqual([
      1, 1001,
    ]);
    for (const time of [2 ** 63, Infinity])
      expect(await during((_, entry) => String(thrown(() => entry!.expireAt(time))), 'e')).toMatch(
        "ERR invalid expire time in 'examine' command",
      );
    expect(await during((_, entry) => String(thrown(() => entry!.expireAt(NaN))), 'e')).toMatch(
      'NaN is no time',
    );
    expect(await during((_, entry) => entry!.expiry! - now, 'e')).toBe(1001);
  });

  it('knows how long the value was not used', async () => {
    await say('CRATEADD', 'c', 'a');
    now += 60_000;
    expect(await during((_, entry) => entry!.idle, 'c')).toBe(60_000);
    expect(await during((_, entry) => (entry!.value({ touch: false }), entry!.idle), 'c')).toBe(60_000);
    expect(await during((_, entry) => [entry!.touch(), entry!.idle], 'c')).toEqual([1, 0]);
    now += 60_000;
    expect(await during((_, entry) => (entry!.value(), entry!.idle), 'c')).toBe(0);
    expect(await during((_, entry) => [entry!.touch(), entry!.idle], 'none')).toEqual([0, 0]);
  });

  it('is told how long the value was not used', async () => {
    await say('CRATEADD', 'c', 'a');
    const told = await during((_, entry) => {
      entry!.idle = 5000;
      entry!.frequency = 7;
      return [entry!.idle, entry!.frequency ?? null];
    }, 'c');
    expect(told).toEqual([5000, null]);
    expect(await during((_, entry) => [(entry!.idle = 5000), entry!.idle], 'none')).toEqual([5000, 0]);
  });

  it('knows what it takes outside of the heap', async () => {
    await say('CRATEADD', 'c', 'a');
    expect(await during((_, entry) => entry!.memoryUsage, 'c')).toBe(44);
    expect(await during((_, entry) => entry!.memoryUsage, 'none')).toBe(0);
  });

  it('is the same as another of its key and its database', async () => {
    const same = await during(
      (server, a, b) => [
        a!.isSame(server.entry('a')),
        a!.isSame(b!),
        a!.isSame(server.database(1).entry('a')),
      ],
      'a',
      'b',
    );
    expect(same).toEqual([1, 0, 0]);
  });

  it('sees at once what other entries and commands do with its key', async () => {
    const seen = await during((server, entry) => {
      const states = [entry!.exists];
      server.open(Crate, 'c');
      states.push(entry!.exists);
      server.delete('c');
      states.push(entry!.exists);
      server.call('SET', 'c', 'x');
      for (let key = 0; key < 500; key++) server.call('SET', `other ${key}`, 'x');
      states.push(entry!.exists, entry!.typeName === 'string');
      return states;
    }, 'c');
    expect(seen).toEqual([0, 1, 0, 1, 1]);
  });

  it('leaves its target as it was when a value can’t be copied', async () => {
    await say('CRATEADD', 'c', 'a');
    await say('SET', 'target', 'text');
    await during((_, entry) => (Object.assign(entry!.find(Crate)!, { callback: () => 1 }), null), 'c');
    expect(await refusal('COPY', 'c', 'target', 'REPLACE')).toBe(
      "ERR internal error in Keys.COPY: Crate.callback holds a function, which can't be saved",
    );
    expect(await say('GET', 'target')).toBe('text');
  });
});
