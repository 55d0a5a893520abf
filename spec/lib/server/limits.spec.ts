import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { connect, type Socket } from 'node:net';
import { Message, push, Structure, type Server } from '../../../lib/index';
import { Conversation } from '../../support/conversation';
import { startMemo } from '../../support/memo';

class Teller extends Structure {
  /** Sends every other client so many bytes that it did not ask for. */
  static SHOUT({ memo, session }: Server, size: string) {
    const message = new Message(push('shout', Buffer.alloc(Number(size))));
    for (const each of memo.sessions()) if (each !== session) each.send(message);
    return 'done';
  }
}

let now = 1_700_000_000_000;
let server: Awaited<ReturnType<typeof startMemo>>;
let admin: Conversation;
const opened: Conversation[] = [];

const open = async () => {
  const conversation = await Conversation.open(server.port);
  opened.push(conversation);
  return conversation;
};
const text = async (reply: Promise<Buffer>) => (await reply).toString();
const set = (name: string, value: string) => text(admin.say('CONFIG', 'SET', name, value));
const closed = (socket: Socket) =>
  new Promise((resolve) =>
    socket
      .on('error', () => undefined)
      .on('close', resolve)
      .resume(),
  );

beforeEach(async () => {
  server = await startMemo({ structures: [Teller], clock: { now: () => now } });
  admin = await open();
});

afterEach(async () => {
  for (const conversation of opened.splice(0)) conversation.close();
  await server.stop();
});

describe('maxclients', () => {
  it('turns away one too many, until it is more', async () => {
    expect(await set('maxclients', '2')).toBe('+OK\r\n');
    const second = await open();
    expect(await text(second.say('PING'))).toBe('+PONG\r\n');
    expect(await text((await open()).untilClosed())).toBe('-ERR max number of clients reached\r\n');
    expect(server.memo.metrics).toMatchObject({ rejectedConnections: 1, connectionsReceived: 2 });
    await set('maxclients', '3');
    expect(await text((await open()).say('PING'))).toBe('+PONG\r\n');
  });
});

describe('timeout', () => {
  it('hangs up on who is idle, not on who waits', async () => {
    await set('timeout', '60');
    const idle = await open();
    await idle.say('PING');
    const waiting = await open();
    waiting.send('BLPOP l 0\r\n');
    while (!server.memo.sessions().some(({ isBlocked }) => isBlocked)) await admin.say('PING');
    now += 61_000;
    await admin.say('PING');
    expect(await text(idle.untilClosed())).toBe('');
    await admin.say('RPUSH', 'l', 'a');
    expect(await text(waiting.reply())).toBe('*2\r\n$1\r\nl\r\n$1\r\na\r\n');
  });
});

describe('client-query-buffer-limit', () => {
  it('closes a connection whose request is longer', async () => {
    await set('client-query-buffer-limit', '1mb');
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`*2\r\n$4\r\nECHO\r\n$2097152\r\n${'x'.repeat(2 * 1024 * 1024)}`);
    await closed(socket);
    expect(await text(admin.say('ECHO', 'still there'))).toBe('$11\r\nstill there\r\n');
  });
});

describe('client-output-buffer-limit', () => {
  const silent = () => connect(server.port, '127.0.0.1').pause();
  const listen = async () => {
    const socket = silent();
    await once(socket, 'connect');
    while (server.memo.sessions().length < 2) await admin.say('PING');
    return socket;
  };
  const pending = () => server.memo.sessions()[1]!.pendingOutput;

  it('closes a connection that leaves more than the hard limit unread', async () => {
    await set('client-output-buffer-limit', 'normal 8mb 0 0');
    const socket = await listen();
    while (server.memo.sessions().length > 1) await admin.say('SHOUT', '1048576');
    expect(server.memo.metrics.outputLimitDisconnections).toBe(1);
    await closed(socket);
  });

  it('closes one that leaves more than the soft limit unread for too long', async () => {
    await set('client-output-buffer-limit', 'normal 0 1mb 10');
    const socket = await listen();
    while (pending() < 2_000_000) await admin.say('SHOUT', '1048576');
    now += 10_000;
    await admin.say('SHOUT', '1');
    expect(server.memo.sessions()).toHaveLength(2);
    now += 1000;
    while (server.memo.sessions().length > 1) await admin.say('PING');
    await closed(socket);
    expect(server.memo.metrics.outputLimitDisconnections).toBe(1);
  });

  it('is none for normal clients unless told', async () => {
    const socket = await listen();
    while (pending() < 20_000_000) await admin.say('SHOUT', '1048576');
    expect(server.memo.sessions()).toHaveLength(2);
    socket.destroy();
  });
});

describe('protected-mode', () => {
  const foreign = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  const onMachinesWithNetwork = foreign === undefined ? it.skip : it;

  onMachinesWithNetwork(
    'takes connections of this machine only, as long as there is no password',
    async () => {
      const other = await startMemo({ address: '0.0.0.0' });
      const ask = async () => {
        const socket = connect(other.port, foreign).setEncoding('utf8');
        let heard = '';
        socket.on('data', (chunk) => (heard += String(chunk)));
        socket.write('PING\r\nQUIT\r\n');
        await closed(socket);
        return heard;
      };
      const local = await Conversation.open(other.port);
      expect(await ask()).toMatch(/^-DENIED Redis is running in protected mode/);
      await local.say('CONFIG', 'SET', 'requirepass', 'secret');
      expect(await ask()).toMatch(/^-NOAUTH/);
      await local.say('CONFIG', 'SET', 'protected-mode', 'no', 'requirepass', '');
      expect(await ask()).toBe('+PONG\r\n+OK\r\n');
      local.close();
      await other.stop();
    },
  );
});
