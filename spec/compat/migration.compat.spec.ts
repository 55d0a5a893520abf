import fc from 'fast-check';
import Redis from 'ioredis';
import { startMemo } from '../support/memo';
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
const SCRIPTS = Number(MEMO_RANDOM_RUNS ?? (DURATION_MS ? 100 : 25));

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
  /** Milliseconds to live; 0: it stays. */
  readonly ttl: number;
}

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
      const ttl = await client.pttl(key);
      if (bytes) payloads.push({ key, bytes: Buffer.from(bytes), ttl: Math.max(0, ttl) });
    }
    moved += payloads.length;
    return payloads;
  };
  const restore = async ({ client }: Place, payloads: readonly Payload[]) => {
    await client.flushall();
    for (const { key, bytes, ttl } of payloads)
      expect(await client.restore(key, ttl, bytes).catch(String)).toBe('OK');
  };
  const digests = ({ client }: Place) =>
    Promise.all(RAW_KEYS.map((key) => client.call('DEBUG', 'DIGEST-VALUE', key)));

  const lines = readingLines(KEYS);
  const reading = parseScript(
    lines
      .slice(
        0,
        lines.findIndex((line) => line.startsWith('KEYS')),
      )
      .join('\n'),
  );
  const content = reading.filter(({ line }) => !line.startsWith('OBJECT ENCODING'));
  const answers = async ({ server }: Place, steps: readonly Step[]) => {
    const all = await play(server.port, steps, { protocol: 2, pipelined: true, keeping: true });
    return steps === content ? all.map(withoutSignOfZero) : all;
  };
  /** Compares what two servers say of the keys. */
  const compare = async (steps: readonly Step[], one: Place, other: Place) => {
    const expected = await answers(one, steps);
    const actual = await answers(other, steps);
    if (steps.every((step, i) => equivalent(expected[i]!, actual[i]!, step.leniencies))) return;
    expect(transcript(steps, actual, expected)).toBe(transcript(steps, expected));
  };

  const move = async (script: readonly string[], from: Layout) => {
    const { redis, memo, redisTarget, memoTarget } = places;
    const steps = parseScript([...script, 'SELECT 0'].join('\n'));
    for (const origin of [redis, memo]) {
      await configure(origin, from);
      await play(origin.server.port, steps, { protocol: 2, pipelined: true });
      const payloads = await dump(origin);
      await restore(redisTarget, payloads);
      await restore(memoTarget, payloads);
      await compare(reading, redisTarget, memoTarget);
      await compare(content, origin, memoTarget);
    }
    const before = await digests(redisTarget);
    await restore(redisTarget, await dump(memoTarget));
    expect(await digests(redisTarget)).toEqual(before);
    await compare(content, redisTarget, memoTarget);
  };

  test.each(chosen)(
    'are the same in Redis and in Memo: %s',
    async (type) => {
      const end = Date.now() + DURATION_MS;
      const property = fc.asyncProperty(scriptOf(type, KEYS), layout, move);
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
});
