import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { ROOT } from './support/memo-server';

const STRUCTURE = `
const { Structure } = require('memo');
exports.Counter = class Counter extends Structure {
  value = 0;
  static COUNT(server, key) { return ++server.open(Counter, key).value; }
};
`;

const REQUIRED = `
const { Memo, Structure } = require('memo');
const { FIFO } = require('memo/structures');
const { createClient } = require('memo/client');
(async () => {
  const memo = new Memo({ port: 0 }).addStructure(FIFO);
  await memo.start();
  const client = createClient({ port: memo.port });
  await client.FIFOADD('queue', 1, 2);
  console.log(await client.POP('queue'));
  client.disconnect();
  await memo.stop();
})();
`;

const IMPORTED = `
import { Memo, Structure } from 'memo';
import { FIFO } from 'memo/structures';
import { createClient } from 'memo/client';
console.log(typeof Memo, FIFO.prototype instanceof Structure, typeof createClient);
`;

const TYPED = `
import { Memo, OK, Structure, structure, t, writes, type Server } from 'memo';
import { FIFO } from 'memo/structures';
import { createClient } from 'memo/client';

@structure()
export class Counter extends Structure {
  value = 0;
  @writes('Counts.', t.key(), t.int('by'))
  static COUNT(server: Server, key: string, by: number) {
    server.open(Counter, key).value += by;
    return OK;
  }
}
export const memo: Memo = new Memo({ port: 0, structures: [FIFO, Counter] });
export const answer: Promise<'OK' | string> = createClient<[typeof FIFO, typeof Counter]>().COUNT('a', 1);
`;

/** The package as a stranger gets it: packed, and installed in an empty folder. */
describe('the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memo-package-'));
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  let child: ChildProcess | undefined;

  /** The port that a server says it listens on. */
  const portOf = (server: ChildProcess) =>
    new Promise<number>((resolve) => {
      server.stdout!.on('data', (chunk: Buffer) => {
        const found = /listens on \S+:(\d+)/.exec(chunk.toString())?.[1];
        if (found !== undefined) resolve(Number(found));
      });
    });

  beforeAll(() => {
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      stdio: 'ignore',
    });
    const tarball = readdirSync(folder).find((name) => /^memo-.*\.tgz$/.test(name))!;
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`);
  }, 120_000);

  afterAll(async () => {
    if (child?.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  it('can be required: server, structures and client', () => {
    writeFileSync(join(folder, 'required.js'), REQUIRED);
    expect(run('node', 'required.js')).toBe('1');
  });

  it('is as it was after `npm install` of a project that links to it', () => {
    execFileSync('npm', ['run', 'prepare'], { cwd: join(folder, 'node_modules', 'memo'), stdio: 'ignore' });
    expect(run('node', 'node_modules/memo/bin/memo', '--version')).toMatch(/^\d+\.\d+/);
  });

  it('can be imported', () => {
    writeFileSync(join(folder, 'imported.mjs'), IMPORTED);
    expect(run('node', 'imported.mjs')).toBe('function true function');
  });

  it('brings its types', () => {
    writeFileSync(join(folder, 'typed.ts'), TYPED);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'node20', '--skipLibCheck'];
    expect(run('node_modules/.bin/tsc', ...options, 'typed.ts')).toBe('');
  }, 60_000);

  it('runs as npx memo-server with a plain script of the folder', async () => {
    writeFileSync(join(folder, 'my-structs.js'), STRUCTURE);
    child = spawn('npx', ['memo-server', '--port', '0', '--structures', './my-structs.js'], { cwd: folder });
    const port = await portOf(child);
    const client = new Redis(port, { retryStrategy: () => null });
    expect(await client.call('COUNT', 'visits')).toBe(1);
    expect(await client.call('COUNT', 'visits')).toBe(2);
    await client.call('SHUTDOWN').catch(() => undefined);
    client.disconnect();
    await once(child, 'exit');
  }, 30_000);

  describe('makes a project with `memo new`', () => {
    const project = join(folder, 'rate-limiter');
    const modules = join(project, 'node_modules');

    beforeAll(() => {
      run('node_modules/.bin/memo', 'new', 'rate-limiter');
      // Memo is found in the folder above; in the place of an installation stands what is installed here.
      mkdirSync(modules);
      for (const name of ['.bin', '@types', 'jest', 'ts-jest'])
        symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    });

    it('that installs the packed file, too', () => {
      const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
        dependencies: { memo: string };
      };
      expect(dependencies.memo).toMatch(/^file:\.\.\/memo-.*\.tgz$/);
    });

    it('whose `npm test` checks the types, and passes', () => {
      const { status, stderr } = spawnSync('npm', ['test'], { cwd: project, encoding: 'utf8' });
      expect(stderr).toContain('5 passed, 5 total');
      expect(stderr).not.toContain('WARN');
      expect(status).toBe(0);
    }, 60_000);

    it('whose `npm start` serves its structure', async () => {
      child = spawn('npm', ['start', '--', '--port', '0'], { cwd: project });
      const client = new Redis(await portOf(child), { retryStrategy: () => null });
      expect(await client.call('TALLY', 'birds', 'wren')).toBe(1);
      expect(await client.call('TALLIES', 'birds')).toEqual(['wren', 1]);
      await client.call('SHUTDOWN').catch(() => undefined);
      client.disconnect();
      await once(child, 'exit');
    }, 30_000);
  });
});
