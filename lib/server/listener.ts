import { createServer, type Server, type Socket } from 'node:net';
import { Connection, endpointText, type ConnectionContext } from './connection';
import { readInto } from './shared-read';

/** Where to listen: a TCP address and port, or the path of a Unix socket. */
export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string };

/** Accepts connections, and keeps them until they end. */
export class Listener {
  readonly connections = new Map<number, Connection>();
  private readonly servers: Server[] = [];
  private nextId = 1;

  constructor(private readonly context: ConnectionContext) {}

  /** Where it listens: address:port, or a path. */
  get addresses(): string[] {
    return this.servers.map((server) => {
      const address = server.address();
      return typeof address === 'object' && address
        ? endpointText(address.address, address.port)
        : String(address);
    });
  }

  /** Resolves to the port (0 for a Unix socket); rejects with the system's error. */
  listen(endpoint: Endpoint): Promise<number> {
    const server = createServer({ pauseOnConnect: true, noDelay: true, keepAlive: true }, (socket) => {
      this.accept(socket);
    });
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(endpoint, () => {
        server.off('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  /** Takes no more connections, and closes those there are once their replies are sent. */
  async close(): Promise<void> {
    const closed = this.servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const { socket } of this.connections.values()) socket.destroySoon();
    await Promise.all(closed);
  }

  /** A fault while one connection is served is logged, and ends that connection only. */
  private receive(connection: Connection, chunk: Buffer, length: number): void {
    try {
      connection.receive(chunk, length);
    } catch (error) {
      this.context.onFault(`connection ${connection.session.id}`, error);
      connection.socket.destroy();
    }
  }

  private accept(accepted: Socket): void {
    const id = this.nextId++;
    this.context.metrics.connectionsReceived++;
    const socket = readInto(accepted, (chunk, length) => {
      this.receive(connection, chunk, length);
    });
    const connection = new Connection(id, socket, this.context);
    this.connections.set(id, connection);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.connections.delete(id));
  }
}
