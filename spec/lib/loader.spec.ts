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

  function file(name: string, source: string): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    return path;
  }

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

  it('takes a lone .js file in an empty folder', async () => {
    file('my-structs.js', COUNTER);
    expect(await ask(['--structures', './my-structs.js'], ['COUNT', 'a'], ['COUNT', 'a', '5'])).toEqual([
      1, 6,
    ]);
  });

  it('takes .cjs, .mjs and .ts files, several times', async () => {
    file('a.cjs', COUNTER);
    file(
      'b.mjs',
      "import { Structure } from 'memo'; export class B extends Structure { static BEE() { return 'b'; } }",
    );
    file('c.ts', TYPED);
    const args = ['--structures', 'a.cjs', 'b.mjs', '--structures', 'c.ts'];
    expect(await ask(args, ['COUNT', 'a'], ['BEE'], ['PARTADD', 'p', 'x'])).toEqual([1, 'b', 1]);
  });

  it('takes a .js file that is an ES module, in whatever folder', async () => {
    const module =
      "import { Structure } from 'memo'; export class B extends Structure { static BEE() { return 'b'; } }";
    file('lone.js', module);
    file('typed/package.json', JSON.stringify({ type: 'module' }));
    file('typed/other.js', module.replace('BEE', 'CEE').replace('class B', 'class C'));
    expect(await ask(['--structures', 'lone.js', 'typed/other.js'], ['BEE'], ['CEE'])).toEqual(['b', 'b']);
  });

  it('compiles TypeScript with its own compiler, whatever is installed where it starts', async () => {
    file('node_modules/typescript/package.json', JSON.stringify({ name: 'typescript', version: '5.4.0' }));
    file('node_modules/typescript/index.js', "throw new Error('another compiler');");
    file('c.ts', TYPED.replace("'Adds a part.'", "'Adds a part, and is in no cache.'"));
    expect(await ask(['--structures', 'c.ts'], ['PARTADD', 'p', 'x'])).toEqual([1]);
  });

  it('takes TypeScript that imports its parts by the name they have once compiled', async () => {
    file('part.ts', "export const answer: string = 'b';");
    file(
      'whole.ts',
      "import { Structure } from 'memo'; import { answer } from './part.js';\n" +
        'export class B extends Structure { static BEE() { return answer; } }',
    );
    expect(await ask(['--structures', 'whole.ts'], ['BEE'])).toEqual(['b']);
    await server!.stop();
    file('whole.ts', "import './nowhere.js';");
    expect(await refusal('--structures', 'whole.ts')).toContain('nowhere');
  });

  it('takes a folder: every script in it', async () => {
    file('all/counter.js', COUNTER);
    file('all/parts.ts', TYPED);
    file('all/README.md', 'no script');
    expect(await ask(['--structures', 'all'], ['COUNT', 'a'], ['PARTADD', 'p', 'x'])).toEqual([1, 1]);
  });

  it('takes the scripts of a folder whose package has no entry', async () => {
    file('all/package.json', JSON.stringify({ name: 'all' }));
    file('all/counter.js', COUNTER);
    expect(await ask(['--structures', 'all'], ['COUNT', 'a'])).toEqual([1]);
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

  it('takes a package that is installed where the server starts', async () => {
    file('node_modules/counters/package.json', JSON.stringify({ name: 'counters', main: 'main.js' }));
    file('node_modules/counters/main.js', COUNTER);
    expect(await ask(['--structures', 'counters'], ['COUNT', 'a'])).toEqual([1]);
  });

  it('means the running server by memo, whatever is installed beside the script', async () => {
    file('node_modules/memo/package.json', JSON.stringify({ name: 'memo', main: 'main.js' }));
    file('node_modules/memo/main.js', 'exports.Structure = class Structure {};');
    file('counter.js', COUNTER);
    file(
      'b.mjs',
      "import { Structure } from 'memo'; export class B extends Structure { static BEE() { return 'b'; } }",
    );
    expect(await ask(['--structures', 'counter.js', 'b.mjs'], ['COUNT', 'a'], ['BEE'])).toEqual([1, 'b']);
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
