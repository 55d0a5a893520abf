import { bucketOf, bucketToSplit } from './linear-hashing';

/** Entries a segment holds on average before there is one segment more. */
const SEGMENT_LOAD = 4096;
const FIRST_SLOTS = 8;

/**
 * A table from hashes to values: well mixed 32-bit integers to 32-bit integers other than 0, outside the JavaScript heap.
 * It grows a segment at a time, so the slowest insertion moves some thousand entries (about a tenth of a millisecond).
 */
export class IntegerTable {
  private readonly segments = [new Segment()];
  private entries = 0;

  get size(): number {
    return this.entries;
  }

  /** Bytes of all slots. */
  get byteLength(): number {
    return this.segments.reduce((bytes, segment) => bytes + segment.byteLength, 0);
  }

  /** The value, 0 when there is none. */
  get(hash: number): number {
    return this.segmentOf(hash).get(hash);
  }

  set(hash: number, value: number): void {
    if (!this.segmentOf(hash).set(hash, value)) return;
    this.entries++;
    if (this.entries > this.segments.length * SEGMENT_LOAD) this.split();
  }

  delete(hash: number): boolean {
    const deleted = this.segmentOf(hash).delete(hash);
    if (deleted) this.entries--;
    return deleted;
  }

  private segmentOf(hash: number): Segment {
    return this.segments[bucketOf(hash, this.segments.length)]!;
  }

  private split(): void {
    const index = bucketToSplit(this.segments.length);
    const old = this.segments[index]!;
    this.segments[index] = new Segment(old.size);
    this.segments.push(new Segment(old.size));
    old.forEach((hash, value) => this.segmentOf(hash).set(hash, value));
  }
}

/** Open addressing with linear probing; slots are pairs of hash and value, a value of 0 marks a free one. */
class Segment {
  private slots: Int32Array;
  private shift: number;
  size = 0;

  constructor(slots = FIRST_SLOTS) {
    const bits = 32 - Math.clz32(Math.max(slots, FIRST_SLOTS) - 1);
    this.slots = new Int32Array(2 << bits);
    this.shift = 32 - bits;
  }

  get byteLength(): number {
    return this.slots.byteLength;
  }

  get(hash: number): number {
    return this.slots[this.find(hash) + 1]!;
  }

  /** True when the hash is new. */
  set(hash: number, value: number): boolean {
    const at = this.find(hash);
    const isNew = this.slots[at + 1] === 0;
    this.slots[at] = hash;
    this.slots[at + 1] = value;
    if (isNew && ++this.size * 8 > this.slots.length * 3) this.grow();
    return isNew;
  }

  delete(hash: number): boolean {
    const at = this.find(hash);
    if (this.slots[at + 1] === 0) return false;
    this.slots[at + 1] = 0;
    this.size--;
    this.closeGap(at);
    return true;
  }

  forEach(visit: (hash: number, value: number) => void): void {
    const { slots } = this;
    for (let at = 0; at < slots.length; at += 2) if (slots[at + 1] !== 0) visit(slots[at]!, slots[at + 1]!);
  }

  /** Where the hash is, or the free slot where it would be. */
  private find(hash: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let at = this.home(hash);
    while (slots[at + 1] !== 0 && slots[at] !== hash) at = (at + 2) & mask;
    return at;
  }

  /** The low bits choose the segment, the high ones the slot. */
  private home(hash: number): number {
    return (hash >>> this.shift) << 1;
  }

  /** Moves entries back over a slot that became free, if they were pushed past it. */
  private closeGap(gap: number): void {
    const { slots } = this;
    const mask = slots.length - 1;
    for (let at = (gap + 2) & mask; slots[at + 1] !== 0; at = (at + 2) & mask) {
      const distance = (at - this.home(slots[at]!)) & mask;
      if (distance < ((at - gap) & mask)) continue;
      slots[gap] = slots[at]!;
      slots[gap + 1] = slots[at + 1]!;
      slots[at + 1] = 0;
      gap = at;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    this.shift--;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] === 0) continue;
      const to = this.find(old[at]!);
      this.slots[to] = old[at]!;
      this.slots[to + 1] = old[at + 1]!;
    }
  }
}
