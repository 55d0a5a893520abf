import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { errors } from '../errors';
import { Connection, type ConnectionContext } from './connection';
import { endpointText, isLocal } from './peer-address';
import { readInto } from './shared-read';

/** How long clients that stop reading, or wait for an async command, keep a server from stopping. */
const DRAIN_MS = 3000;

const SOCKET_OPTIONS = { pauseOnConnect: true, allowHalfOpen: true, noDelay: true };

/** Where to listen: a TCP address and port, or the path of a Unix socket. */
export type Endpoint =
  | { readonly host: string; readonly port: number; readonly backlog: number }
  | { readonly path: string; readonly backlog: number }
  /** A socket that another process listens at. */
  | { readonly fd: number; readonly backlog: number };

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

  /** Of the sockets that it listens at. */
  get descriptors(): number[] {
    return this.servers.flatMap((server) => (server as { _handle?: { fd?: number } })._handle?.fd ?? []);
  }

  /** Resolves to the port (0 for a Unix socket); rejects with the system's error. */
  async listen(endpoint: Endpoint): Promise<number> {
    if ('path' in endpoint) await removeDeadSocket(endpoint.path);
    const server = createServer(SOCKET_OPTIONS, (socket) => {
      this.accept(socket);
    });
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(endpoint, () => {
        server.off('error', reject).on('error', (error) => {
          this.context.onFault('the listener', error);
        });
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  /** Takes no more connections, and closes those there are once their replies are sent, or after a while. */
  async close(): Promise<void> {
    const closed = this.servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const connection of this.connections.values()) connection.finish();
    const patience = setTimeout(() => this.losePatience(), DRAIN_MS);
    await Promise.all([...closed, this.context.keyspace.late.whenIdle()]);
    clearTimeout(patience);
  }

  /** Closes all connections at once; what was not sent is not sent any more. */
  abort(): void {
    this.endLate();
    for (const connection of this.connections.values()) connection.kill();
  }

  accept(accepted: Socket): void {
    const refusal = this.refusalOf(accepted);
    if (refusal !== undefined) {
      this.context.metrics.rejectedConnections++;
      turnAway(accepted, refusal);
    } else this.serve(accepted);
  }

  /** Those who wait for a command are told that it is over, as far as they read what they are told. */
  private losePatience(): void {
    this.endLate();
    setImmediate(() => {
      for (const { socket } of this.connections.values()) socket.destroy();
    });
  }

  private endLate(): void {
    this.context.keyspace.late.endAll('the server stops');
  }

  /** What a peer is told that is one too many, or comes from afar where everybody could. */
  private refusalOf({ remoteAddress }: Socket): string | undefined {
    const { limits } = this.context;
    if (this.connections.size >= limits.maxClients) return errors.tooManyClients().message;
    const isOpen = limits.isProtected && !this.context.needsPassword();
    return isOpen && !isLocal(remoteAddress) ? errors.protectedMode().message : undefined;
  }

  private serve(accepted: Socket): void {
    const id = this.nextId++;
    const { metrics, limits } = this.context;
    metrics.connectionsReceived++;
    const socket = readInto(accepted, (chunk, length) => {
      connection.receive(chunk, length);
    });
    const forget = () => {
      this.connections.delete(id);
      connection.session.end();
    };
    const connection = new Connection(id, socket, this.context, forget);
    this.connections.set(id, connection);
    if (limits.keepAlive > 0) socket.setKeepAlive(true, limits.keepAlive * 1000);
    socket.on('error', () => socket.destroy());
    socket.on('close', forget);
  }
}

/** Says why, and closes. */
function turnAway(socket: Socket, refusal: string): void {
  socket.on('error', () => socket.destroy());
  socket.resume().end(`-${refusal}\r\n`, () => socket.destroy());
}

/** Removes the socket of a server that ended without doing so; one that is listened on stays, and any other file. */
async function removeDeadSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isSocket()) return;
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(undefined);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  if (code === 'ECONNREFUSED') await unlink(path);
}
