import type { SessionView, TrackingFigures, TrackingOptions, TrackingView } from '../command/session-view';
import type { Follower, Watches } from '../keyspace/watches';
import type { KeyReader } from '../keyspace/transaction';
import { Message } from '../protocol/message';
import { push } from '../protocol/reply';

/** The channel by which clients of RESP2 are told. */
const CHANNEL = '__redis__:invalidate';

/** What tracking needs to know of the server. */
interface Surroundings {
  session(id: number): SessionView | undefined;
  /** Most keys that are remembered; 0 for no limit. */
  mostKeys(): number;
}

/** Keys that were changed; null for all. */
type Changed = readonly string[] | null;

/** How one client is told of changes. */
export class Tracking implements TrackingView, KeyReader {
  redirect = 0;
  broadcasts = false;
  private readonly ownPrefixes = new Set<string>();
  optIn = false;
  optOut = false;
  noLoop = false;
  caching = false;
  isBroken = false;

  constructor(
    readonly session: SessionView,
    private readonly table: TrackingTable,
  ) {}

  /** Has it told of changes, or no longer. */
  change(options: TrackingOptions | undefined): void {
    this.isBroken = false;
    if (!options) return this.table.delete(this);
    const { redirect, broadcasts, optIn, optOut, noLoop, prefixes } = options;
    Object.assign(this, { redirect, broadcasts, optIn, optOut, noLoop });
    this.table.add(this);
    for (const prefix of prefixes) {
      this.ownPrefixes.add(prefix);
      this.table.addPrefix(prefix, this);
    }
  }

  get prefixes(): string[] {
    return [...this.ownPrefixes];
  }

  read(keys: readonly string[]): void {
    const isLeftOut = this.broadcasts || (this.optIn && !this.caching) || (this.optOut && this.caching);
    if (!isLeftOut) for (const key of keys) this.table.remember(key, this);
  }

  /** What was asked of the next command is over, if that was it. */
  commandEnded(): void {
    const { transaction, lastCommand } = this.session;
    if (!transaction.isOpen && !lastCommand.startsWith('client')) this.caching = false;
  }

  /** Tells of keys that were changed; after the reply, if it is its own command that runs. */
  tell(changed: Changed, by: SessionView | undefined): void {
    const target = this.target();
    if (!target) return this.tellBroken();
    const message = messageTo(target, changed);
    if (!message) return;
    if (target === by) target.sendAfter(message);
    else target.send(message);
  }

  private target(): SessionView | undefined {
    return this.redirect === 0 ? this.session : this.table.surroundings.session(this.redirect);
  }

  private tellBroken(): void {
    this.isBroken = true;
    if (this.session.protocol === 3)
      this.session.send(new Message(push('tracking-redir-broken', this.redirect)));
  }
}

/** Undefined for a client that has no way to be told. */
function messageTo(target: SessionView, changed: Changed): Message | undefined {
  if (target.protocol === 3) return new Message(push('invalidate', changed), true);
  return target.subscriptions.size > 0 ? new Message(push('message', CHANNEL, changed), true) : undefined;
}

/** Who is told of the keys with a prefix, and which of them were changed since they were told. */
class Broadcast {
  readonly clients = new Set<Tracking>();
  /** By the client that has changed it; undefined when several have. */
  private changed = new Map<string, SessionView | undefined>();

  add(key: string, by: SessionView | undefined): void {
    const { changed } = this;
    changed.set(key, !changed.has(key) || changed.get(key) === by ? by : undefined);
  }

  tell(): void {
    const { changed } = this;
    if (changed.size === 0) return;
    this.changed = new Map();
    const all = [...changed.keys()].sort();
    for (const client of this.clients) {
      const keys = client.noLoop ? all.filter((key) => changed.get(key) !== client.session) : all;
      if (keys.length > 0) client.tell(keys, undefined);
    }
  }
}

/** Which clients may have cached which keys, whatever the database, and how they are told that one was changed. */
export class TrackingTable implements Follower, TrackingFigures {
  items = 0;
  private readonly all = new Set<Tracking>();
  /** Who has read a key since it was changed. */
  private readonly readers = new Map<string, Set<Tracking>>();
  private readonly broadcasts = new Map<string, Broadcast>();
  private isScheduled = false;
  /** The last turn that flushed a database. */
  private flushedIn = -1;

  constructor(
    private readonly watches: Watches,
    readonly surroundings: Surroundings,
  ) {}

  get clients(): number {
    return this.all.size;
  }

  get keys(): number {
    return this.readers.size;
  }

  get prefixes(): number {
    return this.broadcasts.size;
  }

  add(client: Tracking): void {
    this.all.add(client);
    this.watches.follow(this);
  }

  /** What it has read is forgotten key by key, as keys are changed. */
  delete(client: Tracking): void {
    if (!this.all.delete(client)) return;
    for (const prefix of client.prefixes) this.deletePrefix(prefix, client);
    if (this.all.size > 0) return;
    this.readers.clear();
    this.items = 0;
    this.watches.unfollow(this);
  }

  addPrefix(prefix: string, client: Tracking): void {
    const broadcast = this.broadcasts.get(prefix) ?? new Broadcast();
    this.broadcasts.set(prefix, broadcast);
    broadcast.clients.add(client);
  }

  remember(key: string, client: Tracking): void {
    const readers = this.readers.get(key) ?? new Set();
    if (readers.size === 0) this.readers.set(key, readers);
    if (readers.has(client)) return;
    readers.add(client);
    this.items++;
    this.limit();
  }

  changed(key: string, by: SessionView | undefined): void {
    if (this.broadcasts.size > 0) this.broadcast(key, by);
    const readers = this.readers.get(key);
    if (readers) this.invalidate(key, readers, by);
  }

  /** However many databases a turn flushes, clients are told once. */
  flushed(by: SessionView, turn: number): void {
    this.readers.clear();
    this.items = 0;
    if (turn === this.flushedIn) return;
    this.flushedIn = turn;
    for (const client of this.all) client.tell(null, by);
  }

  private invalidate(key: string, readers: Set<Tracking>, by: SessionView | undefined): void {
    this.readers.delete(key);
    this.items -= readers.size;
    for (const client of readers) {
      const isTold = this.all.has(client) && !client.broadcasts && !(client.noLoop && client.session === by);
      if (isTold) client.tell([key], by);
    }
  }

  /** Those who read the keys that are too many are told that they were changed, the oldest first. */
  private limit(): void {
    const most = this.surroundings.mostKeys();
    if (most === 0) return;
    for (const [key, readers] of this.readers) {
      if (this.readers.size <= most) return;
      this.invalidate(key, readers, undefined);
    }
  }

  private broadcast(key: string, by: SessionView | undefined): void {
    for (const [prefix, broadcast] of this.broadcasts) if (key.startsWith(prefix)) broadcast.add(key, by);
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      for (const [, each] of [...this.broadcasts].sort(byPrefix)) each.tell();
    });
  }

  private deletePrefix(prefix: string, client: Tracking): void {
    const broadcast = this.broadcasts.get(prefix);
    broadcast?.clients.delete(client);
    if (broadcast?.clients.size === 0) this.broadcasts.delete(prefix);
  }
}

const byPrefix = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);
