import {
  CommandError,
  errors,
  NO_REPLY,
  OK,
  type Reply,
  serves,
  type Server,
  Structure,
  structure,
  t,
  verbatim,
} from 'memo';
import { infoText } from './info';

const group = 'server';
const admin = ['admin', 'noscript', 'loading', 'stale'];

/** The server's process. */
@structure()
export class ProcessCommands extends Structure {
  @serves(
    'Figures of the server, by section.',
    {
      since: '1.0.0',
      group,
      flags: ['loading', 'stale'],
      categories: ['dangerous'],
      tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
    },
    t.rest(t.text('section'), { optional: true }),
  )
  static INFO(server: Server, ...sections: string[]): Reply {
    return verbatim(infoText(server, sections));
  }

  @serves('Unix time: seconds, and microseconds of the second.', {
    since: '2.6.0',
    group,
    flags: ['loading', 'stale', 'fast'],
    tips: ['nondeterministic_output'],
  })
  static TIME(server: Server) {
    const now = server.now();
    return [String(Math.floor(now / 1000)), String((now % 1000) * 1000)];
  }

  @serves(
    'Stops the server once the replies that are due are sent.',
    { since: '1.0.0', group, flags: [...admin, 'no_multi', 'allow_busy'] },
    t.rest(t.text('option'), { optional: true }),
  )
  static SHUTDOWN(server: Server, ...options: string[]): Reply {
    const known = options.map((option) => option.toUpperCase());
    if (known.some((option) => !['NOSAVE', 'SAVE', 'NOW', 'FORCE', 'ABORT'].includes(option)))
      throw errors.syntax();
    if (known.includes('ABORT')) throw new CommandError('ERR No shutdown in progress.');
    server.memo.shutdown();
    server.session.close();
    return NO_REPLY;
  }

  @serves(
    'Stops everything for so many seconds.',
    { since: '1.0.0', group, flags: admin },
    t.text('subcommand'),
    t.rest(t.text('arg'), { optional: true }),
  )
  static DEBUG(_server: Server, subcommand: string, ...words: string[]) {
    if (subcommand.toUpperCase() !== 'SLEEP' || words.length !== 1) throw errors.unknownDebug(subcommand);
    const milliseconds = (parseFloat(words[0]!) || 0) * 1000;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    return OK;
  }
}
