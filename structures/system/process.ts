import {
  errors,
  NO_REPLY,
  OK,
  type Reply,
  serves,
  type Server,
  status,
  Structure,
  structure,
  t,
  verbatim,
} from 'memo';
import { infoText } from './info/info-text';

const group = 'server';
const admin = ['admin', 'noscript', 'loading', 'stale'];

const DEBUG_HELP = [
  'DEBUG <subcommand> [<arg> ...]. Subcommands are:',
  'SLEEP <seconds>',
  '    Stops everything for so long; decimals are fine.',
  'HELP',
  '    Shows these lines.',
];

interface ShutdownOptions {
  readonly saving: 'NOSAVE' | 'SAVE' | undefined;
  readonly now: boolean;
  readonly force: boolean;
  readonly abort: boolean;
}

/** The server's process. */
@structure()
export class ProcessCommands extends Structure {
  @serves(
    'Figures of the server, by section.',
    {
      since: '1.0.0',
      group,
      complexity: 'O(1)',
      flags: ['loading', 'stale'],
      categories: ['dangerous'],
      tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
    },
    t.rest(t.text('section'), { optional: true }),
  )
  static INFO(server: Server, ...sections: string[]): Reply {
    return verbatim(infoText(server, sections));
  }

  @serves('Unix time: seconds, and microseconds of the second; its resolution is a millisecond.', {
    since: '2.6.0',
    group,
    complexity: 'O(1)',
    flags: ['loading', 'stale', 'fast'],
    tips: ['nondeterministic_output'],
  })
  static TIME(server: Server) {
    const now = server.now();
    return [String(Math.floor(now / 1000)), String((now % 1000) * 1000)];
  }

  @serves(
    'Stops the server once the replies that are due are sent.',
    {
      since: '1.0.0',
      group,
      complexity: 'O(N), N being the number of connections',
      flags: [...admin, 'no_multi', 'allow_busy'],
    },
    t.options({
      saving: t.oneOf('nosave_save', 'NOSAVE', 'SAVE'),
      now: t.flag('NOW'),
      force: t.flag('FORCE'),
      abort: t.flag('ABORT'),
    }),
  )
  static SHUTDOWN(server: Server, { saving, now, force, abort }: ShutdownOptions): Reply {
    if (abort) throw saving || now || force ? errors.syntax() : errors.noShutdown();
    server.memo.shutdown();
    server.session.close();
    return NO_REPLY;
  }

  @serves(
    'Help for who looks into the server: SLEEP stops everything for so many seconds.',
    { since: '1.0.0', group, complexity: 'Depends on subcommand.', flags: admin },
    t.text('subcommand', { undocumented: true }),
    t.rest(t.text('arg', { undocumented: true }), { optional: true }),
  )
  static DEBUG(_server: Server, subcommand: string, ...words: string[]): Reply {
    const name = subcommand.toUpperCase();
    if (name === 'HELP' && words.length === 0) return DEBUG_HELP.map(status);
    if (name !== 'SLEEP' || words.length !== 1) throw errors.unknownDebug(subcommand);
    sleep(parseFloat(words[0]!) || 0);
    return OK;
  }
}

/** Blocks the process. */
function sleep(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
