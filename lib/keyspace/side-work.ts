import type { Verb } from '../command/declaration';
import { Method } from '../command/method';
import { Structure } from '../structure';
import { Call } from './call';
import type { Database } from './database';
import { KeyEntry } from './key-entry';
import type { Keyspace } from './keyspace';
import { Nobody } from './nobody';
import { enterTurn, leaveTurn } from './recorded';

/** Whom its methods belong to: no class that is registered. */
const OWNER = {
  id: -1,
  Class: class SideWork extends Structure {},
  typeName: 'none',
  isContainer: false,
  keepsEmpty: false,
  packedSize: undefined,
  isLoaded: true,
  isAtomic: false,
  sourceHash: undefined,
};

const NO_SECRET = Buffer.alloc(32);

const methodOf = (verb: Verb) =>
  new Method(OWNER, 'SIDE-WORK', { verb, summary: '', about: {}, schema: [] }, () => undefined, true);

/** What the server does with keys of its own accord, as it reads or writes a file: no client has asked for it. */
export class SideWork {
  /** The time that code of structures sees. What it sees of chance follows from how many turns there were. */
  time = 0;
  private turns = 0;
  private readonly call: Call;
  private readonly method: Method;

  constructor(
    private readonly keyspace: Keyspace,
    verb: 'reads' | 'writes',
  ) {
    this.call = new Call(keyspace, new Nobody(keyspace));
    this.method = methodOf(verb);
  }

  /** Does a task in a turn in which nothing has expired, which is not logged, and of which nobody is notified. */
  turn<T>(task: () => T): T {
    const { keyspace } = this;
    const { notifications, time } = keyspace;
    const { on } = notifications;
    keyspace.time = 0;
    notifications.on = false;
    try {
      return keyspace.inTurn ? task() : this.ownTurn(task);
    } finally {
      keyspace.time = time;
      notifications.on = on;
    }
  }

  /** Does a task with a key, within a turn. It throws what the task throws. */
  visit(database: Database, key: Buffer, start: number, end: number, task: (entry: KeyEntry) => void): void {
    const { call, method } = this;
    call.perform(method, () => task(new KeyEntry(call, database, key, start, end)));
  }

  private ownTurn<T>(task: () => T): T {
    const { keyspace } = this;
    keyspace.turn++;
    keyspace.inTurn = true;
    enterTurn({ time: this.time, seed: this.turns++, secret: NO_SECRET });
    try {
      return task();
    } finally {
      leaveTurn();
      keyspace.owners.clear();
      keyspace.inTurn = false;
      keyspace.turn++;
    }
  }
}
