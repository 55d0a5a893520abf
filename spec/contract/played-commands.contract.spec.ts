import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Redis from 'ioredis';
import {
  errors,
  OK,
  reads,
  serves,
  Structure,
  structure,
  t,
  writes,
  Memo,
  type Server,
  type Value,
} from '../../lib/index';
import { compactionContext } from '../../lib/compaction-context';
import { compact } from '../../lib/durability/compaction-job';
import { readManifest } from '../../lib/durability/manifest';
import { Hash } from '../../structures/standard/hash';
import { SetValue } from '../../structures/standard/set';
import { dataSetAt } from '../support/data-set';
import { startMemo } from '../support/memo';

jest.setTimeout(60_000);

/** Maps and sets as arrays, in their order. */
const plain = (value: Value): unknown => {
  if (value instanceof Map || value instanceof Set) return plain([...value]);
  if (value instanceof Error) return value.message;
  return Array.isArray(value) ? value.map(plain) : value;
};

/** Notes what others answer. */
@structure()
class Scribe extends Structure {
  readonly replies: string[] = [];

  @writes('Plays a command, and notes what it answers, and a random number.', t.key(), t.rest(t.text('word')))
  static NOTE(server: Server, key: string, name: string, ...words: string[]) {
    const [, value] = server.play(name, ...words);
    server.open(Scribe, key).replies.push(JSON.stringify([plain(value), server.random()]));
    return OK;
  }

  @writes('Notes what the methods of a set and a hash answer.', t.key(), t.key(), t.key())
  static LOOK(server: Server, key: string, set: string, hash: string) {
    const seen: string[] = [];
    const members = server.open(SetValue, set);
    members.forEach((member) => seen.push(String(member)));
    seen.push(String(members.sampleOne()), members.sample(3).map(String).join());
    seen.push(String(members.takeOne()), members.take(2).map(String).join());
    server.open(Hash, hash).forEach((field, value) => seen.push(`${String(field)} ${String(value)}`));
    server.open(Scribe, key).replies.push(JSON.stringify(seen));
    return OK;
  }

  @serves('Plays a command.', t.rest(t.text('word')))
  static SERVE(server: Server, name: string, ...words: string[]) {
    return plain(server.call(name, ...words)) as string;
  }

  @reads('What is noted.')
  REPLIES() {
    return this.replies;
  }
}

let folder: string;
let copy: string;
let server: Awaited<ReturnType<typeof startMemo>>;
let client: Redis;

const optionsIn = (dir: string, configuration = {}) => ({
  structures: [Scribe],
  configuration: { appendonly: 'yes', dir, ...configuration },
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memo-played-'));
  copy = mkdtempSync(join(tmpdir(), 'memo-replayed-'));
  server = await startMemo(optionsIn(folder));
  client = new Redis(server.port);
});

afterEach(async () => {
  client.disconnect();
  await server.stop();
  rmSync(folder, { recursive: true });
  rmSync(copy, { recursive: true });
});

type Line = readonly string[];

const run = async (lines: readonly Line[], on = client) => {
  for (const [name, ...words] of lines) await on.call(name!, ...words);
};

const notes = (lines: readonly Line[]): Line[] => lines.map((line) => ['NOTE', 'notes', ...line]);

const incrementIn = (directory: string) => join(directory, 'appendonlydir', 'appendonly.aof.1.incr.aof');

/** Puts a base in the place of the log that was copied. */
async function makeBase(): Promise<string> {
  const context = await compactionContext(new Memo(optionsIn(copy)), {});
  await compact(context, () => Promise.resolve());
  return join(copy, 'appendonlydir', readManifest(context.folder)!.increments[0]!.name);
}

/** What a server has in a directory, and what was noted. */
async function contentsAt(port: number) {
  const reader = new Redis(port);
  const replies = (await reader.exists('notes')) === 1 ? await reader.call('REPLIES', 'notes') : [];
  const fields = (await dataSetAt(port)) as Record<string, unknown[]>;
  reader.disconnect();
  // How a value is laid out is history.
  return {
    replies,
    data: Object.entries(fields).map(([key, [type, expiry, , value]]) => [key, type, expiry, value]),
  };
}

