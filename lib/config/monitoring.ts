import { integer, long, type Option, percentiles, yesOrNo } from './kinds';

/** What is noted of commands. */
export const monitoringOptions = {
  'slowlog-log-slower-than': {
    initial: '10000',
    mutable: true,
    read: integer(-1n, 2n ** 63n - 1n),
    help: 'microseconds from which a command is slow; 0: each is; -1: none is',
  },
  'slowlog-max-len': { initial: '128', mutable: true, read: long, help: 'how many slow commands are kept' },
  'latency-monitor-threshold': {
    initial: '0',
    mutable: true,
    read: long,
    help: 'milliseconds from which an event is noted for LATENCY; 0: none is',
  },
  'latency-tracking': {
    initial: 'yes',
    mutable: true,
    read: yesOrNo,
    help: 'whether runs of commands are counted by how long they took',
  },
  'latency-tracking-info-percentiles': {
    initial: '50 99 99.9',
    mutable: true,
    words: true,
    read: percentiles('latency-tracking-info-percentiles'),
    help: 'which percentiles of that INFO tells',
  },
} as const satisfies Record<string, Option>;
