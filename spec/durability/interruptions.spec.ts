import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Redis from 'ioredis';
import { startMemo } from '../support/memo';

jest.setTimeout(60_000);

const ROUNDS = 3;
/** The thread takes a while with so many. */
const KEYS = 30_000;

describe('While a compaction runs in its thread,', () => {
  let directory: string;
  const start = (dir: string) =>
    startMemo({ configuration: { appendonly: 'yes', dir, 'enable-debug-command': 'yes' } });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'memo-interrupted-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const increments = () =>
    readdirSync(join(directory, 'appendonlydir')).filter((name) => name.includes('.incr.'));

  /** The server goes on in another file, and the thread puts a base in the place of those before. */
  async function begun(before: readonly string[]): Promise<void> {
    while (increments().every((name) => before.includes(name))) await sleep(1);
  }

  /** What a server finds that starts on the directory as it is now. */
  async function found(): Promise<string | null> {
    const copy = mkdtempSync(join(tmpdir(), 'memo-copy-'));
    cpSync(directory, copy, { recursive: true });
    const server = await start(copy);
    const client = new Redis(server.port);
    const value = await client.get('counter');
    client.disconnect();
    await server.stop();
    rmSync(copy, { recursive: true });
    return value;
  }

  it.each<[string, string[][]]>([
    [
      'the log is turned off and on',
      [
        ['CONFIG', 'SET', 'appendonly', 'no'],
        ['CONFIG', 'SET', 'appendonly', 'yes'],
      ],
    ],
    ['the data is loaded anew', [['DEBUG', 'RELOAD']]],
    ['the log is loaded anew', [['DEBUG', 'LOADAOF']]],
  ])('%s, and what is written then is there', async (_, commands) => {
    const server = await start(directory);
    const client = new Redis(server.port);
    const { compactions } = server.memo.persistence;
    await client.mset(Array.from({ length: KEYS }, (_, key) => [`key:${key}`, 'value']).flat());
    for (let round = 1; round <= ROUNDS; round++) {
      const before = increments();
      await client.call('BGREWRITEAOF');
      await begun(before);
      for (const [name, ...words] of commands) await client.call(name!, ...words);
      await client.incr('counter');
      expect(await found()).toBe(String(round));
      while (compactions.isRunning) await new Promise(setImmediate);
      expect(await found()).toBe(String(round));
    }
    client.disconnect();
    await server.stop();
  });
});
