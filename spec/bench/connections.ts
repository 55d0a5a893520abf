import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { footprintOf, type Footprint } from './memory';
import type { BenchOptions } from './options';
import { Server, withServers } from './servers';

/** What one idle connection takes, of each server. */
export interface ConnectionMemory {
  readonly connections: number;
  readonly redis: Footprint;
  readonly memo: Footprint;
}

/** So many connect at once. */
const BATCH = 200;

export function compareConnections({ idle, server }: BenchOptions): Promise<ConnectionMemory> {
  const starting = [Server.redis(), Server.memo({ script: server })] as const;
  return withServers(starting, async (redis, memo) => ({
    connections: idle,
    redis: await footprint(redis, idle),
    memo: await footprint(memo, idle),
  }));
}

/** Opens connections that say PING, and nothing more. */
async function footprint(server: Server, count: number): Promise<Footprint> {
  await server.client.config('SET', 'maxclients', String(count + 100));
  const sockets: Socket[] = [];
  const load = async () => {
    while (sockets.length < count) {
      const batch = Math.min(BATCH, count - sockets.length);
      sockets.push(...(await Promise.all(Array.from({ length: batch }, () => greeted(server.port)))));
    }
  };
  const figures = await footprintOf(server, count, load);
  for (const socket of sockets) socket.destroy();
  return figures;
}

async function greeted(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write('PING\r\n');
  await once(socket, 'data');
  return socket;
}
