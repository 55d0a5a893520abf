import { ByteSlice } from 'memo';
import { copyBytes } from './compare-bytes';
import type { MemberSearch } from './member-search';
import { copyOf, EMPTY, wholeOf } from './slices';

/** What a leaf grows to. */
const MOST_ENTRIES = 256;
const MOST_BYTES = 8192;
/** A leaf with more bytes in use is split: some must be free, lest it is compacted at each change. */
const FULL_BYTES = (MOST_BYTES * 7) / 8;
const FEWEST_ENTRIES = 8;
/** A longer member has a Buffer of its own. */
const LONGEST_INSIDE = 1024;

/** What a member's first byte says: below, it is the length; then two bytes are; or the member isn't here. */
const TWO_BYTES = 254;
const OUTSIDE = 255;

/** What tells the entries of one node from those of the node before it. */
export interface Separator {
  readonly score: number;
  readonly member: ByteSlice;
}

/** What both sides of a split know of the other. */
export interface Split<Node> extends Separator {
  readonly right: Node;
}

/**
 * Members in the order of their scores, those of one score in the order of their bytes. The bytes stand in the order
 * in which they came: only scores and places move. Bytes are never written over, so that views stay as they are.
 */
export class ScoreLeaf {
  count = 0;
  /** The slot of the first entry: what is removed in front of it moves nothing. */
  private first = 0;
  private scores!: Float64Array;
  /** Where in `bytes` each member begins. */
  private places!: Uint16Array;
  private bytes!: Buffer;
  /** Where free bytes begin. */
  private end = 0;
  /** Bytes that members take, those of removed ones left out. */
  private live = 0;
  /** Long members, by their places. */
  private outside: Map<number, Buffer> | undefined = undefined;

  constructor(entries = FEWEST_ENTRIES, bytes = 0) {
    this.allocate(entries, bytes);
  }

  /** Memory that it takes. */
  get byteLength(): number {
    let sum = this.scores.byteLength + this.places.byteLength + this.bytes.length;
    if (this.outside) for (const { length } of this.outside.values()) sum += length;
    return sum;
  }

  get isSparse(): boolean {
    return this.count * 4 < MOST_ENTRIES && this.live * 4 < FULL_BYTES;
  }

  scoreAt(index: number): number {
    return this.scores[this.first + index]!;
  }

  memberAt(index: number): ByteSlice {
    const place = this.places[this.first + index]!;
    const { bytes } = this;
    const first = bytes[place]!;
    if (first < TWO_BYTES) return new ByteSlice(bytes, place + 1, place + 1 + first);
    if (first === OUTSIDE) return wholeOf(this.outside!.get(place)!);
    return new ByteSlice(bytes, place + 3, place + 3 + bytes.readUInt16LE(place + 1));
  }

  at(index: number): { score: number; member: ByteSlice } {
    return { score: this.scoreAt(index), member: this.memberAt(index) };
  }

