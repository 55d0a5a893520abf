import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Memo, Structure } from '../../lib/index';
import { startMemoServer } from '../support/memo-server';

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describe('a Memo', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'memo-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('starts once, and a second start harms nothing', async () => {
    const memo = await new Memo({ port: 0, configuration: { dir: folder } }).start();
    await expect(memo.start()).rejects.toThrow('a server starts once');
    expect(await answers(memo.port)).toBe(true);
    await memo.stop();
    expect(await answers(memo.port)).toBe(false);
  });

  it('that is stopped while it starts does not listen', async () => {
    const memo = new Memo({ port: 0, configuration: { dir: folder } });
    const started = memo.start();
    const stopped = memo.stop();
    await expect(started).rejects.toThrow('stopped before it had started');
    await stopped;
    await memo.whenStopped;
    expect(memo.addresses.join()).not.toMatch(/\d/);
    const another = await new Memo({ port: 0, configuration: { dir: folder } }).start();
    await another.stop();
  });

  it('stops although a client does not read its replies', async () => {
    const memo = await new Memo({ port: 0, configuration: { dir: folder } }).start();
    const socket = connect(memo.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.pause();
    socket.write(`SETRANGE large 9000000 x\r\n${'GET large\r\n'.repeat(5)}`);
    while (!memo.sessions().some(({ pendingOutput }) => pendingOutput > 0))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await memo.stop();
    expect(memo.sessions()).toEqual([]);
    socket.destroy();
  });

  it('takes the Unix socket that a killed one has left', async () => {
    const path = join(folder, 'memo.sock');
    const killed = await startMemoServer(['--unixsocket', path]);
    killed.kill();
    await killed.exit;
    expect(existsSync(path)).toBe(true);
    const memo = await new Memo({ port: 0, path, configuration: { dir: folder } }).start();
    expect(memo.addresses).toContain(path);
    await memo.stop();
  });

  it('takes no file that is none for its Unix socket', async () => {
    const path = join(folder, 'letter.txt');
    writeFileSync(path, 'dear reader');
    await expect(new Memo({ port: 0, path, configuration: { dir: folder } }).start()).rejects.toThrow(
      'EADDRINUSE',
    );
    expect(readFileSync(path, 'utf8')).toBe('dear reader');
  });

  it('answers the async command that runs when it is stopped', async () => {
    class Slow extends Structure {
      static async SLOW() {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return 'done';
      }
    }
    const memo = await new Memo({ port: 0, structures: [Slow], configuration: { dir: folder } }).start();
    const socket = connect(memo.port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk));
    socket.write('SLOW\r\nPING\r\n');
    while (!memo.sessions().some(({ lastCommand }) => lastCommand === 'slow'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all([memo.stop(), once(socket, 'close')]);
    expect(Buffer.concat(received).toString()).toBe('$4\r\ndone\r\n');
  });

  it('leaves a Unix socket to the server that listens on it', async () => {
    const path = join(folder, 'other.sock');
    const other = createServer().listen(path);
    await once(other, 'listening');
    await expect(new Memo({ port: 0, path, configuration: { dir: folder } }).start()).rejects.toThrow(
      'EADDRINUSE',
    );
    expect(existsSync(path)).toBe(true);
    other.close();
  });
});
