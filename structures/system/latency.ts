import {
  CommandError,
  type Command,
  mapOf,
  type Reply,
  serves,
  type Server,
  Structure,
  structure,
  t,
  verbatim,
} from 'memo';
import { latencyAdvice } from './latency/advice';
import { latencyGraph } from './latency/graph';

const about = {
  since: '2.8.13',
  group: 'server',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
};

/** What has kept the server from answering, and how long commands take. */
@structure()
export class LatencyCommands extends Structure {
  @serves('The last sample of each event, and the worst there was.', about)
  static 'LATENCY LATEST'({ memo }: Server): Reply {
    return [...memo.latency.events].map(([name, { samples, worst }]) => {
      const { seconds, milliseconds } = samples.at(-1)!;
      return [name, seconds, milliseconds, worst];
    });
  }

  @serves('The samples of an event: when, and how many milliseconds.', about, t.text('event'))
  static 'LATENCY HISTORY'({ memo }: Server, name: string): Reply {
    const samples = memo.latency.events.get(name)?.samples ?? [];
    return samples.map(({ seconds, milliseconds }) => [seconds, milliseconds]);
  }

  @serves('The samples of an event as a drawing.', about, t.text('event'))
  static 'LATENCY GRAPH'({ memo }: Server, name: string): Reply {
    const event = memo.latency.events.get(name);
    if (!event) throw new CommandError(`ERR No samples available for event '${name}'`);
    return verbatim(latencyGraph(name, event, memo.now()));
  }

  @serves(
    'Forgets these events, or all; answers how many there were.',
    { ...about, tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'] },
    t.rest(t.text('event'), { optional: true }),
  )
  static 'LATENCY RESET'({ memo }: Server, ...names: string[]) {
    return memo.latency.reset(names);
  }

  @serves('What can be done about it.', about)
  static 'LATENCY DOCTOR'({ memo }: Server): Reply {
    return verbatim(latencyAdvice(memo));
  }

  @serves(
    'How many runs of commands took no longer than each power of two, in microseconds.',
    { ...about, since: '7.0.0', complexity: 'O(N), N being the number of commands told of' },
    t.rest(t.text('command'), { optional: true }),
  )
  static 'LATENCY HISTOGRAM'({ memo }: Server, ...names: string[]): Reply {
    const { commands } = memo;
    const wanted = names.length === 0 ? commands.all() : names.flatMap((name) => commands.family(name));
    const tracked = new Set(wanted.filter(({ statistics }) => statistics.histogram));
    return mapOf([...tracked].flatMap((command) => [command.wireName, histogramOf(command)]));
  }
}

function histogramOf({ statistics: { calls, histogram } }: Command): Reply {
  return mapOf(['calls', calls, 'histogram_usec', mapOf(histogram!.powers().flat())]);
}
