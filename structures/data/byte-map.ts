import { randomBytes } from 'node:crypto';
import type { ByteSlice } from 'memo';
import { BytePage } from './byte-page';
import { halfSipHash, hashKeyOf } from './half-sip-hash';

let seeds = randomBytes(6).readUIntBE(0, 6);

/** A seed for a map's hashes, which nobody can guess: another one each time, and in replay. */
export const newSeed = () => seeds++;

type Visit = (key: ByteSlice, value: ByteSlice) => void;

/** Where an entry is. */
interface Place {
  readonly page: BytePage;
  readonly at: number;
}

/** What entries and index take before a page is full. */
const PAGE_BYTES = 32 * 1024;
/** A page of fewer entries is never full: the directory would grow faster than the map. */
const FEWEST_IN_FULL = 16;
/** Bytes of the heap that a page takes beside its Buffer: two objects, what V8 notes of the Buffer, its pointer. */
const PAGE_OVERHEAD = 400;
const MOST_DEPTH = 28;

/** Hashes are ordered as int32; a cursor is a hash, counted from the least one. */
const LEAST_HASH = -(2 ** 31);
const ALL_HASHES = 2 ** 32;

/** Entries are drawn from groups of neighbours, of so many on average. */
const USUAL_GROUP = 256;
/** No group has more: one in 10^16 would. */
const MOST_IN_GROUP = 400;

/**
 * Byte strings by byte strings, outside the JavaScript heap, by extendible hashing (Fagin and others, 1979): a
 * directory tells, by the first bits of a key's hash, the page that has it. A full page is split in two, and the
 * directory doubles when it tells too few bits; so no operation moves more than a page.
 *
 * Entries have the order of their hashes, whatever happened before: it follows from the seed and the keys.
 * Views are good until the next change; a key or value that is set must be no view of this map.
 */
export class ByteMap {
  size = 0;
  private readonly key0: number;
  private readonly key1: number;
  /** How many bits the directory tells. */
  private depth = 0;
  private directory: BytePage[] = [new BytePage(0)];
  private pageCount = 1;
  /** How many pages are told by all of these bits. */
  private deepest = 1;
  /** Bytes of all pages' Buffers. */
  private allocated: number;

  constructor(
    seed: number,
    /** What entries and index take before a page is full. */
    private readonly pageBytes = PAGE_BYTES,
  ) {
    [this.key0, this.key1] = hashKeyOf(seed);
    this.allocated = this.directory[0]!.capacity;
  }

  /** The memory that it takes, about. */
  get byteLength(): number {
    return this.allocated + this.pageCount * PAGE_OVERHEAD + this.directory.length * 8;
  }

  has(key: ByteSlice): boolean {
    const hash = this.hash(key);
    return this.pageOf(hash).find(hash, key) >= 0;
  }

  /** A view of the value. */
  get(key: ByteSlice): ByteSlice | undefined {
    const hash = this.hash(key);
    const page = this.pageOf(hash);
    const at = page.find(hash, key);
    return at < 0 ? undefined : page.valueAt(at);
  }

  /** True when the key is new. */
  set(key: ByteSlice, value: ByteSlice): boolean {
    const hash = this.hash(key);
    const page = this.pageOf(hash);
    const at = page.find(hash, key);
    const before = page.capacity;
    if (at < 0) page.insert(-1 - at, hash, key, value);
    else page.replace(at, value);
    this.allocated += page.capacity - before;
    if (at < 0) this.size++;
    if (page.weight > this.pageBytes && page.count >= FEWEST_IN_FULL) this.split(page, hash);
    return at < 0;
  }

  /** False when there was no such key. */
  delete(key: ByteSlice): boolean {
    const hash = this.hash(key);
    const page = this.pageOf(hash);
    const at = page.find(hash, key);
    if (at < 0) return false;
    this.remove({ page, at }, hash);
    return true;
  }

  forEach(visit: Visit): void {
    this.scan(0, Infinity, visit);
  }

  /**
   * Visits at least so many entries (fewer at the end) from a cursor on; answers the next cursor. 0 begins and ends.
   * Keys that are there from the first call to the last are visited once; keys with the same hash, together.
   */
  scan(cursor: number, count: number, visit: Visit): number {
    if (cursor >= ALL_HASHES) return 0;
    let left = count;
    let last = -1;
    const from = cursor + LEAST_HASH;
    let slot = this.slotOf(from);
    while (slot < this.directory.length) {
      const page = this.directory[slot]!;
      for (let at = page.firstFrom(from); at < page.count; at++) {
        const next = page.hashAt(at) - LEAST_HASH;
        if (left <= 0 && next !== last) return next;
        visit(page.keyAt(at), page.valueAt(at));
        last = next;
        left--;
      }
      slot = this.slotAfter(page, slot);
    }
    return 0;
  }

  /** An entry, each as likely, by numbers from 0 up to 1 at random. The map must not be empty. */
  random(random01: () => number): [key: ByteSlice, value: ByteSlice] {
    const { page, at } = this.draw(random01);
    return [page.keyAt(at), page.valueAt(at)];
  }

