import {
  type ByteSlice,
  errors,
  OK,
  type Reply,
  serves,
  type Server,
  status,
  Structure,
  structure,
  t,
} from 'memo';
import { createHash, timingSafeEqual } from 'node:crypto';
import { clientName } from './client';
import { databaseIndex } from './databases';

const about = { group: 'connection', complexity: 'O(1)' };
const early = {
  ...about,
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  unrepeatable: true,
};

const HIDDEN = { undocumented: true };

/** The only user. */
const USER = 'default';

const version = t.int('protover', {
  min: 2,
  max: 3,
  error: errors.notProtocolVersion().message,
  outOfRange: errors.unsupportedProtocol().message,
});

const introduction = t.options(
  {
    login: t.keyword('AUTH', t.block('username_password', t.text('username'), t.text('password'))),
    name: t.keyword('SETNAME', clientName('clientname')),
  },
  { unknown: errors.helloOption },
);

interface Introduction {
  readonly login: readonly [user: string, password: string] | undefined;
  readonly name: string | undefined;
}

/** The user and the password of HELLO, wherever AUTH stands. */
function loginWords(words: readonly string[]): number[] {
  const at = words.findIndex((word, index) => index > 1 && word.toUpperCase() === 'AUTH');
  return at < 0 || at + 2 >= words.length ? [] : [at + 1, at + 2];
}

const PONG = status('PONG');

const NOTHING: Introduction = { login: undefined, name: undefined };

/** What a connection says of itself, and asks for. */
@structure()
export class Connection extends Structure {
  @serves(
    'Answers PONG, or the message.',
    {
      ...about,
      undoable: true,
      since: '1.0.0',
      flags: ['fast'],
      whileSubscribed: true,
      tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
    },
    t.optional(t.slice('message')),
  )
  static PING({ session }: Server, message?: ByteSlice): Reply {
    const listens = session.protocol === 2 && session.subscriptions.size > 0;
    return listens ? ['pong', message ?? ''] : (message ?? PONG);
  }

  @serves(
    'Answers the message.',
    { ...about, undoable: true, since: '1.0.0', flags: ['loading', 'stale', 'fast'] },
    t.slice('message'),
  )
  static ECHO(_server: Server, message: ByteSlice) {
    return message;
  }

  @serves(
    'Closes the connection.',
    { ...early, immediate: true, whileSubscribed: true, since: '1.0.0' },
    t.rest(t.bytes('ignored', HIDDEN), { optional: true }),
  )
  static QUIT({ session }: Server) {
    session.close();
    return OK;
  }

  @serves('Makes the connection as new.', {
    ...early,
    immediate: true,
    whileSubscribed: true,
    since: '6.2.0',
  })
  static RESET({ session }: Server) {
    session.reset();
    return status('RESET');
  }

  @serves(
    'Selects the database of this connection.',
    { ...about, since: '1.0.0', flags: ['loading', 'stale', 'fast'] },
    databaseIndex('index'),
  )
  static SELECT(server: Server, index: number) {
    server.session.database = server.database(index).index;
    return OK;
  }

  @serves(
    'Gives the password, after a user name if you like: default is the only user.',
    { ...early, since: '1.0.0', secrets: (words) => [...words.keys()].slice(1) },
    t.optional(t.text('username')),
    t.text('password'),
    t.rest(t.bytes('more', HIDDEN), { optional: true }),
  )
  static AUTH(server: Server, user: string | undefined, password: string, ...more: Buffer[]) {
    if (more.length > 0) throw errors.syntax();
    if (user === undefined && passwordOf(server) === '') throw errors.noPasswordSet();
    authenticate(server, user ?? USER, password);
    return OK;
  }

  @serves(
    'Says which protocol the client speaks, and who it is; answers who the server is.',
    { ...early, since: '6.0.0', secrets: loginWords },
    t.optional(t.block('arguments', version, introduction)),
  )
  static HELLO(server: Server, greeting?: readonly [protocol: number, Introduction]): Reply {
    const [protocol, { login, name }] = greeting ?? [undefined, NOTHING];
    const { session } = server;
    if (login) authenticate(server, ...login);
    if (!session.authenticated) throw errors.helloWithoutAuth();
    if (name !== undefined) session.name = name;
    if (protocol !== undefined) session.protocol = protocol as 2 | 3;
    return {
      server: 'redis',
      version: server.memo.compatibleVersion,
      proto: session.protocol,
      id: session.id,
      mode: 'standalone',
      role: 'master',
      modules: [],
    };
  }
}

const passwordOf = ({ memo }: Server) => memo.configuration.get('requirepass');

function authenticate(server: Server, user: string, password: string): void {
  const expected = passwordOf(server);
  if (user !== USER || (expected !== '' && !isSame(password, expected))) throw errors.wrongPassword();
  server.session.authenticated = true;
}

/** How long it takes tells nothing of where they differ, nor of their lengths. */
const isSame = (given: string, expected: string) => timingSafeEqual(digest(given), digest(expected));

/** UTF-16 keeps the bytes apart that are no UTF-8. */
const digest = (text: string) => createHash('sha256').update(text, 'utf16le').digest();
