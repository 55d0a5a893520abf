import type { Socket } from 'node:net';
import type { ClientType } from '../command/session-view';
import type { Keyspace } from '../keyspace/keyspace';
import type { ReplyEncoder } from '../protocol/reply-encoder';
import type { Limits } from './limits';
import type { Metrics } from './metrics';

interface OutputContext {
  readonly keyspace: Keyspace;
  readonly encoder: ReplyEncoder;
  readonly metrics: Metrics;
  readonly limits: Limits;
}

/** What a connection sends: replies as they are encoded, and messages at the end of the event loop's turn. */
export class Output {
  /** The peer reads too slowly; requests wait until it has caught up. */
  isCongested = false;
  /** Messages that were not asked for, until this turn of the event loop ends. */
  private unsent: Buffer[] | undefined = undefined;
  private unsentBytes = 0;
  /** Since when there is more than the soft limit, 0 when there isn't. */
  private excessSince = 0;

  constructor(
    private readonly socket: Socket,
    private readonly context: OutputContext,
    private readonly client: { readonly type: ClientType },
    /** Told when there is more than a client may leave unread. */
    private readonly onExcess: (reason: string) => void,
  ) {}

  /** Bytes that wait to be sent. */
  get pendingBytes(): number {
    return this.socket.writableLength + this.unsentBytes;
  }

  /** How many pieces they are; what the socket has counts as one. */
  get pendingPieces(): number {
    return (this.unsent?.length ?? 0) + (this.socket.writableLength > 0 ? 1 : 0);
  }

  /** Sends what is encoded; what the kernel does not take at once leaves the buffer to the socket. */
  flush(): void {
    const { encoder, metrics } = this.context;
    if (this.unsent) this.sendUnsent();
    if (encoder.length === 0) return;
    metrics.outputBytes += encoder.length;
    metrics.writesProcessed++;
    const taken = this.socket.write(encoder.encoded());
    if (this.socket.writableLength === 0) {
      encoder.reset();
      return;
    }
    encoder.detach();
    this.isCongested = !taken;
    this.checkLimit(this.context.keyspace.time);
  }

  sendLater(bytes: Buffer): void {
    this.unsentBytes += bytes.length;
    if (this.unsent) this.unsent.push(bytes);
    else {
      this.unsent = [bytes];
      setImmediate(() => {
        this.sendUnsent();
      });
    }
    this.checkLimit(this.context.keyspace.time);
  }

  /** Ends the connection when more waits to be sent than may, or more than should for longer than it may. */
  checkLimit(now: number): void {
    const { pendingBytes } = this;
    if (pendingBytes === 0) this.excessSince = 0;
    if (pendingBytes === 0 || this.socket.destroyed) return;
    const { hard, soft, seconds } = this.context.limits.output(this.client.type);
    if (soft === 0 || pendingBytes < soft) this.excessSince = 0;
    else if (this.excessSince === 0) this.excessSince = now;
    const tooLong = this.excessSince > 0 && now - this.excessSince > seconds * 1000;
    if (tooLong || (hard > 0 && pendingBytes >= hard)) this.end(pendingBytes);
  }

  private end(pendingBytes: number): void {
    this.context.metrics.outputLimitDisconnections++;
    this.onExcess(`${pendingBytes} bytes wait for it to read them`);
  }

  private sendUnsent(): void {
    const { unsent } = this;
    if (!unsent) return;
    this.unsent = undefined;
    this.unsentBytes = 0;
    const bytes = unsent.length === 1 ? unsent[0]! : Buffer.concat(unsent);
    this.context.metrics.outputBytes += bytes.length;
    if (!this.socket.destroyed) this.socket.write(bytes);
  }
}
