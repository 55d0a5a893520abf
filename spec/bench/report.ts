import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import {
  connectionMemoryAim,
  cpuAim,
  errorBar,
  judged,
  memberMemoryAim,
  memoryAim,
  stallAim,
  throughputAim,
} from './aims';
import type { ConnectionMemory } from './connections';
import type { TurnTimes } from './inside/turn-clock';
import type { MemberMemory } from './member-memory';
import { Ratios, type Comparison, type Sample } from './measure';
import type { MemoryComparison } from './memory';
import type { Durability } from './durability';
import type { BenchOptions } from './options';
import { root, type Server } from './servers';
import type { Stalls } from './stalls';
import { table } from './table';

const page = join(root, 'docs', 'performance.md');

/** The parts of the page that the bench writes, each between its own markers. */
export type Section =
  'commands' | 'structures' | 'memory' | 'members' | 'connections' | 'growth' | 'stalls' | 'durability';

const head = ['command', 'pipeline', 'throughput', 'aim', 'CPU per command', 'aim'];

export function commandTable(
  rows: readonly Comparison[],
  equals: readonly Comparison[],
  floor: readonly Comparison[],
): string {
  const measured = rows.map((row) => {
    const bars = {
      throughput: errorBar(equals, row.pipeline, ({ throughput }) => throughput),
      cpu: errorBar(equals, row.pipeline, ({ cpu }) => cpu),
    };
    return [
      ...[row.test.title, String(row.pipeline)],
      ...[ratios(row.throughput), judged(throughputAim(row), row.throughput.median, bars.throughput)],
      ...[ratios(row.cpu), judged(cpuAim(row), row.cpu.median, bars.cpu)],
    ];
  });
  const bars = equals.map((row) => [
    ...[`${row.test.title}, Redis beside Redis`, String(row.pipeline)],
    ...[ratios(row.throughput), spread(row.throughput), ratios(row.cpu), spread(row.cpu)],
  ]);
  const least = floor.map((row) => [
    ...["PING, Node's sockets alone", String(row.pipeline)],
    ...[ratios(row.throughput), '', ratios(row.cpu), ''],
  ]);
  return table(head, [...measured, ...bars, ...least]);
}

export function structureTable(rows: readonly Comparison[]): string {
  const measured = rows.map((row) => [
    ...[row.test.title, String(row.pipeline)],
    ...[ratios(row.throughput), judged(throughputAim(row), row.throughput.median), ratios(row.cpu)],
  ]);
  return table(['job', ...head.slice(1, 5)], measured);
}

export function memoryTable({ keys, dataSize, redis, memo }: MemoryComparison): string {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const ratio = memo.perKey / redis.perKey;
  const row = (name: string, { empty, loaded, perKey }: typeof redis, ...rest: string[]) => [
    ...[name, megabytes(empty), megabytes(loaded), `${perKey.toFixed(1)} bytes`, ...rest],
  ];
  const rows = [row('Redis', redis, '', ''), row('Memo', memo, ratio.toFixed(2), judged(memoryAim, ratio))];
  const what = `${count(keys)} keys of 16 bytes with values of ${dataSize}; resident set size.`;
  return `${what}\n\n${table(['server', 'empty', 'loaded', 'a key', 'ratio', 'aim'], rows)}`;
}

export function memberTable(rows: readonly MemberMemory[]): string {
  const cells = rows.map(({ type, values, members, redis, memo }) => [
    ...[type.name, values === 1 ? `one of ${count(members)}` : `${count(values)} of ${members}`],
    ...[redis, memo].map((bytes) => `${bytes.toFixed(1)} bytes`),
    ...[(memo / redis).toFixed(2), judged(memberMemoryAim, memo / redis)],
  ]);
  return table(['type', 'values', 'Redis, a member', 'Memo, a member', 'ratio', 'aim'], cells);
}

export function connectionTable({ connections, redis, memo }: ConnectionMemory): string {
  const ratio = memo.perKey / redis.perKey;
  const size = ({ perKey }: typeof redis) => `${(perKey / 1000).toFixed(1)} KB`;
  const cells = [
    count(connections),
    size(redis),
    size(memo),
    ratio.toFixed(2),
    judged(connectionMemoryAim, ratio),
  ];
  return table(['idle connections', 'Redis, each', 'Memo, each', 'ratio', 'aim'], [cells]);
}

