import { EXPIRES, HashTables, SLOTS } from './hash-tables';

/** Slots that share a sum, by which an entry is found from its number. */
const GROUP_SHIFT = 7;
const GROUPS = SLOTS >>> GROUP_SHIFT;

/** A cursor is a slot times this, plus a hash taken as unsigned. */
const POSITIONS = 2 ** 32;

/**
 * Refs of entries by slot and hash (int32, of which the lowest bit is ignored), with their number and that of those that expire.
 *
 * Leaves are visited in the order of slots and hashes, whatever tables there are: that is why cursors need no state.
 */
export class HashTrie extends HashTables {
  size = 0;
  /** Entries that expire. */
  expires = 0;

  private readonly counts = new Int32Array(SLOTS);
  private readonly expiring = new Int32Array(SLOTS);
  private readonly groups = new Int32Array(GROUPS);
  /** Of the leaf that leafAt found: the first hash wanted of it, and the cursor after it. */
  private position = 0;
  private after = 0;

  add(slot: number, hash: number, ref: number): void {
    this.addPair(slot, hash, ref);
    this.count(slot, 1);
  }

  remove(slot: number, hash: number, ref: number): void {
    if (this.removePair(slot, hash, ref)) this.countExpiring(slot, -1);
    this.count(slot, -1);
  }

  /** The entry moved. */
  replace(slot: number, hash: number, from: number, to: number): void {
    this.replaceRef(slot, hash, from, to);
  }

  /** Notes whether the entry expires. */
  mark(slot: number, hash: number, ref: number, expires: boolean): void {
    if (this.markPair(slot, hash, ref, expires)) this.countExpiring(slot, expires ? 1 : -1);
  }

  /** Forgets everything. The blocks are the caller's to free. */
  clear(): void {
    this.clearTables();
    this.size = 0;
    this.expires = 0;
    for (const sums of [this.counts, this.expiring, this.groups]) sums.fill(0);
  }

  /**
   * Visits entries from the cursor on, whole leaves, until there were `count`. Answers the next cursor, 0 at the end.
   * Between calls anything may change; what is there from the first to the last call is visited exactly once.
   * `visit` may change or remove the entry it gets, but add, move or remove no other.
   */
  scan(cursor: number, count: number, visit: (ref: number) => void): number {
    for (let left = count; left > 0;) {
      const leaf = this.leafAt(cursor, this.counts);
      if (leaf === 0) return 0;
      const refs = this.refsOf(leaf, 0);
      cursor = this.after;
      left -= refs.length;
      for (const ref of refs) visit(ref);
    }
    return this.leafAt(cursor, this.counts) === 0 ? 0 : cursor;
  }

  /** As scan, of the entries that expire. A step is a leaf looked at, or an entry for which `visit` answers true. */
  scanExpiring(cursor: number, steps: number, visit: (ref: number) => boolean): number {
    for (let left = steps; left > 0; left--) {
      const leaf = this.leafAt(cursor, this.expiring);
      if (leaf === 0) return 0;
      const refs = this.refsOf(leaf, EXPIRES);
      cursor = this.after;
      for (const ref of refs) if (visit(ref)) left--;
    }
    return cursor;
  }

  /** The entry number `index`, 0 to size - 1, in an order that any change may change. */
  nth(index: number): number {
    let group = 0;
    for (; index >= this.groups[group]!; group++) index -= this.groups[group]!;
    let slot = group << GROUP_SHIFT;
    for (; index >= this.counts[slot]!; slot++) index -= this.counts[slot]!;
    return this.refAt(slot, index);
  }

  private count(slot: number, by: number): void {
    this.size += by;
    this.counts[slot]! += by;
    this.groups[slot >>> GROUP_SHIFT]! += by;
  }

  private countExpiring(slot: number, by: number): void {
    this.expires += by;
    this.expiring[slot]! += by;
  }

  /** The first leaf with hashes at or after the cursor, in a slot that is not 0 in `occupied`; 0 at the end. */
  private leafAt(cursor: number, occupied: Int32Array): number {
    let slot = Math.floor(cursor / POSITIONS);
    this.position = cursor - slot * POSITIONS;
    for (; slot < SLOTS; slot++) {
      while (occupied[slot] !== 0 && this.position < POSITIONS) {
        const leaf = this.leafOf(slot, this.position | 0);
        const span = this.spanOf(slot, this.position | 0);
        const end = (Math.floor(this.position / span) + 1) * span;
        this.after = slot * POSITIONS + end;
        if (leaf !== 0) return leaf;
        this.position = end;
      }
      this.position = 0;
    }
    return 0;
  }

  /** The refs in the leaf that leafAt found, from its position on, with the wanted bits in their hashes. */
  private refsOf(leaf: number, wanted: number): number[] {
    const refs: number[] = [];
    this.eachPair(leaf, (hash, ref) => {
      if ((hash & wanted) === wanted && (hash & ~EXPIRES) >>> 0 >= this.position) refs.push(ref);
    });
    return refs;
  }
}
