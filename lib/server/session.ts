import type { Command } from '../command/command';
import { Call } from '../keyspace/call';
import type { Keyspace } from '../keyspace/keyspace';
import { type TransactingSession, Transaction } from '../keyspace/transaction';
import type { Message } from '../protocol/message';
import type { Waiter } from '../keyspace/waiters';
import type { TrackingOptions } from '../command/server';
import type { Channels } from './channels';
import { Subscriptions } from './subscriptions';
import { Tracking, type TrackingTable } from './tracking';
import type { Monitors } from './monitors';

/** What a session asks of its connection. */
export interface Peer {
  readonly address: string;
  readonly localAddress: string;
  readonly descriptor: number;
  readonly pendingInput: number;
  readonly pendingOutput: number;
  readonly connected: boolean;
  send(message: Message): void;
  sendAfter(message: Message): void;
  close(): void;
}

/** What the server keeps of one connection between its commands. */
export class Session implements TransactingSession {
  name = '';
  database = 0;
  protocol: 2 | 3 = 2;
  lastActiveAt: number;
  /** The last command that the client named. */
  command: Command | undefined = undefined;
  /** Runs the session's synchronous commands, one after the other. */
  readonly call: Call;
  readonly transaction: Transaction;
  readonly subscriptions: Subscriptions;
  waiter: Waiter | undefined = undefined;
  tracking: Tracking | undefined = undefined;

  constructor(
    readonly id: number,
    private readonly peer: Peer,
    public authenticated: boolean,
    readonly createdAt: number,
    keyspace: Keyspace,
    channels: Channels,
    private readonly trackingTable: TrackingTable,
    private readonly needsPassword: () => boolean,
    private readonly monitors: Monitors,
  ) {
    this.lastActiveAt = createdAt;
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

  get descriptor(): number {
    return this.peer.descriptor;
  }

  get pendingInput(): number {
    return this.peer.pendingInput;
  }

  get pendingOutput(): number {
    return this.peer.pendingOutput;
  }

  get connected(): boolean {
    return this.peer.connected;
  }

  get lastCommand(): string {
    return this.command?.lowerName ?? 'NULL';
  }

  get isMonitor(): boolean {
    return this.monitors.has(this);
  }

  set isMonitor(sees: boolean) {
    if (sees) this.monitors.add(this);
    else this.monitors.delete(this);
  }

  get isBlocked(): boolean {
    return this.waiter !== undefined;
  }

  unblock(withError: boolean): boolean {
    const { waiter } = this;
    waiter?.unblock(withError);
    return waiter !== undefined;
  }

  /** The client has gone. */
  end(): void {
    this.transaction.end();
    this.waiter?.cancel();
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
    this.authenticated = !this.needsPassword();
  }

  track(options: TrackingOptions | undefined): void {
    if (options) this.tracking ??= new Tracking(this, this.trackingTable);
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
}
