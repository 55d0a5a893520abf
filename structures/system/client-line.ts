import type { MemoView, SessionView } from 'memo';

/** The letters of CLIENT LIST, each with what it stands for. */
const FLAGS: readonly (readonly [letter: string, has: (session: SessionView) => boolean])[] = [
  ['O', ({ isMonitor }) => isMonitor],
  ['P', ({ type }) => type === 'pubsub'],
  ['x', ({ transaction }) => transaction.isOpen],
  ['b', ({ isBlocked }) => isBlocked],
  ['t', ({ tracking }) => tracking !== undefined],
  ['R', ({ tracking }) => tracking?.isBroken ?? false],
  ['B', ({ tracking }) => tracking?.broadcasts ?? false],
  ['d', ({ transaction }) => transaction.isTouched],
  ['c', ({ isClosing }) => isClosing],
  ['U', ({ usesUnixSocket }) => usesUnixSocket],
  ['e', ({ noEvict }) => noEvict],
];

const flagsOf = (session: SessionView) =>
  FLAGS.map(([letter, has]) => (has(session) ? letter : '')).join('') || 'N';

/** A line of CLIENT LIST. Replies are made in a buffer that all connections share: `rbs`, `rbp` and `obl` are 0. */
export function clientLine(session: SessionView, memo: MemoView): string {
  const { pendingInput, freeInput, argumentBytes, pendingOutput, transaction } = session;
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
    multi: transaction.length,
    qbuf: pendingInput,
    'qbuf-free': freeInput,
    'argv-mem': argumentBytes,
    'multi-mem': transaction.bytes,
    rbs: 0,
    rbp: 0,
    obl: 0,
    oll: session.pendingPieces,
    omem: pendingOutput,
    'tot-mem': pendingInput + freeInput + argumentBytes + transaction.bytes + pendingOutput,
    events: session.events,
    cmd: session.lastCommand,
    user: 'default',
    redir: session.tracking?.redirect ?? -1,
    resp: session.protocol,
  };
  const words = Object.entries(fields).map(([field, value]) => `${field}=${value}`);
  return `${words.join(' ')}\n`;
}
