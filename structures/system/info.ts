import type { MemoView, Server } from 'memo';
import { arch, release, totalmem, type as systemName } from 'node:os';

type Fields = Readonly<Record<string, string | number>>;

const DAY = 86_400;
/** Rounds a second that remove expired keys. */
const HZ = 10;

/** Bytes as people read them. */
function human(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return power === 0 ? `${bytes}B` : `${(bytes / 1024 ** power).toFixed(2)}${units[power]!}`;
}

const withHuman = (name: string, bytes: number): Fields => ({
  [name]: bytes,
  [`${name}_human`]: human(bytes),
});

function serverFields(memo: MemoView): Fields {
  const uptime = Math.floor((memo.now() - memo.metrics.startedAt) / 1000);
  return {
    redis_version: memo.compatibleVersion,
    memo_version: memo.version,
    redis_mode: 'standalone',
    os: `${systemName()} ${release()} ${arch() === 'x64' ? 'x86_64' : arch()}`,
    arch_bits: 64,
    node_version: process.version,
    process_id: process.pid,
    run_id: memo.runId,
    tcp_port: memo.port,
    server_time_usec: memo.now() * 1000,
    uptime_in_seconds: uptime,
    uptime_in_days: Math.floor(uptime / DAY),
    hz: HZ,
    executable: process.execPath,
    config_file: '',
  };
}

/** `used_memory` is what JavaScript has in use, with the Buffers that hold keys and values. */
function memoryFields({ metrics, configuration }: MemoView): Fields {
  const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
  const used = heapUsed + external;
  return {
    ...withHuman('used_memory', used),
    ...withHuman('used_memory_rss', rss),
    ...withHuman('total_system_memory', totalmem()),
    ...withHuman('maxmemory', configuration.number('maxmemory')),
    maxmemory_policy: configuration.get('maxmemory-policy'),
    mem_fragmentation_ratio: (rss / used).toFixed(2),
    heap_used: heapUsed,
    heap_total: heapTotal,
    dictionary_used: metrics.datasetBytes,
  };
}

const persistenceFields: Fields = {
  loading: 0,
  rdb_bgsave_in_progress: 0,
  aof_enabled: 0,
  aof_rewrite_in_progress: 0,
};

function statsFields({ metrics, channels }: MemoView): Fields {
  return {
    total_connections_received: metrics.connectionsReceived,
    total_commands_processed: metrics.commandsProcessed,
    total_net_input_bytes: metrics.inputBytes,
    total_net_output_bytes: metrics.outputBytes,
    rejected_connections: 0,
    expired_keys: metrics.expiredKeys,
    evicted_keys: 0,
    keyspace_hits: metrics.keyspaceHits,
    keyspace_misses: metrics.keyspaceMisses,
    pubsub_channels: channels.count('channel'),
    pubsub_patterns: channels.count('pattern'),
    pubsubshard_channels: channels.count('shard'),
    total_error_replies: metrics.errorReplies,
  };
}

function processorFields(): Fields {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (microseconds: number) => (microseconds / 1e6).toFixed(6);
  return { used_cpu_sys: seconds(systemCPUTime), used_cpu_user: seconds(userCPUTime) };
}

/** Databases that have keys; how long they live on average is not measured. */
function keyspaceFields(server: Server): Fields {
  const databases = Array.from({ length: server.memo.databases }, (_, index) => server.database(index));
  const used = databases.filter(({ size }) => size > 0);
  return Object.fromEntries(
    used.map(({ index, size, expires }) => [`db${index}`, `keys=${size},expires=${expires},avg_ttl=0`]),
  );
}

/** Each section in Redis' order, and what it shows. */
const SECTIONS: Readonly<Record<string, (server: Server) => Fields>> = {
  Server: ({ memo }) => serverFields(memo),
  Clients: ({ memo }) => ({ connected_clients: memo.sessions().length, blocked_clients: 0 }),
  Memory: ({ memo }) => memoryFields(memo),
  Persistence: () => persistenceFields,
  Stats: ({ memo }) => statsFields(memo),
  Replication: () => ({ role: 'master', connected_slaves: 0, master_repl_offset: 0 }),
  CPU: processorFields,
  Cluster: () => ({ cluster_enabled: 0 }),
  Keyspace: keyspaceFields,
};

const EVERYTHING = ['all', 'default', 'everything'];

/** The sections asked for, or all: `# Name`, then `field:value` lines. What there isn't is passed over. */
export function infoText(server: Server, wanted: readonly string[]): string {
  const lower = wanted.map((section) => section.toLowerCase());
  const all = lower.length === 0 || lower.some((section) => EVERYTHING.includes(section));
  return Object.entries(SECTIONS)
    .filter(([name]) => all || lower.includes(name.toLowerCase()))
    .map(([name, fields]) => section(name, fields(server)))
    .join('\r\n');
}

function section(name: string, fields: Fields): string {
  const lines = Object.entries(fields).map(([field, value]) => `${field}:${value}\r\n`);
  return `# ${name}\r\n${lines.join('')}`;
}
