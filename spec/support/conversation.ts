import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { readReply } from './reply-reader';

const PATIENCE_MS = 10_000;

/** The server closed the connection where a reply was due. */
export class ClosedError extends Error {}

/** The server answered nothing for ten seconds. */
export class SilenceError extends Error {}

/** A connection that says exact bytes and hears exact bytes. */
export class Conversation {
  private received: Buffer = Buffer.alloc(0);
  private ended = false;
  private wake: () => void = () => {};

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => this.hear(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.end());
  }

  static async open(port: number): Promise<Conversation> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new Conversation(socket);
  }

  /** Where it comes from, as the server sees it. */
  get address(): string {
    return `127.0.0.1:${this.socket.localPort}`;
  }

  /** Whether there is something to read. */
  get hasHeard(): boolean {
    return this.received.length > 0;
  }

  /** Sends the words as one request, answers the bytes of its reply. */
  say(...words: readonly (string | Buffer)[]): Promise<Buffer> {
    this.send(multibulk(words));
    return this.reply();
  }

  send(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** The bytes of the next reply. */
  async reply(): Promise<Buffer> {
    for (;;) {
      const reply = readReply(this.received);
      if (reply) return this.take(reply.bytes.length);
      if (this.ended) throw new ClosedError('the server closed the connection');
      await this.more();
    }
  }

  /** All that still comes until the server closes the connection. */
  async untilClosed(): Promise<Buffer> {
    while (!this.ended) await this.more();
    return this.take(this.received.length);
  }

  close(): void {
    this.socket.destroy();
  }

  /** Breaks off: the server is told that the connection is no more. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  private hear(chunk: Buffer): void {
    this.received = this.received.length ? Buffer.concat([this.received, chunk]) : chunk;
    this.wake();
  }

  private end(): void {
    this.ended = true;
    this.wake();
  }

  private take(length: number): Buffer {
    const bytes = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return bytes;
  }

  private more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const heard = this.received.length;
      const timer = setTimeout(() => {
        reject(new SilenceError(`nothing for ${PATIENCE_MS} ms, ${heard} bytes of a reply before that`));
      }, PATIENCE_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The request as clients send it: an array of bulk strings. */
export function multibulk(words: readonly (string | Buffer)[]): Buffer {
  const parts = words.map((word) => {
    const bytes = typeof word === 'string' ? Buffer.from(word) : word;
    return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}
