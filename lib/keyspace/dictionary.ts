import { chunkOf, tagOf, wordOf } from './arena';
import { ENTRY, EntryStore } from './entry-store';
import type { RefMatcher } from './hash-tables';
import { HashTrie } from './hash-trie';
import { KeyHash } from './key-hash';

/** Bytes that an entry takes of its table, on average. */
const TABLE_SHARE_BYTES = 12;

/** So many leaves of the tables stand for all of them. */
const SAMPLED_LEAVES = 20;

const NOTHING = new Uint8Array(0);

export interface DictionaryOptions {
  /** Two random unsigned 32-bit numbers, which make the hash of a key unforeseeable. */
  readonly seed: readonly [number, number];
  /** Computes slots and hashes in place of one made from the seed. */
  readonly keyHash?: KeyHash;
}

/**
 * The keys of a database and their values, off the JavaScript heap.
 *
 * An entry is named by its ref: an int32, 0 for none. Refs stay valid until `generation` changes, which it does when an
 * entry is moved or removed. Methods that may move the entry they get answer its ref.
 */
export class Dictionary extends EntryStore implements RefMatcher {
  /** Changes whenever a ref becomes invalid. */
  generation = 0;

  // Declared only: a field that is undefined at first stays slower to read.
  declare private readonly key: KeyHash;
  declare private readonly tables: HashTrie;
  /** The entry whose key is in `key`, if that is known. */
  private found = 0;
  /** Whether it is known that no entry has the key that is in `key`. */
  private missing = false;
  /** Where the key that is looked for is, if it is a long one. */
  private source: Uint8Array = NOTHING;
  private start = 0;

  constructor({ seed, keyHash }: DictionaryOptions) {
    super();
    this.key = keyHash ?? new KeyHash(seed[0], seed[1]);
    this.tables = new HashTrie(this.arena, this);
  }

  /** How many entries there are. */
  get size(): number {
    return this.tables.size;
  }

  /** How many of them expire. */
  get expires(): number {
    return this.tables.expires;
  }

  /** The entry of the key that `source` has from `start` to `end`, or 0. */
  find(source: Uint8Array, start: number, end: number): number {
    this.key.compute(source, start, end);
    if (!this.key.isShort) this.compareWith(source, start);
    this.found = this.tables.find(this.key.slot, this.key.hash);
    this.missing = this.found === 0;
    if (!this.key.isShort) this.compareWith(NOTHING, 0);
    return this.found;
  }

  /** Whether an entry has the key that is being looked for. */
  matches(ref: number): boolean {
    return this.hasKey(ref, this.key, this.source, this.start);
  }

  /**
   * A new entry for a key that has none, with a value of `length` arbitrary bytes. Hashes no key that `find` has just missed.
   * `expiry` is in ms since 1970, 0: never.
   */
  insert(
    source: Uint8Array,
    start: number,
    end: number,
    classId: number,
    length: number,
    expiry = 0,
  ): number {
    this.expectMissing(source, start, end);
    return this.add(this.createPacked(this.key, source, start, classId, length, expiry !== 0), expiry);
  }

  /** A new entry for a key that has none, with a live object. */
  insertObject(
    source: Uint8Array,
    start: number,
    end: number,
    classId: number,
    object: unknown,
    expiry = 0,
  ): number {
    this.expectMissing(source, start, end);
    return this.add(this.createObject(this.key, source, start, classId, object, expiry !== 0), expiry);
  }

  /** Replaces the value, whatever it is, by `length` arbitrary bytes. The key, the expiry and the access stay. */
  setPacked(ref: number, classId: number, length: number): number {
    return this.moved(ref, this.withPacked(ref, classId, length));
  }

  /** Replaces the value, whatever it is, by a live object. */
  setObject(ref: number, classId: number, object: unknown): number {
    return this.moved(ref, this.withObject(ref, classId, object));
  }

  /** Cuts the value's bytes to `length`, or extends them by arbitrary ones. */
  resizeValue(ref: number, length: number): number {
    return this.moved(ref, this.withLength(ref, length));
  }

  /** Sets when the entry expires, in ms since 1970; 0: never. */
  setExpiry(ref: number, at: number): number {
    const before = this.expiry(ref);
    if (at === before) return ref;
    if (at !== 0 && before !== 0) {
      this.writeExpiry(ref, at);
      return ref;
    }
    const moved = this.moved(ref, this.withExpiry(ref));
    this.seek(moved);
    this.writeExpiry(moved, at);
    this.tables.mark(this.key.slot, this.key.hash, moved, at !== 0);
    return moved;
  }

