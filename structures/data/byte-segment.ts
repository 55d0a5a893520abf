import { ByteSlice } from 'memo';

/** What a segment grows to; an element that needs more has a segment of its own. */
export const SEGMENT_BYTES = 8192;
const FEWEST_BYTES = 64;
/** An element that is a quarter of a segment gets no room for others beside it. */
const LARGE_BYTES = SEGMENT_BYTES / 4;

/** From this length on a length takes four bytes, with this one outside of them; else one. */
const LONG = 255;
const SHORT_FRAME = 1;
const LONG_FRAME = 5;
/** Up to so many bytes are copied and compared faster one by one. */
const FEW = 48;

/**
 * Elements in a row in one Buffer, or in a part of it, with room at both ends. Each stands between two copies of
 * its length, so that it is found from either side.
 */
export class ByteSegment {
  constructor(
    public bytes: Buffer,
    /** The part that it may use. */
    private floor: number,
    private ceiling: number,
    /** Where elements are. */
    public start = floor,
    public end = floor,
    public count = 0,
  ) {}

  static ofCapacity(capacity: number): ByteSegment {
    return new ByteSegment(Buffer.alloc(capacity), 0, capacity);
  }

  /** An empty segment for a list that begins with this element. */
  static small(value: ByteSlice): ByteSegment {
    return ByteSegment.ofCapacity(Math.max(FEWEST_BYTES, sizeOf(value.end - value.start)));
  }

  /** An empty segment for this element and, unless it is large, others to come. */
  static wide(value: ByteSlice): ByteSegment {
    const size = sizeOf(value.end - value.start);
    return ByteSegment.ofCapacity(size > LARGE_BYTES ? size : SEGMENT_BYTES);
  }

  /** Bytes that it may use. */
  get capacity(): number {
    return this.ceiling - this.floor;
  }

  /** Bytes that the elements take. */
  get used(): number {
    return this.end - this.start;
  }

  /** Whether most of a full segment's bytes would be free. */
  get isSparse(): boolean {
    return this.used * 4 < SEGMENT_BYTES;
  }

  /** False when there is no room. */
  pushFront(value: ByteSlice): boolean {
    const length = value.end - value.start;
    const size = sizeOf(length);
    if (this.start - this.floor < size && !this.makeRoom(size, true)) return false;
    this.start -= size;
    this.count++;
    this.write(this.start, value, length);
    return true;
  }

  /** False when there is no room. */
  pushBack(value: ByteSlice): boolean {
    const length = value.end - value.start;
    const size = sizeOf(length);
    if (this.ceiling - this.end < size && !this.makeRoom(size, false)) return false;
    this.write(this.end, value, length);
    this.end += size;
    this.count++;
    return true;
  }

  /** The first element, removed: a view that is good until the next element goes in. */
  popFront(): ByteSlice {
    const value = this.at(this.start);
    this.start = this.after(this.start);
    this.count--;
    return value;
  }

  /** The last element, removed: a view that is good until the next element goes in. */
  popBack(): ByteSlice {
    this.end = this.before(this.end);
    this.count--;
    return this.at(this.end);
  }

  /** A view of the element at an offset. */
  at(offset: number): ByteSlice {
    const length = this.lengthAt(offset);
    const start = offset + (length < LONG ? SHORT_FRAME : LONG_FRAME);
    return new ByteSlice(this.bytes, start, start + length);
  }

  /** The offset after the element that begins at this one. */
  after(offset: number): number {
    return offset + sizeOf(this.lengthAt(offset));
  }

  /** The offset of the element that ends at this one. */
  before(offset: number): number {
    const last = this.bytes[offset - 1]!;
    return offset - sizeOf(last < LONG ? last : this.bytes.readUInt32LE(offset - LONG_FRAME));
  }

  /** The offset of an element by its place in this segment. */
  offsetOf(index: number): number {
    if (index > this.count >>> 1) {
      let offset = this.end;
      for (let left = this.count - index; left > 0; left--) offset = this.before(offset);
      return offset;
    }
    let offset = this.start;
    for (let left = index; left > 0; left--) offset = this.after(offset);
    return offset;
  }

  /** Whether the element at an offset has these bytes. */
  equals(offset: number, value: ByteSlice): boolean {
    const length = this.lengthAt(offset);
    if (length !== value.end - value.start) return false;
    const start = offset + (length < LONG ? SHORT_FRAME : LONG_FRAME);
    if (length > FEW) {
      return this.bytes.compare(value.bytes, value.start, value.end, start, start + length) === 0;
    }
    for (let index = 0; index < length; index++) {
      if (this.bytes[start + index] !== value.bytes[value.start + index]) return false;
    }
    return true;
  }

  /** Puts an element in place of the `removed` (none or one) at a place; false when there is no room. */
  replace(index: number, removed: number, value: ByteSlice): boolean {
    const length = value.end - value.start;
    const from = this.offsetOf(index);
    const to = removed === 0 ? from : this.after(from);
    const growth = sizeOf(length) - (to - from);
    if (this.used + growth > SEGMENT_BYTES) return false;
    this.write(this.resizeGap(from, to, growth), value, length);
    this.count += 1 - removed;
    if (growth < 0) this.shrink();
    return true;
  }

  /** Removes so many elements from the front. */
  dropFront(count: number): void {
    this.start = this.offsetOf(count);
    this.count -= count;
  }

