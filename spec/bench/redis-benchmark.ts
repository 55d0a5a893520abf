import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Load } from './measure';

const execute = promisify(execFile);

/** Drive a server with one of redis-benchmark's own tests, by its name. */
export function benchmarkTest(name: string): Load {
  return (server, requests, conditions) => redisBenchmark(server.port, requests, conditions, ['-t', name]);
}

/** Drive a server with a command of ours; `__rand_int__` in a word is a random number below the count of keys. */
export function benchmarkCommand(...words: string[]): Load {
  return (server, requests, conditions) => redisBenchmark(server.port, requests, conditions, words);
}

async function redisBenchmark(
  port: number,
  requests: number,
  { pipeline, clients, dataSize, keys }: Parameters<Load>[2],
  what: readonly string[],
): Promise<number> {
  const numbers = { p: port, n: requests, P: pipeline, c: clients, d: dataSize, r: keys };
  const options = Object.entries(numbers).flatMap(([name, value]) => [`-${name}`, String(value)]);
  const { stdout } = await execute('redis-benchmark', [...options, '--csv', ...what]);
  const [, line = ''] = stdout.trim().split('\n');
  const [, throughput] = /^"[^"]*","([\d.]+)",/.exec(line) ?? [];
  if (!throughput) throw new Error(`redis-benchmark ${what.join(' ')} says: ${stdout}`);
  return Number(throughput);
}
