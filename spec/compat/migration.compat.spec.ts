import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import Redis from 'ioredis';
import { startMemo } from '../support/memo';
import { printable } from '../support/quoting';
import { type RunningServer, startRedis } from '../support/redis-server';
import { equivalent } from './equivalence';
import { LOW_THRESHOLDS, readingLines, scriptOf, TYPES } from './grammar';
import { type Answer, play } from './player';
import { parseScript, type Step } from './script';
import { transcript } from './transcript';

/** For a long run, as in random.compat.spec.ts: MEMO_RANDOM_TYPE=hash MEMO_RANDOM_MINUTES=30 npx jest spec/compat/migration. */
const { MEMO_RANDOM_TYPE, MEMO_RANDOM_MINUTES, MEMO_RANDOM_RUNS, MEMO_RANDOM_SEED } = process.env;

const KEYS = ['a', 'b', '"\\x00\\xff"'];
const RAW_KEYS = [Buffer.from('a'), Buffer.from('b'), Buffer.from('\x00\xff', 'latin1')];

const types = Object.keys(TYPES).filter((type) => TYPES[type]!.of !== undefined && TYPES[type]!.reading);
const chosen = types.filter((type) => MEMO_RANDOM_TYPE?.split(',').includes(type) ?? true);
const SEED = Number(MEMO_RANDOM_SEED ?? Date.now() % 2 ** 31);
const DURATION_MS = (Number(MEMO_RANDOM_MINUTES ?? 0) * 60_000) / chosen.length;
const SCRIPTS = Number(MEMO_RANDOM_RUNS ?? (DURATION_MS ? 100 : 10));

/** How values are laid out where they come from, beside low thresholds of encodings or usual ones. */
const layout = fc.record({
  low: fc.boolean(),
  'list-max-listpack-size': fc.constantFrom('-2', '-1', '1', '3', '128'),
  'list-compress-depth': fc.constantFrom('0', '1', '2'),
  rdbcompression: fc.constantFrom('yes', 'no'),
});

type Layout = typeof layout extends fc.Arbitrary<infer L> ? L : never;

/** A server, and a client that has bytes for keys and values. */
interface Place {
  readonly server: RunningServer;
  readonly client: Redis;
}

interface Payload {
  readonly key: Buffer;
  readonly bytes: Buffer;
  /** Milliseconds since 1970; 0: it stays. */
  readonly expiry: number;
}

/** Whether a line of reading is about one of the keys that are moved, and not about the time that passes. */
const isOfKeys = (line: string) => KEYS.some((key) => line.includes(` ${key}`)) && !line.startsWith('PTTL');

/** What is read of a large value: of a stream only its ends, for all of it goes into the digest. */
const whatSuffices = (steps: readonly Step[]) => [
  ...steps.filter(({ line }) => / a( |$)/.test(line) && !/^X(REV)?RANGE|FULL/.test(line)),
  ...parseScript(`
    XRANGE a - + COUNT 50
    XREVRANGE a + - COUNT 50
    XINFO GROUPS a
    XPENDING a group
  `),
];

/** Two long replies are too much for a diff: this tells where they begin to differ. */
function refuseLarge({ line }: Step, { bytes: expected }: Answer, { bytes: actual }: Answer): void {
  if (Math.max(expected.length, actual.length) < 10_000) return;
  const from = Math.max(0, expected.findIndex((byte, index) => byte !== actual[index]) - 100);
  const shown = [expected, actual].map((bytes) => printable(bytes.subarray(from, from + 200)));
  throw new Error(`${line}: expected … ${shown[0]} …, received … ${shown[1]} …`);
}

const RANDOM = randomBytes(300_000);

let moved = 0;

/** A sorted set that becomes a listpack as it is restored has no negative zero any more, in Redis neither. */
const withoutSignOfZero = ({ bytes, end }: Answer): Answer => ({
  bytes: Buffer.from(bytes.toString('latin1').replaceAll('$2\r\n-0\r\n', '$1\r\n0\r\n'), 'latin1'),
  end,
});

