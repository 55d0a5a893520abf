import Redis from 'ioredis';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from '../support/eventually';
import { startMemoServer, type MemoProcess } from '../support/memo-server';

const COUNTER = `
const { Structure } = require('memo');
module.exports = class Counter extends Structure {
  value = 0;
  static COUNT(server, key, by = '1') {
    const counter = server.open(Counter, key);
    counter.value += Number(by);
    return counter.value;
  }
  FAIL() {
    throw new Error('no luck');
  }
  static LOSE() {
    Promise.reject(new Error('nobody awaits this'));
    setTimeout(() => { throw new Error('nobody catches this'); }, 1);
    return 'OK';
  }
};
`;

const TYPED = `
import { reads, Structure, structure, t, writes, type Server } from 'memo';

interface Part { name: string }

@structure()
export class Parts extends Structure {
  private readonly parts: Part[] = [];

  @writes('Adds a part.', t.key(), t.text('name'))
  static PARTADD(server: Server, key: string, name: string) {
    return server.open(Parts, key).parts.push({ name });
  }

  @reads('Fails.')
  PARTFAIL(): string {
    throw new TypeError('typed bad luck');
  }
}
`;

/** Another counter: its commands have the name of its class before them. */
const counterNamed = (name: string) =>
  COUNTER.replaceAll('Counter', name).replace(
    /(?<=static )[A-Z]+/g,
    (command) => name.toUpperCase() + command,
  );

const partsNamed = (name: string) => TYPED.replaceAll('Parts', name).replaceAll('PART', name.toUpperCase());

/** An ES module, with a command that answers 'b'. */
const moduleNamed = (name: string) =>
  `import { Structure } from 'memo'; export class ${name} extends Structure { static ${name.toUpperCase()}BEE() { return 'b'; } }`;

function write(path: string, source: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
}

/** What was said to a server, and its replies. */
type Said = readonly [words: readonly [string, ...string[]], reply: unknown];

/** Each is a source that one server takes with all the others, and how that shows. */
const TAKEN: Readonly<
  Record<string, { files: Readonly<Record<string, string>>; sources: string[]; said: Said[] }>
> = {
  'a lone .js file in an empty folder': {
    files: { 'lone/my-structs.js': counterNamed('Lone') },
    sources: ['./lone/my-structs.js'],
    said: [
      [['LONECOUNT', 'a'], 1],
      [['LONECOUNT', 'a', '5'], 6],
    ],
  },
  '.cjs, .mjs and .ts files': {
    files: { 'a.cjs': counterNamed('Common'), 'b.mjs': moduleNamed('Module'), 'c.ts': partsNamed('Typed') },
    sources: ['a.cjs', 'b.mjs', '--structures', 'c.ts'],
    said: [
      [['COMMONCOUNT', 'a'], 1],
      [['MODULEBEE'], 'b'],
      [['TYPEDADD', 'typed', 'x'], 1],
    ],
  },
  'a .js file that is an ES module, in whatever folder': {
    files: {
      'lone.js': moduleNamed('LoneModule'),
      'typed/package.json': JSON.stringify({ type: 'module' }),
      'typed/other.js': moduleNamed('TypedModule'),
    },
    sources: ['lone.js', 'typed/other.js'],
    said: [
      [['LONEMODULEBEE'], 'b'],
      [['TYPEDMODULEBEE'], 'b'],
    ],
  },
  'TypeScript, with its own compiler, whatever is installed where it starts': {
    files: {
      'node_modules/typescript/package.json': JSON.stringify({ name: 'typescript', version: '5.4.0' }),
      'node_modules/typescript/index.js': "throw new Error('another compiler');",
      'own.ts': partsNamed('Own').replace("'Adds a part.'", "'Adds a part, and is in no cache.'"),
    },
    sources: ['own.ts'],
    said: [[['OWNADD', 'own', 'x'], 1]],
  },
  'TypeScript that imports its parts by the name they have once compiled': {
    files: {
      'part.ts': "export const answer: string = 'b';",
      'whole.ts':
        "import { Structure } from 'memo'; import { answer } from './part.js';\n" +
        'export class Whole extends Structure { static WHOLEBEE() { return answer; } }',
    },
    sources: ['whole.ts'],
    said: [[['WHOLEBEE'], 'b']],
  },
  'a folder: every script in it': {
    files: {
      'all/counter.js': counterNamed('All'),
      'all/parts.ts': partsNamed('AllParts'),
      'all/README.md': 'no script',
    },
    sources: ['all'],
    said: [
      [['ALLCOUNT', 'a'], 1],
      [['ALLPARTSADD', 'all', 'x'], 1],
    ],
  },
  'the scripts of a folder whose package has no entry': {
    files: {
      'entryless/package.json': JSON.stringify({ name: 'entryless' }),
      'entryless/counter.js': counterNamed('Entryless'),
    },
    sources: ['entryless'],
    said: [[['ENTRYLESSCOUNT', 'a'], 1]],
  },
  'a package that is installed where the server starts': {
    files: {
      'node_modules/counters/package.json': JSON.stringify({ name: 'counters', main: 'main.js' }),
      'node_modules/counters/main.js': counterNamed('Packaged'),
    },
    sources: ['counters'],
    said: [[['PACKAGEDCOUNT', 'a'], 1]],
  },
  'the running server for memo, whatever is installed beside the script': {
    files: {
      'node_modules/memo/package.json': JSON.stringify({ name: 'memo', main: 'main.js' }),
      'node_modules/memo/main.js': 'exports.Structure = class Structure {};',
      'beside.js': counterNamed('Beside'),
      'beside.mjs': moduleNamed('BesideModule'),
    },
    sources: ['beside.js', 'beside.mjs'],
    said: [
      [['BESIDECOUNT', 'a'], 1],
      [['BESIDEMODULEBEE'], 'b'],
    ],
  },
};

