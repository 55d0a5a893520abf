import { Command, InvalidArgumentError } from 'commander';
import { join } from 'node:path';
import { root } from './servers';

export interface BenchOptions {
  readonly tests?: readonly string[];
  readonly pipelines: readonly number[];
  readonly errorBar: readonly string[];
  readonly pairs: number;
  readonly seconds: number;
  readonly clients: number;
  readonly dataSize: number;
  readonly keys: number;
  readonly memoryKeys: number;
  readonly growthKeys: number;
  readonly members: number;
  readonly idle: number;
  readonly types?: readonly string[];
  readonly server: string;
  readonly profile?: string;
  readonly write: boolean;
}

/** A run shorter than this isn't written to the page, unless asked for with --write. */
export const full = {
  pipelines: [1, 16, 64],
  pairs: 9,
  seconds: 5,
  keys: 1e6,
  memoryKeys: 3e6,
  growthKeys: 5e6,
  members: 1e6,
  idle: 1e4,
};

export function parseOptions(argv: readonly string[]): BenchOptions {
  return new Command('npm run bench --')
    .description('Measures Memo beside redis-server, and writes docs/performance.md.')
    .option('--tests <names>', 'only these tests, comma separated', names)
    .option('--pipelines <depths>', 'pipeline depths, comma separated', counts, full.pipelines)
    .option('--error-bar <names>', 'tests to run on two Redis servers as well', names, ['set', 'get'])
    .option('--pairs <count>', 'alternating pairs of runs', count, full.pairs)
    .option('--seconds <seconds>', 'length of a run', Number, full.seconds)
    .option('--clients <count>', 'connections', count, 50)
    .option('--data-size <bytes>', 'size of the values', count, 16)
    .option('--keys <count>', 'keys loaded before the tests', count, full.keys)
    .option('--memory-keys <count>', 'keys of the memory test', count, full.memoryKeys)
    .option('--growth-keys <count>', 'keys of the growth test', count, full.growthKeys)
    .option('--members <count>', 'members of the large values', count, full.members)
    .option('--idle <count>', 'idle connections of the connections test', count, full.idle)
    .option('--types <names>', 'only large values of these types, comma separated', names)
    .option('--server <script>', "Memo's server", join(root, 'bin', 'memo-server'))
    .option('--profile <test>', 'profile Memo under this test instead of measuring')
    .option('--write', 'write the page after a shortened run too', false)
    .parse(argv)
    .opts<BenchOptions>();
}

/** Whether the options measure at least what the page promises. */
export function isFull(options: BenchOptions): boolean {
  return (
    options.types === undefined &&
    full.pipelines.every((depth) => options.pipelines.includes(depth)) &&
    (['pairs', 'seconds', 'keys', 'memoryKeys', 'growthKeys', 'members', 'idle'] as const).every(
      (name) => options[name] >= full[name],
    )
  );
}

function names(list: string): string[] {
  return list.toLowerCase().split(',').filter(Boolean);
}

function counts(list: string): number[] {
  return list.split(',').map(count);
}

function count(word: string): number {
  const value = Number(word);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 is needed');
  return value;
}
