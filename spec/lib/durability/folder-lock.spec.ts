import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { realFileSystem } from '../../../lib/durability/file-system';
import { FolderLock, LOCK_NAME } from '../../../lib/durability/folder-lock';
import { startMemo } from '../../support/memo';
import { type MemoProcess, ROOT, startMemoServer } from '../../support/memo-server';
import { Program } from '../../support/program';

jest.setTimeout(60_000);

let directory: string;
let servers: { stop(): Promise<void> }[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memo-lock-'));
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const folder = () => join(directory, 'appendonlydir');
const lockFile = () => join(folder(), LOCK_NAME);
const ownerIn = (text: string) => Number(/^\d+/.exec(text)![0]);
const owner = () => ownerIn(readFileSync(lockFile(), 'utf8'));

async function startChild(): Promise<MemoProcess> {
  const server = await startMemoServer(['--dir', directory]);
  servers.push(server);
  return server;
}

async function startHere(configuration: Record<string, string> = {}) {
  const server = await startMemo({ configuration: { appendonly: 'yes', dir: directory, ...configuration } });
  servers.push(server);
  return server;
}

describe('A folder has one server at a time', () => {
  it('that names its process to another, which does not start', async () => {
    await startChild();
    const refusal = `${folder()} is in use by another server, process ${owner()}`;
    await expect(startHere()).rejects.toThrow(refusal);
    await expect(startMemoServer(['--dir', directory])).rejects.toThrow(`memo-server: ${refusal}`);
  });

  it('also when both are in one process', async () => {
    const { stop } = await startHere();
    await expect(startHere()).rejects.toThrow(`is in use by another server, process ${process.pid}`);
    await stop();
    await startHere();
  });

  it('and it is free when that has stopped, and when it could not start', async () => {
    const { stop } = await startHere();
    await stop();
    expect(existsSync(lockFile())).toBe(false);
    writeFileSync(join(folder(), 'appendonly.aof.manifest'), 'damaged');
    await expect(startHere()).rejects.toThrow('line 1');
    expect(readdirSync(folder()).filter((name) => name.startsWith(LOCK_NAME))).toEqual([]);
  });

  it('and when that was killed', async () => {
    const killed = await startChild();
    const before = owner();
    killed.kill();
    await killed.exit;
    expect(owner()).toBe(before);
    await startChild();
    expect(owner()).not.toBe(before);
  });

  it('while it logs: appendonly no lets it go, and yes takes it', async () => {
    const { port } = await startHere();
    const client = new Redis(port);
    await client.config('SET', 'appendonly', 'no');
    const other = await startHere();
    const refusal = await client.config('SET', 'appendonly', 'yes').catch(String);
    expect(refusal).toContain("CONFIG SET failed (possibly related to argument 'appendonly')");
    expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'no']);
    await other.stop();
    expect(await client.config('SET', 'appendonly', 'yes')).toBe('OK');
    expect(existsSync(lockFile())).toBe(true);
    client.disconnect();
  });

  it('and tools that write there wait until it has stopped', async () => {
    const { stop, port } = await startHere();
    const client = new Redis(port);
    await client.set('a', '1');
    await client.save();
    client.disconnect();
    const run = (...words: string[]) => new Program(join(ROOT, 'bin', 'memo'), words).ends();
    const importing = ['import', join(directory, 'dump.rdb'), '--dir', directory, '--force'];
    await expect(run(...importing)).rejects.toThrow('is in use by another server');
    await expect(run('check', directory, '--fix')).rejects.toThrow('is in use by another server');
    await stop();
    expect(await run(...importing)).toContain('imported 1 keys');
    expect(await run('check', directory, '--fix')).toContain('appendonly');
    expect(existsSync(lockFile())).toBe(false);
  });
});

describe('A lock that was left', () => {
  const take = () => FolderLock.take(realFileSystem, directory);
  const left = (text: string) => {
    writeFileSync(join(directory, LOCK_NAME), text);
  };
  const taken = () => ownerIn(readFileSync(join(directory, LOCK_NAME), 'utf8'));

  it.each([
    ['by a process that is gone', '4194305 \n'],
    ['by one of our number, as in a container that starts again', `${process.pid} \n`],
    ['by one of a number that another process has now', '1 boot:12\n'],
    ['half written, as a power cut leaves it', '12'],
    ['empty', ''],
  ])('%s is in nobody’s way', (_, text) => {
    left(text);
    const lock = take();
    expect(taken()).toBe(process.pid);
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('by a process that runs, and can be told from no other, counts', () => {
    left(`${process.ppid} \n`);
    expect(take).toThrow(`${directory} is in use by another server, process ${process.ppid}`);
    expect(readdirSync(directory)).toEqual([LOCK_NAME]);
  });

  it('goes when the server that left it does', () => {
    left('4194305 \n');
    const files = { ...realFileSystem, renameSync: () => rmSync(join(directory, LOCK_NAME)) };
    const lock = FolderLock.take(
      { ...files, unlinkSync: (path) => rmSync(path, { force: true }) },
      directory,
    );
    expect(taken()).toBe(process.pid);
    lock.release();
  });
});
