import { chunkOf, tagOf, wordOf, type Arena } from './arena';
import { PAGE_BYTES, blockBytes } from './size-classes';

/** Slots of Redis Cluster. */
export const SLOTS = 16384;

/** The bit of a pair's hash that says that its entry expires. It is no part of the hash. */
export const EXPIRES = 1;

/** The low bits of a table's first word, by which it is told from an entry. */
const LEAF = 1;
const NODE = 2;

/** Words of a table: tag, depth and capacity; pairs in or below it; its slot; a hash that leads to it. */
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
const HASH_BITS = 32;
const TOP_SHIFT = HASH_BITS - CHILD_BITS;
const MAX_DEPTH = 7;

/** A leaf has pairs of a hash and a ref, 0 where it is vacant. */
const PAIR_WORDS = 2;
const PAIR_BYTES = 8;
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

/** Knows whether a ref is what is looked for. */
export interface RefMatcher {
  matches(ref: number): boolean;
}

/**
 * Pairs of a hash (int32) and a ref, by slot.
 *
 * Each slot has a trie over the bits of the hash whose leaves are small open-addressing tables. Tables are blocks in the
 * arena. No operation moves more than one leaf's pairs, so none takes long, however many there are, even if all are in
 * one slot.
 */
export abstract class HashTables {
  // Declared only: a field that is undefined at first stays slower to read.
  declare private readonly words: Int32Array[];
  declare private readonly arena: Arena;
  declare private readonly matcher: RefMatcher;
  private readonly roots = new Int32Array(SLOTS);
  private readonly forms = new Uint16Array(SLOTS);

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

  /** Moves a table to another block. */
  moveTable(table: number): void {
    const bytes = this.isNode(table) ? NODE_BYTES : leafBytes(this.capacityOf(table));
    const moved = this.arena.allocate(bytes);
    this.arena.copy(table, moved, bytes);
    this.link(moved);
    this.arena.free(table);
  }

  /** Forgets all tables. The blocks are the caller's to free. */
  protected clearTables(): void {
    this.roots.fill(0);
    this.forms.fill(0);
  }

  protected addPair(slot: number, hash: number, ref: number): void {
    this.place(this.makeRoom(slot, hash), hash & ~EXPIRES, ref);
    this.countFrom(this.roots[slot]!, hash, 1);
  }

  /** Answers whether the entry was marked as one that expires. */
  protected removePair(slot: number, hash: number, ref: number): boolean {
    const leaf = this.leafOf(slot, hash);
    const pair = this.pairOf(leaf, hash, ref);
    const expires = (this.words[chunkOf(leaf)]![pair]! & EXPIRES) !== 0;
    this.vacate(leaf, pair);
    this.countFrom(this.roots[slot]!, hash, -1);
    this.takeRoom(slot, hash);
    return expires;
  }

  protected replaceRef(slot: number, hash: number, from: number, to: number): void {
    const leaf = this.leafOf(slot, hash);
    this.words[chunkOf(leaf)]![this.pairOf(leaf, hash, from) + 1] = to;
  }

  /** Marks the entry as one that expires, or not. Answers whether that is a change. */
  protected markPair(slot: number, hash: number, ref: number, expires: boolean): boolean {
    const leaf = this.leafOf(slot, hash);
    const words = this.words[chunkOf(leaf)]!;
    const pair = this.pairOf(leaf, hash, ref);
    if (((words[pair]! & EXPIRES) !== 0) === expires) return false;
    words[pair]! ^= EXPIRES;
    return true;
  }

  /** The leaf that a hash belongs in, 0 if there is none. */
  protected leafOf(slot: number, hash: number): number {
    let table = this.roots[slot]!;
    while (this.isNode(table)) table = this.childOf(table, hash);
    return table;
  }

  /** How many hashes belong in the same leaf as this one: a power of two. */
  protected spanOf(slot: number, hash: number): number {
    return 2 ** (HASH_BITS - CHILD_BITS * this.depthAt(slot, hash));
  }

  /** The ref number `index` in a slot. */
  protected refAt(slot: number, index: number): number {
    let table = this.roots[slot]!;
    while (this.isNode(table)) {
      const words = this.words[chunkOf(table)]!;
      let child = offset(table, HEADER_WORDS);
      for (; index >= this.countOf(words[child]!); child++) index -= this.countOf(words[child]!);
      table = words[child]!;
    }
    let found = 0;
    this.eachPair(table, (_hash, ref) => {
      if (index-- === 0) found = ref;
    });
    return found;
  }

