import type { Comparison, Ratios } from './measure';

/** What a ratio of Memo to Redis should reach: at least, for throughput; at most, for cost. */
export interface Aim {
  readonly least?: number;
  readonly most?: number;
}

type ByDepth = Readonly<Record<number, number>>;

const always = (ratio: number): ByDepth => ({ 1: ratio, 16: ratio, 64: ratio });

const cpu: ByDepth = { 1: 1.3, 16: 1.1, 64: 1 };
/** Of Redis' commands that have no aim of their own. */
const usualThroughput: ByDepth = { 1: 0.9, 16: 0.7 };
const stringThroughput: ByDepth = { 1: 0.95, 16: 0.9, 64: 1 };

const throughput: Readonly<Record<string, ByDepth>> = {
  set: stringThroughput,
  get: stringThroughput,
  incr: always(0.75),
  lpush: always(0.9),
  lpop: always(0.9),
  lrange_100: always(0.75),
  mset: always(0.75),
  'token-bucket': always(2),
  suggest: always(3),
};

export const memoryAim: Aim = { most: 1 };

/** Of a member, in values large and small. */
export const memberMemoryAim: Aim = { most: 2 };

/** Of an idle connection. */
export const connectionMemoryAim: Aim = { most: 2 };

/** Of writes that are logged: beside Memo without a log, beside Redis, and while the log is compacted beside while it isn't. */
export const everySecondAim: Aim = { least: 0.85 };
export const alwaysAim: Aim = { least: 1 };
export const compactionAim: Aim = { least: 0.65 };
/** Redis' time by Memo's, to load a log. */
export const loadingAim: Aim = { least: 0.7 };

/** Milliseconds. */
export const stallAim: Aim = { most: 10 };

export function throughputAim({ test, pipeline }: Comparison): Aim {
  const own = throughput[test.name] ?? (test.structure ? {} : usualThroughput);
  return { least: own[pipeline] };
}

/** What a command of Redis' own may cost. */
export function cpuAim({ pipeline }: Comparison): Aim {
  return { most: cpu[pipeline] };
}

/** The aim and what became of it; empty without an aim. */
export function judged({ least, most }: Aim, figure: number, errorBar = 0): string {
  const limit = least ?? most;
  if (limit === undefined) return '';
  const missing = least === undefined ? figure - limit : limit - figure;
  const verdict = missing <= 0 ? 'met' : missing <= errorBar ? 'within the error bar' : 'not met';
  return `${least === undefined ? '≤' : '≥'} ${limit}: ${verdict}`;
}

/** How far apart equal servers may be found: the widest reach among the error bar's rows. */
export function errorBar(
  rows: readonly Comparison[],
  pipeline: number,
  figure: (row: Comparison) => Ratios,
): number {
  return Math.max(0, ...rows.filter((row) => row.pipeline === pipeline).map((row) => figure(row).reach));
}
