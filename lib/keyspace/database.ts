import type { DatabaseView } from '../command/server';
import { textBytes } from '../protocol/text';
import type { Call } from './call';
import type { Dictionary } from './dictionary';
import { KeyEntry } from './key-entry';

/** One numbered database: its dictionary, and how it meets keys that have expired. */
export class Database {
  /** Where the search for expired keys goes on. */
  private sweepCursor = 0;
  private readonly id: number;

  constructor(
    /** Changes with SWAPDB. */
    public index: number,
    readonly dictionary: Dictionary,
    private readonly clock: { readonly time: number },
    private readonly onExpired: (database: Database, key: Buffer) => void,
  ) {
    this.id = index;
  }

  /** What a key of this database is called where keys of all databases are held. */
  nameOf(key: Buffer): string {
    return `${this.id} ${key.toString('latin1')}`;
  }

  /** The entry of a live key, 0 when absent; one that has expired is removed now. */
  find(source: Uint8Array, start: number, end: number): number {
    const ref = this.dictionary.find(source, start, end);
    if (ref === 0 || !this.dictionary.isExpired(ref, this.clock.time)) return ref;
    this.expire(ref);
    return 0;
  }

  /** Removes expired keys and moves sparse memory together, so many steps of each; answers whether there is more. */
  maintain(steps: number): boolean {
    const { dictionary } = this;
    const refs: number[] = [];
    if (dictionary.expires > 0) {
      this.sweepCursor = dictionary.sweepExpired(this.sweepCursor, steps, this.clock.time, (ref) =>
        refs.push(ref),
      );
    }
    for (const ref of refs) this.expire(ref);
    const sparse = dictionary.defragment(steps);
    return sparse || refs.length * 4 > steps;
  }

  /** Removes an entry whose time has come. */
  expire(ref: number): void {
    const key = this.dictionary.copyKey(ref);
    this.dictionary.remove(ref);
    this.onExpired(this, key);
  }
}

/** A database as the commands of one call see it. */
export class BoundDatabase implements DatabaseView {
  constructor(
    private readonly call: Call,
    private readonly database: Database,
  ) {}

  get index(): number {
    return this.database.index;
  }

  get size(): number {
    return this.database.dictionary.size;
  }

  get expires(): number {
    return this.database.dictionary.expires;
  }

  entry(key: string): KeyEntry {
    const bytes = textBytes(key);
    return new KeyEntry(this.call, this.database, bytes, 0, bytes.length);
  }

  scan(cursor: number, count: number): { cursor: number; keys: KeyEntry[] } {
    const refs: number[] = [];
    const next = this.database.dictionary.scan(cursor, count, (ref) => refs.push(ref));
    return { cursor: next, keys: refs.map((ref) => this.entryOf(ref)).filter(({ exists }) => exists) };
  }

  *entries(): Iterable<KeyEntry> {
    let cursor = 0;
    do {
      const { cursor: next, keys } = this.scan(cursor, 1000);
      yield* keys;
      cursor = next;
    } while (cursor !== 0);
  }

  randomKey(): KeyEntry | undefined {
    const { dictionary } = this.database;
    while (dictionary.size > 0) {
      const entry = this.entryOf(dictionary.random(() => this.call.random()));
      if (entry.exists) return entry;
    }
    return undefined;
  }

  flush(): void {
    this.call.change();
    this.database.dictionary.clear();
  }

  private entryOf(ref: number): KeyEntry {
    const key = this.database.dictionary.copyKey(ref);
    return new KeyEntry(this.call, this.database, key, 0, key.length);
  }
}
