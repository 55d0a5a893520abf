import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** So many bytes may be on their way, or unread, before who writes is told to wait. */
const WINDOW = 1024 * 1024;

/** Where clients of this process seem to come from. */
const HOST = '127.0.0.1';
const SERVER_PORT = 6379;
const FIRST_CLIENT_PORT = 40_000;
const CLIENT_PORTS = 20_000;

let connections = 0;

/** How often bytes have arrived somewhere: while that grows, not everything is said yet. */
export class Traffic {
  arrivals = 0;
}

/**
 * One end of a connection within the process, with as much of a socket as a server and ioredis use. What is written to it
 * arrives at the other end when what runs now has ended, and in order: a server is never called from within itself.
 */
class MemorySocket extends Duplex {
  readonly connecting = false;
  other!: MemorySocket;
  /** Bytes on their way here. */
  private arriving = 0;
  /** Whether the other end has sent all that it will send. */
  private hasAll = false;
  /** Lets the other end write on, which waits for this one to read. */
  private release: (() => void) | undefined = undefined;

  constructor(
    readonly localPort: number,
    readonly remotePort: number,
    private readonly traffic: Traffic,
    allowHalfOpen: boolean,
  ) {
    super({ allowHalfOpen });
  }

  get remoteAddress(): string {
    return HOST;
  }

  get localAddress(): string {
    return HOST;
  }

  override _read(): void {
    const { release } = this;
    this.release = undefined;
    release?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.other.arrive(Buffer.from(chunk), done);
  }

  override _final(done: () => void): void {
    this.other.arriveEnd();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this._read();
    this.other.arriveEnd();
    done(error);
  }

  /** Closes once all is written. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  /** The writer's buffer is its own again at once. */
  private arrive(bytes: Buffer, done: () => void): void {
    this.arriving += bytes.length;
    process.nextTick(() => {
      this.traffic.arrivals++;
      this.arriving -= bytes.length;
      if (!this.hasAll && !this.destroyed) this.push(bytes);
    });
    if (this.arriving + this.readableLength < WINDOW || this.destroyed) done();
    else this.release = done;
  }

  private arriveEnd(): void {
    process.nextTick(() => {
      if (this.hasAll || this.destroyed) return;
      this.traffic.arrivals++;
      this.hasAll = true;
      this.push(null);
    });
  }
}

/** A connection within the process. */
export interface MemoryConnection {
  /** The end that a server takes. */
  readonly server: Socket;
  readonly client: Socket;
}

export function connectInMemory(traffic: Traffic): MemoryConnection {
  const port = FIRST_CLIENT_PORT + (connections++ % CLIENT_PORTS);
  const server = new MemorySocket(SERVER_PORT, port, traffic, true);
  const client = new MemorySocket(port, SERVER_PORT, traffic, false);
  server.other = client;
  client.other = server;
  return { server: server as unknown as Socket, client: client as unknown as Socket };
}
