import { chunkOf, tagOf, wordOf, type Arena } from './arena';
import { PAGE_BYTES, blockBytes } from './size-classes';

/** Slots of Redis Cluster. */
export const SLOTS = 16384;

/** Slots that share a sum, by which an entry is found from its number. */
const GROUP_SHIFT = 7;
const GROUP_SLOTS = 1 << GROUP_SHIFT;

/** The low bits of a table's first word. */
const LEAF = 1;
const NODE = 2;

/** Words of a table: tag, depth and capacity; entries below it; its slot; a hash that leads to it. */
const SHAPE = 0;
const COUNT = 1;
const SLOT = 2;
const PREFIX = 3;
const HEADER_WORDS = 4;
const HEADER_BYTES = HEADER_WORDS * 4;
const DEPTH_SHIFT = 2;
const DEPTH_MASK = 7;
const CAPACITY_SHIFT = 5;

/** A node picks its child by four bits of the hash, from the top down. */
const CHILDREN = 16;
const CHILD_BITS = 4;
const NODE_BYTES = HEADER_BYTES + CHILDREN * 6;
const TOP_SHIFT = 28;
const MAX_DEPTH = 7;

/** A leaf has pairs of a hash, whose lowest bit says that the entry expires, and a ref, 0 where it is vacant. */
const PAIR_WORDS = 2;
const PAIR_BYTES = 8;
const EXPIRES = 1;
const SMALLEST_LEAF = 4;
const LARGEST_LEAF = 128;
const COLLAPSE_BELOW = 48;

/**
 * Who names a table also knows its form, a leaf's capacity or this, so that a search needn't wait for the table's header.
 * The forms of a node's children follow their refs, 16 bits each.
 */
const NODE_FORM = 0xffff;
const FORMS = HEADER_WORDS + CHILDREN;
const FORM_BITS = 16;

const POSITIONS = 2 ** 32;

/** Knows whether a ref is what is looked for. */
export interface RefMatcher {
  matches(ref: number): boolean;
}

/**
 * Refs of entries by slot and hash (int32, of which the lowest bit is ignored).
 *
 * Each slot has a trie over the bits of the hash whose leaves are small open-addressing tables. Tables are blocks in the
 * arena. No operation moves more than one leaf's pairs, so none takes long, however many entries there are, even if
 * all are in one slot. Leaves are in order of slot and hash: that makes cursors stateless.
 */
export class HashTrie {
  size = 0;
  /** Entries that expire. */
  expires = 0;

  // Declared only: a field that is undefined at first stays slower to read.
  declare private readonly words: Int32Array[];
  declare private readonly arena: Arena;
  declare private readonly matcher: RefMatcher;
  private readonly roots = new Int32Array(SLOTS);
  private readonly forms = new Uint16Array(SLOTS);
  private readonly counts = new Int32Array(SLOTS);
  private readonly expiring = new Int32Array(SLOTS);
  private readonly groups = new Int32Array(SLOTS / GROUP_SLOTS);
  /** Of the leaf that leafAt found: the first hash wanted of it, and the cursor after it. */
  private position = 0;
  private after = 0;

  constructor(arena: Arena, matcher: RefMatcher) {
    this.arena = arena;
    this.matcher = matcher;
    this.words = arena.words;
  }

  /** The matching ref among those with this hash, or 0. */
  find(slot: number, hash: number): number {
    let table = this.roots[slot]!;
    let form = this.forms[slot]!;
    for (let shift = TOP_SHIFT; form === NODE_FORM; shift -= CHILD_BITS) {
      const words = this.words[chunkOf(table)]!;
      const child = (hash >>> shift) & (CHILDREN - 1);
      const node = offset(table, 0);
      form = (words[node + FORMS + (child >>> 1)]! >>> formShift(child)) & NODE_FORM;
      table = words[node + HEADER_WORDS + child]!;
    }
    return form === 0 ? 0 : this.findIn(table, form, hash);
  }

