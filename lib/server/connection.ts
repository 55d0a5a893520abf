import type { Socket } from 'node:net';
import { CommandError, ProtocolError } from '../errors';
import type { Log } from '../log';
import type { Message } from '../protocol/message';
import type { Reply } from '../protocol/reply';
import type { ReplyEncoder } from '../protocol/reply-encoder';
import { RequestDecoder, type RequestLimits } from '../protocol/request-decoder';
import type { Dispatcher } from './dispatch';
import type { Limits } from './limits';
import type { Metrics } from './metrics';
import type { Observer } from './observer';
import { type Gate, Output } from './output';
import { endpointText, isLocal } from './peer-address';
import { readAtOnce } from './read-at-once';
import type { SendQueue } from './send-queue';
import { Session, type Peer, type SessionContext } from './session';

/** Replies are sent at the latest when so many bytes are encoded. */
const FLUSH_BYTES = 64 * 1024;
/** Reading stops while so many bytes of requests wait behind an unfinished one. */
const BACKLOG_BYTES = 1024 * 1024;

/** What all connections of a server share. */
export interface ConnectionContext extends SessionContext {
  readonly dispatcher: Dispatcher;
  readonly encoder: ReplyEncoder;
  readonly metrics: Metrics;
  readonly observer: Observer;
  readonly limits: Limits;
  readonly gate: Gate;
  readonly sendQueue: SendQueue;
  readonly log: Log;
  /** Told of each error that is no reply. */
  onFault(where: string, error: unknown): void;
}

/** A client's connection: it decodes requests one at a time, and sends their replies in order. */
export class Connection implements Peer {
  readonly session: Session;
  private readonly decoder: RequestDecoder;
  private readonly output: Output;
  /** A command has not answered yet; the requests behind it wait. */
  private suspended = false;
  private closing = false;
  /** The peer has sent all that it will send; what it still asks for is answered. */
  private ended = false;
  /** Its requests are served right now: what is encoded is for it. */
  private served = false;
  /** Messages that come after the next reply. */
  private following: Message[] | undefined = undefined;

  constructor(
    id: number,
    readonly socket: Socket,
    private readonly context: ConnectionContext,
    /** Told when the connection is no more; twice does no harm. */
    private readonly onEnd: () => void,
  ) {
    this.session = new Session(id, this, context);
    this.decoder = new RequestDecoder(this.requestLimits());
    this.output = new Output(socket, context, this.session, {
      onRelief: () => this.resume(),
      onExcess: (reason) => this.endFor(reason),
    });
    socket.on('end', () => {
      this.ended = true;
      // What comes behind a command that is ended may count on it.
      if (this.session.leave()) this.closing = true;
      this.resume();
    });
  }

  get address(): string {
    const { remoteAddress, remotePort } = this.socket;
    return remoteAddress === undefined ? `${this.localAddress}:0` : endpointText(remoteAddress, remotePort);
  }

  get localAddress(): string {
    const { localAddress, localPort } = this.socket;
    return localAddress === undefined ? '' : endpointText(localAddress, localPort);
  }

  get descriptor(): number {
    return (this.socket as { _handle?: { fd?: number } })._handle?.fd ?? -1;
  }

  get pendingInput(): number {
    return this.decoder.pendingBytes;
  }

  get freeInput(): number {
    return this.decoder.freeBytes;
  }

  get argumentBytes(): number {
    return this.served ? this.decoder.request.argumentBytes : 0;
  }

  get pendingOutput(): number {
    return this.output.pendingBytes;
  }

  get pendingPieces(): number {
    return this.output.pendingPieces;
  }

  get events(): string {
    const reads = this.ended || this.socket.isPaused() ? '' : 'r';
    return reads + (this.output.pendingBytes > 0 ? 'w' : '');
  }

  get usesUnixSocket(): boolean {
    return this.socket.remoteAddress === undefined;
  }

  get isLocal(): boolean {
    return isLocal(this.socket.remoteAddress);
  }

  get isClosing(): boolean {
    return this.closing;
  }

  get connected(): boolean {
    return !this.ended && !this.socket.destroyed;
  }

  /** Bytes from the peer; the buffer is the caller's again afterwards. */
  receive(chunk: Buffer, length: number): void {
    if (this.closing) return;
    this.context.metrics.inputBytes += length;
    this.context.metrics.readsProcessed++;
    try {
      this.beginBatch();
      this.decoder.push(chunk, length);
      this.process();
      if (this.decoder.pendingBytes > 0) this.decoder.retain();
    } catch (error) {
      this.fail(error);
    }
    const { pendingBytes } = this.decoder;
    if (pendingBytes === 0) return;
    if (this.waits) {
      if (pendingBytes > BACKLOG_BYTES) this.socket.pause();
    } else if (pendingBytes > this.context.limits.queryBuffer) this.endFor('its request is too long');
  }

