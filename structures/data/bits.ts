import type { ByteSlice } from 'memo';

const WORD_BYTES = 4;

/** The bit at an offset, 0 behind the end. Bits are counted from the highest of the first byte. */
export function bitAt({ bytes, start, end }: ByteSlice, offset: number): number {
  const at = start + byteOf(offset);
  return at < end ? (bytes[at]! >>> shiftOf(offset)) & 1 : 0;
}

/** Sets the bit at an offset, which is in bounds. */
export function putBit({ bytes, start }: ByteSlice, offset: number, bit: number): void {
  const at = start + byteOf(offset);
  const shift = shiftOf(offset);
  bytes[at] = (bytes[at]! & ~(1 << shift)) | (bit << shift);
}

/** How many bits are set from one offset up to and with another, both in bounds. */
export function countBits({ bytes, start }: ByteSlice, first: number, last: number): number {
  const from = start + byteOf(first);
  const to = start + byteOf(last);
  const outside =
    ones(bytes[from]! & ~(0xff >>> (first % 8)) & 0xff) + ones(bytes[to]! & ((1 << shiftOf(last)) - 1));
  return onesOf(bytes, from, to + 1) - outside;
}

/** The offset of the first such bit from one offset up to and with another, both in bounds; -1 when there is none. */
export function positionOf({ bytes, start }: ByteSlice, bit: number, first: number, last: number): number {
  const flip = bit === 1 ? 0 : 0xff;
  const [from, to] = [byteOf(first), byteOf(last)];
  for (let at = from; at <= to; at++) {
    at = skip(bytes, start + at, start + to, bit) - start;
    let wanted = bytes[start + at]! ^ flip;
    if (at === from) wanted &= 0xff >>> (first % 8);
    if (at === to) wanted &= ~((1 << shiftOf(last)) - 1);
    if (wanted !== 0) return at * 8 + Math.clz32(wanted) - 24;
  }
  return -1;
}

/** Bits are more than an int32 counts. */
const byteOf = (offset: number) => Math.floor(offset / 8);

const shiftOf = (offset: number) => 7 - (offset % 8);

/** Passes over whole words without such a bit, but not over the byte at `last`. */
function skip(bytes: Uint8Array, from: number, last: number, bit: number): number {
  if ((bytes.byteOffset + from) % WORD_BYTES !== 0) return from;
  const words = wordsOf(bytes, from, last);
  const nothing = bit === 1 ? 0 : -1;
  let word = 0;
  while (word < words.length && words[word] === nothing) word++;
  return from + word * WORD_BYTES;
}

/** How many bits are set in the bytes from one index up to, not including, another. */
function onesOf(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  let at = from;
  while (at < to && (bytes.byteOffset + at) % WORD_BYTES !== 0) count += ones(bytes[at++]!);
  const words = wordsOf(bytes, at, to);
  for (const word of words) count += ones(word);
  for (at += words.length * WORD_BYTES; at < to; at++) count += ones(bytes[at]!);
  return count;
}

const NO_WORDS = new Int32Array(0);

/** Bytes from an index that is aligned, as far as they make whole words. */
function wordsOf({ buffer, byteOffset }: Uint8Array, from: number, to: number): Int32Array {
  return to - from < WORD_BYTES ? NO_WORDS : new Int32Array(buffer, byteOffset + from, (to - from) >>> 2);
}

/** How many bits of an int32 are set. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