  add(slot: number, hash: number, ref: number): void {
    const leaf = this.makeRoom(slot, hash);
    this.place(leaf, hash & ~EXPIRES, ref);
    this.count(slot, hash, 1);
  }

  remove(slot: number, hash: number, ref: number): void {
    const leaf = this.leafOf(slot, hash);
    const pair = this.pairOf(leaf, hash, ref);
    if ((this.words[chunkOf(leaf)]![pair]! & EXPIRES) !== 0) this.countExpiring(slot, -1);
    this.vacate(leaf, pair);
    this.count(slot, hash, -1);
    this.takeRoom(slot, hash);
  }

  /** The entry moved. */
  replace(slot: number, hash: number, from: number, to: number): void {
    const leaf = this.leafOf(slot, hash);
    this.words[chunkOf(leaf)]![this.pairOf(leaf, hash, from) + 1] = to;
  }

  /** Notes whether the entry expires. */
  mark(slot: number, hash: number, ref: number, expires: boolean): void {
    const leaf = this.leafOf(slot, hash);
    const words = this.words[chunkOf(leaf)]!;
    const pair = this.pairOf(leaf, hash, ref);
    if (((words[pair]! & EXPIRES) !== 0) === expires) return;
    words[pair]! ^= EXPIRES;
    this.countExpiring(slot, expires ? 1 : -1);
  }

  /** Moves a table to another block. */
  moveTable(table: number): void {
    const words = this.words[chunkOf(table)]!;
    const start = offset(table, SHAPE);
    const bytes = this.isNode(table) ? NODE_BYTES : leafBytes(words[start]! >>> CAPACITY_SHIFT);
    const moved = this.arena.allocate(bytes);
    this.words[chunkOf(moved)]!.set(words.subarray(start, start + bytes / 4), offset(moved, SHAPE));
    this.link(moved);
    this.arena.free(table);
  }

  /** Forgets everything. The blocks are the caller's to free. */
  clear(): void {
    this.size = 0;
    this.expires = 0;
    for (const sums of [this.roots, this.forms, this.counts, this.expiring, this.groups]) sums.fill(0);
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
      const refs = this.refsOf(leaf, this.position, 0);
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
      const refs = this.refsOf(leaf, this.position, EXPIRES);
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
    let table = this.roots[slot]!;
    while (this.isNode(table)) {
      const words = this.words[chunkOf(table)]!;
      let child = offset(table, HEADER_WORDS);
      for (; index >= this.countOf(words[child]!); child++) index -= this.countOf(words[child]!);
      table = words[child]!;
    }
    return this.refsOf(table, 0, 0)[index]!;
  }

  private findIn(leaf: number, capacity: number, hash: number): number {
    const words = this.words[chunkOf(leaf)]!;
    const first = offset(leaf, HEADER_WORDS);
    for (let index = home(hash, capacity); ;) {
      const pair = first + index * PAIR_WORDS;
      const ref = words[pair + 1]!;
      if (ref === 0) return 0;
      if (((words[pair]! ^ hash) & ~EXPIRES) === 0 && this.matcher.matches(ref)) return ref;
      if (++index === capacity) index = 0;
    }
  }

  private leafOf(slot: number, hash: number): number {
    let table = this.roots[slot]!;
    while (this.isNode(table)) table = this.childOf(table, hash);
    return table;
  }

  private isNode(table: number): boolean {
    return table !== 0 && tagOf(this.words[chunkOf(table)]![offset(table, SHAPE)]!) === NODE;
  }

  private childOf(node: number, hash: number): number {
    return this.words[chunkOf(node)]![this.childAt(node, hash)]!;
  }

  private childAt(node: number, hash: number): number {
    return (
      offset(node, HEADER_WORDS) + ((hash >>> (TOP_SHIFT - CHILD_BITS * this.depthOf(node))) & (CHILDREN - 1))
    );
  }

