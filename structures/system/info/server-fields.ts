import type { MemoView, SessionView } from 'memo';
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
    async_commands: memo.metrics.asyncCommands,
    waiting_for_held_keys: memo.metrics.waitingForHeldKeys,
  };
}

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
