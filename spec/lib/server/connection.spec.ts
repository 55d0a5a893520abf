import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as setTimer } from 'node:timers/promises';
import { Message, push, Structure, type Reply, type Server } from '../../../lib/index';
import type { Listener } from '../../../lib/server/listener';
import { startMemo } from '../../support/memo';

class Odd extends Structure {
  static ODD() {
    return new (class Strange {
      readonly field = 1;
    })() as unknown as Reply;
  }

  static HUGE(_server: Server, size: string) {
    return Buffer.alloc(Number(size), 'x');
  }

  static TELL({ memo }: Server, text: string) {
    const message = new Message(push('told', text));
    for (const session of memo.sessions()) session.send(message);
    return 'done';
  }

  /** Serves others as the watchdog does while a handler runs: whether anybody's bytes waited before, and how many do after. */
  static SERVE({ memo }: Server) {
    Odd.TELL({ memo } as Server, 'news');
    const { connections } = (memo as unknown as { listener: Listener }).listener;
    const waiting = () =>
      [...connections.values()].reduce((sum, { pendingOutput }) => sum + pendingOutput, 0);
    const before = waiting();
    for (const connection of connections.values()) connection.serveBusy(Buffer.alloc(100), 'SERVE');
    return [Number(before > 0), waiting()];
  }

  static async LATER({ signal }: Server, milliseconds: string): Promise<Reply> {
    await setTimer(Number(milliseconds), undefined, { signal });
    return 'later';
  }
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a connection', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let socket: Socket;
  let received = '';

  beforeAll(async () => {
    server = await startMemo({ structures: [Odd] });
  });

  afterAll(() => server.stop());

  beforeEach(async () => {
    received = '';
    socket = connect(server.port);
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    await once(socket, 'connect');
  });

  afterEach(() => socket.destroy());

  const receive = async (bytes: string) => {
    while (!received.includes(bytes)) await moment();
  };

  it('answers a pipeline in order, also behind a command that takes its time', async () => {
    socket.write('PING a\r\nLATER 20\r\nPING b\r\nPING c\r\n');
    await receive('$1\r\nc\r\n');
    expect(received).toBe('$1\r\na\r\n$5\r\nlater\r\n$1\r\nb\r\n$1\r\nc\r\n');
  });

  it('reads on while a command takes its time', async () => {
    socket.write('LATER 30\r\n');
    for (let part = 0; part < 20; part++) socket.write(`PING ${part}\r\n`);
    await receive('$2\r\n19\r\n');
    expect(received.startsWith('$5\r\nlater\r\n$1\r\n0\r\n')).toBe(true);
  });