/** Runs commands, and others after what a crash leaves was compacted; compares with what is recovered. */
async function expectSame(before: readonly Line[], after: readonly Line[], configuration = {}) {
  await run(before);
  cpSync(folder, copy, { recursive: true });
  const { length } = readFileSync(incrementIn(folder));
  const increment = await makeBase();
  await run(after);
  const expected = await contentsAt(server.port);
  appendFileSync(increment, readFileSync(incrementIn(folder)).subarray(length));
  const recovered = await startMemo(optionsIn(copy, configuration));
  try {
    expect(await contentsAt(recovered.port)).toEqual(expected);
  } finally {
    await recovered.stop();
  }
  return expected;
}

const words = (count: number, prefix = 'member') => Array.from({ length: count }, (_, n) => `${prefix}:${n}`);
const twice = (all: readonly string[]) => all.flatMap((each, index) => [each, String(index)]);

/** Collections of many, of few, and of few that were many. */
const filled = (all: readonly string[], kept: number): Line[] => [
  ['SADD', 'set', ...all],
  ['SADD', 'few', ...all.slice(0, 5)],
  ['HSET', 'hash', ...twice(all)],
  ['ZADD', 'zset', ...twice(all).reverse()],
  ['GEOADD', 'geo', ...all.slice(0, 50).flatMap((each, n) => [String(n % 7), String(n % 11), each])],
  ...(kept < all.length
    ? [
        ['SREM', 'set', ...all.slice(kept)],
        ['HDEL', 'hash', ...all.slice(kept)],
        ['ZREM', 'zset', ...all.slice(kept)],
      ]
    : []),
];

const READS: readonly Line[] = [
  ['SMEMBERS', 'set'],
  ['SINTER', 'set', 'set'],
  ['SUNION', 'set', 'few'],
  ['SDIFF', 'set', 'few'],
  ['SRANDMEMBER', 'set'],
  ['SRANDMEMBER', 'set', '3'],
  ['SRANDMEMBER', 'set', '1000'],
  ['SRANDMEMBER', 'set', '-5'],
  ['HGETALL', 'hash'],
  ['HKEYS', 'hash'],
  ['HVALS', 'hash'],
  ['HRANDFIELD', 'hash'],
  ['HRANDFIELD', 'hash', '3'],
  ['HRANDFIELD', 'hash', '-5', 'WITHVALUES'],
  ['HRANDFIELD', 'hash', '1000', 'WITHVALUES'],
  ['ZRANDMEMBER', 'zset'],
  ['ZRANDMEMBER', 'zset', '3', 'WITHSCORES'],
  ['ZRANDMEMBER', 'zset', '-5'],
  ['ZRANGE', 'zset', '0', '-1'],
  ['ZUNION', '2', 'zset', 'set', 'WITHSCORES'],
  ['ZDIFF', '2', 'zset', 'few'],
  ['SORT', 'set', 'BY', 'nosort'],
  ['SORT', 'set', 'BY', 'nosort', 'LIMIT', '1', '2', 'DESC'],
  ['SORT_RO', 'set', 'BY', 'nosort', 'GET', '#'],
  ['SORT', 'set', 'ALPHA'],
  ['SORT', 'set', 'BY', 'none:*', 'LIMIT', '0', '3'],
  ['GEOSEARCH', 'geo', 'FROMLONLAT', '3', '5', 'BYRADIUS', '700', 'km'],
  ['GEOSEARCH', 'geo', 'FROMLONLAT', '3', '5', 'BYRADIUS', '700', 'km', 'COUNT', '3', 'ANY'],
  ['KEYS', '*'],
  ['DBSIZE'],
  ['TIME'],
  ['TTL', 'set'],
];

/** What small collections grow with: those that were large may have done so before. */
const LONG: readonly Line[] = [
  ['HSET', 'hash', 'x'.repeat(100), '1'],
  ['SADD', 'set', 'x'.repeat(100)],
];

const WRITES: readonly Line[] = [
  ...LONG,
  ['SPOP', 'set'],
  ['SPOP', 'set', '2'],
  ['SPOP', 'few', '3'],
  ['SPOP', 'few', '10'],
  ['SADD', 'new', ...words(200)],
  ['SPOP', 'new', '190'],
  ['SORT', 'set', 'BY', 'nosort', 'STORE', 'list'],
  ['SUNIONSTORE', 'union', 'set', 'new'],
  ['SPOP', 'union', '1000'],
];

