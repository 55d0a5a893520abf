import type { MemoView } from 'memo';
import type { Fields } from './fields';

const kilobytes = (bytes: number) => (bytes / 1024).toFixed(2);

/** What has happened since the start, or CONFIG RESETSTAT. What Memo has no counterpart of is 0. */
export function statsFields({ metrics, channels, tracking }: MemoView): Fields {
  return {
    total_connections_received: metrics.connectionsReceived,
    total_commands_processed: metrics.commandsProcessed,
    instantaneous_ops_per_sec: metrics.operationsPerSecond,
    total_net_input_bytes: metrics.inputBytes,
    total_net_output_bytes: metrics.outputBytes,
    total_net_repl_input_bytes: 0,
    total_net_repl_output_bytes: 0,
    instantaneous_input_kbps: kilobytes(metrics.inputRate),
    instantaneous_output_kbps: kilobytes(metrics.outputRate),
    instantaneous_input_repl_kbps: '0.00',
    instantaneous_output_repl_kbps: '0.00',
    rejected_connections: metrics.rejectedConnections,
    sync_full: 0,
    sync_partial_ok: 0,
    sync_partial_err: 0,
    expired_keys: metrics.expiredKeys,
    expired_time_cap_reached_count: metrics.expireStepsCutShort,
    expire_cycle_cpu_milliseconds: Math.floor(metrics.expireMilliseconds),
    evicted_keys: 0,
    evicted_clients: 0,
    total_eviction_exceeded_time: 0,
    current_eviction_exceeded_time: 0,
    keyspace_hits: metrics.keyspaceHits,
    keyspace_misses: metrics.keyspaceMisses,
    pubsub_channels: channels.count('channel'),
    pubsub_patterns: channels.count('pattern'),
    pubsubshard_channels: channels.count('shard'),
    latest_fork_usec: 0,
    total_forks: 0,
    migrate_cached_sockets: 0,
    slave_expires_tracked_keys: 0,
    tracking_total_keys: tracking.keys,
    tracking_total_items: tracking.items,
    tracking_total_prefixes: tracking.prefixes,
    unexpected_error_replies: metrics.refusedInReplay,
    total_error_replies: metrics.errorReplies,
    total_reads_processed: metrics.readsProcessed,
    total_writes_processed: metrics.writesProcessed,
    io_threaded_reads_processed: 0,
    io_threaded_writes_processed: 0,
    async_timeouts: metrics.asyncTimeouts,
    held_key_refusals: metrics.heldKeyRefusals,
  };
}