describe('values that are moved by DUMP and RESTORE', () => {
  /** Those where values are made, and those to which they are moved. */
  const places: Record<'redis' | 'memo' | 'redisTarget' | 'memoTarget', Place> = {} as never;
  const usual = new Map<string, string>();

  beforeAll(async () => {
    const started = [await startRedis(), await startMemo(), await startRedis(), await startMemo()];
    const [redis, memo, redisTarget, memoTarget] = started.map((server) => ({
      server,
      client: new Redis(server.port),
    })) as [Place, Place, Place, Place];
    Object.assign(places, { redis, memo, redisTarget, memoTarget });
    await redisTarget.client.config('SET', 'sanitize-dump-payload', 'yes');
    for (const name of Object.keys(LOW_THRESHOLDS)) {
      const [, value] = (await redis.client.config('GET', name)) as [string, string];
      usual.set(name, value);
    }
  });
  afterAll(async () => {
    for (const { client, server } of Object.values(places)) {
      client.disconnect();
      await server.stop();
    }
    process.stdout.write(`${moved} values were moved\n`);
  });

  /** Sets the options that a server has; a Redis that has the list's ones has all. */
  const configure = async ({ client }: Place, { low, ...options }: Layout) => {
    const thresholds = low ? Object.entries(LOW_THRESHOLDS) : [...usual];
    for (const [name, value] of [...thresholds, ...Object.entries(options)])
      await client.config('SET', name, value).catch(() => undefined);
  };
  const dump = async ({ client }: Place): Promise<Payload[]> => {
    const payloads: Payload[] = [];
    for (const key of RAW_KEYS) {
      const bytes = await client.dumpBuffer(key);
      const expiry = await client.pexpiretime(key);
      if (bytes) payloads.push({ key, bytes: Buffer.from(bytes), expiry: Math.max(0, expiry) });
    }
    moved += payloads.length;
    return payloads;
  };
  const restore = async ({ client }: Place, payloads: readonly Payload[]) => {
    await client.flushall();
    for (const { key, bytes, expiry } of payloads)
      expect(await client.restore(key, expiry, bytes, 'ABSTTL').catch(String)).toBe('OK');
  };
  const digests = ({ client }: Place) =>
    Promise.all(RAW_KEYS.map((key) => client.call('DEBUG', 'DIGEST-VALUE', key)));

  const lines = readingLines(KEYS);
  const told = lines
    .slice(
      0,
      lines.findIndex((line) => line.startsWith('KEYS')),
    )
    .filter(isOfKeys);
  const reading = parseScript([...told, ...KEYS.map((key) => `PEXPIRETIME ${key}`)].join('\n'));
  /** What is the same however a value is laid out. */
  const content = reading.filter(({ line }) => !/^(OBJECT ENCODING|[A-Z]?SCAN)/.test(line));
  const answers = async ({ server }: Place, steps: readonly Step[]) => {
    const all = await play(server.port, steps, { protocol: 2, pipelined: true, keeping: true });
    return steps === reading ? all : all.map(withoutSignOfZero);
  };
  /** Compares what two servers say of the keys. */
  const compare = async (steps: readonly Step[], one: Place, other: Place) => {
    const expected = await answers(one, steps);
    const actual = await answers(other, steps);
    const at = steps.findIndex((step, i) => !equivalent(expected[i]!, actual[i]!, step.leniencies));
    if (at < 0) return;
    refuseLarge(steps[at]!, expected[at]!, actual[at]!);
    expect(transcript(steps, actual, expected)).toBe(transcript(steps, expected));
  };

  /** Moves what `make` puts to the keys of each server of origin, to both kinds of servers and back. */
  const move = async (from: Layout, make: (origin: Place) => Promise<unknown>, isLarge = false) => {
    const [all, some] = isLarge ? [content, content].map(whatSuffices) : [reading, content];
    const { redis, memo, redisTarget, memoTarget } = places;
    for (const origin of [redis, memo]) {
      await configure(origin, from);
      await make(origin);
      const payloads = await dump(origin);
      await restore(redisTarget, payloads);
      await restore(memoTarget, payloads);
      await compare(all!, redisTarget, memoTarget);
      await compare(some!, origin, memoTarget);
    }
    const before = await digests(redisTarget);
    await restore(redisTarget, await dump(memoTarget));
    expect(await digests(redisTarget)).toEqual(before);
    await compare(some!, redisTarget, memoTarget);
  };
  const playing = (lines: readonly string[]) => {
    const steps = parseScript([...lines, 'SELECT 0'].join('\n'));
    return ({ server }: Place) => play(server.port, steps, { protocol: 2, pipelined: true });
  };

  test.each(chosen)(
    'are the same in Redis and in Memo: %s',
    async (type) => {
      const end = Date.now() + DURATION_MS;
      const property = fc.asyncProperty(scriptOf(type, KEYS), layout, (script, from) =>
        move(from, playing(script)),
      );
      for (let seed = SEED; seed === SEED || Date.now() < end; seed++) {
        const details = await fc.check(property, { numRuns: SCRIPTS, seed });
        if (!details.failed) continue;
        const [lines, from] = details.counterexample!;
        const how = `MEMO_RANDOM_SEED=${details.seed}, ${JSON.stringify(from)}`;
        throw new Error(`${how}\n\n${lines.join('\n')}\n\n${String(details.errorInstance)}`);
      }
    },
    60_000 + DURATION_MS * 2 + SCRIPTS * 1000,
  );

  describe('are the same when they are large:', () => {
    const LARGE: Layout = {
      low: false,
      'list-max-listpack-size': '-1',
      'list-compress-depth': '1',
      rdbcompression: 'yes',
    };
    const text = (at: number) =>
      [`member ${at}`, String(at * 1000), 'xyz'.repeat(at % 90), `\x00\xff${at}`][at % 4]!;
    /** A command for every hundred of so many elements. */
    const filling =
      (name: string, count: number, words: (at: number) => readonly (string | number)[]) =>
      async ({ client }: Place) => {
        await client.flushall();
        for (let from = 0; from < count; from += 100) {
          const elements = Array.from({ length: 100 }, (_, index) => words(from + index)).flat();
          await client.call(name, 'a', ...elements);
        }
      };

    test.each<[string, (place: Place) => Promise<unknown>]>([
      ['a string', ({ client }) => client.set('a', 'a stitch in time '.repeat(20_000))],
      ['a string of random bytes', ({ client }) => client.set('a', RANDOM)],
      ['a list', filling('RPUSH', 6000, (at) => [text(at)])],
      ['a list of long elements', filling('RPUSH', 300, (at) => ['element'.repeat(at * 10)])],
      ['a set', filling('SADD', 6000, (at) => [text(at)])],
      ['a set of integers', filling('SADD', 500, (at) => [at * at])],
      ['a set of many integers', filling('SADD', 6000, (at) => [at * 1_000_000_007])],
      ['a hash', filling('HSET', 6000, (at) => [`field ${at}`, text(at)])],
      ['a packed hash', filling('HSET', 100, (at) => [`field ${at}`, text(at).slice(0, 60)])],
      ['a sorted set', filling('ZADD', 6000, (at) => [at / 7, `member ${at}`])],
      ['a packed sorted set', filling('ZADD', 100, (at) => [at / 7, `member ${at}`])],
    ])('%s', (_, make) => move(LARGE, make, true), 120_000);

    test.each(['100', '0'])(
      'a stream, with nodes of %s entries',
      async (limit) => {
        const make = async ({ client }: Place) => {
          await client.flushall();
          await client.config('SET', 'stream-node-max-entries', limit);
          await client.config('SET', 'stream-node-max-bytes', limit === '0' ? '0' : '4096');
          for (let from = 1; from < 14_000; from += 1000) {
            const pipeline = client.pipeline();
            for (let at = from; at < from + 1000; at++)
              pipeline.xadd('a', `${at}-${at % 3}`, 'field', text(at), ...(at % 5 === 0 ? ['more', at] : []));
            await pipeline.exec();
          }
          await client.xgroup('CREATE', 'a', 'group', '0');
          await client.xreadgroup('GROUP', 'group', 'ada', 'COUNT', 3000, 'STREAMS', 'a', '>');
          await client.xreadgroup('GROUP', 'group', 'bob', 'COUNT', 3000, 'STREAMS', 'a', '>');
          for (let at = 1; at < 6000; at += 70) await client.xack('a', 'group', `${at}-${at % 3}`);
          for (let at = 1; at < 14_000; at += 301) await client.xdel('a', `${at}-${at % 3}`);
        };
        await move(LARGE, make, true);
      },
      120_000,
    );
  });
});
