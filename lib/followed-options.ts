import type { Configuration } from './config';
import type { Notifications } from './keyspace/notifications';
import type { Usage } from './keyspace/usage';
import type { LatencyMonitor } from './server/latency-monitor';
import type { Maintenance } from './server/maintenance';
import type { Observer } from './server/observer';
import type { SlowLog } from './server/slow-log';

/* What parts of a server are told of its options: as they are now, and whenever they are set. */

/** What is noted about the use of values. */
export function followPolicy(configuration: Configuration, { usage }: { readonly usage: Usage }): void {
  configuration.follow(['maxmemory-policy', 'lfu-log-factor', 'lfu-decay-time'], () => {
    usage.counts = configuration.get('maxmemory-policy').endsWith('-lfu');
    usage.logFactor = configuration.number('lfu-log-factor');
    usage.decayMinutes = configuration.number('lfu-decay-time');
  });
}

interface Watching {
  readonly slowLog: SlowLog;
  readonly latency: LatencyMonitor;
  readonly observer: Observer;
}

/** What is told of slow commands. */
export function followThresholds(
  configuration: Configuration,
  { slowLog, latency, observer }: Watching,
): void {
  const names = ['slowlog-log-slower-than', 'slowlog-max-len', 'latency-monitor-threshold'] as const;
  configuration.follow([...names, 'latency-tracking'], () => {
    const slowerThan = configuration.number('slowlog-log-slower-than');
    slowLog.threshold = slowerThan < 0 ? Infinity : slowerThan;
    slowLog.capacity = configuration.number('slowlog-max-len');
    latency.threshold = configuration.number('latency-monitor-threshold') || Infinity;
    observer.tracks = configuration.get('latency-tracking') === 'yes';
    observer.attend();
  });
}

/** What is done between commands. */
export function followRhythm(configuration: Configuration, { expiry }: Maintenance): void {
  configuration.follow(['hz', 'active-expire-effort'], () => {
    expiry.frequency = configuration.number('hz');
    expiry.effort = configuration.number('active-expire-effort');
  });
}

/** What subscribers hear of keys. */
export function followNotifications(
  configuration: Configuration,
  { notifications }: { readonly notifications: Notifications },
): void {
  configuration.follow(['notify-keyspace-events'], () =>
    notifications.set(configuration.get('notify-keyspace-events')),
  );
}