  private depthOf(table: number): number {
    return (this.words[chunkOf(table)]![offset(table, SHAPE)]! >>> DEPTH_SHIFT) & DEPTH_MASK;
  }

  private capacityOf(leaf: number): number {
    return this.words[chunkOf(leaf)]![offset(leaf, SHAPE)]! >>> CAPACITY_SHIFT;
  }

  private countOf(table: number): number {
    return table === 0 ? 0 : this.words[chunkOf(table)]![offset(table, COUNT)]!;
  }

  /** Where the pair of an entry is, which must be there. */
  private pairOf(leaf: number, hash: number, ref: number): number {
    const words = this.words[chunkOf(leaf)]!;
    const first = offset(leaf, HEADER_WORDS);
    const capacity = this.capacityOf(leaf);
    let index = home(hash, capacity);
    while (words[first + index * PAIR_WORDS + 1] !== ref) if (++index === capacity) index = 0;
    return first + index * PAIR_WORDS;
  }

  private place(leaf: number, hash: number, ref: number): void {
    const words = this.words[chunkOf(leaf)]!;
    const pair = this.pairOf(leaf, hash, 0);
    words[pair] = hash;
    words[pair + 1] = ref;
  }

  /** Empties a pair and moves back those behind it that had had to give way. */
  private vacate(leaf: number, pair: number): void {
    const words = this.words[chunkOf(leaf)]!;
    const first = offset(leaf, HEADER_WORDS);
    const capacity = this.capacityOf(leaf);
    let hole = (pair - first) / PAIR_WORDS;
    for (let index = hole; ;) {
      if (++index === capacity) index = 0;
      const from = first + index * PAIR_WORDS;
      if (words[from + 1] === 0) break;
      if (distance(home(words[from]!, capacity), index, capacity) < distance(hole, index, capacity)) continue;
      words[first + hole * PAIR_WORDS] = words[from]!;
      words[first + hole * PAIR_WORDS + 1] = words[from + 1]!;
      hole = index;
    }
    words[first + hole * PAIR_WORDS + 1] = 0;
  }

  private count(slot: number, hash: number, by: number): void {
    this.size += by;
    this.counts[slot]! += by;
    this.groups[slot >>> GROUP_SHIFT]! += by;
    this.countFrom(this.roots[slot]!, hash, by);
  }

  /** Counts an entry more or less in each table on its way. */
  private countFrom(table: number, hash: number, by: number): void {
    for (; this.isNode(table); table = this.childOf(table, hash)) this.addCount(table, by);
    this.addCount(table, by);
  }

  private addCount(table: number, by: number): void {
    this.words[chunkOf(table)]![offset(table, COUNT)]! += by;
  }

  private countExpiring(slot: number, by: number): void {
    this.expires += by;
    this.expiring[slot]! += by;
  }

  /** The leaf of a hash, with a place for one more. */
  private makeRoom(slot: number, hash: number): number {
    for (;;) {
      const leaf = this.leafOf(slot, hash);
      if (leaf === 0) return this.addLeaf(slot, hash, this.depthAt(slot, hash), SMALLEST_LEAF);
      const capacity = this.capacityOf(leaf);
      if (this.countOf(leaf) < limit(capacity)) return leaf;
      if (capacity >= LARGEST_LEAF && this.depthOf(leaf) < MAX_DEPTH) this.split(leaf);
      else this.resize(leaf, capacity + Math.max(2, capacity >>> 2));
    }
  }

  private takeRoom(slot: number, hash: number): void {
    let table = this.roots[slot]!;
    for (; this.isNode(table); table = this.childOf(table, hash)) {
      if (this.countOf(table) < COLLAPSE_BELOW) return this.collapse(table);
    }
    const capacity = this.capacityOf(table);
    const count = this.countOf(table);
    if (count === 0) this.dropLeaf(table);
    else if (capacity > SMALLEST_LEAF && count <= capacity >>> 2) this.resize(table, capacity >>> 1);
  }

