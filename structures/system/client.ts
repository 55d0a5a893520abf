import {
  errors,
  type MemoView,
  OK,
  serves,
  type Server,
  type SessionView,
  Structure,
  structure,
  t,
  verbatim,
} from 'memo';

const about = { group: 'connection', complexity: 'O(1)', flags: ['noscript', 'loading', 'stale'] };
const changing = ['nondeterministic_output'];

/** The old name of REPLICA. */
const SLAVE = t.flag('SLAVE', { undocumented: true });

const TYPE = { name: 'normal_master_replica_pubsub', unknown: errors.unknownClientType };

interface Filter {
  readonly type: 'NORMAL' | 'MASTER' | 'REPLICA' | 'PUBSUB' | 'SLAVE' | undefined;
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
    return verbatim(lineOf(session, memo));
  }

  @serves(
    'Ends the waiting of another connection, as if its time were over, or with an error; 0 when it does not wait.',
    {
      ...about,
      since: '5.0.0',
      complexity: 'O(N), N being the number of connections',
      flags: ['admin', ...about.flags],
    },
    t.int('client-id'),
    t.flags({ name: 'timeout_error', unknown: errors.unblockReason }, 'TIMEOUT', 'ERROR'),
  )
  static 'CLIENT UNBLOCK'({ memo }: Server, id: number, how: ReadonlySet<'TIMEOUT' | 'ERROR'>) {
    const session = memo.sessions().find((each) => each.id === id);
    return session?.unblock(how.has('ERROR')) ? 1 : 0;
  }

  @serves(
    'What the server knows of every connection, or of some.',
    {
      ...about,
      since: '2.4.0',
      complexity: 'O(N), N being the number of connections',
      flags: ['admin', ...about.flags],
      tips: changing,
    },
    t.options({
      type: t.keyword('TYPE', t.oneOf(TYPE, 'NORMAL', 'MASTER', 'REPLICA', 'PUBSUB', SLAVE)),
      ids: t.keyword(
        'ID',
        t.block('id', t.list(t.int('client-id', { error: errors.invalidClientId().message }))),
      ),
    }),
  )
  static 'CLIENT LIST'({ memo }: Server, { type, ids }: Filter) {
    if (type && ids) throw errors.syntax();
    const sessions = memo.sessions().filter((session) => isOfType(session, type));
    const byId = new Map(sessions.map((session) => [session.id, session]));
    const listed = ids ? ids[0].flatMap((id) => byId.get(id) ?? []) : sessions;
    return verbatim(listed.map((session) => lineOf(session, memo)).join(''));
  }
}

function isOfType({ subscriptions }: SessionView, type: Filter['type']): boolean {
  return type === undefined || type === (subscriptions.size > 0 ? 'PUBSUB' : 'NORMAL');
}

/** What Memo has no counterpart of is 0. */
function lineOf(session: SessionView, memo: MemoView): string {
  const { pendingInput, pendingOutput } = session;
  const seconds = (since: number) => Math.max(0, Math.floor((memo.now() - since) / 1000));
  const fields = {
    id: session.id,
    addr: session.address,
    laddr: session.localAddress,
    fd: session.descriptor,
    name: session.name,
    age: seconds(session.createdAt),
    idle: seconds(session.lastActiveAt),
    flags: flagsOf(session),
    db: session.database,
    sub: session.subscriptions.count('channel'),
    psub: session.subscriptions.count('pattern'),
    ssub: session.subscriptions.count('shard'),
    multi: session.transaction.length,
    qbuf: pendingInput,
    'qbuf-free': 0,
    'argv-mem': 0,
    'multi-mem': 0,
    rbs: 0,
    rbp: 0,
    obl: 0,
    oll: 0,
    omem: pendingOutput,
    'tot-mem': pendingInput + pendingOutput,
    events: pendingOutput > 0 ? 'rw' : 'r',
    cmd: session.lastCommand.replace(' ', '|'),
    user: 'default',
    redir: session.tracking?.redirect ?? -1,
    resp: session.protocol,
  };
  const words = Object.entries(fields).map(([field, value]) => `${field}=${value}`);
  return `${words.join(' ')}\n`;
}

function flagsOf({ subscriptions, isMonitor, isBlocked, tracking }: SessionView): string {
  const flags = [
    isMonitor ? 'O' : '',
    subscriptions.size > 0 ? 'P' : '',
    isBlocked ? 'b' : '',
    tracking ? 't' : '',
    tracking?.isBroken ? 'R' : '',
    tracking?.broadcasts ? 'B' : '',
  ];
  return flags.join('') || 'N';
}
