import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import Redis from 'ioredis';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'redis';
import { Server, type ServerOptions } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { type EitherServer, onBothServers } from '../support/both-servers';
import { eventually } from '../support/eventually';

type Adapter = NonNullable<Parameters<Server['adapter']>[0]>;

const ioredis = (server: EitherServer) =>
  server.closing(new Redis(server.port), (client) => client.disconnect());

async function nodeRedis(server: EitherServer) {
  const client = createClient({ socket: { host: '127.0.0.1', port: server.port } });
  client.on('error', () => {});
  return server.closing(await client.connect(), (one) => one.isOpen && one.close());
}

/** Each way in which the servers of an application can hear of each other. */
const adapters: Record<string, (server: EitherServer) => Promise<Adapter>> = {
  'redis-adapter over ioredis': async (server) => createAdapter(ioredis(server), ioredis(server)),
  'redis-adapter over node-redis': async (server) =>
    createAdapter(await nodeRedis(server), await nodeRedis(server)),
  'redis-adapter, sharded, over ioredis': async (server) =>
    createShardedAdapter(ioredis(server), ioredis(server)),
  'redis-adapter, sharded, over node-redis': async (server) =>
    createShardedAdapter(await nodeRedis(server), await nodeRedis(server)),
  'redis-streams-adapter over ioredis': async (server) =>
    createStreamsAdapter(ioredis(server), STREAMS) as Adapter,
  'redis-streams-adapter over node-redis': async (server) =>
    createStreamsAdapter(await nodeRedis(server), STREAMS) as Adapter,
};

/** How long a closed adapter still waits for entries. */
const STREAMS = { blockTimeInMs: 20 };

onBothServers('socket.io', (server) => {
  /** A server of an application. */
  async function startApplication(adapter: Adapter, options: Partial<ServerOptions> = {}) {
    const web = createServer().listen(0, '127.0.0.1');
    await once(web, 'listening');
    const application = new Server(web, { adapter, transports: ['websocket'], ...options });
    server.closing(application, (one) => one.close());
    return { application, port: (web.address() as AddressInfo).port };
  }

  async function visit(port: number): Promise<Socket> {
    const options = { transports: ['websocket'], forceNew: true, reconnectionDelay: 10 };
    const socket = server.closing(io(`http://127.0.0.1:${port}`, options), (one) => one.disconnect());
    await once(socket as never, 'connect');
    return socket;
  }

  describe.each(Object.entries(adapters))('with %s', (_name, makeAdapter) => {
    let first: Server;
    let second: Server;
    let visitor: Socket;

    beforeEach(async () => {
      const one = await startApplication(await makeAdapter(server));
      const other = await startApplication(await makeAdapter(server));
      [first, second] = [one.application, other.application];
      visitor = await visit(other.port);
      await eventually(async () => expect(await first.fetchSockets()).toHaveLength(1));
      // The streams adapter asks for what is new from now on, again and again, until it has read an entry.
      await eventually(() => {
        first.socketsJoin('known');
        expect(second.sockets.adapter.rooms.has('known')).toBe(true);
      });
    });

    it('emits to visitors of another server, and gathers what they answer', async () => {
      const heard: unknown[] = [];
      visitor.on('news', (...words: unknown[]) => heard.push(words));
      visitor.on('question', (answer: (text: string) => void) => answer('yes'));
      second.of('/').socketsJoin('room');
      await eventually(async () => expect(await first.in('room').fetchSockets()).toHaveLength(1));
      first.emit('news', 'all', Buffer.from([0, 255]));
      first.to('room').emit('news', 'room');
      first.to('nobody').emit('news', 'nobody');
      await eventually(() => expect(heard).toEqual([['all', Buffer.from([0, 255])], ['room']]));
      expect(await first.timeout(2000).emitWithAck('question')).toEqual(['yes']);
    });

    it('talks to other servers, and moves their visitors', async () => {
      second.on('sum', (a: number, b: number, answer: (sum: number) => void) => answer(a + b));
      expect(await first.serverSideEmitWithAck('sum', 1, 2)).toEqual([3]);
      first.socketsJoin('moved');
      await eventually(() => expect(second.sockets.adapter.rooms.has('moved')).toBe(true));
      const gone = new Promise((resolve) => visitor.once('disconnect', resolve));
      first.disconnectSockets(true);
      await gone;
    });
  });

  it.each(['redis-streams-adapter over ioredis', 'redis-streams-adapter over node-redis'])(
    'gives a visitor what it missed, with %s',
    async (name) => {
      const recovering = { connectionStateRecovery: {} };
      const { application, port } = await startApplication(await adapters[name]!(server), recovering);
      const visitor = await visit(port);
      const heard: unknown[] = [];
      visitor.on('news', (text: string) => heard.push(text));
      application.emit('news', 'first');
      await eventually(() => expect(heard).toEqual(['first']));
      visitor.once('disconnect', () => application.emit('news', 'missed'));
      visitor.io.engine.close();
      await eventually(() => expect(heard).toEqual(['first', 'missed']));
      expect(visitor.recovered).toBe(true);
    },
  );
});