  /** Answers what has come while the handler of a command runs for long, the running one's own connection aside. */
  serveBusy(bytes: Buffer, running: string): void {
    if (this.served) return;
    this.output.sendUnsent();
    if (this.waits || this.closing || this.ended || this.output.isHeld) return;
    const length = readAtOnce(this.descriptor, bytes);
    if (length === 0) return;
    this.context.metrics.inputBytes += length;
    this.context.metrics.readsProcessed++;
    this.output.passesGate = true;
    try {
      this.decoder.push(bytes, length);
      this.answerBusy(running);
      if (this.decoder.pendingBytes > 0) this.decoder.retain();
    } catch (error) {
      this.fail(error);
    }
    this.output.passesGate = false;
  }

  /** Sends what was not asked for: between two replies, before that of the command that runs. */
  send(message: Message): void {
    if (this.closing || this.socket.destroyed) return;
    const bytes = message.bytes(this.session.protocol);
    if (this.served) this.context.encoder.append(bytes);
    else this.output.sendLater(bytes);
  }

  /** Sends what was not asked for, after the reply of the command that runs. */
  sendAfter(message: Message): void {
    if (!this.served) this.send(message);
    else (this.following ??= []).push(message);
  }

  /** Closes once the replies so far are sent. */
  close(): void {
    this.closing = true;
  }

  /** Closes now. */
  kill(): void {
    this.closing = true;
    this.socket.destroy();
    this.onEnd();
  }

  /** Closes a connection that breaks a limit, and says so in the log. */
  endFor(reason: string): void {
    const { id, address, name } = this.session;
    this.context.log.warn({ id, address, name }, `closed connection ${id} from ${address}: ${reason}`);
    this.kill();
  }

  /** Closes it when it was idle for longer than it may be, or its output has been too much for too long. */
  inspect(now: number): void {
    const { session, context } = this;
    this.output.checkLimit(now);
    const { timeout } = context.limits;
    if (timeout === 0 || session.isBlocked || session.isMonitor || session.type !== 'normal') return;
    if (now - session.lastActiveAt > timeout * 1000) this.endFor(`it was idle for ${timeout} seconds`);
  }

  /** Takes no more requests, and closes once the running one is answered. */
  finish(): void {
    this.closing = true;
    this.session.waiter?.cancel();
    if (!this.suspended) this.output.end();
  }

  private get waits(): boolean {
    return this.suspended || this.output.isCongested;
  }

  private beginBatch(): void {
    this.context.keyspace.readClock();
    this.context.observer.begin();
  }

  private process(): void {
    const { session, context } = this;
    const { request } = this.decoder;
    const { waiters } = context.keyspace;
    this.served = true;
    while (!this.waits && !this.closing && this.nextRequest()) {
      const reply = context.dispatcher.dispatch(session, request);
      if (reply instanceof Promise) this.suspend(reply);
      else this.reply(reply);
      context.dispatcher.finish(session, request, reply, this.decoder.pendingBytes === 0);
      if (waiters.ready.size > 0) waiters.serve();
    }
    context.observer.settle();
    if (this.following) this.sendFollowing();
    this.served = false;
    this.output.flush();
    if ((this.closing && !this.suspended) || (this.ended && !this.waits)) this.output.end();
  }

  private answerBusy(running: string): void {
    const { request } = this.decoder;
    while (!this.waits && !this.closing && this.nextRequest())
      this.reply(this.context.dispatcher.dispatchBusy(this.session, request, running));
    this.output.flushNow();
    if (this.closing) this.output.end();
  }

  /** A fault while this connection is served ends it, and no other; what was encoded is nobody's. */
  private fail(error: unknown): void {
    this.served = false;
    this.context.encoder.reset();
    this.context.onFault(`connection ${this.session.id}`, error);
    this.socket.destroy();
  }

  /** Whether there is a whole request; after one that is none, the connection closes. */
  private nextRequest(): boolean {
    try {
      return this.decoder.next();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.reply(new CommandError(`ERR ${error.message}`));
      this.closing = true;
      return false;
    }
  }

  private suspend(reply: Promise<Reply>): void {
    this.suspended = true;
    const settle = (settled: Reply) => {
      this.suspended = false;
      if (this.socket.destroyed) return;
      this.reply(settled);
      this.resume();
    };
    reply.then(settle).catch((error: unknown) => {
      this.fail(error);
    });
  }

  private resume(): void {
    if (this.socket.destroyed) return;
    try {
      this.beginBatch();
      this.process();
    } catch (error) {
      this.fail(error);
    }
    if (!this.waits && this.socket.isPaused()) this.socket.resume();
  }

  private reply(reply: Reply): void {
    const { encoder, metrics } = this.context;
    const { session } = this;
    if (reply instanceof CommandError) metrics.countError(reply);
    if (session.hearing === 'all' || session.hearsReply()) session.call.encode(reply, encoder);
    if (this.following) this.sendFollowing();
    session.tracking?.commandEnded();
    if (encoder.length >= FLUSH_BYTES) this.output.flushNow();
  }

  private sendFollowing(): void {
    const { following } = this;
    this.following = undefined;
    for (const message of following!) this.send(message);
  }

  private requestLimits(): RequestLimits {
    const { limits } = this.context;
    const { session } = this;
    return {
      get maxBulkLength() {
        return limits.maxBulkLength;
      },
      get authenticated() {
        return session.authenticated;
      },
    };
  }
}
