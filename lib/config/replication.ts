import { idle, integer, long, memory, natural, oneOf, only, type Option, portNumber, yesOrNo } from './kinds';

const NO_REPLICATION = 'replication is not built yet';
const NO_CLUSTER = 'there is no cluster yet';

/** What replicas would do. */
export const replicationOptions = {
  replicaof: { initial: '', words: true, alias: 'slaveof', read: only('', NO_REPLICATION) },
  'min-replicas-to-write': {
    initial: '0',
    mutable: true,
    alias: 'min-slaves-to-write',
    read: only('0', `${NO_REPLICATION}: writes would never be taken`, natural),
  },
  'min-replicas-max-lag': idle('10', natural, { alias: 'min-slaves-max-lag' }),
  masteruser: idle(''),
  masterauth: idle(''),
  'repl-backlog-size': idle('1048576', memory(1n)),
  'repl-backlog-ttl': idle('3600', long),
  'repl-disable-tcp-nodelay': idle('no', yesOrNo),
  'repl-diskless-load': idle('disabled', oneOf('disabled', 'on-empty-db', 'swapdb')),
  'repl-diskless-sync': idle('yes', yesOrNo),
  'repl-diskless-sync-delay': idle('5', natural),
  'repl-diskless-sync-max-replicas': idle('0', natural),
  'repl-ping-replica-period': idle('10', integer(1n), { alias: 'repl-ping-slave-period' }),
  'repl-timeout': idle('60', integer(1n)),
  'replica-announce-ip': idle('', undefined, { alias: 'slave-announce-ip' }),
  'replica-announce-port': idle('0', portNumber, { alias: 'slave-announce-port' }),
  'replica-announced': idle('yes', yesOrNo),
  'replica-ignore-disk-write-errors': idle('no', yesOrNo),
  'replica-ignore-maxmemory': idle('yes', yesOrNo, { alias: 'slave-ignore-maxmemory' }),
  'replica-lazy-flush': idle('no', yesOrNo, { alias: 'slave-lazy-flush' }),
  'replica-priority': idle('100', natural, { alias: 'slave-priority' }),
  'replica-read-only': idle('yes', yesOrNo, { alias: 'slave-read-only' }),
  'replica-serve-stale-data': idle('yes', yesOrNo, { alias: 'slave-serve-stale-data' }),
  'propagation-error-behavior': idle('ignore', oneOf('ignore', 'panic', 'panic-on-replicas')),
} as const satisfies Record<string, Option>;

/** What a cluster would do. */
export const clusterOptions = {
  'cluster-enabled': { initial: 'no', read: only('no', NO_CLUSTER, yesOrNo) },
  'cluster-config-file': { initial: 'nodes.conf', isIdle: true },
  'cluster-port': { initial: '0', isIdle: true, read: portNumber },
  'cluster-node-timeout': idle('15000', long),
  'cluster-announce-ip': idle(''),
  'cluster-announce-hostname': idle(''),
  'cluster-announce-port': idle('0', portNumber),
  'cluster-announce-tls-port': idle('0', portNumber),
  'cluster-announce-bus-port': idle('0', portNumber),
  'cluster-preferred-endpoint-type': idle('ip', oneOf('ip', 'hostname', 'unknown-endpoint')),
  'cluster-link-sendbuf-limit': idle('0', memory()),
  'cluster-migration-barrier': idle('1', natural),
  'cluster-allow-pubsubshard-when-down': idle('yes', yesOrNo),
  'cluster-allow-reads-when-down': idle('no', yesOrNo),
  'cluster-allow-replica-migration': idle('yes', yesOrNo),
  'cluster-require-full-coverage': idle('yes', yesOrNo),
  'cluster-replica-no-failover': idle('no', yesOrNo, { alias: 'cluster-slave-no-failover' }),
  'cluster-replica-validity-factor': idle('10', natural, { alias: 'cluster-slave-validity-factor' }),
} as const satisfies Record<string, Option>;
