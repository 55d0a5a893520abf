import { copyBytes } from './compare-bytes';

/**
 * Entries of a BytePage: the length of the key, the length of the value, the key, the value. A key or value that is
 * long stands elsewhere, in a Buffer of its own: in place of its length is the number of that Buffer.
 */

const LONGEST_INLINE = 1024;
/** The first byte of a length of two bytes has this bit, and is less than LARGE. */
const TWO_BYTES = 0x80;
const LARGE = 0xff;
const LARGE_FRAME = 4;

/** Whether so many bytes have a Buffer of their own. */
export const isLarge = (length: number) => length > LONGEST_INLINE;

/** Whether what the length at an offset is of has a Buffer of its own. */
export const isLargeAt = (bytes: Uint8Array, offset: number) => bytes[offset] === LARGE;

/** The number of that Buffer. */
export function numberAt(bytes: Uint8Array, offset: number): number {
  return (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
}

export function writeNumber(bytes: Uint8Array, offset: number, number: number): void {
  bytes[offset] = LARGE;
  bytes[offset + 1] = number >>> 16;
  bytes[offset + 2] = number >>> 8;
  bytes[offset + 3] = number;
}

/** How many bytes of the entry the key or value takes whose length is at an offset, beside that length. */
export function inlineLengthAt(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset]!;
  if (first < TWO_BYTES) return first;
  return first === LARGE ? 0 : ((first & 0x7f) << 8) | bytes[offset + 1]!;
}

/** How many bytes the length at an offset takes. */
export function frameSizeAt(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset]!;
  if (first < TWO_BYTES) return 1;
  return first === LARGE ? LARGE_FRAME : 2;
}

/** The bytes that an entry takes. */
export function entrySizeAt(bytes: Uint8Array, offset: number): number {
  const keyFrame = frameSizeAt(bytes, offset);
  const valueAt = offset + keyFrame;
  const frames = keyFrame + frameSizeAt(bytes, valueAt);
  return frames + inlineLengthAt(bytes, offset) + inlineLengthAt(bytes, valueAt);
}

/** The bytes that a key or value of so many takes in an entry, with its length. */
export function framedSize(length: number): number {
  if (length < TWO_BYTES) return 1 + length;
  return isLarge(length) ? LARGE_FRAME : 2 + length;
}

/** Writes a length, of what is not large; answers the offset behind it. */
export function writeLength(bytes: Uint8Array, offset: number, length: number): number {
  if (length < TWO_BYTES) {
    bytes[offset] = length;
    return offset + 1;
  }
  bytes[offset] = TWO_BYTES | (length >>> 8);
  bytes[offset + 1] = length;
  return offset + 2;
}

/** Copies bytes to an offset; answers the offset behind them. */
export function writeBytes(
  target: Uint8Array,
  offset: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  copyBytes(source, start, end, target, offset);
  return offset + end - start;
}
