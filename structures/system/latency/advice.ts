import type { LatencyEvent, MemoView } from 'memo';

/** What LATENCY DOCTOR tells. */
export function latencyAdvice(memo: MemoView): string {
  const { events } = memo.latency;
  const threshold = memo.configuration.number('latency-monitor-threshold');
  if (threshold === 0 && events.size === 0)
    return 'Nothing is watched: CONFIG SET latency-monitor-threshold <milliseconds> begins with it.\n';
  if (events.size === 0) return `Nothing took ${threshold} ms or more so far.\n`;
  const found = [...events].map(([name, event], index) => `${index + 1}. ${name}: ${described(event)}`);
  const advice = [...new Set([...events.keys()].flatMap((name) => adviceOn(name, memo)))];
  return [
    'What kept clients waiting:',
    '',
    ...found,
    '',
    'What helps:',
    '',
    ...advice.map((line) => `- ${line}`),
    '',
  ].join('\n');
}

function described({ samples, worst }: LatencyEvent): string {
  const times = samples.map(({ milliseconds }) => milliseconds);
  const average = times.reduce((sum, time) => sum + time, 0) / times.length;
  const span = samples.at(-1)!.seconds - samples[0]!.seconds;
  const often = samples.length > 1 ? `, one in ${(span / (samples.length - 1)).toFixed(1)} s` : '';
  return `${samples.length} times, ${Math.round(average)} ms on average${often}. The worst took ${worst} ms.`;
}

/** What can be done about an event of this name. */
function adviceOn(name: string, { configuration }: MemoView): string[] {
  if (name === 'expire-cycle')
    return [
      'Keys expire in steps that are too large here: CONFIG SET active-expire-effort 1, or a larger hz, makes them smaller.',
    ];
  const slower = configuration.number('slowlog-log-slower-than');
  const noticed = configuration.number('latency-monitor-threshold') * 1000;
  const isLogged = slower >= 0 && (noticed === 0 || slower <= noticed);
  return [
    isLogged
      ? 'SLOWLOG GET tells which commands these were.'
      : `CONFIG SET slowlog-log-slower-than ${noticed || 10_000} lets SLOWLOG GET tell which commands these were.`,
    'Commands over many members or keys stop everybody else: use SCAN and its kin in place of KEYS, SMEMBERS and HGETALL.',
    "A structure's command that computes for long belongs in an async one, or in a worker.",
  ];
}
