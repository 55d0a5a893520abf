import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import pino from 'pino';
import { compactionContext } from '../../lib/compaction-context';
import { compact } from '../../lib/durability/compaction-job';
import type { Compactor } from '../../lib/durability/compactions';
import { Permit } from '../../lib/durability/permit';
import { Memo, type MemoOptions } from '../../lib/index';
import { compactHere } from '../support/compact-here';
import { ClosedError, Conversation } from '../support/conversation';
import { eventually } from '../support/eventually';
import { ROOT, startMemoServer } from '../support/memo-server';
import { diskError, type Failure, RecordingFileSystem } from '../support/recording-file-system';
import { Ledger } from './crash-structures';

jest.setTimeout(60_000);

let directory: string;
let files: RecordingFileSystem;
let memo: Memo;
let clients: Conversation[];
let said: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memo-failures-'));
  files = new RecordingFileSystem(directory);
  clients = [];
  said = [];
});

afterEach(async () => {
  files.inject = () => undefined;
  for (const client of clients) client.close();
  await memo?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const folder = () => join(directory, 'appendonlydir');
const names = () => readdirSync(folder()).sort();

const options = (configuration: Record<string, string> = {}): MemoOptions => ({
  port: 0,
  files,
  structures: [Ledger],
  configuration: {
    appendonly: 'yes',
    dir: directory,
    'handler-timeout': '0',
    'busy-reply-threshold': '0',
    ...configuration,
  },
  log: pino({}, { write: (text: string) => said.push((JSON.parse(text) as { msg: string }).msg) }),
});

async function start(configuration: Record<string, string> = {}, compactor?: Compactor): Promise<Memo> {
  const chosen = options(configuration);
  memo = new Memo({ ...chosen, compactor: compactor ?? compactHere(chosen) });
  return await memo.start();
}

async function connect(): Promise<(line: string) => Promise<string>> {
  const client = await Conversation.open(memo.port);
  clients.push(client);
  return async (line) =>
    String(await client.say(...line.split(' ')))
      .replaceAll('\r\n', ' ')
      .trim();
}

/** Calls of one kind, or of those whose names begin so, on files of the log, fail from now on. */
const fail = (call: string, failure: Failure, part = '') => {
  files.inject = (attempt) =>
    attempt.call.startsWith(call) && attempt.name.includes(part) ? failure : undefined;
};
/** The log has met the failure. */
const refused = () =>
  eventually(() => expect(said).toContainEqual(expect.stringContaining('writes are refused')));
const succeed = () => {
  files.inject = () => undefined;
};

/** What was acknowledged is there after a restart. */
async function restart(configuration?: Record<string, string>): Promise<(line: string) => Promise<string>> {
  await memo.stop();
  await start(configuration);
  return connect();
}

const MISCONF = '-MISCONF Errors writing to the AOF file: No space left on device';

describe.each(['always', 'everysec', 'no'])('On a full disk, with appendfsync %s,', (appendfsync) => {
  it('writes are refused, reads go on, and what could not be written is answered when there is room', async () => {
    await start({ appendfsync });
    const [say, other, third] = [await connect(), await connect(), await connect()];
    expect(await say('SET a 1')).toBe('+OK');
    fail('writeSync', diskError('ENOSPC'));
    let answer = '';
    const held = say('INCR a').then((reply) => (answer = reply));
    await refused();
    expect(await other('SET b 1')).toBe(MISCONF);
    expect(await other('PING')).toBe(MISCONF);
    expect(await other('ENTER ledger 1')).toBe(MISCONF);
    expect(await third('GET b')).toBe('$-1');
    expect(await third('INFO persistence')).toContain('aof_last_write_status:err');
    expect(answer).toBe('');
    succeed();
    await held;
    expect(answer).toBe(':2');
    await eventually(async () => expect(await other('SET b 1')).toBe('+OK'));
    const again = await restart();
    expect([await again('GET a'), await again('GET b')]).toEqual(['$1 2', '$1 1']);
  });

  it('a server that is stopped has all that it acknowledged', async () => {
    await start({ appendfsync });
    const [say, other] = [await connect(), await connect()];
    expect(await say('SET a 1')).toBe('+OK');
    expect(await say('ENTER ledger 5')).toBe(':1');
    fail('writeSync', diskError('ENOSPC'));
    const held = say('SET a 2').catch((error: unknown) => error);
    await refused();
    expect(await other('PING')).toBe(MISCONF);
    await memo.stop();
    expect(await held).toBeInstanceOf(ClosedError);
    succeed();
    const again = await restart();
    expect([await again('GET a'), await again('SUM ledger')]).toEqual(['$1 1', ':5']);
  });

  it('one can do without the log, and begin another', async () => {
    await start({ appendfsync });
    const [say, other] = [await connect(), await connect()];
    await say('SET a 1');
    fail('writeSync', diskError('ENOSPC'));
    const held = say('SET a 2');
    await refused();
    expect(await other('PING')).toBe(MISCONF);
    expect(await other('CONFIG SET appendonly no')).toBe('+OK');
    expect(await held).toBe('+OK');
    expect(await other('SET b 1')).toBe('+OK');
    expect(await other('CONFIG SET appendonly yes')).toBe(
      "-ERR CONFIG SET failed (possibly related to argument 'appendonly') - Unable to turn on AOF. Check server logs.",
    );
    expect(await other('SET b 2')).toBe('+OK');
    succeed();
    expect(await other('CONFIG SET appendonly yes')).toBe('+OK');
    expect(await other('INCR b')).toBe(':3');
    const again = await restart();
    expect([await again('GET a'), await again('GET b')]).toEqual(['$1 2', '$1 3']);
  });
});

describe('A disk that', () => {
  it.each<[string, Failure]>([
    ['writes a part, then nothing', { writes: 20 }],
    ['fails', diskError('EIO')],
  ])('%s leaves no part of what is not acknowledged', async (_, failure) => {
    await start();
    const [say, other] = [await connect(), await connect()];
    await say('SET a 1');
    files.inject = ({ call, length }) => {
      if (call === 'ftruncateSync') return diskError('EIO');
      if (call !== 'writeSync') return undefined;
      return failure instanceof Error || length > 50 ? failure : diskError('EIO');
    };
    const held = say('SET a 2').catch(String);
    await refused();
    expect(await other('PING')).toBe('-MISCONF Errors writing to the AOF file: Input/output error');
    succeed();
    expect(await held).toBe('+OK');
    expect(await (await restart())('GET a')).toBe('$1 2');
  });

  it.each(['always', 'everysec'])('cannot sync ends the server, with appendfsync %s', async (appendfsync) => {
    await start({ appendfsync });
    const say = await connect();
    await say('SET a 1');
    fail('fdatasync', diskError('EIO'));
    const written = say('SET a 2');
    const last =
      appendfsync === 'always'
        ? written
        : Promise.allSettled([written, memo.whenStopped]).then(() => say('SET a 2'));
    await expect(last).rejects.toThrow(ClosedError);
    await memo.whenStopped;
    expect(memo.failure?.message).toContain('EIO');
    succeed();
    expect(await (await restart())('GET a')).toMatch(/^\$1 [12]$/);
  });

  it('cannot sync while the log moves to another file ends the server, too', async () => {
    await start({ appendfsync: 'no' });
    const say = await connect();
    await say('ENTER ledger 1');
    fail('fdatasync', diskError('EIO'));
    await say('BGREWRITEAOF').catch(() => undefined);
    await memo.whenStopped;
    expect(memo.failure?.message).toContain('EIO');
    succeed();
    expect(await (await restart())('SUM ledger')).toBe(':1');
  });

  it('cannot sync ends bin/memo-server with exit code 1', async () => {
    const preload = join(directory, 'failing.js');
    writeFileSync(
      preload,
      `const fs = require('node:fs');
      const error = Object.assign(new Error('EIO'), { code: 'EIO' });
      fs.fdatasyncSync = () => { throw error; };
      fs.fdatasync = (fd, done) => setImmediate(done, error);`,
    );
    const env = { NODE_OPTIONS: `--require ${preload}` };
    const server = await startMemoServer(['--dir', directory, '--appendfsync', 'always'], ROOT, env);
    const client = new Redis(server.port, { retryStrategy: () => null });
    client.on('error', () => undefined);
    await expect(client.set('a', '1')).rejects.toThrow('closed');
    expect(await server.exit).toBe(1);
    client.disconnect();
  });
});

describe('A compaction', () => {
  it.each<[string, string, string]>([
    ['writing the base', 'writeSync', '.rdb'],
    ['writing the manifest', 'writeSync', '.manifest'],
    ['renaming the base', 'renameSync', '.rdb'],
    ['renaming the manifest', 'renameSync', '.manifest'],
    ['syncing the base', 'fsyncSync', '.rdb'],
    ['making an increment', 'openSync', '.2.incr.'],
    ['removing the old files', 'unlinkSync', '.1.incr.'],
  ])('that fails as it is %s leaves the log, and the server goes on', async (_, call, part) => {
    await start({ 'auto-aof-rewrite-percentage': '0' });
    const say = await connect();
    for (let entry = 1; entry <= 20; entry++) await say(`ENTER ledger ${entry}`);
    fail(call, diskError('ENOSPC'), part);
    expect(await say('BGREWRITEAOF')).toBe('+Background append only file rewriting started');
    await eventually(() => expect(memo.persistence.compactions.isRunning).toBe(false));
    expect(await say('INFO persistence')).toContain('aof_last_bgrewrite_status:err');
    expect(said.join()).toContain('the log was not compacted: ENOSPC');
    expect(await say('ENTER ledger 21')).toBe(':21');
    expect(names().filter((name) => name.startsWith('temp-') && name.endsWith('.rdb'))).toEqual([]);
    succeed();
    await say('BGREWRITEAOF');
    await eventually(() => expect(memo.persistence.compactions.isRunning).toBe(false));
    expect(await say('INFO persistence')).toContain('aof_last_bgrewrite_status:ok');
    await say('ENTER ledger 22');
    expect(names()).toHaveLength(4);
    expect(await (await restart())('SUM ledger')).toBe(`:${(22 * 23) / 2}`);
  });

  it('that was stopped as it wrote the base puts no base in its place', async () => {
    const permit = new Permit();
    files.inject = ({ call, name }) => {
      if (call === 'writeSync' && name.includes('.rdb')) permit.revoke();
      return undefined;
    };
    await start({ 'auto-aof-rewrite-percentage': '0' }, async (move, snapshot) => {
      const context = await compactionContext(new Memo(options()), {}, permit);
      return { ...(await compact(context, move, snapshot)), memory: 0 };
    });
    const say = await connect();
    await say('ENTER ledger 1');
    await say('BGREWRITEAOF');
    await eventually(() => expect(memo.persistence.compactions.isRunning).toBe(false));
    expect(said).toContain('the log was not compacted: it was stopped');
    expect(names().filter((name) => name.endsWith('.rdb'))).toEqual([]);
    expect(await (await restart())('SUM ledger')).toBe(':1');
  });

  it('whose disk is full as the server stops leaves the commands in the log', async () => {
    await start();
    const say = await connect();
    await say('ENTER ledger 1');
    fail('writeSync', diskError('ENOSPC'), '.rdb');
    await memo.stop();
    expect(said).toContain('the log was not compacted: ENOSPC: injected');
    succeed();
    expect(await (await restart())('SUM ledger')).toBe(':1');
  });
});

describe('A server does not start', () => {
  const refusal = (configuration?: Record<string, string>) =>
    start(configuration).then(
      () => 'it started',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );

  it('on a full disk', async () => {
    fail('writeSync', diskError('ENOSPC'));
    expect(await refusal()).toBe(`ConfigurationError: ${folder()}: ENOSPC: injected`);
  });

  it('where a file of its manifest is missing', async () => {
    await start();
    await memo.stop();
    rmSync(join(folder(), 'appendonly.aof.1.incr.aof'));
    expect(await refusal()).toContain('appendonly.aof.1.incr.aof is missing');
  });

  it('where there is no folder', async () => {
    const missing = join(directory, 'missing');
    expect(await refusal({ dir: missing })).toBe(
      `ConfigurationError: --dir ${missing}: there is no such folder`,
    );
  });

  it('where it may not write', async () => {
    fail('mkdirSync', diskError('EACCES'));
    expect(await refusal()).toBe(`ConfigurationError: ${folder()}: EACCES: injected`);
  });

  it('where it may not read', async () => {
    await start();
    await memo.stop();
    fail('openSync', diskError('EACCES'), '.incr.');
    expect(await refusal()).toBe(`ConfigurationError: ${folder()}: EACCES: injected`);
  });

  it('in a folder that is none, which bin/memo-server says, with exit code 1', async () => {
    writeFileSync(join(directory, 'appendonlydir'), '');
    await expect(startMemoServer(['--dir', directory])).rejects.toThrow(`memo-server: ${folder()}: ENOTDIR`);
  });

  it('and does, on a base that it may only read', async () => {
    await start();
    const say = await connect();
    await say('ENTER ledger 1');
    await memo.stop();
    const base = names().find((name) => name.includes('.base.'))!;
    chmodSync(join(folder(), base), 0o400);
    const again = await restart();
    expect(await again('SUM ledger')).toBe(':1');
    await again('ENTER ledger 1');
    await memo.stop();
    expect(existsSync(join(folder(), base))).toBe(false);
  });
});