  remove(ref: number): void {
    this.seek(ref);
    this.tables.remove(this.key.slot, this.key.hash, ref);
    this.destroy(ref);
    this.found = 0;
    this.missing = true;
    this.generation++;
  }

  /** Removes everything, at once; release of the memory is up to `defragment`. */
  clear(): void {
    this.tables.clear();
    this.destroyAll();
    this.found = 0;
    this.generation++;
  }

  /**
   * Visits entries from the cursor on until there were `count`, and a few more. Answers the next cursor, 0 at the end.
   * Between calls anything may change; an entry that is there from the first to the last call is visited exactly once.
   * `visit` may change or remove the entry that it gets, but must not add, move or remove any other.
   */
  scan(cursor: number, count: number, visit: (ref: number) => void): number {
    return this.tables.scan(cursor, count, visit);
  }

  /**
   * As scan, of entries that expired before `now`. A step is some dozens of entries looked at, or one visited; a hundred steps
   * take less than a millisecond, without what `visit` does.
   */
  sweepExpired(cursor: number, steps: number, now: number, visit: (ref: number) => void): number {
    return this.tables.scanExpiring(cursor, steps, (ref) => {
      const expired = this.isExpired(ref, now);
      if (expired) visit(ref);
      return expired;
    });
  }

  /** Visits when some entries expire: those of a few leaves from the cursor on, else from the beginning. */
  sampleExpiring(cursor: number, visit: (expiry: number) => void): void {
    if (this.expires === 0) return;
    const see = (ref: number) => (visit(this.expiry(ref)), false);
    if (this.tables.scanExpiring(cursor, SAMPLED_LEAVES, see) === 0 && cursor !== 0)
      this.tables.scanExpiring(0, SAMPLED_LEAVES, see);
  }

  /** One of the entries, each as likely, or 0. `random01` answers numbers from 0 up to 1. */
  random(random01: () => number): number {
    return this.size === 0 ? 0 : this.tables.nth(Math.floor(random01() * this.size));
  }

  override memoryOf(ref: number): number {
    return super.memoryOf(ref) + TABLE_SHARE_BYTES;
  }

  /**
   * Gives memory back that removals have left unused: moves blocks together, so many and then what is left in a page of 64 KiB
   * (together about 0.5 ms for a hundred), and lets go of what has emptied. Answers whether there is more to move.
   * To be called now and then anyway, since memory is given back to the operating system over some calls.
   */
  defragment(moves: number): boolean {
    for (let left = moves; left > 0;) {
      const moved = this.arena.evacuatePage(this.move);
      if (moved < 0) {
        this.arena.release();
        return false;
      }
      left -= moved + 1;
    }
    return true;
  }

  private readonly move = (ref: number): void => {
    const tag = tagOf(this.arena.words[chunkOf(ref)]![wordOf(ref)]!);
    if (tag === ENTRY) this.moved(ref, this.copyOf(ref));
    else this.tables.moveTable(ref);
  };

  private compareWith(source: Uint8Array, start: number): void {
    this.source = source;
    this.start = start;
  }

  private expectMissing(source: Uint8Array, start: number, end: number): void {
    if (this.missing && this.key.isShortKey(source, start, end)) return;
    if (this.find(source, start, end) !== 0) throw new Error('the dictionary has this key');
  }

  private add(ref: number, expiry: number): number {
    const { slot, hash } = this.key;
    this.tables.add(slot, hash, ref);
    this.found = ref;
    this.missing = false;
    if (expiry !== 0) {
      this.writeExpiry(ref, expiry);
      this.tables.mark(slot, hash, ref, true);
    }
    return ref;
  }

  /** Notes that an entry is in another block, and frees the one where it was. */
  private moved(from: number, to: number): number {
    if (from === to) return to;
    this.seek(from);
    this.tables.replace(this.key.slot, this.key.hash, from, to);
    this.arena.free(from);
    this.found = to;
    this.generation++;
    return to;
  }

  /** Computes the key of an entry, if it isn't the one computed last. */
  private seek(ref: number): void {
    if (ref === this.found) return;
    const start = this.keyStart(ref);
    this.key.compute(this.keyBytes(ref), start, start + this.keyLength(ref));
    this.found = ref;
    this.missing = false;
  }
}
