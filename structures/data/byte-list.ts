import Denque from 'denque';
import type { ByteSlice } from 'memo';
import { ByteSegment, SEGMENT_BYTES } from './byte-segment';

/** About what V8 takes for the objects that the bytes are in. */
const LIST_BYTES = 160;
const SEGMENT_OBJECT_BYTES = 200;

/** Which elements a search looks at, and which of those that it meets it answers. */
export interface Search {
  /** From the last element to the first. */
  readonly backwards?: boolean;
  /** Matches to pass over. */
  readonly skip?: number;
  /** Matches to answer. */
  readonly limit?: number;
  /** Elements to look at. */
  readonly within?: number;
}

/**
 * Byte strings in a row, in Buffers of a few KB. Both ends are O(1); on the way to the middle whole segments are
 * passed over by their counts. The bytes of an element that goes in are copied, and must not be the list's own.
 * What comes out is a view: good until the next element goes in.
 */
export class ByteList {
  length = 0;
  private segments = new Denque<ByteSegment>();

  /** A list of the elements that a segment has. */
  static of(segment: ByteSegment): ByteList {
    const list = new ByteList();
    list.length = segment.count;
    list.segments.push(segment);
    return list;
  }

  /** The segment of all elements; undefined when there are several, or none. */
  get onlySegment(): ByteSegment | undefined {
    return this.segments.length === 1 ? this.segments.peekFront() : undefined;
  }

  /** Memory that it takes. */
  get byteLength(): number {
    const segments = this.segments.toArray();
    return segments.reduce((sum, { capacity }) => sum + SEGMENT_OBJECT_BYTES + capacity, LIST_BYTES);
  }

  /** Moves elements that are in this Buffer to one of their own. */
  leave(bytes: Uint8Array): void {
    for (const segment of this.segments.toArray()) if (segment.bytes === bytes) segment.detach();
  }

  pushFront(value: ByteSlice): void {
    const first = this.segments.peekFront();
    if (!first?.pushFront(value)) {
      const segment = first ? ByteSegment.wide(value) : ByteSegment.small(value);
      segment.pushFront(value);
      this.segments.unshift(segment);
    }
    this.length++;
  }

  pushBack(value: ByteSlice): void {
    const last = this.segments.peekBack();
    if (!last?.pushBack(value)) {
      const segment = last ? ByteSegment.wide(value) : ByteSegment.small(value);
      segment.pushBack(value);
      this.segments.push(segment);
    }
    this.length++;
  }

  popFront(): ByteSlice | undefined {
    const first = this.segments.peekFront();
    if (!first) return undefined;
    const value = first.popFront();
    this.length--;
    if (first.count === 0) this.segments.shift();
    else this.shrink();
    return value;
  }

  popBack(): ByteSlice | undefined {
    const last = this.segments.peekBack();
    if (!last) return undefined;
    const value = last.popBack();
    this.length--;
    if (last.count === 0) this.segments.pop();
    else this.shrink();
    return value;
  }

  /** The element at an index, which is in bounds. */
  at(index: number): ByteSlice {
    const { segment, base } = this.locate(index);
    return segment.at(segment.offsetOf(index - base));
  }

  /** The elements from `first` up to and with `last`, both in bounds. */
  range(first: number, last: number): ByteSlice[] {
    const values: ByteSlice[] = [];
    if (first > last) return values;
    const from = this.locate(first);
    let { segment, place } = from;
    let offset = segment.offsetOf(first - from.base);
    for (let left = last - first + 1; left > 0; left--) {
      if (offset === segment.end) {
        segment = this.segments.peekAt(++place)!;
        offset = segment.start;
      }
      values.push(segment.at(offset));
      offset = segment.after(offset);
    }
    return values;
  }

  /** Puts another element at an index, which is in bounds. */
  set(index: number, value: ByteSlice): void {
    this.replace(index, 1, value);
  }

  /** Inserts before the element at an index. */
  insert(index: number, value: ByteSlice): void {
    if (index === this.length) {
      this.pushBack(value);
      return;
    }
    this.replace(index, 0, value);
    this.length++;
  }

