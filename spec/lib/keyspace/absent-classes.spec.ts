import {
  OK,
  packed,
  reads,
  type Server,
  Structure,
  structure,
  t,
  writes,
  type Entry,
} from '../../../lib/index';
import { Keyspace } from '../../../lib/keyspace/keyspace';
import { serving } from '../../support/serving';

@structure()
class Foo extends Structure {
  readonly items: string[] = [];

  @writes('Puts items in.', t.key(), t.rest(t.text('item')))
  static FOOADD(server: Server, key: string, ...items: string[]) {
    return server.open(Foo, key).items.push(...items);
  }

  @reads('The items.')
  ITEMS() {
    return this.items;
  }
}

@structure()
class Bar extends packed({ level: 'float64' }) {
  @writes('Fills it.', t.key(), t.float('level'))
  static BARFILL(server: Server, key: string, level: number) {
    server.open(Bar, key).level = level;
    return OK;
  }
}

/** Is in both servers, and has a command that Foo has, too. */
@structure()
class Box extends Structure {
  items: string[] = [];

  @writes('Puts items in.', t.key(), t.rest(t.text('item')))
  static BOXADD(server: Server, key: string, ...items: string[]) {
    return server.open(Box, key).items.push(...items);
  }

  @reads('The items.')
  ITEMS() {
    return this.items;
  }

  @reads('What a static method finds.', t.key())
  static BOXFIND(server: Server, key: string) {
    return server.find(Box, key)?.items;
  }
}

let saved: Buffer = Buffer.alloc(0);

/** What the loader of a base does. */
@structure()
class Loader extends Structure {
  @reads('Saves a value.', t.entry())
  static SAVEVALUE(_server: Server, entry: Entry) {
    saved = entry.save();
    return OK;
  }

  @writes('Loads it.', t.entry())
  static LOADVALUE(_server: Server, entry: Entry) {
    entry.restore(saved, { keepsUnknown: true });
    return OK;
  }
}

const ABSENT = 'WRONGTYPE The value at the key is a Foo, and no structure of that name is loaded';

