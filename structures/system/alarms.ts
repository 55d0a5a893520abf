import { type Entry, reads, type Reply, type Server, Structure, structure, t, writes } from 'memo';

/** So many alarms are told of a value when nobody asks for more. */
const FEW = 100;

/** The alarms of values. */
@structure()
export class AlarmCommands extends Structure {
  @writes(
    'Runs an alarm of a value in place of at its time, when the server does so; null when it is not set.',
    {
      since: '0.3.0',
      group: 'server',
      complexity: 'O(log N), N being the number of alarms',
      event: false,
      playsOthers: true,
    },
    t.entry(),
    t.text('command'),
    t.rest(t.text('word'), { optional: true }),
  )
  static 'MEMO RING'(server: Server, entry: Entry, command: string, ...words: string[]): Reply {
    if (!entry.cancelAlarm(command, ...words)) return server.unchanged(null);
    return server.call(command, entry.key, ...words);
  }

  @reads(
    'The alarms of a value, those first that come first: for each its time, its command, and the words of that.',
    { since: '0.3.0', group: 'server', complexity: 'O(N log N), N being the number of alarms of the value' },
    t.entry(),
    t.optional(t.int('count', { min: 1 })),
  )
  static 'MEMO ALARMS'(_server: Server, entry: Entry, count = FEW): Reply {
    const alarms = entry.alarms().slice(0, count);
    return alarms.map(({ time, command, words }) => [time, command, ...words]);
  }
}
