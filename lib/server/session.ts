import type { Command } from '../command/command';
import type { ClientType, TrackingOptions } from '../command/session-view';
import { errors } from '../errors';
import { Call } from '../keyspace/call';
import type { Keyspace } from '../keyspace/keyspace';
import { type TransactingSession, Transaction } from '../keyspace/transaction';
import type { LateCommand } from '../keyspace/late-command';
import type { WaitingCommand } from '../keyspace/waiters';
import type { Message } from '../protocol/message';
import type { Channels } from './channels';
import { Subscriptions } from './subscriptions';
import { Tracking, type TrackingTable } from './tracking';
import type { Monitors } from './monitors';

/** What a session asks of its connection. */
export interface Peer {
  readonly address: string;
  readonly localAddress: string;
  readonly usesUnixSocket: boolean;
  readonly isLocal: boolean;
  readonly descriptor: number;
  readonly pendingInput: number;
  readonly freeInput: number;
  readonly argumentBytes: number;
  readonly pendingOutput: number;
  readonly pendingPieces: number;
  readonly events: string;
  readonly connected: boolean;
  readonly isClosing: boolean;
  send(message: Message): void;
  sendAfter(message: Message): void;
  close(): void;
  kill(): void;
}

/** What a session needs of the server. */
export interface SessionContext {
  readonly keyspace: Keyspace;
  readonly channels: Channels;
  readonly tracking: TrackingTable;
  readonly monitors: Monitors;
  needsPassword(): boolean;
}

/** Which replies the client gets. */
type Hearing = 'all' | 'none' | 'all but the next' | 'all but this';

/** What the server keeps of one connection between its commands. */
export class Session implements TransactingSession {
  name = '';
  database = 0;
  protocol: 2 | 3 = 2;
  noEvict = false;
  authenticated: boolean;
  readonly createdAt: number;
  lastActiveAt: number;
  /** The last command that the client named. */
  command: Command | undefined = undefined;
  hearing: Hearing = 'all';
  /** Runs the session's synchronous commands, one after the other. */
  readonly call: Call;
  readonly transaction: Transaction;
  readonly subscriptions: Subscriptions;
  tracking: Tracking | undefined = undefined;
  waiter: WaitingCommand | undefined = undefined;
  late: LateCommand | undefined = undefined;

  constructor(
    readonly id: number,
    private readonly peer: Peer,
    private readonly context: SessionContext,
  ) {
    const { keyspace, channels } = context;
    this.authenticated = !context.needsPassword();
    this.createdAt = keyspace.time;
    this.lastActiveAt = keyspace.time;
    this.call = new Call(keyspace, this);
    this.transaction = new Transaction(keyspace, this);
    this.subscriptions = new Subscriptions(channels, this);
  }

  get address(): string {
    return this.peer.address;
  }

  get localAddress(): string {
    return this.peer.localAddress;
  }

  get usesUnixSocket(): boolean {
    return this.peer.usesUnixSocket;
  }

  get isLocal(): boolean {
    return this.peer.isLocal;
  }

  get descriptor(): number {
    return this.peer.descriptor;
  }

  get pendingInput(): number {
    return this.peer.pendingInput;
  }

  get freeInput(): number {
    return this.peer.freeInput;
  }

  get argumentBytes(): number {
    return this.waiter?.bytes ?? this.late?.bytes ?? this.peer.argumentBytes;
  }

  get pendingOutput(): number {
    return this.peer.pendingOutput;
  }

  get pendingPieces(): number {
    return this.peer.pendingPieces;
  }

  get events(): string {
    return this.peer.events;
  }

  get type(): ClientType {
    return this.subscriptions.size > 0 ? 'pubsub' : 'normal';
  }

  get connected(): boolean {
    return this.peer.connected;
  }

  get lastCommand(): string {
    return this.command?.wireName ?? 'NULL';
  }

  get isMonitor(): boolean {
    return this.context.monitors.has(this);
  }

  set isMonitor(sees: boolean) {
    if (sees) this.context.monitors.add(this);
    else this.context.monitors.delete(this);
  }

  get isClosing(): boolean {
    return this.peer.isClosing;
  }

  get isMute(): boolean {
    return this.hearing === 'none' || this.peer.isClosing;
  }

  /** Whether the command may change data, as the last of a transaction too. */
  mayWriteBy(command: Command): boolean {
    return command.mayWrite || (command.name === 'EXEC' && this.transaction.mayWrite);
  }

  get isBlocked(): boolean {
    return this.waiter !== undefined || this.late !== undefined;
  }

  /** What an async command would answer in time is not known: it always ends with the error. */
  unblock(withError: boolean): boolean {
    if (this.waiter) return this.waiter.unblock(withError);
    this.late?.end(errors.unblocked());
    return this.late !== undefined;
  }

  hear(replies: Hearing): void {
    if (replies === 'all but the next' && this.hearing === 'none') return;
    this.hearing = replies;
  }

  /** Whether the client gets the reply of the command that ends now. */
  hearsReply(): boolean {
    const { hearing } = this;
    if (hearing === 'all but the next') this.hearing = 'all but this';
    if (hearing === 'all but this') this.hearing = 'all';
    return hearing === 'all' || hearing === 'all but the next';
  }

  /** The client says nothing more, and has most likely gone: what it waits for ends. Whether something did. */
  leave(): boolean {
    const { waiter, late } = this;
    waiter?.cancel();
    return late?.abandon() ?? waiter !== undefined;
  }

  /** The client has gone. */
  end(): void {
    this.transaction.end();
    this.leave();
    this.subscriptions.end();
    this.track(undefined);
    this.isMonitor = false;
  }

  reset(): void {
    this.transaction.end();
    this.subscriptions.end();
    this.track(undefined);
    this.isMonitor = false;
    this.name = '';
    this.database = 0;
    this.protocol = 2;
    this.hearing = 'all';
    this.authenticated = !this.context.needsPassword();
  }

  track(options: TrackingOptions | undefined): void {
    if (options) this.tracking ??= new Tracking(this, this.context.tracking);
    this.tracking?.change(options);
    if (!options) this.tracking = undefined;
  }

  send(message: Message): void {
    this.peer.send(message);
  }

  sendAfter(message: Message): void {
    this.peer.sendAfter(message);
  }

  close(): void {
    this.subscriptions.end();
    this.peer.close();
  }

  kill(): void {
    this.peer.kill();
  }
}
