import { once } from 'node:events';
import { get } from 'node:http';
import type { Socket } from 'node:net';

const HEADERS = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.alloc(16, 'memo').toString('base64'),
};

const TEXT_FRAME = 0x81;
const MASKED = 0x80;

interface Told {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What Chrome's developer tools and editors do when they debug a process of Node: the inspector's protocol, over its socket. */
export class Debugger {
  private received: Buffer = Buffer.alloc(0);
  private nextId = 1;
  private readonly told: Told[] = [];
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.hear(chunk));
  }

  /** @param url as a process prints it that runs with --inspect */
  static async attach(url: string): Promise<Debugger> {
    const request = get(url.replace('ws:', 'http:'), { headers: HEADERS });
    const [, socket] = (await once(request, 'upgrade')) as [unknown, Socket];
    return new Debugger(socket);
  }

  /** What a method of the protocol answers. */
  async call<T>(method: string, params: object = {}): Promise<T> {
    const id = this.nextId++;
    this.socket.write(frame(JSON.stringify({ id, method, params })));
    const { result, error } = await this.find((told) => told.id === id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }

  /** The first event of a kind that is such a one, told before or to come. */
  async event<T>(method: string, isWanted: (params: T) => boolean = () => true): Promise<T> {
    const { params } = await this.find((told) => told.method === method && isWanted(told.params as T));
    return params as T;
  }

  close(): void {
    this.socket.destroy();
  }

  private async find(isWanted: (told: Told) => boolean): Promise<Told> {
    for (;;) {
      const at = this.told.findIndex(isWanted);
      if (at >= 0) return this.told.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private hear(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    for (let payload = this.take(); payload; payload = this.take())
      this.told.push(JSON.parse(payload.toString()) as Told);
    this.wake();
  }

  /** What the next frame says, undefined when it is not whole yet. */
  private take(): Buffer | undefined {
    const { received } = this;
    if (received.length < 10) return undefined;
    const short = received[1]! & ~MASKED;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      short < 126 ? short : short === 126 ? received.readUInt16BE(2) : Number(received.readBigUInt64BE(2));
    if (received.length < start + length) return undefined;
    this.received = received.subarray(start + length);
    return received.subarray(start, start + length);
  }
}

/** A client's frame; the mask is zero. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = TEXT_FRAME;
  head[1] = MASKED | 126;
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
