import type { SubscriptionsView } from '../command/session-view';
import { StructureError } from '../errors';
import type { Keyspace } from './keyspace';
import { type TransactingSession, Transaction } from './transaction';

const NO_SUBSCRIPTIONS: SubscriptionsView = {
  size: 0,
  count: () => 0,
  names: () => [],
  add: refuse,
  addPattern: refuse,
  delete: refuse,
};

/** Nobody's session, in which the commands of a log run: there is no client that could be told anything. */
export class ReplaySession implements TransactingSession {
  readonly id = 0;
  name = '';
  database = 0;
  protocol = 2 as const;
  authenticated = true;
  noEvict = false;
  isMonitor = false;
  readonly address = '';
  readonly localAddress = '';
  readonly descriptor = -1;
  readonly createdAt = 0;
  readonly lastActiveAt = 0;
  readonly lastCommand = '';
  readonly connected = true;
  readonly pendingInput = 0;
  readonly pendingOutput = 0;
  readonly freeInput = 0;
  readonly argumentBytes = 0;
  readonly pendingPieces = 0;
  readonly events = '';
  readonly type = 'normal';
  readonly usesUnixSocket = false;
  readonly isClosing = false;
  readonly isMute = true;
  readonly isBlocked = false;
  readonly tracking = undefined;
  readonly waiter = undefined;
  readonly subscriptions = NO_SUBSCRIPTIONS;
  readonly transaction: Transaction;

  constructor(keyspace: Keyspace) {
    this.transaction = new Transaction(keyspace, this);
  }

  readonly unblock = () => false;
  readonly track = refuse;
  readonly send = refuse;
  readonly sendAfter = refuse;
  readonly hear = refuse;
  readonly reset = refuse;
  readonly close = refuse;
  readonly kill = refuse;
}

function refuse(): never {
  throw new StructureError('a command that is replayed has no client');
}