  /** The indexes of elements with these bytes, in the order of the search. */
  find(
    value: ByteSlice,
    { backwards = false, skip = 0, limit = Infinity, within = Infinity }: Search = {},
  ): number[] {
    const found: number[] = [];
    const { segments } = this;
    const most = Math.min(within, this.length);
    let passed = 0;
    let seen = 0;
    for (let place = 0; seen < most; place++) {
      const segment = segments.peekAt(backwards ? -1 - place : place)!;
      const end = Math.min(most, seen + segment.count);
      let offset = backwards ? segment.end : segment.start;
      for (; seen < end; seen++) {
        if (backwards) offset = segment.before(offset);
        if (segment.equals(offset, value) && ++passed > skip) {
          found.push(backwards ? this.length - 1 - seen : seen);
          if (found.length >= limit) return found;
        }
        if (!backwards) offset = segment.after(offset);
      }
    }
    return found;
  }

  /** Removes the elements at these indexes, which ascend. */
  remove(indexes: readonly number[]): void {
    const touched: number[] = [];
    let base = 0;
    let next = 0;
    for (let place = 0; next < indexes.length; place++) {
      const segment = this.segments.peekAt(place)!;
      const from = next;
      const end = base + segment.count;
      while (next < indexes.length && indexes[next]! < end) next++;
      if (next > from) {
        segment.remove(indexes.slice(from, next), base);
        if (segment.isSparse) touched.push(place);
      }
      base = end;
    }
    this.length -= indexes.length;
    if (touched.length > 0) this.arrange(this.segments.toArray(), touched[0]!, touched.at(-1)! + 1);
  }

  /** Keeps the elements from `first` up to and with `last`, both in bounds. */
  trim(first: number, last: number): void {
    this.dropBack(this.length - 1 - last);
    this.dropFront(first);
    this.shrink();
  }

  private dropFront(count: number): void {
    const { segments } = this;
    this.length -= count;
    let left = count;
    while (left > 0) {
      const first = segments.peekFront()!;
      if (left < first.count) return first.dropFront(left);
      left -= first.count;
      segments.shift();
    }
  }

  private dropBack(count: number): void {
    const { segments } = this;
    this.length -= count;
    let left = count;
    while (left > 0) {
      const last = segments.peekBack()!;
      if (left < last.count) return last.dropBack(left);
      left -= last.count;
      segments.pop();
    }
  }

  /** The segment of an element, its place among the segments, and the index of its first element. */
  private locate(index: number): { segment: ByteSegment; place: number; base: number } {
    const { segments } = this;
    if (index > this.length >>> 1) {
      let place = segments.length - 1;
      let segment = segments.peekAt(place)!;
      let base = this.length - segment.count;
      while (base > index) {
        segment = segments.peekAt(--place)!;
        base -= segment.count;
      }
      return { segment, place, base };
    }
    let place = 0;
    let segment = segments.peekAt(0)!;
    let base = 0;
    while (base + segment.count <= index) {
      base += segment.count;
      segment = segments.peekAt(++place)!;
    }
    return { segment, place, base };
  }

  /** Puts an element in place of `removed` (none or one) at an index; a segment too full for it is split there. */
  private replace(index: number, removed: number, value: ByteSlice): void {
    const { segment, place, base } = this.locate(index);
    if (segment.replace(index - base, removed, value)) return;
    const right = segment.splitOff(index - base + removed);
    segment.dropBack(removed);
    const middle = ByteSegment.small(value);
    middle.pushBack(value);
    const segments = this.segments.toArray();
    segments.splice(place, 1, segment, middle, right);
    this.arrange(segments, place, place + 3);
  }

  /**
   * Takes these as its segments. Those from one place up to another, and their neighbours, are joined where two
   * fit into one, and left out when empty.
   */
  private arrange(segments: readonly ByteSegment[], from: number, to: number): void {
    const kept = segments.slice(0, Math.max(0, from - 1));
    const untouched = kept.length;
    for (const segment of segments.slice(untouched, to + 1)) {
      const last = kept.length > untouched ? kept[kept.length - 1] : undefined;
      if (last && last.used + segment.used <= SEGMENT_BYTES) last.append(segment);
      else if (segment.count > 0) kept.push(segment);
    }
    this.segments = new Denque(kept.concat(segments.slice(to + 1)));
    this.shrink();
  }

  /** A segment that is alone gives memory back when it uses little of it. */
  private shrink(): void {
    if (this.segments.length === 1) this.segments.peekFront()!.shrink();
  }
}