  /** A leaf of at least this capacity, in its place. */
  private addLeaf(slot: number, prefix: number, depth: number, wanted: number): number {
    if (leafBytes(wanted) > PAGE_BYTES) throw new RangeError('too many keys have the same hash');
    const bytes = blockBytes(leafBytes(wanted));
    const capacity = (bytes - HEADER_BYTES) / PAIR_BYTES;
    return this.addTable(bytes, LEAF | (depth << DEPTH_SHIFT) | (capacity << CAPACITY_SHIFT), slot, prefix);
  }

  private addTable(bytes: number, shape: number, slot: number, prefix: number): number {
    const table = this.arena.allocate(bytes);
    const words = this.words[chunkOf(table)]!;
    const start = offset(table, SHAPE);
    words.fill(0, start, start + bytes / 4);
    words[start + SHAPE] = shape;
    words[start + SLOT] = slot;
    words[start + PREFIX] = prefix;
    this.link(table);
    return table;
  }

  /** Makes the parent of a table, which its header tells, name it. */
  private link(table: number): void {
    const words = this.words[chunkOf(table)]!;
    const start = offset(table, SHAPE);
    this.setChild(words[start + SLOT]!, words[start + PREFIX]!, this.depthOf(table), table);
  }

  private setChild(slot: number, prefix: number, depth: number, table: number): void {
    const form = this.formOf(table);
    if (depth === 0) {
      this.roots[slot] = table;
      this.forms[slot] = form;
      return;
    }
    let node = this.roots[slot]!;
    for (let level = 1; level < depth; level++) node = this.childOf(node, prefix);
    const words = this.words[chunkOf(node)]!;
    const child = this.childAt(node, prefix) - offset(node, HEADER_WORDS);
    const forms = offset(node, FORMS) + (child >>> 1);
    words[offset(node, HEADER_WORDS) + child] = table;
    words[forms] = (words[forms]! & ~(NODE_FORM << formShift(child))) | (form << formShift(child));
  }

  private formOf(table: number): number {
    if (table === 0) return 0;
    return this.isNode(table) ? NODE_FORM : this.capacityOf(table);
  }

  private resize(leaf: number, wanted: number): void {
    const words = this.words[chunkOf(leaf)]!;
    const start = offset(leaf, SHAPE);
    const resized = this.addLeaf(words[start + SLOT]!, words[start + PREFIX]!, this.depthOf(leaf), wanted);
    this.addCount(resized, this.countOf(leaf));
    const end = offset(leaf, HEADER_WORDS) + this.capacityOf(leaf) * PAIR_WORDS;
    for (let pair = offset(leaf, HEADER_WORDS); pair < end; pair += PAIR_WORDS) {
      if (words[pair + 1] !== 0) this.place(resized, words[pair]!, words[pair + 1]!);
    }
    this.arena.free(leaf);
  }

  /** Puts a node in the place of a full leaf, with the pairs in leaves of its own. */
  private split(leaf: number): void {
    const words = this.words[chunkOf(leaf)]!;
    const start = offset(leaf, SHAPE);
    const slot = words[start + SLOT]!;
    const depth = this.depthOf(leaf);
    const node = this.addTable(NODE_BYTES, NODE | (depth << DEPTH_SHIFT), slot, words[start + PREFIX]!);
    this.eachPair(leaf, (hash, ref) => {
      this.place(this.makeRoom(slot, hash), hash, ref);
      this.countFrom(node, hash, 1);
    });
    this.arena.free(leaf);
  }

