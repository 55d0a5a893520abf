import {
  CommandError,
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

const group = 'connection';
const early = ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'];
const probe = ['noscript', 'loading', 'stale'];

interface HelloOptions {
  auth?: readonly string[];
  name?: string;
}

/** What a connection says of itself, and asks for. */
@structure()
export class Connection extends Structure {
  @serves(
    'Answers PONG, or the message.',
    {
      since: '1.0.0',
      group,
      flags: ['fast'],
      tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
    },
    t.optional(t.bytes('message')),
  )
  static PING(_server: Server, message?: Buffer) {
    return message ?? status('PONG');
  }

  @serves('Answers the message.', { since: '1.0.0', group, flags: ['fast'] }, t.bytes('message'))
  static ECHO(_server: Server, message: Buffer) {
    return message;
  }

  @serves(
    'Closes the connection.',
    { since: '1.0.0', group, flags: early },
    t.rest(t.bytes('ignored'), { optional: true }),
  )
  static QUIT({ session }: Server) {
    session.close();
    return OK;
  }

  @serves('Makes the connection as new.', { since: '6.2.0', group, flags: early })
  static RESET({ session }: Server) {
    session.reset();
    return status('RESET');
  }

  @serves(
    'Selects the database of this connection.',
    { since: '1.0.0', group, flags: ['loading', 'stale', 'fast'] },
    t.int('index'),
  )
  static SELECT(server: Server, index: number) {
    server.session.database = server.database(index).index;
    return OK;
  }

  @serves(
    'Gives the password, after a user name if you like: default is the only user.',
    { since: '1.0.0', group, flags: early },
    t.rest(t.text('word')),
  )
  static AUTH(server: Server, ...words: string[]) {
    const [first, second, ...more] = words;
    if (more.length > 0) throw errors.syntax();
    const password = second ?? first!;
    if (second === undefined && passwordOf(server) === '') throw errors.noPasswordSet();
    authenticate(server, second === undefined ? 'default' : first!, password);
    return OK;
  }

  @serves(
    'Says which protocol the client speaks, and who it is; answers who the server is.',
    { since: '6.0.0', group, flags: early },
    t.optional(t.int('protover', { error: 'ERR Protocol version is not an integer or out of range' })),
    t.rest(t.text('word'), { optional: true }),
  )
  static HELLO(server: Server, version?: number, ...words: string[]): Reply {
    const { session } = server;
    if (version !== undefined && version !== 2 && version !== 3) throw errors.unsupportedProtocol();
    const { auth, name } = helloOptions(words);
    if (auth) authenticate(server, auth[0]!, auth[1]!);
    if (!session.authenticated) throw errors.helloWithoutAuth();
    if (name !== undefined) session.name = checkedName(name);
    if (version !== undefined) session.protocol = version;
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

  @serves('The number of this connection.', { since: '5.0.0', group, flags: probe })
  static 'CLIENT ID'({ session }: Server) {
    return session.id;
  }

  @serves('The name of this connection.', { since: '2.6.9', group, flags: probe })
  static 'CLIENT GETNAME'({ session }: Server) {
    return session.name === '' ? null : session.name;
  }

  @serves('Names this connection.', { since: '2.6.9', group, flags: probe }, t.text('connection-name'))
  static 'CLIENT SETNAME'({ session }: Server, name: string) {
    session.name = checkedName(name);
    return OK;
  }

  @serves('What the server knows of this connection.', { since: '6.2.0', group, flags: probe })
  static 'CLIENT INFO'({ session, memo }: Server) {
    const seconds = (since: number) => Math.floor((memo.now() - since) / 1000);
    const fields = {
      id: session.id,
      addr: session.address,
      laddr: session.localAddress,
      fd: session.descriptor,
      name: session.name,
      age: seconds(session.createdAt),
      idle: seconds(session.lastActiveAt),
      flags: 'N',
      db: session.database,
      sub: 0,
      psub: 0,
      ssub: 0,
      multi: -1,
      qbuf: session.pendingInput,
      omem: session.pendingOutput,
      cmd: session.lastCommand.replace(' ', '|'),
      user: 'default',
      resp: session.protocol,
    };
    return `${Object.entries(fields)
      .map(([field, value]) => `${field}=${value}`)
      .join(' ')}\n`;
  }
}

const passwordOf = ({ memo }: Server) => memo.configuration.get('requirepass');

function authenticate(server: Server, user: string, password: string): void {
  const expected = passwordOf(server);
  if (user !== 'default' || (expected !== '' && password !== expected)) throw errors.wrongPassword();
  server.session.authenticated = true;
}

/** Characters that would break CLIENT LIST's lines are refused. */
function checkedName(name: string): string {
  if (/[^!-~]/.test(name)) {
    throw new CommandError('ERR Client names cannot contain spaces, newlines or special characters.');
  }
  return name;
}

function helloOptions(words: readonly string[]): HelloOptions {
  const options: HelloOptions = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const left = words.length - at - 1;
    if (word.toLowerCase() === 'auth' && left >= 2) options.auth = [words[++at]!, words[++at]!];
    else if (word.toLowerCase() === 'setname' && left >= 1) options.name = words[++at]!;
    else throw new CommandError(`ERR Syntax error in HELLO option '${word}'`);
  }
  return options;
}
