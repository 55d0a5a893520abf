import Redis from 'ioredis';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { type MemoProcess, startMemoServer } from '../../support/memo-server';

/** Counts by one; the thread that compacts the log waits as it loads this, or as it replays, while a file is there. */
const OLD = `
const { existsSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const { Structure } = require('memo');

const cell = new Int32Array(new SharedArrayBuffer(4));
const waitFor = (name) => {
  while (!isMainThread && existsSync(name)) Atomics.wait(cell, 0, 0, 5);
};

waitFor('hold-load');
exports.Counter = class Counter extends Structure {
  n = 0;
  static COUNT(server, key) {
    waitFor('hold-replay');
    return (server.open(Counter, key).n += 1);
  }
  static commands = {};
};
`;
const NEW = OLD.replace('+= 1', '+= 100');

// Each starts several servers.
jest.setTimeout(120_000);

describe('A server that is killed', () => {
  let folder: string;
  let server: MemoProcess;
  let client: Redis;
  const path = (name: string) => join(folder, name);
  const count = () => client.call('COUNT', 'n');

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memo-reload-crash-'));
    mkdirSync(path('data'));
    await start(OLD);
    for (let n = 1; n <= 3; n++) expect(await count()).toBe(n);
  });
  afterEach(async () => {
    await end();
    rmSync(folder, { recursive: true });
  });

  async function start(source: string, ...more: string[]): Promise<void> {
    writeFileSync(path('counter.cjs'), source);
    const args = ['--structures', 'counter.cjs', '--dir', 'data', '--appendfsync', 'always', ...more];
    server = await startMemoServer(args, folder);
    client = new Redis(server.port);
  }

  async function end(): Promise<void> {
    client.disconnect();
    server.kill();
    await server.exit;
  }

  /** What the key has when a server starts on a copy of what is on disk, by this source. */
  async function recovered(source: string, ...more: string[]): Promise<unknown> {
    await end();
    cpSync(path('data'), path('kept'), { recursive: true });
    try {
      await start(source, ...more);
      return await count();
    } catch (error) {
      return (error as Error).message;
    } finally {
      await end();
      rmSync(path('data'), { recursive: true });
      cpSync(path('kept'), path('data'), { recursive: true });
    }
  }

  /** By a client of its own: what comes behind it on a connection waits for its reply. */
  async function reload(): Promise<unknown> {
    const other = new Redis(server.port);
    return other.call('MEMO', 'RELOAD').finally(() => other.disconnect());
  }

  it('before a reload is done has what the old code did', async () => {
    writeFileSync(path('hold-load'), '');
    writeFileSync(path('counter.cjs'), NEW);
    void reload().catch(() => undefined);
    expect(await count()).toBe(4);
    await end();
    rmSync(path('hold-load'));
    expect(await recovered(OLD)).toBe(5);
    expect(await recovered(NEW)).toMatch(/4 commands of Counter, whose source has changed since/);
    expect(await recovered(NEW, '--accept-changed', 'Counter')).toBe(500);
  });

  it('after it, before the log is compacted, is told which source its log needs', async () => {
    writeFileSync(path('hold-replay'), '');
    writeFileSync(path('counter.cjs'), NEW);
    await reload();
    await end();
    rmSync(path('hold-replay'));
    expect(await recovered(OLD)).toBe(4);
    expect(await recovered(NEW)).toMatch(/3 commands of Counter, whose source has changed since/);
    expect(await recovered(NEW, '--accept-changed', 'Counter')).toBe(400);
  });

  it('after it, once the log is compacted, has what both did', async () => {
    writeFileSync(path('counter.cjs'), NEW);
    await reload();
    await eventually(() => expect(server.output()).toContain('compacted the log'));
    expect(await count()).toBe(103);
    expect(await recovered(NEW)).toBe(203);
    expect(await recovered(OLD)).toMatch(/1 command of Counter, whose source has changed since/);
  });
});
