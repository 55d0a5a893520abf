import fc from 'fast-check';
import Redis from 'ioredis';
import type { Command, Memo } from '../../lib/index';
import { SearchCache } from '../../structures/search-cache';
import { LOW_THRESHOLDS, readingLines } from '../compat/grammar';
import { readReplies } from '../compat/equivalence';
import { conversations, soon } from '../compat/grammar/unforeseen';
import { play } from '../compat/player';
import { parseScript } from '../compat/script';
import { KeptServer, keyspaceOf } from '../support/kept-server';
import { randomConversation } from '../support/random-words';
import { refitted, stateAt } from '../support/state';
import { shipped, stateful, type Shipped } from './shipped';

/** MEMO_RECOVERY_RUNS=1000 for a long run. */
const { MEMO_RECOVERY_RUNS, MEMO_RANDOM_SEED } = process.env;
const runs = (few: number) => ({
  numRuns: Number(MEMO_RECOVERY_RUNS ?? few),
  ...(MEMO_RANDOM_SEED !== undefined && { seed: Number(MEMO_RANDOM_SEED) }),
});
jest.setTimeout(120_000 + Number(MEMO_RECOVERY_RUNS ?? 0) * 10_000);

/** How long a server is down. */
const DOWN_MS = 100_000;

let now = 1_700_000_000_000;
const clock = { now: () => now };
const classes = shipped.map(({ Class }) => Class);
SearchCache.search = (index, query) => [index, query, `${index} ${query}`];

/** Starts a server, and stops it and all that have recovered from it. */
async function withKept(use: (kept: KeptServer) => Promise<void>, structures = classes): Promise<void> {
  const kept = await KeptServer.start({ clock, structures });
  try {
    await use(kept);
  } finally {
    await kept.stop();
  }
}

/** Expects that a server has the same data after each recovery; time goes on while it is down. */
async function expectRecovered(kept: KeptServer, facts: (port: number) => Promise<unknown>): Promise<void> {
  now += DOWN_MS;
  const expected = await stateAt(kept.port);
  const recovered = await kept.recover(async (after, port) => {
    const found = await stateAt(port);
    const isFromBase = kept.hasBase || after !== 'a crash';
    expect([after, found]).toEqual([after, isFromBase ? refitted(expected, found) : expected]);
  });
  const told = await facts(kept.port);
  for (const port of recovered) expect(await facts(port)).toEqual(told);
}

describe("Commands of Redis' types", () => {
  const KEYS = ['a', 'b', 'c', 'd', '""', '"\\x00\\xff"'];

  /** Conversations, between which time passes, the log is compacted, or what has expired is removed. */
  const parts = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: conversations(KEYS, soon) },
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 3000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 400_000 }) },
      { weight: 1, arbitrary: fc.constantFrom('sweep', 'compact') },
    ),
    { minLength: 1, maxLength: 25, size: 'max' },
  );

  async function hold(kept: KeptServer, part: number | string | readonly string[]): Promise<void> {
    if (part === 'compact') return kept.compact();
    if (part === 'sweep') return void keyspaceOf(kept.memo).maintain(10_000);
    if (typeof part === 'number') return void (now += part);
    const steps = parseScript((part as string[]).join('\n'));
    const pipelined = steps.every(({ waits }) => !waits) && steps.length % 2 === 0;
    await play(kept.port, steps, { protocol: 2, keeping: true, pipelined });
  }

  /** What commands answer that read, but for those whose order is that of a table. */
  async function answers(port: number): Promise<string[]> {
    const steps = parseScript(readingLines(KEYS).join('\n')).filter(({ leniencies, line }) => {
      return (
        !leniencies.has('unordered') &&
        !leniencies.has('pairs') &&
        !/^(HGETALL|HKEYS|HVALS|XINFO STREAM|OBJECT)/.test(line)
      );
    });
    const told = await play(port, steps, { protocol: 3, keeping: true, pipelined: true });
    return told.map(({ bytes }, at) => `${steps[at]!.line}: ${String(readReplies(bytes)[0]!.bytes)}`);
  }

  it('leave a key that lives in the place of one that has expired where it was swapped to', async () => {
    await withKept(async (kept) => {
      await hold(kept, ['SET d old PX 1', 'MOVE d 1', 'SET e old PX 1', 'MOVE e 1']);
      await hold(kept, 2);
      await hold(kept, ['SET d new', 'SET e new', 'MULTI', 'SWAPDB 0 1', 'GET d', 'EXEC']);
      await hold(kept, [
        'SWAPDB 0 1',
        'MULTI',
        'GET d',
        'SWAPDB 0 1',
        'SWAPDB 1 0',
        'SWAPDB 0 1',
        'GET e',
        'EXEC',
      ]);
      await expectRecovered(kept, answers);
    });
  });

  it('leave values that a base has in the encoding that fits them, though they held more once', async () => {
    const long = 'x'.repeat(100);
    await withKept(async (kept) => {
      await hold(kept, [`HSET a f ${long} f ""`, 'SADD b 1 m', 'SREM b m', 'SADD c 1']);
      await hold(kept, [`ZADD d 1 ${long} 2 m`, `ZREM d ${long}`]);
      await expectRecovered(kept, answers);
      await hold(kept, 'compact');
      await hold(kept, [`HSET "" f ${long}`, 'HSET "" f ""', 'HSET a g ""']);
      await expectRecovered(kept, answers);
    });
  });

  it('leave data that is there after each kind of recovery', async () => {
    const property = fc.asyncProperty(parts, (all) =>
      withKept(async (kept) => {
        for (const part of all) await hold(kept, part);
        await expectRecovered(kept, answers);
      }),
    );
    await fc.assert(property, runs(6));
  });
});

