import { type ClientType, errors, type SessionView, t, type Words } from 'memo';

/** Which connections CLIENT KILL closes. */
export interface KillFilter {
  /** Only an address was given, as before Redis 2.8.12: the caller's own counts, too. */
  readonly isOld: boolean;
  readonly id?: number;
  readonly type?: ClientType | 'master';
  readonly user?: string;
  readonly address?: string;
  readonly localAddress?: string;
  /** Whether the caller's own connection stays. */
  readonly skipMe: boolean;
}

/** The only user. */
const USER = 'default';

const SHOWN_BYTES = 128;

const TYPES: Readonly<Record<string, ClientType | 'master'>> = {
  normal: 'normal',
  master: 'master',
  slave: 'replica',
  replica: 'replica',
  pubsub: 'pubsub',
};

/** The type of this name, in whatever case; undefined when there is none. */
export const clientTypeOf = (name: string) => TYPES[name.toLowerCase()];

const id = t.int('client-id', { min: 1, error: errors.invalidKillId().message });
const text = t.text('word');

const filters = t.list(
  t.oneOf(
    'new-format',
    t.keyword('ID', id),
    t.keyword(
      'TYPE',
      t.oneOf('normal_master_slave_pubsub', 'NORMAL', 'MASTER', 'SLAVE', 'REPLICA', 'PUBSUB'),
    ),
    t.keyword('USER', t.text('username')),
    t.keyword('ADDR', t.text('ip:port')),
    t.keyword('LADDR', t.text('ip:port')),
    t.keyword('SKIPME', t.text('yes/no')),
  ),
);

export const killFilter = t.words([t.either('filter', t.text('ip:port'), filters)], readFilter, 1);

function readFilter(words: Words): KillFilter {
  if (words.left === 1) return { isOld: true, address: words.read(text), skipMe: false };
  let filter: KillFilter = { isOld: false, skipMe: true };
  while (words.left > 0) filter = { ...filter, ...readOne(words) };
  return filter;
}

/** One option; each has a value. */
function readOne(words: Words): Partial<KillFilter> {
  if (words.take('ID', 1)) return { id: words.read(id) };
  if (words.take('TYPE', 1)) return { type: readType(words) };
  if (words.take('USER', 1)) return { user: readUser(words) };
  if (words.take('ADDR', 1)) return { address: words.read(text) };
  if (words.take('LADDR', 1)) return { localAddress: words.read(text) };
  if (words.take('SKIPME', 1)) return { skipMe: readYesOrNo(words) };
  throw errors.syntax();
}

function readType(words: Words): ClientType | 'master' {
  const shown = words.excerpt(SHOWN_BYTES);
  const type = clientTypeOf(words.read(text));
  if (type === undefined) throw errors.unknownClientType(shown);
  return type;
}

function readUser(words: Words): string {
  const name = words.read(text);
  if (name !== USER) throw errors.noSuchUser(name);
  return name;
}

function readYesOrNo(words: Words): boolean {
  if (words.take('YES')) return true;
  if (words.take('NO')) return false;
  throw errors.syntax();
}

/** Whether a connection is meant, `own` being the caller's. */
export function matchesFilter(session: SessionView, filter: KillFilter, own: SessionView): boolean {
  if (filter.skipMe && session === own) return false;
  const { id = session.id, type = session.type } = filter;
  const { address = session.address, localAddress = session.localAddress } = filter;
  return (
    session.id === id &&
    session.type === type &&
    session.address === address &&
    session.localAddress === localAddress
  );
}
