import type { SubscriptionsView } from '../command/session-view';
import type { Keyspace } from './keyspace';
import { Transaction, type TransactingSession } from './transaction';

const NO_SUBSCRIPTIONS: SubscriptionsView = {
  size: 0,
  count: () => 0,
  names: () => [],
  add: () => undefined,
  addPattern: () => undefined,
  delete: () => undefined,
};

/** Stands for the client of what no client has asked for. It hears nothing, and is never told of anything. */
export class Nobody implements TransactingSession {
  readonly id = 0;
  name = '';
  database = 0;
  protocol: 2 | 3 = 3;
  authenticated = true;
  readonly address = '';
  readonly localAddress = '';
  readonly descriptor = -1;
  readonly createdAt: number;
  readonly lastActiveAt: number;
  readonly lastCommand = 'NULL';
  readonly connected = false;
  readonly pendingInput = 0;
  readonly pendingOutput = 0;
  readonly freeInput = 0;
  readonly argumentBytes = 0;
  readonly pendingPieces = 0;
  readonly events = '';
  readonly type = 'normal';
  readonly usesUnixSocket = false;
  readonly isClosing = false;
  noEvict = true;
  readonly transaction: Transaction;
  readonly subscriptions = NO_SUBSCRIPTIONS;
  readonly tracking = undefined;
  isMonitor = false;
  readonly isBlocked = false;
  readonly isMute = true;
  waiter = undefined;
  late = undefined;

  constructor(keyspace: Keyspace) {
    this.createdAt = this.lastActiveAt = keyspace.time;
    this.transaction = new Transaction(keyspace, this);
  }

  unblock(): boolean {
    return false;
  }

  track(): void {}
  send(): void {}
  sendAfter(): void {}
  hear(): void {}
  reset(): void {}
  close(): void {}
  kill(): void {}
}
