import type { Socket } from 'node:net';
import type { ClientType } from '../command/session-view';
import type { Keyspace } from '../keyspace/keyspace';
import type { ReplyEncoder } from '../protocol/reply-encoder';
import type { Limits } from './limits';
import type { Metrics } from './metrics';
import type { SendQueue } from './send-queue';

interface OutputContext {
  readonly keyspace: Keyspace;
  readonly encoder: ReplyEncoder;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly gate: Gate;
  readonly sendQueue: SendQueue;
}

/** Where replies wait until the log has what they tell of. */
export interface Gate {
  readonly isShut: boolean;
  hold(sender: { send(bytes: Buffer): void }, bytes: Buffer): void;
}

/** While so many bytes wait at the gate, requests wait too. */
const HELD_BYTES = 1024 * 1024;
/** So many bytes of replies are sent at once: copying them would cost more than sending them together with others' saves. */
const MANY_BYTES = 16 * 1024;

/** Told how sending goes. */
export interface OutputPeer {
  /** Requests need not wait any more. */
  onRelief(): void;
  /** There is more than a client may leave unread. */
  onExcess(reason: string): void;
}

/** What a connection sends: mostly at the end of the event loop's turn. */
export class Output {
  /** The peer reads too slowly. */
  private isStuck = false;
  /** Bytes that wait at the gate. */
  private heldBytes = 0;
  private isEnding = false;
  /** Whether what is sent tells of nothing that the log need have. */
  passesGate = false;
  /** Replies and messages, until this turn of the event loop ends. */
  private unsent: Buffer[] | undefined = undefined;
  private unsentBytes = 0;
  /** Since when there is more than the soft limit, 0 when there isn't. */
  private excessSince = 0;

  constructor(
    private readonly socket: Socket,
    private readonly context: OutputContext,
    private readonly client: { readonly type: ClientType },
    private readonly peer: OutputPeer,
  ) {
    socket.on('drain', () => {
      this.isStuck = false;
      this.peer.onRelief();
    });
  }

  /** Whether replies wait at the gate. */
  get isHeld(): boolean {
    return this.heldBytes > 0;
  }

  /** Requests wait until more was sent. */
  get isCongested(): boolean {
    return this.isStuck || this.heldBytes > HELD_BYTES;
  }

  /** Bytes that wait to be sent. */
  get pendingBytes(): number {
    return this.socket.writableLength + this.unsentBytes + this.heldBytes;
  }

  /** How many pieces they are; what the socket has counts as one. */
  get pendingPieces(): number {
    return (this.unsent?.length ?? 0) + (this.pendingBytes > this.unsentBytes ? 1 : 0);
  }

  /** Sends what is encoded, few bytes at the end of the turn. */
  flush(): void {
    const { encoder } = this.context;
    if (encoder.length === 0) return;
    if (encoder.length >= MANY_BYTES || this.mustWait) return this.flushNow();
    this.add(encoder.copy());
    encoder.reset();
  }

  /** Sends what is encoded; what the kernel does not take at once leaves the buffer to the socket. */
  flushNow(): void {
    const { encoder, metrics } = this.context;
    this.sendUnsent();
    if (encoder.length === 0) return;
    if (this.mustWait) return this.hold();
    metrics.outputBytes += encoder.length;
    metrics.writesProcessed++;
    const taken = this.socket.write(encoder.encoded());
    if (this.socket.writableLength === 0) {
      encoder.reset();
      return;
    }
    encoder.detach();
    this.isStuck = !taken;
    this.checkLimit(this.context.keyspace.time);
  }

  /** Sends what has waited at the gate. */
  send(bytes: Buffer): void {
    const held = this.heldBytes;
    this.heldBytes -= bytes.length;
    this.write(bytes);
    if (this.isEnding && this.heldBytes === 0) this.socket.destroySoon();
    else if (held > HELD_BYTES && this.heldBytes <= HELD_BYTES) this.peer.onRelief();
  }

  /** Closes the connection once all is sent. */
  end(): void {
    this.sendUnsent();
    this.isEnding = true;
    if (this.heldBytes === 0) this.socket.destroySoon();
  }

  /** Sends it at the end of the turn, behind all that was encoded or told before. */
  sendLater(bytes: Buffer): void {
    this.add(bytes);
    this.checkLimit(this.context.keyspace.time);
  }

  /** Sends what would be sent at the end of the turn. */
  sendUnsent(): void {
    const { unsent } = this;
    if (!unsent) return;
    this.unsent = undefined;
    this.unsentBytes = 0;
    const bytes = unsent.length === 1 ? unsent[0]! : Buffer.concat(unsent);
    if (this.mustWait) this.wait(bytes);
    else this.write(bytes);
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
    if (tooLong || (hard > 0 && pendingBytes >= hard)) this.giveUp(pendingBytes);
  }

  private giveUp(pendingBytes: number): void {
    this.context.metrics.outputLimitDisconnections++;
    this.peer.onExcess(`${pendingBytes} bytes wait for it to read them`);
  }

  private add(bytes: Buffer): void {
    this.unsentBytes += bytes.length;
    if (this.unsent) this.unsent.push(bytes);
    else {
      this.unsent = [bytes];
      this.context.sendQueue.add(this);
    }
  }

  private get mustWait(): boolean {
    return this.heldBytes > 0 || (this.context.gate.isShut && !this.passesGate);
  }

  private hold(): void {
    const { encoder } = this.context;
    this.wait(encoder.copy());
    encoder.reset();
  }

  private wait(bytes: Buffer): void {
    this.heldBytes += bytes.length;
    this.context.gate.hold(this, bytes);
    this.checkLimit(this.context.keyspace.time);
  }

  private write(bytes: Buffer): void {
    const { metrics } = this.context;
    metrics.outputBytes += bytes.length;
    metrics.writesProcessed++;
    if (this.socket.destroyed) return;
    this.isStuck = !this.socket.write(bytes) || this.isStuck;
    if (this.socket.writableLength > 0) this.checkLimit(this.context.keyspace.time);
  }
}
