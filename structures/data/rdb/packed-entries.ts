import { ByteSlice, rdb } from 'memo';
import { after, END, HEADER, sliceAt, validate } from '../listpack';
import { bufferOf, textSlice } from '../slices';

/** Called with the bytes of an entry: of an integer, its decimal digits. */
export type EntryVisitor = (entry: ByteSlice) => void;

/** Calls with each entry of a listpack. Throws a DamageError before the first call when it is damaged. */
export function visitListpack({ bytes, start, end }: ByteSlice, visit: EntryVisitor): void {
  if (validate(bytes, start, end) === undefined) rdb.refuse('a listpack is damaged');
  for (let at = start + HEADER; bytes[at] !== END; at = after(bytes, at)) visit(sliceAt(bytes, at));
}

/** An intset's header: bytes of an integer, and how many there are. */
const INTSET_HEADER = 8;

/** Calls with each integer of an intset. Throws a DamageError when it is damaged. */
export function visitIntset({ bytes, start, end }: ByteSlice, visit: EntryVisitor): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  const width = view.byteLength < INTSET_HEADER ? 0 : view.getUint32(0, true);
  if (width !== 2 && width !== 4 && width !== 8) rdb.refuse('an intset is damaged');
  const count = view.getUint32(4, true);
  if (view.byteLength !== INTSET_HEADER + count * width) rdb.refuse('an intset is not as long as it says');
  let before: number | bigint = -Infinity;
  for (let at = INTSET_HEADER; at < view.byteLength; at += width) {
    const value =
      width === 2
        ? view.getInt16(at, true)
        : width === 4
          ? view.getInt32(at, true)
          : view.getBigInt64(at, true);
    if (value <= before) rdb.refuse('the integers of an intset do not ascend');
    visit(textSlice(String(value)));
    before = value;
  }
}

/** From this byte on, except for the end, four more tell a length. */
const LONG_LENGTH = 254;

/** Calls with each key and each value of a zipmap, in turn. Throws a DamageError when it is damaged. */
export function visitZipmap(content: ByteSlice, visit: EntryVisitor): void {
  const walk = new Walk(content);
  walk.skip(1);
  for (let number = 0; walk.peek() !== END; number++) {
    const first = walk.byte();
    const length = first < LONG_LENGTH ? first : walk.unsigned32();
    const free = number % 2 === 1 ? walk.byte() : 0;
    visit(walk.slice(length));
    walk.skip(free);
  }
  walk.finish();
}

/** A ziplist's header: its bytes, the offset of the last entry, and the number of entries, unless that is too large. */
const ZIPLIST_HEADER = 10;
const UNCOUNTED = 65535;

/** Calls with each entry of a ziplist. Throws a DamageError when it is damaged. */
export function visitZiplist(content: ByteSlice, visit: EntryVisitor): void {
  const walk = new Walk(content);
  const size = walk.unsigned32();
  const tail = walk.unsigned32();
  const said = walk.byte() + walk.byte() * 256;
  if (size !== content.end - content.start) rdb.refuse('a ziplist is not as long as it says');
  let count = 0;
  let last = ZIPLIST_HEADER;
  for (let before = 0; walk.peek() !== END; count++) {
    last = walk.offset;
    const first = walk.byte();
    if ((first < LONG_LENGTH ? first : walk.unsigned32()) !== before) rdb.refuse('a ziplist is damaged');
    visit(ziplistEntry(walk));
    before = walk.offset - last;
  }
  walk.finish();
  if (tail !== last || (said !== count && said !== UNCOUNTED)) rdb.refuse('a ziplist does not count right');
}

/** Widths of integers by the first byte of a ziplist's entry. */
const ZIPLIST_WIDTHS: Readonly<Record<number, number>> = { 0xfe: 1, 0xc0: 2, 0xf0: 3, 0xd0: 4 };
const ZIPLIST_INT_64 = 0xe0;
const ZIPLIST_SMALLEST = 0xf1;
const ZIPLIST_LARGEST = 0xfd;
const ZIPLIST_STRING_32 = 0x80;

function ziplistEntry(walk: Walk): ByteSlice {
  const first = walk.byte();
  if (first < 0x40) return walk.slice(first);
  if (first < 0x80) return walk.slice(((first & 0x3f) << 8) | walk.byte());
  if (first === ZIPLIST_STRING_32) return walk.slice(walk.buffer.readUInt32BE(walk.skip(4)));
  if (first === ZIPLIST_INT_64) return textSlice(String(walk.buffer.readBigInt64LE(walk.skip(8))));
  if (first >= ZIPLIST_SMALLEST && first <= ZIPLIST_LARGEST)
    return textSlice(String(first - ZIPLIST_SMALLEST));
  const width = ZIPLIST_WIDTHS[first] ?? rdb.refuse('a ziplist has no such entries');
  return textSlice(String(walk.buffer.readIntLE(walk.skip(width), width)));
}

/** Goes through bytes, never past their end. */
class Walk {
  readonly buffer: Buffer;
  private at = 0;

  constructor(content: ByteSlice) {
    this.buffer = bufferOf(content);
  }

  get offset(): number {
    return this.at;
  }

  peek(): number {
    return this.buffer[this.at] ?? rdb.refuse('it has no end');
  }

  byte(): number {
    return this.buffer[this.skip(1)]!;
  }

  unsigned32(): number {
    return this.buffer.readUInt32LE(this.skip(4));
  }

  slice(length: number): ByteSlice {
    const start = this.skip(length);
    return new ByteSlice(this.buffer, start, start + length);
  }

  /** Passes over so many bytes; answers where they begin. */
  skip(count: number): number {
    const start = this.at;
    this.at += count;
    return this.at <= this.buffer.length ? start : rdb.refuse('it ends too early');
  }

  /** The end is the last byte. */
  finish(): void {
    if (this.at !== this.buffer.length - 1) rdb.refuse('there are bytes behind the end');
  }
}
