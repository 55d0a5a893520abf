/** Keys of fewer bytes are kept as words, to be compared and copied four bytes at a time. */
export const LONG_KEY_BYTES = 256;

const WORD_MASK = LONG_KEY_BYTES / 4 - 1;
const FINAL_ROUNDS = 3;

const OPENING = 0x7b;
const CLOSING = 0x7d;
const OPENINGS = 0x7b7b7b7b;
const LOW_BITS = 0x01010101;
const HIGH_BITS = 0x80808080;
const SLOT_MASK = 0x3fff;

const CRC_POLYNOMIAL = 0x1021;
const CRC = crcTables();

/**
 * The slot and the hash of the key computed last.
 *
 * The slot is Redis Cluster's: CRC16 (XMODEM) of the key or of its hash tag, modulo 16384.
 * The hash is HalfSipHash-1-3 (Aumasson, Bernstein) under the seed, so that nobody can choose keys that collide.
 */
export class KeyHash {
  slot = 0;
  /** An int32. */
  hash = 0;
  /** Bytes of the key. */
  length = 0;
  /** Whether the key is in `words`. */
  isShort = true;
  /** The key, if it is short, little-endian, the last word padded with zeros. */
  readonly words = new Int32Array(LONG_KEY_BYTES / 4);

  private readonly seed: Int32Array;

  constructor(seed0: number, seed1: number) {
    this.seed = Int32Array.of(seed0, seed1);
  }

  /**
   * One pass over the key: a SipRound and a step of the checksum for each four bytes, and a look whether there may be a '{'.
   * The state is in local variables, and the round is therefore no function, because this is half of what a search costs.
   */
  compute(source: Uint8Array, start: number, end: number): void {
    const words = this.words;
    let v0 = this.seed[0]!;
    let v1 = this.seed[1]!;
    let v2 = 0x6c796765 ^ v0;
    let v3 = 0x74656462 ^ v1;
    let crc = 0;
    let braces = 0;
    let count = 0;
    let at = start;
    for (const last = end - 4; at <= last; at += 4) {
      const a = source[at]!;
      const b = source[at + 1]!;
      const c = source[at + 2]!;
      const d = source[at + 3]!;
      const word = a | (b << 8) | (c << 16) | (d << 24);
      words[count++ & WORD_MASK] = word;
      const other = word ^ OPENINGS;
      braces |= (other - LOW_BITS) & ~other & HIGH_BITS;
      crc = CRC[768 + ((crc >>> 8) ^ a)]! ^ CRC[512 + ((crc & 0xff) ^ b)]! ^ CRC[256 + c]! ^ CRC[d]!;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    let tail = 0;
    for (let shift = 0; at < end; at++, shift += 8) {
      const byte = source[at]!;
      if (byte === OPENING) braces = 1;
      crc = nextChecksum(crc, byte);
      tail |= byte << shift;
    }
    words[count & WORD_MASK] = tail;
    this.length = end - start;
    this.isShort = this.length < LONG_KEY_BYTES;
    this.hash = finalHash(v0, v1, v2, v3, tail | (this.length << 24));
    this.slot = (braces === 0 ? crc : checksumOfTag(source, start, end)) & SLOT_MASK;
  }

  /** Whether the key computed last is a short one and this one. */
  isShortKey(source: Uint8Array, start: number, end: number): boolean {
    if (end - start !== this.length || !this.isShort) return false;
    for (let i = 0; i < this.length; i++) {
      if (source[start + i] !== ((this.words[i >>> 2]! >>> ((i & 3) << 3)) & 0xff)) return false;
    }
    return true;
  }
}

/** The round of the last word, which carries the length, and those that end it. */
function finalHash(v0: number, v1: number, v2: number, v3: number, last: number): number {
  v3 ^= last;
  for (let round = 0; round <= FINAL_ROUNDS; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    if (round > 0) continue;
    v0 ^= last;
    v2 ^= 0xff;
  }
  return v1 ^ v3;
}

/** The checksum of what stands between the first '{' and the next '}', or of the whole key if that is nothing. */
function checksumOfTag(source: Uint8Array, start: number, end: number): number {
  const opening = positionOf(OPENING, source, start, end);
  const closing = positionOf(CLOSING, source, opening, end);
  const tagged = closing < end && closing > opening + 1;
  let crc = 0;
  for (let at = tagged ? opening + 1 : start; at < (tagged ? closing : end); at++) {
    crc = nextChecksum(crc, source[at]!);
  }
  return crc;
}

function positionOf(byte: number, source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && source[at] !== byte) at++;
  return at;
}

function nextChecksum(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ CRC[(crc >>> 8) ^ byte]!;
}

/** Table n of 256 says what a byte adds to the checksum n bytes later. */
function crcTables(): Uint16Array {
  const tables = new Uint16Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x8000 ? CRC_POLYNOMIAL : 0);
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const earlier = tables[i - 256]!;
    tables[i] = (earlier << 8) ^ tables[earlier >>> 8]!;
  }
  return tables;
}