  it('takes a request that comes byte by byte', async () => {
    for (const byte of '*2\r\n$4\r\nPING\r\n$5\r\nhello\r\n') {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await receive('hello\r\n');
    expect(received).toBe('$5\r\nhello\r\n');
  });

  it('says what is no reply, and goes on', async () => {
    socket.write('ODD\r\nPING\r\n');
    await receive('PONG');
    expect(received).toBe('-ERR internal error in Odd.ODD: a Strange is no reply\r\n+PONG\r\n');
  });

  it('is sent what it did not ask for, between replies and in its own protocol', async () => {
    const asker = connect(server.port);
    let heard = '';
    asker.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    socket.write('HELLO 3\r\n');
    await receive('modules');
    received = '';
    asker.write('PING a\r\nTELL 1\r\nTELL 2\r\nPING b\r\n');
    await receive('$1\r\n2\r\n');
    while (!heard.includes('$1\r\nb\r\n')) await moment();
    asker.destroy();
    const told = (sigil: string, text: string) => `${sigil}2\r\n$4\r\ntold\r\n$1\r\n${text}\r\n`;
    expect(received).toBe(told('>', '1') + told('>', '2'));
    const done = '$4\r\ndone\r\n';
    expect(heard).toBe(`$1\r\na\r\n${told('*', '1')}${done}${told('*', '2')}${done}$1\r\nb\r\n`);
  });

  it('gets what waits for the end of the turn when others are served meanwhile', async () => {
    const others = Array.from({ length: 3 }, () => connect(server.port));
    await Promise.all(others.map((other) => once(other, 'connect')));
    others[2]!.write('PING\r\n');
    await once(others[2]!, 'data');
    socket.write('SERVE\r\nPING\r\n');
    await receive('+PONG\r\n');
    expect(received).toContain('*2\r\n:1\r\n:0\r\n');
    for (const other of others) other.destroy();
  });

  it('says what is no request, and closes', async () => {
    socket.write('*1\r\n:4\r\nPING\r\n');
    await once(socket, 'close');
    expect(received).toBe("-ERR Protocol error: expected '$', got ':'\r\n");
  });

  it('does not gather replies for a peer that does not read', async () => {
    socket.pause();
    const size = 1024 * 1024;
    for (let count = 0; count < 200; count++) socket.write(`HUGE ${size}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [session] = server.memo.sessions();
    expect(session!.pendingOutput).toBeLessThan(8 * size);
    let bytes = 0;
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
    socket.resume();
    const expected = 200 * (`$${size}\r\n`.length + size + 2);
    while (bytes < expected) await moment();
    expect(bytes).toBe(expected);
  });

  it('ends after QUIT and after a protocol error, although the peer keeps its side open', async () => {
    const others = [
      connect({ port: server.port, allowHalfOpen: true }),
      connect({ port: server.port, allowHalfOpen: true }),
    ];
    others[0]!.write('QUIT\r\n');
    others[1]!.write('*1\r\n:4\r\n');
    for (const other of others) other.resume();
    await Promise.all(others.map((other) => once(other, 'end')));
    while (server.memo.sessions().length > 1) await moment();
    for (const other of others) other.destroy();
  });

  describe('of a peer that has sent all that it will send', () => {
    let half: Socket;

    beforeEach(async () => {
      received = '';
      half = connect({ port: server.port, allowHalfOpen: true });
      half.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
      await once(half, 'connect');
    });
    afterEach(() => half.destroy());

    it('answers what it asked for, then ends', async () => {
      half.end('PING a\r\nPING b\r\n');
      await once(half, 'end');
      expect(received).toBe('$1\r\na\r\n$1\r\nb\r\n');
    });

    it('ends a command that takes its time, and what comes behind it does not run', async () => {
      half.end('PING a\r\nLATER 600000\r\nSET behind 1\r\n');
      await once(half, 'end');
      expect(received).toBe('$1\r\na\r\n-ERR LATER was ended: its client has gone\r\n');
      half.destroy();
      socket.write('EXISTS behind\r\n');
      await receive(':0\r\n');
    });

    it('runs all commands, although it reads late', async () => {
      half.pause();
      half.end(`${'HUGE 1000000\r\n'.repeat(30)}SET done 1\r\n`);
      while (!server.memo.sessions().some(({ pendingOutput }) => pendingOutput > 0)) await moment();
      half.resume();
      await once(half, 'end');
      expect(received.endsWith('+OK\r\n')).toBe(true);
      socket.write('GET done\r\n');
      await receive('$1\r\n1\r\n');
    });
  });

  it('of one client never gets what another was to be told, also when a listener of changes fails', async () => {
    const stop = server.memo.changes.subscribe(() => {
      throw new Error('no listener should do that');
    });
    const victim = connect(server.port);
    victim.write('PING secret\r\nSET a 1\r\nPING secret\r\n');
    victim.resume();
    await once(victim, 'close');
    stop();
    socket.write('PING\r\n');
    await receive('PONG');
    expect(received).toBe('+PONG\r\n');
  });

  it('forgets a peer that leaves in the middle of a request or a command', async () => {
    socket.write('LATER 20\r\n*2\r\n$4\r\nPI');
    while (!server.memo.sessions().some(({ pendingInput }) => pendingInput > 0)) await moment();
    socket.destroy();
    while (server.memo.sessions().length > 0) await moment();
  });
});
