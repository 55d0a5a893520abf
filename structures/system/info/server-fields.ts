import type { LoadingView, MemoView, SessionView } from 'memo';
import { arch, release, type as systemName } from 'node:os';
import type { Fields } from './fields';

const DAY = 86_400;
/** Redis' clock of uses has so many bits of the seconds. */
const LRU_CLOCK = 0xffffff;

/** What the server is. */
export function serverFields(memo: MemoView): Fields {
  const uptime = Math.floor((memo.now() - memo.metrics.startedAt) / 1000);
  const hz = memo.configuration.number('hz');
  return {
    redis_version: memo.compatibleVersion,
    memo_version: memo.version,
    redis_mode: 'standalone',
    os: `${systemName()} ${release()} ${arch() === 'x64' ? 'x86_64' : arch()}`,
    arch_bits: 64,
    node_version: process.version,
    process_id: process.pid,
    process_supervised: 'no',
    run_id: memo.runId,
    tcp_port: memo.port,
    server_time_usec: memo.now() * 1000,
    uptime_in_seconds: uptime,
    uptime_in_days: Math.floor(uptime / DAY),
    hz,
    configured_hz: hz,
    lru_clock: Math.floor(memo.now() / 1000) & LRU_CLOCK,
    executable: process.execPath,
    config_file: memo.configurationFile,
    io_threads_active: 0,
  };
}

/** Who is connected. */
export function clientFields(memo: MemoView): Fields {
  const sessions = memo.sessions();
  const most = (bytes: (session: SessionView) => number) => Math.max(0, ...sessions.map(bytes));
  return {
    connected_clients: sessions.length,
    cluster_connections: 0,
    maxclients: memo.configuration.number('maxclients'),
    client_recent_max_input_buffer: most(({ pendingInput }) => pendingInput),
    client_recent_max_output_buffer: most(({ pendingOutput }) => pendingOutput),
    blocked_clients: sessions.filter(({ isBlocked }) => isBlocked).length,
    tracking_clients: memo.tracking.clients,
  };
}

/** Nothing is kept on disk: what Redis tells of a server that never saved. */
export function persistenceFields(memo: MemoView): Fields {
  const { metrics, loading } = memo;
  return {
    loading: loading ? 1 : 0,
    async_loading: 0,
    current_cow_peak: 0,
    current_cow_size: 0,
    current_cow_size_age: 0,
    current_fork_perc: '0.00',
    current_save_keys_processed: 0,
    current_save_keys_total: 0,
    rdb_changes_since_last_save: metrics.changes,
    rdb_bgsave_in_progress: 0,
    rdb_last_save_time: Math.floor(metrics.startedAt / 1000),
    rdb_last_bgsave_status: 'ok',
    rdb_last_bgsave_time_sec: -1,
    rdb_current_bgsave_time_sec: -1,
    rdb_saves: 0,
    rdb_last_cow_size: 0,
    rdb_last_load_keys_expired: 0,
    rdb_last_load_keys_loaded: 0,
    aof_enabled: 0,
    aof_rewrite_in_progress: 0,
    aof_rewrite_scheduled: 0,
    aof_last_rewrite_time_sec: -1,
    aof_current_rewrite_time_sec: -1,
    aof_last_bgrewrite_status: 'ok',
    aof_rewrites: 0,
    aof_rewrites_consecutive_failures: 0,
    aof_last_write_status: 'ok',
    aof_last_cow_size: 0,
    module_fork_in_progress: 0,
    module_fork_last_cow_size: 0,
    ...(loading && loadingFields(loading, memo.now())),
  };
}

/** How far the server has come that brings back its data. */
const loadingFields = (loading: LoadingView, now: number): Fields => ({
  loading_start_time: Math.floor(loading.startedAt / 1000),
  loading_total_bytes: loading.totalBytes,
  loading_rdb_used_mem: 0,
  loading_loaded_bytes: loading.loadedBytes,
  loading_loaded_perc: loading.percent.toFixed(2),
  loading_eta_seconds: loading.secondsLeft(now),
});

/** There are no replicas. */
export function replicationFields({ runId }: MemoView): Fields {
  return {
    role: 'master',
    connected_slaves: 0,
    master_failover_state: 'no-failover',
    master_replid: runId,
    master_replid2: '0'.repeat(runId.length),
    master_repl_offset: 0,
    second_repl_offset: -1,
    repl_backlog_active: 0,
    repl_backlog_size: 0,
    repl_backlog_first_byte_offset: 0,
    repl_backlog_histlen: 0,
  };
}

export function processorFields(): Fields {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (microseconds: number) => (microseconds / 1e6).toFixed(6);
  return {
    used_cpu_sys: seconds(systemCPUTime),
    used_cpu_user: seconds(userCPUTime),
    used_cpu_sys_children: seconds(0),
    used_cpu_user_children: seconds(0),
  };
}