  /** Removes so many elements from the back. */
  dropBack(count: number): void {
    this.end = this.offsetOf(this.count - count);
    this.count -= count;
  }

  /** Removes the elements at these places, which ascend; `base` is the place of the first element. */
  remove(places: readonly number[], base: number): void {
    let from = this.start;
    let to = this.start;
    let place = base;
    for (const removed of places) {
      const run = from;
      for (; place < removed; place++) from = this.after(from);
      this.bytes.copyWithin(to, run, from);
      to += from - run;
      from = this.after(from);
      place++;
    }
    this.bytes.copyWithin(to, from, this.end);
    this.end -= from - to;
    this.count -= places.length;
  }

  /** A new segment with the elements from a place on, which leave this one. */
  splitOff(index: number): ByteSegment {
    const offset = this.offsetOf(index);
    const right = ByteSegment.ofCapacity(Math.max(FEWEST_BYTES, this.end - offset));
    right.end = this.bytes.copy(right.bytes, 0, offset, this.end);
    right.count = this.count - index;
    this.end = offset;
    this.count = index;
    return right;
  }

  /** Moves the elements to a Buffer of their own. */
  detach(): void {
    this.reallocate(this.capacity, this.start - this.floor);
  }

  /** Moves the elements to so many bytes of another Buffer; from where they start there. */
  moveInto(bytes: Buffer, floor: number, capacity: number, start = this.start - this.floor): void {
    const end = start + this.used;
    this.bytes.copy(bytes, floor + start, this.start, this.end);
    this.bytes = bytes;
    this.floor = floor;
    this.ceiling = floor + capacity;
    this.start = floor + start;
    this.end = floor + end;
  }

  /** Takes over the elements of the next segment. There must be room. */
  append(next: ByteSegment): void {
    if (this.ceiling - this.end < next.used) this.reallocate(SEGMENT_BYTES, 0);
    next.bytes.copy(this.bytes, this.end, next.start, next.end);
    this.end += next.used;
    this.count += next.count;
  }

  /** Gives memory back when less than an eighth is used. */
  shrink(): void {
    const { used } = this;
    if (used * 8 < this.capacity && this.capacity > FEWEST_BYTES) {
      this.reallocate(Math.max(FEWEST_BYTES, used * 2), used >>> 1);
    }
  }

  private lengthAt(offset: number): number {
    const first = this.bytes[offset]!;
    return first < LONG ? first : this.bytes.readUInt32LE(offset + 1);
  }

  private write(offset: number, value: ByteSlice, length: number): void {
    if (length >= LONG) return this.writeLong(offset, value, length);
    const { bytes } = this;
    const start = offset + SHORT_FRAME;
    bytes[offset] = length;
    if (length > FEW) bytes.set(value.bytes.subarray(value.start, value.end), start);
    else
      for (let index = 0; index < length; index++) bytes[start + index] = value.bytes[value.start + index]!;
    bytes[start + length] = length;
  }

  private writeLong(offset: number, value: ByteSlice, length: number): void {
    const { bytes } = this;
    const start = offset + LONG_FRAME;
    const end = start + length;
    bytes[offset] = LONG;
    bytes.writeUInt32LE(length, offset + 1);
    bytes.set(value.bytes.subarray(value.start, value.end), start);
    bytes.writeUInt32LE(length, end);
    bytes[end + LONG_FRAME - 1] = LONG;
  }

  /** Half empty: the elements move to the middle, so that a queue goes on in place. Else the Buffer doubles. */
  private makeRoom(size: number, front: boolean): boolean {
    const { used, capacity } = this;
    const free = capacity - used;
    if (used <= free && size <= free) {
      const side = Math.max(size, free >>> 1);
      this.moveTo(this.floor + (front ? side : free - side));
      return true;
    }
    if (used + size > SEGMENT_BYTES || capacity >= SEGMENT_BYTES) return false;
    const wider = widened(capacity, used + size);
    this.reallocate(wider, front ? wider - used : 0);
    return true;
  }

  /** Makes the gap between two offsets, whose bytes are given up, wider; answers where it begins now. */
  private resizeGap(from: number, to: number, growth: number): number {
    const { start, end, capacity } = this;
    if (from - start < end - to && growth <= start - this.floor) {
      this.bytes.copyWithin(start - growth, start, from);
      this.start -= growth;
      return from - growth;
    }
    if (growth <= this.ceiling - end) {
      this.bytes.copyWithin(to + growth, to, end);
      this.end += growth;
      return from;
    }
    if (growth > capacity - this.used) this.reallocate(widened(capacity, this.used + growth), 0);
    else this.moveTo(this.floor);
    return this.resizeGap(this.start + from - start, this.start + to - start, growth);
  }

  private moveTo(start: number): void {
    this.bytes.copyWithin(start, this.start, this.end);
    this.end = start + this.used;
    this.start = start;
  }

  private reallocate(capacity: number, start: number): void {
    this.moveInto(Buffer.alloc(capacity), 0, capacity, start);
  }
}

/** Bytes that an element takes with its two lengths. */
const sizeOf = (length: number) => length + 2 * (length < LONG ? SHORT_FRAME : LONG_FRAME);

/** Twice a capacity, but within what a segment grows to, and enough. */
const widened = (capacity: number, size: number) => Math.max(size, Math.min(SEGMENT_BYTES, capacity * 2));
