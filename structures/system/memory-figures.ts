import { double, type Reply, type Server } from 'memo';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process of Node has in its first second, more or less. */
const FEW_BYTES = 128 * 2 ** 20;

/** More of JavaScript's heap than this leaves little room. */
const FULL = 0.8;

/** So much more memory than is in use is too much. */
const FRAGMENTED = 1.5;

/** Bytes that wait to be sent to one client, beyond which it is too slow. */
const SLOW_BYTES = 16 * 2 ** 20;

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

const keysOf = (server: Server) =>
  sum(Array.from({ length: server.memo.databases }, (_, index) => server.database(index).size));

/** What MEMORY STATS tells: Redis' names where the figure is the same. */
export function memoryFigures(server: Server): Reply {
  const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
  const { metrics } = server.memo;
  metrics.memoryUsed();
  const { datasetBytes, memoryAtStart, memoryPeak } = metrics;
  const used = heapUsed + external;
  const active = heapTotal + external;
  const keys = keysOf(server);
  return new Map<Reply, Reply>([
    ['peak.allocated', memoryPeak],
    ['total.allocated', used],
    ['startup.allocated', memoryAtStart],
    ['replication.backlog', 0],
    ['clients.slaves', 0],
    ['clients.normal', clientBytes(server)],
    ['cluster.links', 0],
    ['aof.buffer', 0],
    ['lua.caches', 0],
    ['functions.caches', 0],
    ['overhead.total', used - datasetBytes],
    ['keys.count', keys],
    ['keys.bytes-per-key', keys === 0 ? 0 : Math.floor(datasetBytes / keys)],
    ['dataset.bytes', datasetBytes],
    ['dataset.percentage', double((datasetBytes / used) * 100)],
    ['peak.percentage', double((used / memoryPeak) * 100)],
    ['allocator.allocated', used],
    ['allocator.active', active],
    ['allocator-fragmentation.ratio', double(active / used)],
    ['allocator-fragmentation.bytes', active - used],
    ['allocator-rss.ratio', double(rss / active)],
    ['allocator-rss.bytes', rss - active],
    ['dictionary.used', datasetBytes],
    ['external.used', external],
    ['heap.used', heapUsed],
    ['heap.total', heapTotal],
    ['heap.limit', getHeapStatistics().heap_size_limit],
    ['allocator.resident', rss],
    ['fragmentation', double(rss / used)],
    ['fragmentation.bytes', rss - used],
  ]);
}

/** Requests that wait to be read, and replies that wait to be sent. */
const clientBytes = ({ memo }: Server) =>
  sum(memo.sessions().map(({ pendingInput, pendingOutput }) => pendingInput + pendingOutput));

/** What MEMORY DOCTOR tells. */
export function memoryAdvice(server: Server): string {
  const advice = adviceOn(server);
  if (advice.length === 0) return 'Nothing is wrong with the use of the memory.';
  return advice.map((line) => `* ${line}`).join('\n');
}

function adviceOn({ memo }: Server): string[] {
  const { heapUsed, external, rss } = process.memoryUsage();
  const limit = getHeapStatistics().heap_size_limit;
  const advice: string[] = [];
  if (heapUsed > limit * FULL)
    advice.push(
      `JavaScript's heap has ${percent(heapUsed / limit)} of what it can have. Values of classes that are not ` +
        'packed are in it: let node have more with --max-old-space-size, or pack them.',
    );
  if (rss > FEW_BYTES + (heapUsed + external) * FRAGMENTED)
    advice.push(
      `The process has ${percent(rss / (heapUsed + external))} of the memory that is in use. What was freed goes ` +
        'back to the system little by little; MEMORY PURGE gives it back now.',
    );
  const slow = memo.sessions().filter(({ pendingOutput }) => pendingOutput > SLOW_BYTES);
  if (slow.length > 0)
    advice.push(`${slow.length} clients don't read their replies, which wait in memory: see CLIENT LIST.`);
  return advice;
}

const percent = (part: number) => `${Math.round(part * 100)} %`;

/** What MEMORY MALLOC-STATS tells: the spaces of V8's heap, and all of it. */
export function heapReport(): string {
  const spaces = getHeapSpaceStatistics().map(
    ({ space_name, space_used_size, space_size }) => `${space_name}: ${space_used_size} of ${space_size}`,
  );
  const totals = Object.entries(getHeapStatistics()).map(([name, value]) => `${name}: ${value}`);
  return ['V8, bytes in use of each space of the heap', ...spaces, 'in all', ...totals, ''].join('\n');
}

/** Runs V8's collector, which Node shows when asked for. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