  /** How many entries come before this one. */
  rank(score: number, search: MemberSearch): number {
    const { scores, first } = this;
    let low = first;
    let high = first + this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = scores[middle]!;
      if (found < score || (found === score && this.compareSlot(middle, search) < 0)) low = middle + 1;
      else high = middle;
    }
    return low - first;
  }

  /** How many entries have a lower score, or with `inclusive` the same. */
  countBelow(score: number, inclusive: boolean): number {
    const { scores, first } = this;
    let low = first;
    let high = first + this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = scores[middle]!;
      if (found < score || (inclusive && found === score)) low = middle + 1;
      else high = middle;
    }
    return low - first;
  }

  /** How many members come before this one, or with `inclusive` are it, whatever their scores are. */
  countBelowMember(search: MemberSearch, inclusive: boolean): number {
    const { first } = this;
    let low = first;
    let high = first + this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.compareSlot(middle, search);
      if (order < 0 || (inclusive && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low - first;
  }

  /** Takes an entry that it doesn't have; what it was split into, if it was. */
  insert(score: number, search: MemberSearch): Split<ScoreLeaf> | undefined {
    const { member } = search;
    const index = this.rank(score, search);
    const size = sizeOf(member.end - member.start);
    if (this.count < MOST_ENTRIES && (this.live + size <= FULL_BYTES || this.count < 2)) {
      this.put(index, score, member, size);
      return undefined;
    }
    const middle = this.middle(index);
    const right = this.splitOff(middle);
    if (index > middle) right.put(index - middle, score, member, size);
    else this.put(index, score, member, size);
    return { right, ...separatorBetween(this, right) };
  }

  /** Removes the entry; false when there is none. */
  remove(score: number, search: MemberSearch): boolean {
    const index = this.rank(score, search);
    const slot = this.first + index;
    if (index === this.count || this.scores[slot] !== score || this.compareSlot(slot, search) !== 0)
      return false;
    this.removeRange(index, 1);
    return true;
  }

  /** Removes so many entries from a place on. */
  removeRange(from: number, count: number): void {
    const { scores, places } = this;
    const start = this.first + from;
    const behind = start + count;
    const end = this.first + this.count;
    for (let slot = start; slot < behind; slot++) this.forget(places[slot]!);
    this.count -= count;
    if (from === 0) this.first = this.count === 0 ? 0 : behind;
    else if (behind < end) {
      scores.copyWithin(start, behind, end);
      places.copyWithin(start, behind, end);
    }
  }

  walk(from: number, count: number, visit: (score: number, member: ByteSlice) => void): void {
    for (let index = from; index < from + count; index++) visit(this.scoreAt(index), this.memberAt(index));
  }

  walkBack(from: number, count: number, visit: (score: number, member: ByteSlice) => void): void {
    for (let index = from; index > from - count; index--) visit(this.scoreAt(index), this.memberAt(index));
  }

  /** Takes over the entries of the next leaf; false when there are too many. */
  absorb(next: ScoreLeaf): boolean {
    const count = this.count + next.count;
    const live = this.live + next.live;
    if (count * 4 > MOST_ENTRIES * 3 || live * 4 > FULL_BYTES * 3) return false;
    this.reallocate(Math.max(this.scores.length, next.scores.length, count), live + (live >>> 2));
    this.take(next, 0, next.count);
    return true;
  }

  private compareSlot(slot: number, search: MemberSearch): number {
    const place = this.places[slot]!;
    const own = this.bytes;
    const first = own[place]!;
    if (first < TWO_BYTES) return search.compare(own, place + 1, place + 1 + first);
    const member = this.memberAt(slot - this.first);
    return search.compare(member.bytes, member.start, member.end);
  }

  /** Where to split before an entry goes in: entries that come in order leave full leaves behind. */
  private middle(index: number): number {
    if (index === this.count) return this.count - 1;
    if (index === 0) return 1;
    if (this.count === MOST_ENTRIES) return MOST_ENTRIES / 2;
    let passed = 0;
    let middle = 0;
    while (passed * 2 < this.live) passed += this.sizeAt(this.places[this.first + middle++]!);
    return Math.min(middle, this.count - 1);
  }

  /** A new leaf with the entries from a place on, which leave this one. */
  private splitOff(from: number): ScoreLeaf {
    const right = new ScoreLeaf(this.scores.length, this.bytes.length);
    right.take(this, from, this.count);
    for (let index = from; index < this.count; index++) this.forget(this.places[this.first + index]!);
    this.count = from;
    return right;
  }

  private put(index: number, score: number, member: ByteSlice, size: number): void {
    if (this.count === this.scores.length || this.end + size > this.bytes.length) this.makeRoom(size);
    const slot = this.slotFor(index);
    this.scores[slot] = score;
    this.places[slot] = this.end;
    this.count++;
    this.write(member);
  }

  /** Frees the slot for an entry at an index. There must be a free one. */
  private slotFor(index: number): number {
    if (index === 0 && this.first > 0) return --this.first;
    if (this.first + this.count === this.scores.length) this.moveToFront();
    const { scores, places } = this;
    const slot = this.first + index;
    const end = this.first + this.count;
    if (slot < end) {
      scores.copyWithin(slot + 1, slot, end);
      places.copyWithin(slot + 1, slot, end);
    }
    return slot;
  }

  private moveToFront(): void {
    const { first, count } = this;
    this.scores.copyWithin(0, first, first + count);
    this.places.copyWithin(0, first, first + count);
    this.first = 0;
  }

  private makeRoom(size: number): void {
    const isFull = this.count === this.scores.length;
    const entries = isFull ? Math.min(MOST_ENTRIES, this.count * 2) : this.scores.length;
    const needed = this.live + size;
    const capacity = this.bytes.length;
    const isRoomy = !isFull && needed * 8 <= capacity * 7;
    const average = needed / (this.count + 1);
    const likely = Math.ceil(average * entries * 1.05);
    const bytes = isRoomy
      ? capacity
      : Math.max(needed, Math.min(MOST_BYTES, Math.max(likely, needed + (needed >>> 3))));
    this.reallocate(entries, bytes);
  }

  private allocate(entries: number, bytes: number): void {
    const memory = new ArrayBuffer(entries * 10 + bytes);
    this.scores = new Float64Array(memory, 0, entries);
    this.places = new Uint16Array(memory, entries * 8, entries);
    this.bytes = Buffer.from(memory, entries * 10, bytes);
  }

  /** Other memory, in which no bytes of removed members are. */
  private reallocate(entries: number, bytes: number): void {
    const { scores, places, bytes: before, outside, first, count, end, live } = this;
    this.allocate(entries, bytes);
    this.first = 0;
    this.scores.set(scores.subarray(first, first + count));
    if (end === live) {
      this.places.set(places.subarray(first, first + count));
      this.bytes.set(before.subarray(0, end));
      return;
    }
    this.end = 0;
    this.live = 0;
    this.outside = undefined;
    for (let slot = 0; slot < count; slot++) this.copy(slot, before, places[first + slot]!, outside);
  }

  /** Adds entries of another leaf, all of which come after its own, which begin in the first slot. */
  private take(other: ScoreLeaf, from: number, to: number): void {
    for (let slot = other.first + from; slot < other.first + to; slot++) {
      this.scores[this.count] = other.scores[slot]!;
      this.copy(this.count++, other.bytes, other.places[slot]!, other.outside);
    }
  }

  /** Adds the bytes of a member as they stand in other bytes. */
  private copy(
    slot: number,
    from: Buffer,
    place: number,
    outside: ReadonlyMap<number, Buffer> | undefined,
  ): void {
    const { end } = this;
    const size = sizeIn(from, place);
    this.places[slot] = end;
    if (from[place] === OUTSIDE) (this.outside ??= new Map<number, Buffer>()).set(end, outside!.get(place)!);
    copyBytes(from, place, place + size, this.bytes, end);
    this.end += size;
    this.live += size;
  }

  private write({ bytes, start, end }: ByteSlice): void {
    const own = this.bytes;
    const length = end - start;
    const place = this.end;
    const size = sizeOf(length);
    if (length < TWO_BYTES) own[place] = length;
    else if (length <= LONGEST_INSIDE) own.writeUInt16LE(length, ((own[place] = TWO_BYTES), place + 1));
    else own[place] = OUTSIDE;
    if (length > LONGEST_INSIDE)
      (this.outside ??= new Map<number, Buffer>()).set(place, Buffer.from(bytes.subarray(start, end)));
    else copyBytes(bytes, start, end, own, place + size - length);
    this.end += size;
    this.live += size;
  }

  private forget(place: number): void {
    this.live -= this.sizeAt(place);
    if (this.bytes[place] === OUTSIDE) this.outside!.delete(place);
  }

  private sizeAt(place: number): number {
    return sizeIn(this.bytes, place);
  }
}

/** Bytes that a member of this length takes, those that tell the length included. */
function sizeOf(length: number): number {
  if (length < TWO_BYTES) return length + 1;
  return length <= LONGEST_INSIDE ? length + 3 : 1;
}

/** The same of the member that begins at a place. */
function sizeIn(bytes: Buffer, place: number): number {
  const first = bytes[place]!;
  if (first < TWO_BYTES) return first + 1;
  return first === OUTSIDE ? 1 : bytes.readUInt16LE(place + 1) + 3;
}

/** No more of the right leaf's first member than tells it from the left one's last. */
function separatorBetween(left: ScoreLeaf, right: ScoreLeaf): Separator {
  const score = right.scoreAt(0);
  if (left.scoreAt(left.count - 1) < score) return { score, member: EMPTY };
  const last = left.memberAt(left.count - 1);
  const first = right.memberAt(0);
  const length = Math.min(first.end - first.start, sharedLength(last, first) + 1);
  return { score, member: copyOf(new ByteSlice(first.bytes, first.start, first.start + length)) };
}

function sharedLength(a: ByteSlice, b: ByteSlice): number {
  const most = Math.min(a.end - a.start, b.end - b.start);
  let length = 0;
  while (length < most && a.bytes[a.start + length] === b.bytes[b.start + length]) length++;
  return length;
}