describe('A server with other options', () => {
  const KEYS = ['a', 'b', 'c'];
  /** What a server has that recovers, but for the encodings. */
  const state = (port: number) => stateAt(port, { dumps: false, unlike: ['list', 'hash', 'set', 'zset'] });
  const configuration = {
    ...LOW_THRESHOLDS,
    // The bytes of a HyperLogLog can be read, and depend on this; as in Redis, what is logged is PFADD.
    'hll-sparse-max-bytes': '3000',
    'maxmemory-policy': 'allkeys-lfu',
    'lfu-log-factor': '1',
  };

  it('recovers the same data, in other encodings', async () => {
    const property = fc.asyncProperty(
      fc.array(conversations(KEYS), { minLength: 4, maxLength: 12, size: 'max' }),
      (parts) =>
        withKept(async (kept) => {
          for (const part of parts)
            await play(kept.port, parseScript(part.join('\n')), { protocol: 2, keeping: true });
          const expected = await state(kept.port);
          const other = await kept.serve(kept.copy(), { configuration });
          expect(await state(other.port)).toEqual(expected);
          const same = await kept.serve(kept.copy(), {
            configuration: { 'maxmemory-policy': 'volatile-lru' },
          });
          expect(await state(same.port)).toEqual(expected);
        }),
    );
    await fc.assert(property, runs(2));
  });

  it('and a server whose options were changed, and were other ones before', async () => {
    await withKept(async (kept) => {
      const client = new Redis(kept.port);
      const fill = () => client.rpush('list', ...Array.from({ length: 40 }, (_, n) => `element ${n}`));
      await fill();
      await client.config('SET', 'list-max-listpack-size', '4');
      await fill();
      await client.hset('hash', Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`f${n}`, 'v'])));
      await client.config('SET', 'hash-max-listpack-entries', '8');
      await client.hset('hash', 'g', 'v');
      await client.config('SET', 'maxmemory-policy', 'allkeys-lfu');
      for (let n = 0; n < 20; n++) await client.lpop('list');
      await client.config('SET', 'list-max-listpack-size', '-2');
      await client.lset('list', 3, 'x'.repeat(20_000));
      const expected = await state(kept.port);
      client.disconnect();
      await kept.recover(async (after, port) =>
        expect([after, await state(port)]).toEqual([after, expected]),
      );
    });
  });
});

describe.each(stateful.map((each) => [each.Class.name, each] as const))('A value of %s', (_, structure) => {
  const KEYS = ['k', 'l', 'm'];
  const readsOf = (memo: Memo) => structure.commands.filter((line) => !commandOf(memo, line).has('writes'));

  /** All that can be asked of the values, which asking may change. */
  const facts = (memo: Memo) => async (port: number) => {
    const client = new Redis(port);
    const told: unknown[] = [];
    for (const key of KEYS)
      for (const line of [...readsOf(memo), ...(structure.probes ?? [])])
        told.push([key, line, await answerTo(client, memo, line, key)]);
    client.disconnect();
    return told;
  };

  it('is what it was after each kind of recovery', async () => {
    const lines = randomConversation(await commandsOf(structure), (await anyMemo()).commands, KEYS, 'max');
    const property = fc.asyncProperty(lines, lines, async (before, after) => {
      await withKept(async (kept) => {
        await converse(kept, before);
        if (after.length % 2 === 0) await kept.compact();
        await converse(kept, after);
        await expectRecovered(kept, facts(kept.memo));
      });
    });
    await fc.assert(property, runs(2));
  });
});

/** A server that only knows the commands. */
let known: Promise<Memo> | undefined;
const anyMemo = () =>
  (known ??= KeptServer.start({ structures: classes }).then(async (kept) => {
    await kept.stop();
    return kept.memo;
  }));

async function commandsOf({ Class }: Shipped): Promise<Command[]> {
  const { commands } = await anyMemo();
  const info = commands.structures.find((each) => each.Class === Class)!;
  return commands.namesOf(info).map((name) => commands.get(name)!);
}

function commandOf({ commands }: Memo, line: string): Command {
  const [name = '', sub = ''] = line.split(' ');
  return commands.get(`${name} ${sub}`) ?? commands.get(name)!;
}

/** Says all of it, time passing as it says; who waits is told to wait no longer. */
async function converse(kept: KeptServer, lines: readonly string[][]): Promise<void> {
  const client = new Redis(kept.port);
  const unblocking = setInterval(() => {
    for (const session of kept.memo.sessions()) session.unblock(false);
  }, 5);
  for (const [name, ...words] of lines) {
    if (name === 'wait') now += Number(words[0]);
    else await client.call(name!, ...words).catch(() => undefined);
  }
  clearInterval(unblocking);
  client.disconnect();
}

async function answerTo(client: Redis, memo: Memo, line: string, key: string): Promise<unknown> {
  const [name, ...words] = line.split(' ').map((word) => (word === 'k' ? key : word));
  const { tips = [] } = commandOf(memo, line).declaration!.about;
  const answer = await client.call(name!, ...words).catch((error: unknown) => String(error));
  return tips.some((tip) => tip.startsWith('nondeterministic_output')) ? sorted(answer) : answer;
}

/** Elements at any depth in an order of their own, as those of a table with another seed come in another order. */
const sorted = (answer: unknown): unknown =>
  Array.isArray(answer) ? answer.map(sorted).sort((a, b) => (String(a) < String(b) ? -1 : 1)) : answer;