  /** The same, removed. The views are good until something is set. */
  takeRandom(random01: () => number): [key: ByteSlice, value: ByteSlice] {
    const place = this.draw(random01);
    const { page, at } = place;
    const entry: [ByteSlice, ByteSlice] = [page.keyAt(at), page.valueAt(at)];
    this.remove(place, page.hashAt(at));
    return entry;
  }

  /** A map of its own with the same entries in the same order. */
  copy(): ByteMap {
    const copy = Object.assign(new ByteMap(0), this);
    let [page] = this.directory;
    let copied = page!.copy();
    copy.directory = this.directory.map((each) => {
      if (each !== page) copied = each.copy();
      page = each;
      return copied;
    });
    return copy;
  }

  /** The hash of a key: an int32. */
  protected hash({ bytes, start, end }: ByteSlice): number {
    return halfSipHash(bytes, start, end, this.key0, this.key1);
  }

  /** Where an entry is, each as likely. */
  private draw(random01: () => number): Place {
    const groups = Math.ceil(this.size / USUAL_GROUP);
    const most = groups === 1 ? this.size : MOST_IN_GROUP;
    const startOf = (group: number) => Math.floor((group * ALL_HASHES) / groups) + LEAST_HASH;
    for (;;) {
      const group = Math.floor(random01() * groups);
      const place = this.placeWithin(startOf(group), startOf(group + 1), Math.floor(random01() * most));
      if (place) return place;
    }
  }

  /** Where the entry of this number is of those with hashes from one up to another, undefined when they are fewer. */
  private placeWithin(from: number, to: number, number: number): Place | undefined {
    let slot = this.slotOf(from);
    let page = this.directory[slot]!;
    let at = page.firstFrom(from) + number;
    while (at >= page.count) {
      at -= page.count;
      slot = this.slotAfter(page, slot);
      if (slot === this.directory.length) return undefined;
      page = this.directory[slot]!;
    }
    return page.hashAt(at) < to ? { page, at } : undefined;
  }

  /** Writes over nothing: views of the entry stay good. */
  private remove({ page, at }: Place, hash: number): void {
    const before = page.capacity;
    page.remove(at);
    this.allocated += page.capacity - before;
    this.size--;
    if (page.depth > 0 && page.weight < this.pageBytes / 4) this.merge(page, hash);
  }

  private pageOf(hash: number): BytePage {
    return this.directory[this.slotOf(hash)]!;
  }

  private slotOf(hash: number): number {
    return this.depth === 0 ? 0 : (hash ^ LEAST_HASH) >>> (32 - this.depth);
  }

  /** The first slot of the page after the one at a slot. */
  private slotAfter(page: BytePage, slot: number): number {
    const slots = 1 << (this.depth - page.depth);
    return (slot & -slots) + slots;
  }

  /** Splits a full page by the next bit of the hashes, unless that bit would make the directory too large. */
  private split(page: BytePage, hash: number): void {
    const most = Math.min(MOST_DEPTH, 32 - Math.clz32(this.size));
    if (page.depth >= most) return;
    if (page.depth === this.depth) this.widen();
    const slots = 1 << (this.depth - page.depth);
    const first = this.slotOf(hash) & -slots;
    const middle = first + slots / 2;
    const [left, right] = page.split(page.firstFrom(middle * 2 ** (32 - this.depth) + LEAST_HASH));
    this.directory.fill(left, first, middle).fill(right, middle, first + slots);
    this.allocated += left.capacity + right.capacity - page.capacity;
    this.pageCount++;
    if (left.depth === this.depth) this.deepest += 2;
  }

  /** Makes one page of a sparse one and its fellow, when that fits well. */
  private merge(page: BytePage, hash: number): void {
    const slots = 1 << (this.depth - page.depth);
    const slot = this.slotOf(hash) & -slots;
    const fellow = this.directory[slot ^ slots]!;
    if (fellow.depth !== page.depth || page.weight + fellow.weight > this.pageBytes / 2) return;
    const first = Math.min(slot, slot ^ slots);
    const joined = first === slot ? page.joined(fellow) : fellow.joined(page);
    this.directory.fill(joined, first, first + slots * 2);
    this.allocated += joined.capacity - page.capacity - fellow.capacity;
    this.pageCount--;
    if (page.depth === this.depth) this.deepest -= 2;
    while (this.deepest === 0 && this.depth > 0) this.narrow();
  }

  /** The directory tells one bit more: each page has twice as many slots. */
  private widen(): void {
    const { directory } = this;
    const wider = new Array<BytePage>(directory.length * 2);
    for (let slot = 0; slot < wider.length; slot++) wider[slot] = directory[slot >>> 1]!;
    this.directory = wider;
    this.depth++;
    this.deepest = 0;
  }

  /** The directory tells one bit less. */
  private narrow(): void {
    this.directory = this.directory.filter((_, slot) => slot % 2 === 0);
    this.depth--;
    this.deepest = this.directory.filter(({ depth }) => depth === this.depth).length;
  }
}
