import { errors, NO_REPLY, type Reply, serves, type Server, Structure, structure, t, verbatim } from 'memo';
import { infoText } from './info/info-text';

const group = 'server';
const admin = ['admin', 'noscript', 'loading', 'stale'];

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
      unrepeatable: true,
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
    undoable: true,
  })
  static TIME(server: Server) {
    const now = server.now();
    return [String(Math.floor(now / 1000)), String((now % 1000) * 1000)];
  }

  @serves(
    'Stops the server once the replies that are due are sent, and what it has is on disk.',
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
    server.memo.shutdown({ saving, isForced: force });
    server.session.close();
    return NO_REPLY;
  }
}