describe('--structures', () => {
  let folder: string;
  let server: MemoProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'memo-loader-'));
  });

  afterEach(async () => {
    await server?.stop();
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, source: string) => {
    write(join(folder, name), source);
  };

  /** Runs commands against a server with these arguments; the replies, errors as their messages. */
  async function ask(args: readonly string[], ...commands: string[][]): Promise<unknown[]> {
    server = await startMemoServer(args, folder);
    const client = new Redis(server.port);
    const replies: unknown[] = [];
    for (const [name, ...words] of commands) {
      replies.push(await client.call(name!, ...words).catch((error: unknown) => (error as Error).message));
    }
    client.disconnect();
    return replies;
  }

  const refusal = (...args: string[]) => startMemoServer(args, folder).then(() => 'it started', String);

  it('refuses TypeScript that imports what is nowhere', async () => {
    file('whole.ts', "import './nowhere.js';");
    expect(await refusal('--structures', 'whole.ts')).toContain('nowhere');
  });

  it('ends at SIGTERM although a script keeps timers', async () => {
    file('counter.js', `${COUNTER}; setInterval(() => {}, 1000);`);
    expect(await ask(['--structures', 'counter.js'], ['COUNT', 'a'])).toEqual([1]);
    await server!.stop();
    expect(await server!.exit).toBe(0);
    expect(server!.output()).toContain('stopped');
  });

  it('listens on every address where it is told so, and not on those that may be missing', async () => {
    expect(await ask(['--bind', '* -203.0.113.1'], ['PING'])).toEqual(['PONG']);
    expect(server!.output()).toContain('listens on 0.0.0.0:');
  });

  it('refuses an address that is missing, or none, in one line', async () => {
    expect(await refusal('--bind', '203.0.113.1')).toMatch(/memo-server: can't listen: .*203\.0\.113\.1.*$/);
    expect(await refusal('--bind', '')).toContain('memo-server: --bind : there must be an address');
  });

  it('logs what is thrown and no Error, with the command that threw it', async () => {
    file('counter.js', COUNTER.replace("throw new Error('no luck')", "throw 'a text'"));
    await ask(['--structures', 'counter.js'], ['COUNT', 'a'], ['FAIL', 'a']);
    expect(server!.output()).toContain('Counter.FAIL failed: a text');
  });

  it('says in the first line what it has loaded', async () => {
    file('counter.js', COUNTER);
    await ask(['--structures', 'counter.js']);
    expect(server!.output()).toMatch(
      /memo \d+\.\d+\.\d+ listens on 127\.0\.0\.1:\d+; Counter: COUNT LOSE FAIL/,
    );
  });

  it('refuses a script that throws, with its own line', async () => {
    file('bad.js', "\nthrow new Error('at load');");
    expect(await refusal('--structures', 'bad.js')).toMatch(
      /bad\.js failed to load: Error: at load\n.*bad\.js:2:7/,
    );
  });

  it('refuses a script that exports no structure', async () => {
    file('none.js', 'module.exports = { a: 1 };');
    expect(await refusal('--structures', 'none.js')).toContain('none.js exports no structure');
  });

  it('ends when one of its addresses cannot be had, although another could', async () => {
    expect(await refusal('--unixsocket', join(folder, 'nowhere', 'socket'))).toContain('EACCES');
  });

  it('refuses what is no file, folder or package', async () => {
    expect(await refusal('--structures', 'nowhere')).toContain('nowhere: no such file, folder or package');
  });

  it('refuses a static name that is taken, with both classes', async () => {
    file('a.js', COUNTER);
    file('b.js', COUNTER.replaceAll('Counter', 'Other'));
    expect(await refusal('--structures', 'a.js', 'b.js')).toMatch(
      /b\.js: COUNT is a static command of both Counter and Other/,
    );
  });

  it('refuses a name that a built-in structure has', async () => {
    file('a.js', COUNTER.replace('COUNT(', 'PING('));
    expect(await refusal('--structures', 'a.js')).toContain(
      'PING is a static command of both Connection and Counter',
    );
  });

  it('refuses private fields, since their state cannot be saved', async () => {
    file('a.js', COUNTER.replace('value = 0', '#hidden = 1; value = 0'));
    expect(await refusal('--structures', 'a.js')).toContain('Counter keeps state in #hidden');
  });

  it('answers a handler that throws, logs its own line, and goes on', async () => {
    file('counter.js', COUNTER);
    file('parts.ts', TYPED);
    const commands = [['COUNT', 'a'], ['FAIL', 'a'], ['PARTADD', 'p', 'x'], ['PARTFAIL', 'p'], ['PING']];
    expect(await ask(['--structures', 'counter.js', 'parts.ts'], ...commands)).toEqual([
      1,
      'ERR internal error in Counter.FAIL: no luck',
      1,
      'ERR internal error in Parts.PARTFAIL: typed bad luck',
      'PONG',
    ]);
    await eventually(() => {
      expect(server!.output()).toContain('counter.js:11:11');
      expect(server!.output()).toContain('parts.ts:17:11');
    });
  });

  it('logs the lines of a file that was compiled at an earlier start, beside one that is compiled now', async () => {
    const env = { XDG_CACHE_HOME: join(folder, 'cache') };
    file('parts.ts', TYPED);
    await (await startMemoServer(['--structures', 'parts.ts'], folder, env)).stop();
    file('others.ts', TYPED.replaceAll('Parts', 'Others').replaceAll('PART', 'OTHER'));
    server = await startMemoServer(['--structures', 'parts.ts', 'others.ts'], folder, env);
    const client = new Redis(server.port);
    await client.call('PARTADD', 'p', 'x');
    await client.call('OTHERADD', 'o', 'x');
    await expect(client.call('PARTFAIL', 'p')).rejects.toThrow('typed bad luck');
    await expect(client.call('OTHERFAIL', 'o')).rejects.toThrow('typed bad luck');
    client.disconnect();
    await eventually(() => {
      expect(server!.output()).toContain('parts.ts:17:11');
      expect(server!.output()).toContain('others.ts:17:11');
    });
  });

  it('logs a rejection that nobody awaits and an exception that nobody catches, with their lines, and goes on', async () => {
    file('counter.js', COUNTER);
    expect(
      await ask(
        ['--enable-debug-command', 'yes', '--structures', 'counter.js'],
        ['LOSE'],
        ['DEBUG', 'SLEEP', '0.05'],
        ['PING'],
      ),
    ).toEqual(['OK', 'OK', 'PONG']);
    expect(server!.output()).toMatch(/nobody awaits this.*counter\.js:14:20/);
    expect(server!.output()).toMatch(/nobody catches this.*counter\.js:15:30/);
  });
});

describe('--structures takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memo-loader-'));
  let server: MemoProcess;
  let client: Redis;

  beforeAll(async () => {
    for (const { files } of Object.values(TAKEN))
      for (const [name, source] of Object.entries(files)) write(join(folder, name), source);
    const sources = Object.values(TAKEN).flatMap((each) => each.sources);
    server = await startMemoServer(['--structures', ...sources], folder);
    client = new Redis(server.port);
  });
  beforeEach(() => client.flushall());
  afterAll(async () => {
    client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(TAKEN))('%s', async (_, { said }) => {
    for (const [[name, ...words], reply] of said)
      expect([name, await client.call(name, ...words)]).toEqual([name, reply]);
  });
});
