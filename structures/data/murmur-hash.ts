/** MurmurHash64A, by Austin Appleby (public domain), as Redis hashes the elements of a HyperLogLog. */

const HIGH_FACTOR = 0xc6a4a793 | 0;
const LOW_FACTOR = 0x5bd1e995;
const SHIFT = 47 - 32;

/** A hash of 64 bits, in two halves. */
export interface Hash64 {
  high: number;
  low: number;
}

/** The hash of `bytes[start]` up to, not including, `bytes[end]`. The seed has 32 bits. */
export function murmurHash64(bytes: Uint8Array, start: number, end: number, seed: number): Hash64 {
  const hash = times({ high: 0, low: end - start });
  hash.low ^= seed;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const word = times({ high: int32At(bytes, at + 4), low: int32At(bytes, at) });
    word.low ^= word.high >>> SHIFT;
    times(word);
    hash.high ^= word.high;
    hash.low ^= word.low;
    times(hash);
  }
  if (at < end) {
    for (let shift = 0; at < end; at++, shift += 8) {
      if (shift < 32) hash.low ^= bytes[at]! << shift;
      else hash.high ^= bytes[at]! << (shift - 32);
    }
    times(hash);
  }
  hash.low ^= hash.high >>> SHIFT;
  times(hash);
  hash.low ^= hash.high >>> SHIFT;
  return hash;
}

const int32At = (bytes: Uint8Array, at: number) =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

/** Multiplies by the hash's factor, modulo 2^64, in place. */
function times(hash: Hash64): Hash64 {
  const { high, low } = hash;
  hash.high =
    (Math.imul(high, LOW_FACTOR) + Math.imul(low, HIGH_FACTOR) + highOfProduct(low, LOW_FACTOR)) | 0;
  hash.low = Math.imul(low, LOW_FACTOR);
  return hash;
}

/** The upper half of the product of two unsigned int32s. */
function highOfProduct(a: number, b: number): number {
  const [a1, a0] = [a >>> 16, a & 0xffff];
  const [b1, b0] = [b >>> 16, b & 0xffff];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle % 0x10000);
  return (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) | 0;
}
