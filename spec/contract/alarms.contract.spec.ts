import fc from 'fast-check';
import Redis from 'ioredis';
import { WorkQueue } from '../../examples/work-queue';
import { ALARMED, ringAll } from '../lib/keyspace/alarms/alarms';
import { eventually } from '../support/eventually';
import { KeptServer, keyspaceOf } from '../support/kept-server';
import { stateAt } from '../support/state';

/** MEMO_RECOVERY_RUNS=1000 for a long run. */
const { MEMO_RECOVERY_RUNS, MEMO_RANDOM_SEED } = process.env;
const RUNS = {
  numRuns: Number(MEMO_RECOVERY_RUNS ?? 4),
  ...(MEMO_RANDOM_SEED !== undefined && { seed: Number(MEMO_RANDOM_SEED) }),
};
jest.setTimeout(60_000 + Number(MEMO_RECOVERY_RUNS ?? 0) * 10_000);

const BEGINNING = 1_700_000_000_000;
let now = BEGINNING;
const clock = { now: () => now };

async function withKept(use: (kept: KeptServer, client: Redis) => Promise<void>): Promise<void> {
  now = BEGINNING;
  const kept = await KeptServer.start({ clock, structures: [...ALARMED, WorkQueue] });
  const client = new Redis(kept.port);
  try {
    await use(kept, client);
  } finally {
    client.disconnect();
    await kept.stop();
  }
}

const key = fc.constantFrom('a', 'b', 'c');
const seconds = fc.constantFrom('1', '2', '5', '30');
const word = fc.constantFrom('x', 'y');
const line = (...words: (string | fc.Arbitrary<string>)[]) =>
  fc.tuple(...words.map((each) => (typeof each === 'string' ? fc.constant(each) : each)));

/** What clients say; time passes, and alarms ring; what has expired is removed; the log is compacted. */
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: line('BELLSET', key, seconds, 'NOTE', word) },
    { weight: 2, arbitrary: line('BELLSET', key, seconds, fc.constantFrom('BREAK', 'REFUSE', 'MELT')) },
    { weight: 2, arbitrary: line('BELLSET', key, seconds, 'AGAIN', '2') },
    { weight: 2, arbitrary: line('CANCEL_ALARM', key, 'NOTE', word) },
    { weight: 2, arbitrary: line('TICK', key, seconds) },
    { weight: 2, arbitrary: line('RECALL', key, word, seconds) },
    { weight: 3, arbitrary: line('ENQUEUE', key, word) },
    { weight: 3, arbitrary: line('RESERVE', key, fc.constantFrom('1', '5')) },
    { weight: 1, arbitrary: line('REVIVE', key) },
    { weight: 2, arbitrary: line('RENAME', key, key) },
    { weight: 2, arbitrary: line('COPY', key, key, 'REPLACE') },
    { weight: 1, arbitrary: line('SWAPDB', '0', '1') },
    { weight: 1, arbitrary: line('MOVE', key, '1') },
    { weight: 1, arbitrary: line('DEL', key) },
    { weight: 1, arbitrary: line('EXPIRE', key, seconds) },
    { weight: 10, arbitrary: fc.integer({ min: 0, max: 3000 }) },
    { weight: 1, arbitrary: fc.constantFrom('compact', 'sweep') },
  ),
  { minLength: 40, maxLength: 120, size: 'max' },
);

async function take(
  kept: KeptServer,
  client: Redis,
  step: readonly string[] | number | string,
): Promise<void> {
  if (step === 'compact') return kept.compact();
  if (step === 'sweep') return void keyspaceOf(kept.memo).maintain(10_000);
  if (typeof step === 'string') return;
  if (typeof step === 'number') return pass(kept, step);
  const [name, ...words] = step;
  await client.call(name!, ...words).catch(() => undefined);
}

function pass(kept: KeptServer, milliseconds: number): void {
  now += milliseconds;
  ringAll(kept.memo);
}

describe('Alarms', () => {
  it('are what they were after each kind of recovery, and ring neither twice nor never', async () => {
    const property = fc.asyncProperty(steps, (all) =>
      withKept(async (kept, client) => {
        for (const step of all) await take(kept, client, step);
        const before = await stateAt(kept.port);
        const servers: [string, number][] = [];
        const [afterStop, afterCompaction] = await kept.recover(async (after, port) => {
          expect([after, await stateAt(port)]).toEqual([after, before]);
        });
        servers.push(['a clean stop', afterStop!], ['a compaction', afterCompaction!]);
        pass(kept, 100_000);
        const later = await stateAt(kept.port);
        for (const [after, port] of servers)
          await eventually(async () => expect([after, await stateAt(port)]).toEqual([after, later]));
      }),
    );
    await fc.assert(property, RUNS);
  });

  it('that were due while the server was down ring as soon as it is up', async () => {
    await withKept(async (kept, client) => {
      await client.call('BELLSET', 'bell', 60, 'NOTE', 'late');
      await client.call('BELLSET', 'bell', 900, 'NOTE', 'later');
      const [log, base] = [kept.copy(), kept.copy()];
      now += 600_000;
      const servers = [await kept.serve(log), await kept.serveCompacted(base)];
      for (const { memo, port } of servers) {
        const reader = new Redis(port);
        const rung = [`late at ${now}`];
        await eventually(async () => expect(await reader.call('RUNG', 'bell')).toEqual(rung));
        expect(memo.alarms.pending).toBe(1);
        reader.disconnect();
      }
    });
  });

  it('that have rung are in the log with the time at which they did', async () => {
    await withKept(async (kept, client) => {
      await client.call('BELLSET', 'bell', 60, 'NOTE');
      pass(kept, 61_000);
      const rung = await client.call('RUNG', 'bell');
      const folder = kept.copy();
      now += 1_000_000;
      const { memo, port } = await kept.serve(folder);
      const reader = new Redis(port);
      expect(await reader.call('RUNG', 'bell')).toEqual(rung);
      expect(memo.alarms.pending).toBe(0);
      reader.disconnect();
    });
  });

  it('of a class that is not loaded are kept with its value', async () => {
    await withKept(async (kept, client) => {
      await client.call('BELLSET', 'bell', 60, 'NOTE');
      await kept.compact();
      const folder = kept.copy();
      const without = await kept.serve(folder, { structures: [] });
      expect(without.memo.alarms.pending).toBe(0);
      await without.memo.stop();
      const { memo } = await kept.serve(folder);
      expect(memo.alarms.pending).toBe(1);
    });
  });
});