  protected eachPair(table: number, visit: (hash: number, ref: number) => void): void {
    if (this.isNode(table)) {
      this.eachChild(table, (child) => this.eachPair(child, visit));
      return;
    }
    const words = this.words[chunkOf(table)]!;
    const end = offset(table, HEADER_WORDS) + this.capacityOf(table) * PAIR_WORDS;
    for (let pair = offset(table, HEADER_WORDS); pair < end; pair += PAIR_WORDS) {
      if (words[pair + 1] !== 0) visit(words[pair]!, words[pair + 1]!);
    }
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

  private isNode(table: number): boolean {
    return table !== 0 && tagOf(this.words[chunkOf(table)]![offset(table, SHAPE)]!) === NODE;
  }

  private childOf(node: number, hash: number): number {
    return this.words[chunkOf(node)]![offset(node, HEADER_WORDS) + this.childNumber(node, hash)]!;
  }

  private childNumber(node: number, hash: number): number {
    return (hash >>> (TOP_SHIFT - CHILD_BITS * this.depthOf(node))) & (CHILDREN - 1);
  }

  private depthOf(table: number): number {
    return (this.words[chunkOf(table)]![offset(table, SHAPE)]! >>> DEPTH_SHIFT) & DEPTH_MASK;
  }

  /** How many nodes are on the way of a hash. */
  private depthAt(slot: number, hash: number): number {
    let depth = 0;
    for (let table = this.roots[slot]!; this.isNode(table); table = this.childOf(table, hash)) depth++;
    return depth;
  }

  private capacityOf(leaf: number): number {
    return this.words[chunkOf(leaf)]![offset(leaf, SHAPE)]! >>> CAPACITY_SHIFT;
  }

  private countOf(table: number): number {
    return table === 0 ? 0 : this.words[chunkOf(table)]![offset(table, COUNT)]!;
  }

  private addCount(table: number, by: number): void {
    this.words[chunkOf(table)]![offset(table, COUNT)]! += by;
  }

  /** Counts a pair more or less in each table on its way. */
  private countFrom(table: number, hash: number, by: number): void {
    for (; this.isNode(table); table = this.childOf(table, hash)) this.addCount(table, by);
    this.addCount(table, by);
  }

  /** Where the pair with a ref is, which must be there. */
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

  /** The leaf that a hash belongs in, with a place for one more. */
  private makeRoom(slot: number, hash: number): number {
    for (;;) {
      const leaf = this.leafOf(slot, hash);
      if (leaf === 0) return this.addLeaf(slot, hash, this.depthAt(slot, hash), SMALLEST_LEAF);
      const capacity = this.capacityOf(leaf);
      if (this.countOf(leaf) < limit(capacity)) return leaf;
      if (capacity >= LARGEST_LEAF && this.depthOf(leaf) < MAX_DEPTH) this.split(leaf);
      else this.resize(leaf, capacity + (capacity >>> 1));
    }
  }

  /** Makes what has become sparse on the way of a hash smaller. */
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
    const form = this.isNode(table) ? NODE_FORM : this.capacityOf(table);
    this.setChild(words[start + SLOT]!, words[start + PREFIX]!, this.depthOf(table), table, form);
  }

  private setChild(slot: number, prefix: number, depth: number, table: number, form: number): void {
    if (depth === 0) {
      this.roots[slot] = table;
      this.forms[slot] = form;
      return;
    }
    let node = this.roots[slot]!;
    for (let level = 1; level < depth; level++) node = this.childOf(node, prefix);
    const words = this.words[chunkOf(node)]!;
    const child = this.childNumber(node, prefix);
    const forms = offset(node, FORMS) + (child >>> 1);
    words[offset(node, HEADER_WORDS) + child] = table;
    words[forms] = (words[forms]! & ~(NODE_FORM << formShift(child))) | (form << formShift(child));
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
    const wanted = SMALLEST_LEAF + count + (count >>> 2);
    const leaf = this.addLeaf(words[start + SLOT]!, words[start + PREFIX]!, this.depthOf(node), wanted);
    this.addCount(leaf, count);
    this.eachPair(node, (hash, ref) => this.place(leaf, hash, ref));
    this.freeTables(node);
  }

  private dropLeaf(leaf: number): void {
    const words = this.words[chunkOf(leaf)]!;
    const start = offset(leaf, SHAPE);
    this.setChild(words[start + SLOT]!, words[start + PREFIX]!, this.depthOf(leaf), 0, 0);
    this.arena.free(leaf);
  }

  private freeTables(table: number): void {
    if (this.isNode(table)) this.eachChild(table, (child) => this.freeTables(child));
    this.arena.free(table);
  }

  private eachChild(node: number, visit: (child: number) => void): void {
    const words = this.words[chunkOf(node)]!;
    const first = offset(node, HEADER_WORDS);
    for (let at = first; at < first + CHILDREN; at++) if (words[at] !== 0) visit(words[at]!);
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
