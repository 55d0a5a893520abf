import type { MemoView } from 'memo';
import { totalmem } from 'node:os';
import { type Fields, sum, withHuman } from './fields';

const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
const ratio = (one: number, other: number) => (one / other).toFixed(2);

/**
 * `used_memory` is what JavaScript has in use, with the Buffers that hold keys and values; the allocator is V8. The dataset
 * is keys and packed values: those of other classes are on V8's heap, with everything else.
 */
export function memoryFields(memo: MemoView): Fields {
  const { metrics, configuration } = memo;
  const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
  const used = metrics.memoryUsed();
  const active = heapTotal + external;
  const { memoryPeak, memoryAtStart, datasetBytes } = metrics;
  return {
    ...withHuman('used_memory', used),
    ...withHuman('used_memory_rss', rss),
    ...withHuman('used_memory_peak', memoryPeak),
    used_memory_peak_perc: percent(used, memoryPeak),
    used_memory_overhead: used - datasetBytes,
    used_memory_startup: memoryAtStart,
    used_memory_dataset: datasetBytes,
    used_memory_dataset_perc: percent(datasetBytes, used),
    allocator_allocated: used,
    allocator_active: active,
    allocator_resident: rss,
    ...withHuman('total_system_memory', totalmem()),
    ...withHuman('used_memory_lua', 0),
    ...withHuman('used_memory_scripts', 0),
    number_of_cached_scripts: 0,
    number_of_functions: 0,
    number_of_libraries: 0,
    ...withHuman('maxmemory', configuration.number('maxmemory')),
    maxmemory_policy: configuration.get('maxmemory-policy'),
    allocator_frag_ratio: ratio(active, used),
    allocator_frag_bytes: active - used,
    allocator_rss_ratio: ratio(rss, active),
    allocator_rss_bytes: rss - active,
    mem_fragmentation_ratio: ratio(rss, used),
    mem_fragmentation_bytes: rss - used,
    mem_not_counted_for_evict: 0,
    mem_replication_backlog: 0,
    mem_total_replication_buffers: 0,
    mem_clients_slaves: 0,
    mem_clients_normal: sum(memo.sessions().map((each) => each.pendingInput + each.pendingOutput)),
    mem_cluster_links: 0,
    mem_aof_buffer: 0,
    mem_allocator: `v8-${process.versions.v8}`,
    active_defrag_running: 0,
    lazyfree_pending_objects: 0,
    heap_used: heapUsed,
    heap_total: heapTotal,
    dictionary_used: datasetBytes,
  };
}