describe('What a @writes command plays is answered the same in replay', () => {
  it.each([
    ['large collections', 300, 300],
    ['collections that were large', 300, 12],
    ['small collections', 12, 12],
  ])('with %s, before and after a base was written', async (_, size, kept) => {
    const all = words(size);
    const again: Line[] = [['LOOK', 'notes', 'set', 'hash'], ...notes(READS), ...notes(WRITES)];
    const { replies } = await expectSame(
      [...filled(all, kept), ...notes(READS)],
      [...notes(LONG), ...filled(all, kept), ...notes(READS), ...notes(WRITES), ...again, ...again],
    );
    expect(replies).toHaveLength(READS.length * 4 + WRITES.length * 3 + LONG.length + 2);
  });

  it('with a stream that is trimmed about, when its nodes are of another size in replay', async () => {
    const add: Line = ['XADD', 'stream', 'MAXLEN', '~', '5', '*', 'a', '1'];
    await client.config('SET', 'stream-node-max-entries', '3');
    const after = notes([...Array.from({ length: 20 }, () => add), ['XTRIM', 'stream', 'MAXLEN', '~', '2']]);
    await expectSame(notes([add]), [...after, ...notes([['XLEN', 'stream']])]);
  });

  it('whatever the members are', async () => {
    const member = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer().map(String));
    const round = fc.array(
      fc.oneof(
        fc.tuple(fc.constantFrom('SADD', 'SREM'), fc.constantFrom('set', 'few'), member),
        fc.tuple(fc.constant('HSET'), fc.constant('hash'), member, member),
        fc.tuple(fc.constantFrom('SMEMBERS', 'SPOP', 'SRANDMEMBER'), fc.constantFrom('set', 'few')),
        fc.tuple(fc.constantFrom('HGETALL', 'HRANDFIELD'), fc.constant('hash')),
        fc.tuple(fc.constantFrom('SPOP', 'SRANDMEMBER'), fc.constant('set'), fc.nat(9).map(String)),
        fc.tuple(fc.constantFrom('SUNION', 'SDIFF', 'SINTER'), fc.constant('set'), fc.constant('few')),
      ),
      { minLength: 150, maxLength: 150 },
    );
    const property = fc.asyncProperty(round, round, async (before, after) => {
      await expectSame(notes(before), notes(after));
    });
    await fc.assert(property, { numRuns: 1, endOnFailure: true });
  });
});

const REFUSED: readonly Line[] = [
  ['SSCAN', 'set', '0'],
  ['HSCAN', 'hash', '0'],
  ['ZSCAN', 'zset', '0'],
  ['SCAN', '0'],
  ['RANDOMKEY'],
  ['OBJECT', 'ENCODING', 'set'],
  ['OBJECT', 'IDLETIME', 'set'],
  ['OBJECT', 'REFCOUNT', 'set'],
  ['MEMORY', 'USAGE', 'set'],
  ['MEMORY', 'STATS'],
  ['DUMP', 'set'],
  ['XINFO', 'STREAM', 'stream'],
  ['INFO'],
  ['CLIENT', 'ID'],
  ['CLIENT', 'LIST'],
  ['CONFIG', 'GET', 'maxmemory'],
  ['DEBUG', 'DIGEST'],
  ['SLOWLOG', 'LEN'],
  ['LATENCY', 'LATEST'],
  ['PUBSUB', 'CHANNELS'],
  ['LASTSAVE'],
  ['ROLE'],
  ['WAIT', '0', '0'],
  ['SHUTDOWN'],
];

describe('What replay would be answered otherwise', () => {
  beforeEach(async () => {
    await run([...filled(words(3), 3), ['XADD', 'stream', '*', 'a', '1']]);
  });

  it.each(REFUSED.map((line) => line.join(' ')))('is refused to a @writes command: %s', async (text) => {
    const line = text.split(' ');
    await run([
      ['DEL', 'notes'],
      ['NOTE', 'notes', ...line],
    ]);
    const [told] = JSON.parse(((await client.call('REPLIES', 'notes')) as string[])[0]!) as string[];
    const sub = ['OBJECT', 'MEMORY', 'XINFO', 'CLIENT', 'CONFIG', 'SLOWLOG', 'LATENCY', 'PUBSUB'];
    const name = line.slice(0, sub.includes(line[0]!) ? 2 : 1).join(' ');
    expect(told).toBe(errors.unrepeatable(name).message);
  });

  it('is answered to a @serves command', async () => {
    for (const line of REFUSED.filter(([name]) => name !== 'SHUTDOWN'))
      await expect(client.call('SERVE', ...line)).resolves.toBeDefined();
  });

  it('is answered to a client, in a transaction, too', async () => {
    const replies = await client.multi().sscan('set', 0).call('OBJECT', 'ENCODING', 'set').exec();
    expect(replies!.map(([error]) => error)).toEqual([null, null]);
  });
});
