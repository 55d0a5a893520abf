import type { Profiler } from 'node:inspector';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calibrate, sample, type Conditions, type Test } from './measure';
import { root, type Server } from './servers';
import { table } from './table';

const shown = 30;

/** Where the time goes while the test runs on a warm server: a table of functions, and one of lines. */
export async function profileTest(
  test: Test,
  server: Server,
  conditions: Conditions,
  seconds: number,
): Promise<string> {
  const requests = await calibrate(test, server, conditions, seconds);
  await server.ask('start');
  await sample(test, server, requests, conditions);
  const profile = await server.ask<Profiler.Profile>('stop');
  const functions = shares(selfTimes(profile));
  const lines = shares(lineTimes(profile));
  return [table(['self time', 'function'], functions), table(['self time', 'line'], lines)].join('\n\n');
}

/** Microseconds in each function itself, by name and place. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const names = new Map(
    nodes.map(({ id, callFrame }) => [id, `${callFrame.functionName || '(anonymous)'} ${place(callFrame)}`]),
  );
  const times = new Map<string, number>();
  samples.forEach((id, index) => add(times, names.get(id) ?? '', timeDeltas[index] ?? 0));
  return times;
}

/** Samples at each line of the sources. */
function lineTimes({ nodes }: Profiler.Profile): Map<string, number> {
  const times = new Map<string, number>();
  for (const { callFrame, positionTicks = [] } of nodes) {
    if (!callFrame.url) continue;
    for (const { line, ticks } of positionTicks) add(times, `${file(callFrame.url)}:${line}`, ticks);
  }
  return times;
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

function shares(times: Map<string, number>): string[][] {
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  const falling = [...times].toSorted(([, a], [, b]) => b - a).slice(0, shown);
  return falling.map(([name, time]) => [`${((time / total) * 100).toFixed(1)} %`, name.trim()]);
}

function place({ url, lineNumber }: { url: string; lineNumber: number }): string {
  return url ? `${file(url)}:${lineNumber + 1}` : '';
}

function file(url: string): string {
  return url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url;
}