  /** Puts one leaf in the place of a node that has become too small for one. */
  private collapse(node: number): void {
    const words = this.words[chunkOf(node)]!;
    const start = offset(node, SHAPE);
    const count = this.countOf(node);
    const depth = this.depthOf(node);
    const leaf = this.addLeaf(
      words[start + SLOT]!,
      words[start + PREFIX]!,
      depth,
      SMALLEST_LEAF + count + (count >>> 2),
    );
    this.addCount(leaf, count);
    this.eachPair(node, (hash, ref) => this.place(leaf, hash, ref));
    this.freeTables(node);
  }

  private dropLeaf(leaf: number): void {
    const words = this.words[chunkOf(leaf)]!;
    const start = offset(leaf, SHAPE);
    this.setChild(words[start + SLOT]!, words[start + PREFIX]!, this.depthOf(leaf), 0);
    this.arena.free(leaf);
  }

  private freeTables(table: number): void {
    if (this.isNode(table)) this.eachChild(table, (child) => this.freeTables(child));
    this.arena.free(table);
  }

  private eachPair(table: number, visit: (hash: number, ref: number) => void): void {
    if (this.isNode(table)) {
      this.eachChild(table, (child) => this.eachPair(child, visit));
      return;
    }
    const words = this.words[chunkOf(table)]!;
    const first = offset(table, HEADER_WORDS);
    for (let pair = first; pair < first + this.capacityOf(table) * PAIR_WORDS; pair += PAIR_WORDS) {
      if (words[pair + 1] !== 0) visit(words[pair]!, words[pair + 1]!);
    }
  }

  private eachChild(node: number, visit: (child: number) => void): void {
    const words = this.words[chunkOf(node)]!;
    const first = offset(node, HEADER_WORDS);
    for (let at = first; at < first + CHILDREN; at++) if (words[at] !== 0) visit(words[at]!);
  }

  /** The refs in a leaf whose hashes are not below `position`, with the wanted bits. */
  private refsOf(leaf: number, position: number, wanted: number): number[] {
    const refs: number[] = [];
    this.eachPair(leaf, (hash, ref) => {
      if ((hash & wanted) === wanted && (hash & ~EXPIRES) >>> 0 >= position) refs.push(ref);
    });
    return refs;
  }

  /** The first leaf with hashes at or after the cursor, in a slot that is not 0 in `occupied`; 0 at the end. */
  private leafAt(cursor: number, occupied: Int32Array): number {
    let slot = Math.floor(cursor / POSITIONS);
    this.position = cursor - slot * POSITIONS;
    for (; slot < SLOTS; slot++) {
      while (occupied[slot] !== 0 && this.position < POSITIONS) {
        const leaf = this.leafOf(slot, this.position | 0);
        const span = 2 ** (32 - CHILD_BITS * this.depthAt(slot, this.position | 0));
        const end = (Math.floor(this.position / span) + 1) * span;
        this.after = slot * POSITIONS + end;
        if (leaf !== 0) return leaf;
        this.position = end;
      }
      this.position = 0;
    }
    return 0;
  }

  /** How many nodes are on the way of a hash. */
  private depthAt(slot: number, hash: number): number {
    let depth = 0;
    for (let table = this.roots[slot]!; this.isNode(table); table = this.childOf(table, hash)) depth++;
    return depth;
  }
}

/** Where word `word` of a table is in the words of its chunk. */
function offset(table: number, word: number): number {
  return wordOf(table) + word;
}

function formShift(child: number): number {
  return (child & 1) * FORM_BITS;
}

function leafBytes(capacity: number): number {
  return HEADER_BYTES + capacity * PAIR_BYTES;
}

/** Pairs that a leaf may have: an eighth stays vacant. */
function limit(capacity: number): number {
  return capacity - Math.max(1, capacity >>> 3);
}

/** The place in a leaf where the search for a hash starts. */
function home(hash: number, capacity: number): number {
  return (((hash >>> 1) & 0x7fff) * capacity) >>> 15;
}

function distance(from: number, to: number, capacity: number): number {
  return to >= from ? to - from : to - from + capacity;
}
