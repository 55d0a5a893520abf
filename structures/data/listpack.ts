import type { ByteSlice } from 'memo';
import type { Integer } from './decimal';
import {
  after,
  END,
  entrySize,
  INTEGER_BYTES,
  lengthBefore,
  lengthSize,
  stringBytes,
  unsigned32,
  write32,
  writeInteger,
  writeValue,
} from './listpack-entry';

export * from './listpack-entry';

/** Where the first entry is: behind the bytes of all, and the number of entries. */
export const HEADER = 6;
/** The number of entries that says that there are as many, or more. */
const MANY = 65535;
const FEWEST_BYTES = 64;

/**
 * Redis' listpack: byte strings and integers in a row, each of which tells its length in front and behind. Entries
 * are known by their offsets in `bytes`, which change with what is in front of them: read them with `after`, `before`,
 * `integerAt`, `sliceAt`, `equalsAt`. The bytes of an entry that goes in are copied, and must not be the listpack's own.
 */
export class Listpack {
  bytes: Buffer;
  /** Bytes in use, header and end included. */
  length = HEADER + 1;
  /** Entries. */
  count = 0;

  constructor(capacity = FEWEST_BYTES) {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(capacity, HEADER + 1));
    this.bytes[HEADER] = END;
  }

  /** A copy of bytes that are known to be a listpack: `validate` says so, or they were one's `content`. */
  static from(bytes: Uint8Array, count = countOf(bytes)): Listpack {
    const listpack = new Listpack(bytes.length);
    listpack.bytes.set(bytes);
    listpack.length = bytes.length;
    listpack.count = count;
    return listpack;
  }

  /** Where the end is, and what is appended goes. */
  get end(): number {
    return this.length - 1;
  }

  /** The bytes as Redis keeps them: a view, good until the next change. */
  get content(): Buffer {
    write32(this.bytes, 0, this.length);
    const count = Math.min(this.count, MANY);
    this.bytes[4] = count & 0xff;
    this.bytes[5] = count >>> 8;
    return this.bytes.subarray(0, this.length);
  }

  append(value: ByteSlice): void {
    this.reserve(stringBytes(value.end - value.start));
    this.extend(writeValue(this.bytes, this.end, value), 1);
  }

  appendInteger(value: Integer): void {
    this.reserve(INTEGER_BYTES);
    this.extend(writeInteger(this.bytes, this.end, value), 1);
  }

  /** So many entries were written behind the last, and end there. */
  extend(end: number, count: number): void {
    this.bytes[end] = END;
    this.length = end + 1;
    this.count += count;
  }

  /** Puts an integer in place of the entry at an offset. */
  setInteger(at: number, value: Integer): void {
    const size = writeInteger(SCRATCH, 0, value);
    const to = after(this.bytes, at);
    if (to - at !== size) this.resizeGap(at, to, size);
    for (let index = 0; index < size; index++) this.bytes[at + index] = SCRATCH[index]!;
  }

  /** Removes entries from an offset on. */
  delete(at: number, count = 1): void {
    let to = at;
    for (let left = count; left > 0; left--) to = after(this.bytes, to);
    this.resizeGap(at, to, 0);
    this.count -= count;
  }

  /** Makes room for so many more bytes. */
  reserve(size: number): void {
    const needed = this.length + size;
    if (needed > this.bytes.length) this.reallocate(Math.max(needed, this.bytes.length * 2));
  }

  /** Gives back the room that isn't used, unless it is little. */
  shrink(): void {
    if (this.length + this.length / 16 < this.bytes.length) this.reallocate(this.length);
  }

  /** The bytes from one offset up to another become so many; those behind move. */
  private resizeGap(from: number, to: number, size: number): void {
    const growth = from + size - to;
    if (growth > 0) this.reserve(growth);
    this.bytes.copyWithin(to + growth, to, this.length);
    this.length += growth;
  }

  private reallocate(capacity: number): void {
    const before = this.bytes;
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    before.copy(this.bytes, 0, 0, this.length);
  }
}

const SCRATCH = new Uint8Array(INTEGER_BYTES);

/** The entries of a listpack that begins at an offset; counted one by one where there are too many for its header. */
export function countOf(bytes: Uint8Array, start = 0): number {
  const count = bytes[start + 4]! | (bytes[start + 5]! << 8);
  if (count !== MANY) return count;
  let counted = 0;
  for (let at = start + HEADER; bytes[at] !== END; at = after(bytes, at)) counted++;
  return counted;
}

/**
 * The number of entries of bytes from anywhere, undefined unless they are a whole listpack: its header, each entry
 * with the right length behind it, and the end.
 */
export function validate(bytes: Uint8Array, start = 0, end = bytes.length): number | undefined {
  if (end - start < HEADER + 1 || unsigned32(bytes, start) !== end - start) return undefined;
  const last = end - 1;
  let count = 0;
  let at = start + HEADER;
  while (at < last && bytes[at] !== END) {
    at = afterValid(bytes, at, last);
    if (at < 0) return undefined;
    count++;
  }
  if (at !== last || bytes[last] !== END) return undefined;
  const said = bytes[start + 4]! | (bytes[start + 5]! << 8);
  return said === count || said === MANY ? count : undefined;
}

/** Where the next entry begins, at most at `end`; -1 when the one at the offset is no entry, or goes beyond. */
function afterValid(bytes: Uint8Array, at: number, end: number): number {
  if (at + FRAMES[bytes[at]!]! > end) return -1;
  const size = entrySize(bytes, at);
  const next = at + size + lengthSize(size);
  if (size === 0 || next > end) return -1;
  for (let index = next - lengthSize(size) + 1; index < next; index++) if (bytes[index]! < 128) return -1;
  return bytes[at + size]! < 128 && lengthBefore(bytes, next) === size ? next : -1;
}

/** By the first byte: bytes that must be there to tell the size. */
const FRAMES = Uint8Array.from({ length: 256 }, (_, first) => (first < 0xe0 ? 1 : first === 0xf0 ? 5 : 2));
