import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { startMemo } from '../support/memo';
import { type RunningServer, startRedis } from '../support/redis-server';
import { stateAt } from '../support/state';
import { conversations, PAYLOAD } from './grammar/unforeseen';
import { play } from './player';
import { parseScript } from './script';

/**
 * For a long run: MEMO_LOG_RUNS=500 npx jest spec/compat/log. MEMO_RANDOM_SEED repeats a run that failed.
 */
const { MEMO_LOG_RUNS, MEMO_RANDOM_SEED } = process.env;
const RUNS = Number(MEMO_LOG_RUNS ?? 3);
const SEED = Number(MEMO_RANDOM_SEED ?? Date.now() % 2 ** 31);
jest.setTimeout(120_000 + RUNS * 20_000);

const KEYS = ['a', 'b', 'c', 'd', 'e', '""', '"\\x00\\xff"'];

const servers = {
  Memo: (dir: string): Promise<RunningServer> =>
    startMemo({ configuration: { appendonly: 'yes', dir, 'enable-debug-command': 'yes' } }),
  'redis-server': (dir: string): Promise<RunningServer> => startRedis({ appendonly: 'yes', dir }),
};
type Name = keyof typeof servers;

/** Starts a server on a folder, and stops it when it was used. */
async function on<T>(name: Name, folder: string, use: (port: number) => Promise<T>): Promise<T> {
  const server = await servers[name](folder);
  try {
    return await use(server.port);
  } finally {
    await server.stop();
  }
}

/**
 * Bytes of values are compared as a digest: there are several ways to compress them. Redis gives a sorted set another
 * encoding when it sorts it to answer SORT, which isn't logged.
 */
const state = (port: number) => stateAt(port, { dumps: false, unlike: ['zset'] });

/** Elements of equal weight are in the order of a table, which Redis has with another seed each time. */
const SORTS_EQUALS = /SORT .*ALPHA BY \*/;

let commands = 0;
afterAll(() => {
  process.stdout.write(`${commands} random commands were logged and recovered from\n`);
});

async function fill(port: number, parts: readonly (readonly string[])[]): Promise<void> {
  for (const part of parts) {
    const steps = parseScript(part.join('\n')).filter(({ line }) => !SORTS_EQUALS.test(line));
    const pipelined = steps.every(({ waits }) => !waits);
    await play(port, steps, { protocol: 2, keeping: true, pipelined });
    commands += steps.length;
  }
}

const scripts = fc.array(conversations(KEYS), { minLength: 1, maxLength: 15, size: 'max' });

describe.each(Object.keys(servers) as Name[])('The log that %s writes', (writer) => {
  async function expectSame(parts: readonly (readonly string[])[]): Promise<void> {
    const [folder, copy] = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'memo-log-'))) as [string, string];
    try {
      const expected = await on(writer, folder, async (port) => {
        await fill(port, parts);
        return state(port);
      });
      cpSync(folder, copy, { recursive: true });
      const loaded = await on('redis-server', copy, state);
      // Redis itself forgets how many entries a group has read.
      if (writer === 'Memo') expect(['redis-server', loaded]).toEqual(['redis-server', expected]);
      expect(['Memo', await on('Memo', folder, state)]).toEqual(['Memo', loaded]);
    } finally {
      for (const each of [folder, copy]) rmSync(each, { recursive: true, force: true });
    }
  }

  it('is the same data to redis-server and to Memo', async () => {
    await fc.assert(fc.asyncProperty(scripts, expectSame), { numRuns: RUNS, seed: SEED });
  });

  it('has streams that were trimmed as many entries at once as was said', async () => {
    const options = ['MAXLEN ~ 0', 'MAXLEN ~ 0 LIMIT 0', 'MAXLEN ~ 1 LIMIT 200', 'MINID ~ 900-1 LIMIT 300'];
    const trim = options.map((option, n) => `XTRIM s ${option}\nXADD s ${option} ${2000 + n} a 1`);
    const rows = Array.from({ length: 1000 }, (_, n) => `XADD s ${n + 1}-1 a 1`);
    await expectSame([rows, trim]);
  });

  it('has no value whose time was past when it was set', async () => {
    const past = [
      'EXPIRE a 0',
      'EXPIREAT a 1 NX',
      'PEXPIREAT a 1000',
      'GETEX a PXAT 1000',
      'SET a 1 EXAT 1',
      `RESTORE a 1000 ${PAYLOAD} ABSTTL REPLACE`,
    ];
    for (const line of past)
      await expectSame([['SET a text', line, 'SADD a 1', 'SET b 1 PXAT 1000', 'SADD b 1']]);
  });
});
