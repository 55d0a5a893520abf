import type { Command, MemoView } from 'memo';
import type { Fields } from './fields';

/** How often each command was run. */
export function commandFields({ commands }: MemoView): Fields {
  const used = commands.all().filter(({ statistics }) => !statistics.isEmpty);
  return Object.fromEntries(used.map((command) => [`cmdstat_${command.wireName}`, runsOf(command)]));
}

function runsOf({ statistics: { calls, microseconds, rejected, failed } }: Command): string {
  const perCall = calls === 0 ? 0 : microseconds / calls;
  const time = `usec=${Math.round(microseconds)},usec_per_call=${perCall.toFixed(2)}`;
  return `calls=${calls},${time},rejected_calls=${rejected},failed_calls=${failed}`;
}

/** How often each error was answered, by its first word. */
export function errorFields({ metrics }: MemoView): Fields {
  const counted = [...metrics.errorsByCode];
  return Object.fromEntries(
    counted.map(([code, count]) => [`errorstat_${fieldName(code)}`, `count=${count}`]),
  );
}

/** A code that does not break the line. */
const fieldName = (code: string) => code.replace(/[:\s=,]/g, '_');

/** How long each command takes, by the percentiles that are configured. */
export function latencyFields({ commands, configuration }: MemoView): Fields {
  if (configuration.get('latency-tracking') === 'no') return {};
  const percentiles = configuration.get('latency-tracking-info-percentiles').split(' ').filter(Boolean);
  const tracked = commands.all().filter(({ statistics }) => statistics.histogram);
  return Object.fromEntries(
    tracked.map((command) => [
      `latency_percentiles_usec_${command.wireName}`,
      percentiles.map((percent) => `p${percent}=${latencyOf(command, Number(percent))}`).join(','),
    ]),
  );
}

const latencyOf = ({ statistics }: Command, percent: number) =>
  (statistics.histogram!.valueAt(percent) / 1000).toFixed(3);
