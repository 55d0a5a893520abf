import {
  errors,
  type MemoView,
  NO_REPLY,
  OK,
  type Reply,
  serves,
  type Server,
  type SessionView,
  Structure,
  structure,
  t,
  verbatim,
} from 'memo';
import { clientLine } from './client-line';
import { MILLISECONDS } from './timeout';
import { clientTypeOf, type KillFilter, killFilter, matchesFilter } from './kill-filter';

const about = {
  group: 'connection',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale'],
  unrepeatable: true,
};
const admin = { ...about, flags: ['admin', ...about.flags] };
const ofAll = { ...admin, complexity: 'O(N), N being the number of connections' };
const changing = ['nondeterministic_output'];

/** The old name of REPLICA. */
const SLAVE = t.flag('SLAVE', { undocumented: true });

const TYPE = { name: 'normal_master_replica_pubsub', unknown: errors.unknownClientType };

const mode = t.oneOf({ name: 'mode', unknown: errors.pauseMode }, 'WRITE', 'ALL');

/** One word too many is refused in words of its own. */
const pause = t.words([MILLISECONDS, t.optional(mode)], (words) => {
  if (words.left > 2) throw errors.misusedSubcommand('CLIENT', words.subcommandName);
  const readTimeout = words.read(t.lazy(MILLISECONDS));
  const which = words.left > 0 ? words.read(mode) : 'ALL';
  const timeout = readTimeout();
  words.skip();
  return { timeout, mode: which };
});

interface Filter {
  readonly type: (() => string) | undefined;
  readonly ids: readonly [ids: readonly number[]] | undefined;
}

/** A name that does not break the lines of CLIENT LIST. */
export const clientName = (name: string) =>
  t.checked(t.text(name), (text) => !/[^!-~]/.test(text), errors.invalidClientName().message);

/** Connections, as CLIENT shows and names them. */
@structure()
export class ClientCommands extends Structure {
  @serves('The number of this connection.', { ...about, since: '5.0.0' })
  static 'CLIENT ID'({ session }: Server) {
    return session.id;
  }

  @serves('The name of this connection.', { ...about, since: '2.6.9' })
  static 'CLIENT GETNAME'({ session }: Server) {
    return session.name === '' ? null : session.name;
  }

  @serves('Names this connection.', { ...about, since: '2.6.9' }, clientName('connection-name'))
  static 'CLIENT SETNAME'({ session }: Server, name: string) {
    session.name = name;
    return OK;
  }

  @serves('What the server knows of this connection.', { ...about, since: '6.2.0', tips: changing })
  static 'CLIENT INFO'({ session, memo }: Server) {
    return verbatim(clientLine(session, memo));
  }

  @serves(
    'What the server knows of every connection, or of some.',
    { ...ofAll, since: '2.4.0', tips: changing },
    t.options({
      type: t.keyword('TYPE', t.lazy(t.oneOf(TYPE, 'NORMAL', 'MASTER', 'REPLICA', 'PUBSUB', SLAVE))),
      ids: t.keyword(
        'ID',
        t.block('id', t.list(t.int('client-id', { error: errors.invalidClientId().message }))),
      ),
    }),
  )
  static 'CLIENT LIST'({ memo }: Server, { type, ids }: Filter) {
    if (type && ids) throw errors.syntax();
    const sessions = type ? sessionsOf(memo, type()) : memo.sessions();
    const byId = new Map(sessions.map((session) => [session.id, session]));
    const listed = ids ? ids[0].flatMap((id) => byId.get(id) ?? []) : sessions;
    return verbatim(listed.map((session) => clientLine(session, memo)).join(''));
  }

  @serves(
    'Closes connections: the one from an address, or all that match; answers how many.',
    { ...ofAll, since: '2.4.0' },
    killFilter,
  )
  static 'CLIENT KILL'({ session, memo }: Server, filter: KillFilter): Reply {
    const found = memo.sessions().filter((each) => matchesFilter(each, filter, session));
    for (const each of found) {
      if (each === session) session.close();
      else each.kill();
    }
    if (!filter.isOld) return found.length;
    if (found.length === 0) throw errors.noSuchClient();
    return OK;
  }

  @serves(
    'Ends the waiting of another connection, as if its time were over, or with an error; 0 when it does not wait.',
    { ...ofAll, since: '5.0.0' },
    t.int('client-id'),
    t.flags({ name: 'timeout_error', unknown: errors.unblockReason }, 'TIMEOUT', 'ERROR'),
  )
  static 'CLIENT UNBLOCK'({ memo }: Server, id: number, how: ReadonlySet<'TIMEOUT' | 'ERROR'>) {
    const session = memo.sessions().find((each) => each.id === id);
    return session?.unblock(how.has('ERROR')) ? 1 : 0;
  }

  @serves(
    'Lets all commands of clients wait for so many milliseconds, or those that may write.',
    { ...admin, since: '2.9.50' },
    pause,
  )
  static 'CLIENT PAUSE'({ memo }: Server, { timeout, mode }: { timeout: number; mode: string }) {
    memo.pause(timeout, mode === 'WRITE');
    return OK;
  }

  @serves('Ends a pause: the commands that wait run.', {
    ...admin,
    since: '6.2.0',
    complexity: 'O(N), N being the number of connections that wait',
  })
  static 'CLIENT UNPAUSE'({ memo }: Server) {
    memo.unpause();
    return OK;
  }

  @serves(
    'Answers all commands of this connection from now on, none, or not the next one.',
    { ...about, since: '3.2.0' },
    t.oneOf('on_off_skip', 'ON', 'OFF', 'SKIP'),
  )
  static 'CLIENT REPLY'({ session }: Server, replies: 'ON' | 'OFF' | 'SKIP'): Reply {
    session.hear(HEARING[replies]);
    return replies === 'ON' ? OK : NO_REPLY;
  }

  @serves(
    'Notes that this connection is to stay when memory is short; none is closed for that.',
    { ...admin, since: '7.0.0' },
    t.oneOf('enabled', 'ON', 'OFF'),
  )
  static 'CLIENT NO-EVICT'({ session }: Server, enabled: 'ON' | 'OFF') {
    session.noEvict = enabled === 'ON';
    return OK;
  }
}

const HEARING = { ON: 'all', OFF: 'none', SKIP: 'all but the next' } as const;

/** A server without a master has no connection to it. */
const sessionsOf = (memo: MemoView, type: string): readonly SessionView[] =>
  memo.sessions().filter((session) => session.type === clientTypeOf(type));