export function growthTable(keys: number, times: readonly TurnTimes[]): string {
  const row = (name: string, figures: Ratios, verdict: string) => [name, milliseconds(figures), verdict];
  const figures = (name: keyof TurnTimes) => new Ratios(times.map((growth) => growth[name]));
  const turns = figures('longestTurn');
  const rows = [
    row('longest turn', turns, judged(stallAim, turns.median)),
    row('with waiting for a processor', figures('longestWithWaiting'), ''),
    row('longest garbage collection', figures('longestCollection'), ''),
  ];
  return `Growths from 0 to ${count(keys)} keys: ${times.length}.\n\n${table(['stall', 'median (min..max)', 'aim'], rows)}`;
}

export function stallTable(members: number, rows: readonly Stalls[]): string {
  const longest = (times: readonly TurnTimes[], name: keyof TurnTimes) =>
    new Ratios(times.map((each) => each[name]));
  const cells = rows.flatMap(({ type, growing, used }) =>
    Object.entries({ growing, used }).map(([what, times]) => {
      const turns = longest(times, 'longestTurn');
      const others = (['longestWithWaiting', 'longestCollection'] as const).map((name) =>
        longest(times, name),
      );
      return [type.name, what, ...[turns, ...others].map(milliseconds), judged(stallAim, turns.median)];
    }),
  );
  const titles = ['type', 'while', 'longest turn', 'with waiting', 'longest collection', 'aim'];
  return `Values of ${count(members)} members; each ${rows[0]?.used.length} times.\n\n${table(titles, cells)}`;
}

export function durabilityTable({ rows, calm, compacting }: Durability): string {
  const measured = rows.map(({ title, found, aim }) => [title, ratios(found), judged(aim, found.median)]);
  const tail = (times: Ratios) => [milliseconds(times)];
  return [
    table(['what', 'ratio', 'aim'], measured),
    table(
      ['SET by one client beside 50 others', '99.9 % took no longer than'],
      [
        ['while nothing is compacted', ...tail(calm)],
        ['while the log is compacted', ...tail(compacting)],
      ],
    ),
  ].join('\n\n');
}

/** One line for the log, with the absolute figures that the page leaves out. */
export function summary(
  { test, pipeline, throughput, cpu, reference, candidate }: Comparison,
  [first, second]: readonly [Server, Server],
): string {
  const figures = ({ kind }: Server, sample: Sample) =>
    `${kind} ${count(Math.round(sample.throughput))}/s at ${(sample.cpu * 1e6).toFixed(2)} µs`;
  const title = `${test.title}, pipeline ${pipeline}: throughput ${ratios(throughput)}, CPU ${ratios(cpu)}`;
  return `${title}; ${figures(first, reference)}, ${figures(second, candidate)}`;
}

/** Puts the section between its markers on the page; all around them stays. */
export function writeSection(section: Section, body: string, options: BenchOptions): void {
  const markers = [`<!-- bench: ${section} -->`, `<!-- end of ${section} -->`] as const;
  const text = readFileSync(page, 'utf8');
  const [start, end] = markers.map((marker) => text.indexOf(marker));
  if (start === undefined || end === undefined || start < 0 || end < start) {
    throw new Error(`docs/performance.md has no ${markers.join(' … ')}`);
  }
  const middle = `${markers[0]}\n\n${circumstances(section, options)}\n\n${body}\n\n`;
  writeFileSync(page, text.slice(0, start) + middle + text.slice(end));
}

/** Date, machine and versions; and how the runs of a section were made. */
export function circumstances(section: Section, options: BenchOptions): string {
  const [processor] = cpus();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const redis = /v=([\d.]+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1];
  const machine = `${cpus().length} × ${processor?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}`;
  const versions = `Memo ${version} on Node ${process.versions.node}, Redis ${redis}`;
  const runs = section === 'commands' || section === 'structures' ? ` ${conditions(options)}.` : '';
  return `_${new Date().toISOString().slice(0, 10)}. ${machine}. ${versions}.${runs}_`;
}

function conditions({ pairs, seconds, clients, dataSize, keys }: BenchOptions): string {
  return `${pairs} pairs of ${seconds} s, ${clients} connections, values of ${dataSize} bytes, ${count(keys)} keys`;
}

function ratios({ median, min, max }: Ratios): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}..${max.toFixed(2)})`;
}

function milliseconds({ median, min, max }: Ratios): string {
  return `${median.toFixed(1)} ms (${min.toFixed(1)}..${max.toFixed(1)})`;
}

function spread({ reach }: Ratios): string {
  return `± ${reach.toFixed(2)}`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
