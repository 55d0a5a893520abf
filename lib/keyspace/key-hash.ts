/** Keys up to this many bytes are kept as words, to be compared and copied four bytes at a time. */
export const SHORT_KEY_BYTES = 256;

const SHORT_KEY_WORDS = SHORT_KEY_BYTES / 4;
const FINAL_ROUNDS = 3;
const NEVER = -1;

const OPENING = 0x7b;
const CLOSING = 0x7d;
const OPENINGS = 0x7b7b7b7b;

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
  /** A short key, little-endian, the last word padded with zeros. */
  readonly words = new Int32Array(SHORT_KEY_WORDS + 1 + FINAL_ROUNDS);

  private crc = 0;
  private braces = 0;
  private v0 = 0;
  private v1 = 0;
  private v2 = 0;
  private v3 = 0;

  constructor(
    private readonly seed0: number,
    private readonly seed1: number,
  ) {}

  compute(source: Uint8Array, start: number, end: number): void {
    this.begin(end - start);
    let at = start;
    for (; end - at > SHORT_KEY_BYTES; at += SHORT_KEY_BYTES) {
      this.load(source, at, at + SHORT_KEY_BYTES);
      this.mix(SHORT_KEY_WORDS, NEVER);
    }
    this.load(source, at, end);
    this.finish((end - at) >>> 2);
    this.slot = (this.braces === 0 ? this.crc : checksumOfTag(source, start, end)) & 0x3fff;
  }

  /** Whether the key computed last is a short one and this one. */
  isShortKey(source: Uint8Array, start: number, end: number): boolean {
    if (end - start !== this.length || this.length > SHORT_KEY_BYTES) return false;
    for (let i = 0; i < this.length; i++) {
      if (source[start + i] !== ((this.words[i >>> 2]! >>> ((i & 3) << 3)) & 0xff)) return false;
    }
    return true;
  }

  private begin(length: number): void {
    this.length = length;
    this.crc = 0;
    this.braces = 0;
    this.v0 = this.seed0;
    this.v1 = this.seed1;
    this.v2 = 0x6c796765 ^ this.seed0;
    this.v3 = 0x74656462 ^ this.seed1;
  }

  /** Makes words of up to SHORT_KEY_BYTES; checksums them, four bytes a step; sees whether there may be a '{'. */
  private load(source: Uint8Array, start: number, end: number): void {
    const words = this.words;
    let crc = this.crc;
    let braces = this.braces;
    let count = 0;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const a = source[at]!;
      const b = source[at + 1]!;
      const c = source[at + 2]!;
      const d = source[at + 3]!;
      const word = a | (b << 8) | (c << 16) | (d << 24);
      const other = word ^ OPENINGS;
      braces |= (other - 0x01010101) & ~other & 0x80808080;
      crc = CRC[768 + ((crc >>> 8) ^ a)]! ^ CRC[512 + ((crc & 0xff) ^ b)]! ^ CRC[256 + c]! ^ CRC[d]!;
      words[count++] = word;
    }
    let tail = 0;
    for (let shift = 0; at < end; at++, shift += 8) {
      const byte = source[at]!;
      if (byte === OPENING) braces = 1;
      crc = nextChecksum(crc, byte);
      tail |= byte << shift;
    }
    words[count] = tail;
    this.crc = crc;
    this.braces = braces;
  }

  /** The last word carries the length; rounds over zeros end it. */
  private finish(count: number): void {
    const tail = this.words[count]!;
    this.words[count] = tail | (this.length << 24);
    for (let i = 1; i <= FINAL_ROUNDS; i++) this.words[count + i] = 0;
    this.mix(count + 1 + FINAL_ROUNDS, count + 1);
    this.words[count] = tail;
    this.hash = this.v1 ^ this.v3;
  }

  /** A SipRound for each word; the final ones start at `final`. */
  private mix(count: number, final: number): void {
    const words = this.words;
    let v0 = this.v0;
    let v1 = this.v1;
    let v2 = this.v2;
    let v3 = this.v3;
    for (let i = 0; i < count; i++) {
      const word = words[i]!;
      if (i === final) v2 ^= 0xff;
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
    this.v0 = v0;
    this.v1 = v1;
    this.v2 = v2;
    this.v3 = v3;
  }
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