describe('A value of a class that is not loaded', () => {
  const source = serving({ structures: [Foo, Bar, Box, Loader] });
  // Its clock stands still, so nothing is idle.
  const context = serving({ structures: [Box, Loader], clock: { now: () => 1e12 } });
  const { say, refusal } = context;
  const load = async (from: string, to = from) => {
    await source.say('SAVEVALUE', from);
    await say('LOADVALUE', to);
  };
  const dumped = (key: string) => context.client.dumpBuffer(key);

  beforeEach(async () => {
    await source.say('FOOADD', 'foo', 'a', 'b');
    await source.say('BARFILL', 'bar', 2.5);
    await source.say('BOXADD', 'box', 'x');
    await load('foo');
    await load('bar');
    await load('box');
  });

  it('has the type that it would have', async () => {
    expect([await say('TYPE', 'foo'), await say('TYPE', 'bar'), await say('TYPE', 'box')]).toEqual([
      'foo',
      'bar',
      'box',
    ]);
    expect(await say('SCAN', 0, 'TYPE', 'foo', 'COUNT', 100)).toEqual(['0', ['foo']]);
    expect(await say('SCAN', 0, 'TYPE', 'BAR', 'COUNT', 100)).toEqual(['0', ['bar']]);
  });

  it('is dumped as the class dumps it', async () => {
    for (const key of ['foo', 'bar', 'box'])
      expect(await dumped(key)).toEqual(await source.client.dumpBuffer(key));
  });

  it('is there for all that works with any value', async () => {
    const before = await dumped('foo');
    expect(await say('EXISTS', 'foo', 'bar')).toBe(2);
    expect(((await say('KEYS', '*')) as string[]).sort()).toEqual(['bar', 'box', 'foo']);
    expect(await say('OBJECT', 'ENCODING', 'foo')).toBe('raw');
    expect(await say('OBJECT', 'REFCOUNT', 'foo')).toBe(1);
    expect(await say('OBJECT', 'IDLETIME', 'foo')).toBe(0);
    expect(await refusal('OBJECT', 'FREQ', 'foo')).toMatch('LFU');
    expect(await say('MEMORY', 'USAGE', 'foo')).toBeGreaterThan(40);
    expect(await say('TOUCH', 'foo')).toBe(1);
    expect(await say('EXPIRE', 'foo', 100)).toBe(1);
    expect(await say('TTL', 'foo')).toBe(100);
    expect(await say('PERSIST', 'foo')).toBe(1);
    expect(await say('RENAME', 'foo', 'renamed')).toBe('OK');
    expect(await say('COPY', 'renamed', 'foo')).toBe(1);
    expect(await say('MOVE', 'renamed', 1)).toBe(1);
    expect(await say('SWAPDB', 0, 1)).toBe('OK');
    expect(await say('TYPE', 'renamed')).toBe('foo');
    expect(await dumped('renamed')).toEqual(before);
    expect(await say('RANDOMKEY')).toBe('renamed');
    expect(await say('SWAPDB', 0, 1)).toBe('OK');
    expect(await dumped('foo')).toEqual(before);
    expect(await say('DEL', 'foo')).toBe(1);
    expect(await say('UNLINK', 'bar')).toBe(1);
    expect(await say('DBSIZE')).toBe(1);
  });

  it('is copied and expires', async () => {
    await say('EXPIRE', 'foo', 100);
    await say('COPY', 'foo', 'copy');
    expect(await say('TTL', 'copy')).toBe(100);
    await say('PEXPIREAT', 'copy', 1);
    expect(await say('EXISTS', 'copy', 'foo')).toBe(1);
  });

  it.each([
    ['GET', 'foo'],
    ['APPEND', 'foo', 'x'],
    ['INCR', 'foo'],
    ['LPUSH', 'foo', 'x'],
    ['LRANGE', 'foo', '0', '-1'],
    ['HGET', 'foo', 'x'],
    ['SADD', 'foo', 'x'],
    ['SUNION', 'foo', 'none'],
    ['ZADD', 'foo', '1', 'x'],
    ['ZUNION', '1', 'foo'],
    ['XADD', 'foo', '*', 'a', 'b'],
    ['SORT', 'foo'],
    ['SORT_RO', 'foo'],
    ['SETBIT', 'foo', '1', '1'],
    ['PFADD', 'foo', 'x'],
    ['GEOADD', 'foo', '1', '1', 'x'],
    ['ITEMS', 'foo'],
    ['BOXADD', 'foo', 'x'],
    ['BOXFIND', 'foo'],
  ] as const)('refuses %s, and names its class', async (name, ...words) => {
    const before = await dumped('foo');
    expect(await refusal(name, ...words)).toBe(ABSENT);
    expect(await dumped('foo')).toEqual(before);
    expect(context.faults).toEqual([]);
  });

  it('gives way to what replaces any value', async () => {
    await say('SET', 'foo', 'text');
    expect(await say('GET', 'foo')).toBe('text');
    await load('foo', 'box');
    expect(await refusal('ITEMS', 'box')).toBe(ABSENT);
    await load('box', 'foo');
    expect(await say('ITEMS', 'foo')).toEqual(['x']);
    await load('foo');
    await say('RPUSH', 'list', 'b', 'a');
    await say('SORT', 'list', 'ALPHA', 'STORE', 'foo');
    expect(await say('LRANGE', 'foo', 0, -1)).toEqual(['a', 'b']);
    await load('foo');
    await say('RENAME', 'list', 'foo');
    expect(await say('TYPE', 'foo')).toBe('list');
  });

  it('leaves no trace of its class among commands and structures', async () => {
    expect(context.memo.commands.structures.map(({ Class }) => Class.name)).not.toContain('Foo');
    expect(await say('COMMAND', 'LIST', 'FILTERBY', 'MODULE', 'Foo')).toEqual([]);
    expect(await refusal('FOOADD', 'foo', 'x')).toMatch("unknown command 'FOOADD'");
  });

  it('is no value that a client restores', async () => {
    const payload = (await dumped('foo')) as Buffer;
    expect(await refusal('RESTORE', 'other', 0, payload)).toBe(
      'ERR the value is a Foo, and no such structure is registered',
    );
    expect(await say('EXISTS', 'other')).toBe(0);
    await source.say('RESTORE', 'other', 0, payload);
    expect(await source.say('ITEMS', 'other')).toEqual(['a', 'b']);
  });

  it('may be large, and one of many', async () => {
    await source.say('FOOADD', 'large', 'x'.repeat(100_000));
    await load('large');
    expect(await dumped('large')).toEqual(await source.client.dumpBuffer('large'));
    for (let at = 0; at < 200; at++) await say('COPY', 'foo', `foo ${at}`);
    for (let at = 0; at < 200; at += 2) await say('DEL', `foo ${at}`);
    const before = await dumped('foo');
    for (let at = 1; at < 200; at += 2) expect(await dumped(`foo ${at}`)).toEqual(before);
  });

  it('is refused when its bytes are none', async () => {
    await source.say('SAVEVALUE', 'foo');
    const whole = saved;
    for (const damaged of [whole.subarray(0, 3), Buffer.of(9), Buffer.of(1, 3, 65, 10, 65, 0, 0)]) {
      saved = damaged;
      expect(await refusal('LOADVALUE', 'damaged')).toBe('ERR Bad data format');
    }
    saved = whole;
  });
});

it('A structure that is registered later gets an id of its own', () => {
  const keyspace = new Keyspace({ databases: 1, clock: Date, onFault: () => undefined });
  keyspace.register(Box);
  const absent = keyspace.classes.absent.named('Foo');
  keyspace.register(Foo);
  expect(keyspace.classes.absent.byId(absent.id)).toBe(absent);
  expect(keyspace.classes.absent.named('Foo')).toBe(absent);
  expect(keyspace.classes.absent.named('Bar').id).not.toBe(absent.id);
  expect(keyspace.classes.infoNamed('Foo')!.id).toBe(1);
  expect(keyspace.classes.byId[1]!.Class).toBe(Foo);
});
