import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Aim, alwaysAim, compactionAim, everySecondAim, loadingAim } from './aims';
import { commandTests, loadKeys } from './command-tests';
import { compare, type Conditions, Ratios, type Test } from './measure';
import type { BenchOptions } from './options';
import { summary } from './report';
import { Server, withServers } from './servers';

/** What keeping data costs. */
export interface Durability {
  readonly rows: readonly { readonly title: string; readonly found: Ratios; readonly aim: Aim }[];
  /** 99.9th percentiles of a client's SETs, in milliseconds, a run each. */
  readonly calm: Ratios;
  readonly compacting: Ratios;
}

type Policy = 'everysec' | 'always';

const set = commandTests.find(({ name }) => name === 'set')!;

/** How many SETs the log has that is loaded. */
const LOGGED = 1_000_000;

export async function measureDurability(options: BenchOptions): Promise<Durability> {
  const everySecond = await costOfEverySecond(options);
  const always = await besideRedis(options);
  const floor = await floorBesideRedis(options);
  const { throughput, calm, compacting } = await costOfCompaction(options);
  const loading = await loadingBesideRedis(options);
  const rows = [
    ...everySecond.map(({ pipeline, found }) => ({
      title: `SET with everysec, beside Memo without a log, pipeline ${pipeline}`,
      found,
      aim: everySecondAim,
    })),
    { title: 'SET with always, beside Redis with always', found: always, aim: alwaysAim },
    { title: "Node's sockets and a file that is synced alone, beside the same", found: floor, aim: {} },
    {
      title: `loading a log of ${LOGGED.toLocaleString('en')} SETs, beside Redis`,
      found: loading,
      aim: loadingAim,
    },
    {
      title: 'SET while the log is compacted, beside while it is not',
      found: throughput,
      aim: compactionAim,
    },
  ];
  return { rows, calm, compacting };
}

const logged = (folder: string, policy: Policy) => [
  ...['--dir', folder, '--appendonly', 'yes', '--appendfsync', policy],
  ...['--auto-aof-rewrite-percentage', '0', '--enable-debug-command', 'yes'],
];

/** Runs a task with a folder that is gone afterwards. */
async function withFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'memo-bench-'));
  try {
    return await task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const conditionsOf = ({ clients, dataSize, keys }: BenchOptions, pipeline: number): Conditions => ({
  pipeline,
  clients,
  dataSize,
  keys,
});

/** The throughput of the second server by that of the first. */
async function ratioOf(
  test: Test,
  servers: readonly [Server, Server],
  options: BenchOptions,
  pipeline: number,
): Promise<Ratios> {
  const row = await compare(test, servers, conditionsOf(options, pipeline), options);
  process.stderr.write(`${summary(row, servers)}\n`);
  return row.throughput;
}

function costOfEverySecond(options: BenchOptions): Promise<{ pipeline: number; found: Ratios }[]> {
  return withFolder((folder) =>
    withServers(
      [
        Server.memo({ script: options.server }),
        Server.memo({ script: options.server, args: logged(folder, 'everysec') }),
      ],
      async (...servers) => {
        const rows = [];
        for (const pipeline of options.pipelines)
          rows.push({ pipeline, found: await ratioOf(set, servers as [Server, Server], options, pipeline) });
        return rows;
      },
    ),
  );
}

function besideRedis(options: BenchOptions): Promise<Ratios> {
  return withBoth(options, 'always', async (servers) => {
    for (const server of servers) await loadKeys(server, options);
    return ratioOf(set, servers, options, 1);
  });
}

/** What answers each read once it is on disk, whatever it asks for, in the place of Memo. */
function floorBesideRedis(options: BenchOptions): Promise<Ratios> {
  return withFolder((folder) =>
    withServers(
      [
        Server.redis(logged(folder, 'always')),
        Server.memo({ script: join(__dirname, 'floor.js'), args: ['--log', join(folder, 'floor')] }),
      ],
      async (redis, floor) => {
        await loadKeys(redis!, options);
        return ratioOf(set, [redis!, floor!], options, 1);
      },
    ),
  );
}

/** Redis and Memo, each with a log of its own. */
function withBoth<T>(
  options: BenchOptions,
  policy: Policy,
  task: (servers: [Server, Server]) => Promise<T>,
): Promise<T> {
  return withFolder((ofRedis) =>
    withFolder((ofMemo) =>
      withServers(
        [
          Server.redis(logged(ofRedis, policy)),
          Server.memo({ script: options.server, args: logged(ofMemo, policy) }),
        ],
        (redis, memo) => task([redis!, memo!]),
      ),
    ),
  );
}

/** Redis' time to load its log by Memo's to load its own, of the same commands. */
function loadingBesideRedis(options: BenchOptions): Promise<Ratios> {
  return withBoth(options, 'everysec', async ([redis, memo]) => {
    for (const server of [redis, memo]) await set.load(server, LOGGED, conditionsOf(options, 16));
    const ratios: number[] = [];
    for (let pair = 0; pair < options.pairs; pair++)
      ratios.push((await loadTime(redis)) / (await loadTime(memo)));
    return new Ratios(ratios);
  });
}

async function loadTime({ client }: Server): Promise<number> {
  const start = performance.now();
  await client.call('DEBUG', 'LOADAOF');
  return performance.now() - start;
}

/** Each pair is a run while nothing else is done, and one while the log is compacted again and again. */
function costOfCompaction(
  options: BenchOptions,
): Promise<{ throughput: Ratios; calm: Ratios; compacting: Ratios }> {
  return withFolder((folder) =>
    withServers(
      [Server.memo({ script: options.server, args: logged(folder, 'everysec') })],
      async (server) => {
        const memo = server!;
        await loadKeys(memo, options);
        const conditions = conditionsOf(options, 1);
        const requests = Math.round((await set.load(memo, 50_000, conditions)) * options.seconds);
        const run = () => withProbe(memo, () => set.load(memo, requests, conditions));
        const pairs = [];
        for (let pair = 0; pair < options.pairs; pair++)
          pairs.push({ calm: await run(), compacting: await compactingMeanwhile(memo, run) });
        return {
          throughput: new Ratios(pairs.map(({ calm, compacting }) => compacting.result / calm.result)),
          calm: new Ratios(pairs.map(({ calm }) => calm.tail)),
          compacting: new Ratios(pairs.map(({ compacting }) => compacting.tail)),
        };
      },
    ),
  );
}

async function compactingMeanwhile<T>({ client }: Server, task: () => Promise<T>): Promise<T> {
  const compact = () => client.call('BGREWRITEAOF').catch(() => undefined);
  await compact();
  const again = setInterval(() => void compact(), 100);
  try {
    return await task();
  } finally {
    clearInterval(again);
    while ((await client.info('persistence')).includes('aof_rewrite_in_progress:1'))
      await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Sends SETs one after the other beside a task; the time that 99.9 % of them didn't exceed, in milliseconds. */
async function withProbe<T>(
  { client }: Server,
  task: () => Promise<T>,
): Promise<{ result: T; tail: number }> {
  const times: number[] = [];
  let isDone = false;
  const probing = (async () => {
    while (!isDone) {
      const start = performance.now();
      await client.set('probe', 'x');
      times.push(performance.now() - start);
    }
  })();
  const result = await task();
  isDone = true;
  await probing;
  times.sort((a, b) => a - b);
  return { result, tail: times[Math.floor(times.length * 0.999)] ?? NaN };
}
