import type { DatabaseView } from '../command/session-view';
import { StructureError } from '../errors';
import { textBytes } from '../protocol/text';
import type { Call } from './call';
import { KeyEntry } from './key-entry';
import type { ValueDictionary } from './value-dictionary';

/** When a key has expired, and whether that may be seen in the data. */
interface ExpiryClock {
  readonly time: number;
  /** Nobody looks for keys that have expired. */
  readonly isPaused: boolean;
  /** The command that runs must not remove those that it meets. */
  readonly keepsExpired: boolean;
  /** Told before one is removed. */
  readonly touched: { hidesExpiry(database: Database, key: Buffer, ref: number): boolean };
}

/** One numbered database: its dictionary, and how it meets keys that have expired. */
export class Database {
  /** Where the search for expired keys goes on. */
  private sweepCursor = 0;
  private readonly id: number;
  /** Its number when the turn began. */
  indexBefore: number;

  constructor(
    /** Changes with SWAPDB. */
    public index: number,
    public dictionary: ValueDictionary,
    private readonly clock: ExpiryClock,
    private readonly onExpired: (database: Database, key: Buffer) => void,
    /** Whether nobody sees what is in it. */
    readonly isDraft = false,
  ) {
    this.id = index;
    this.indexBefore = index;
  }

  /** What a key of this database is called where keys of all databases are held. */
  nameOf(key: Buffer): string {
    return `${this.id} ${key.toString('latin1')}`;
  }

  /** The entry of a live key, 0 when absent; one that has expired is removed now, if nothing keeps it. */
  find(source: Uint8Array, start: number, end: number): number {
    const ref = this.dictionary.find(source, start, end);
    if (ref === 0 || !this.dictionary.isExpired(ref, this.clock.time)) return ref;
    if (!this.clock.keepsExpired) this.expire(ref);
    return 0;
  }

  /** Whether there is a live key of this name, one character a byte. */
  has(name: string): boolean {
    const key = Buffer.from(name, 'latin1');
    return this.find(key, 0, key.length) !== 0;
  }

  /** The same between turns, when none can be removed: that is logged. */
  shows(name: string): boolean {
    const key = Buffer.from(name, 'latin1');
    const ref = this.dictionary.find(key, 0, key.length);
    return ref !== 0 && !this.dictionary.isExpired(ref, this.clock.time);
  }

  /** Takes another dictionary in place of its own, and answers that. What was found in either is no longer good. */
  exchange(dictionary: ValueDictionary): ValueDictionary {
    const before = this.dictionary;
    dictionary.generation = Math.max(dictionary.generation, before.generation) + 1;
    this.dictionary = dictionary;
    return before;
  }

  /** Removes expired keys and moves sparse memory together, so many steps of each; answers whether there is more. */
  maintain(steps: number, expires = true): boolean {
    const { dictionary } = this;
    const refs: number[] = [];
    if (expires && dictionary.expires > 0 && !this.clock.isPaused) {
      this.sweepCursor = dictionary.sweepExpired(this.sweepCursor, steps, this.clock.time, (ref) =>
        refs.push(ref),
      );
    }
    for (const ref of refs) this.expire(ref);
    const sparse = dictionary.defragment(steps);
    return sparse || refs.length * 4 > steps;
  }

  /** Milliseconds that values still live, on average of some that expire; 0 when none does. */
  get averageTimeToLive(): number {
    const { dictionary, clock } = this;
    let sum = 0;
    let count = 0;
    dictionary.sampleExpiring(this.sweepCursor, (at) => {
      sum += Math.max(0, at - clock.time);
      count++;
    });
    return count === 0 ? 0 : Math.round(sum / count);
  }

  /** Removes an entry whose time has come. */
  expire(ref: number): void {
    const key = this.dictionary.copyKey(ref);
    const isHidden = this.clock.touched.hidesExpiry(this, key, ref);
    this.dictionary.remove(ref);
    if (!isHidden) this.onExpired(this, key);
  }
}

/**
 * A database as the commands of one call see it. The order of its keys is the history of this server: commands that
 * run again in replay get every key in the order of the bytes, or are refused.
 */
export class BoundDatabase implements DatabaseView {
  constructor(
    private readonly call: Call,
    private readonly database: Database,
  ) {}

  get index(): number {
    return this.database.index;
  }

  get size(): number {
    return this.dictionary.size;
  }

  get expires(): number {
    return this.dictionary.expires;
  }

  get averageTimeToLive(): number {
    this.call.check();
    return this.database.averageTimeToLive;
  }

  entry(key: string | Buffer): KeyEntry {
    this.call.check();
    const bytes = typeof key === 'string' ? textBytes(key) : key;
    return new KeyEntry(this.call, this.database, bytes, 0, bytes.length);
  }

  scan(cursor: number, count: number): { cursor: number; keys: KeyEntry[] } {
    this.refuseInReplay('scan');
    return this.next(cursor, count);
  }

  *entries(): Iterable<KeyEntry> {
    if (this.call.isReplayed) return yield* [...this.unordered()].sort(byKey);
    yield* this.unordered();
  }

  randomKey(): KeyEntry | undefined {
    this.refuseInReplay('randomKey');
    const { dictionary } = this;
    while (dictionary.size > 0) {
      const entry = this.entryOf(dictionary.random(() => this.call.random()));
      if (entry.exists) return entry;
    }
    return undefined;
  }

  flush(): void {
    this.call.check();
    this.call.change();
    const { keyspace, session } = this.call;
    keyspace.tellWatchers(this.index, [this.database]);
    keyspace.watches.flush(session, keyspace.turn);
    keyspace.touched.empty(this.database);
  }

  private get dictionary(): ValueDictionary {
    this.call.check();
    return this.database.dictionary;
  }

  private *unordered(): Iterable<KeyEntry> {
    let cursor = 0;
    do {
      const { cursor: next, keys } = this.next(cursor, 1000);
      yield* keys;
      cursor = next;
    } while (cursor !== 0);
  }

  private next(cursor: number, count: number): { cursor: number; keys: KeyEntry[] } {
    const refs: number[] = [];
    const next = this.dictionary.scan(cursor, count, (ref) => refs.push(ref));
    return { cursor: next, keys: refs.map((ref) => this.entryOf(ref)).filter(({ exists }) => exists) };
  }

  private entryOf(ref: number): KeyEntry {
    const key = this.dictionary.copyKey(ref);
    return new KeyEntry(this.call, this.database, key, 0, key.length);
  }

  private refuseInReplay(name: string): void {
    if (this.call.isReplayed)
      throw new StructureError(`${name} would answer differently in replay: use it outside of a write`);
  }
}

const bytesOf = ({ keyBytes: { bytes, start, end } }: KeyEntry) => bytes.subarray(start, end);

const byKey = (a: KeyEntry, b: KeyEntry) => Buffer.compare(bytesOf(a), bytesOf(b));
