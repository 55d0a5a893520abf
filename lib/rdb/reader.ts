import { ByteSlice } from '../protocol/reply';
import { decompress } from './lzf';
import {
  INT_16,
  INT_32,
  INT_8,
  LENGTH_14,
  LENGTH_32,
  LENGTH_6,
  LENGTH_64,
  LENGTH_ENCODED,
  LZF,
  refuse,
} from './types';

/** How an old double says what has no digits. */
const NAN = 253;
const INFINITE = 254;
const MINUS_INFINITE = 255;

/** Reads what RDB is made of, one after the other. Each method throws an RdbError when that isn't there. */
export class RdbReader {
  constructor(
    public bytes: Buffer,
    public at = 0,
    public end = bytes.length,
  ) {}

  /** How many bytes there still are. */
  get left(): number {
    return this.end - this.at;
  }

  get isAtEnd(): boolean {
    return this.left === 0;
  }

  byte(): number {
    const at = this.skip(1);
    return this.bytes[at]!;
  }

  /** A length, or a number kept like one, that is a safe integer. */
  length(): number {
    const first = this.byte();
    const kind = first >>> 6;
    if (kind === LENGTH_6) return first;
    if (kind === LENGTH_14) return ((first & 0x3f) << 8) | this.byte();
    if (first === LENGTH_32) return this.unsigned32();
    if (first !== LENGTH_64) refuse(`no length begins with ${first}`);
    const length = this.unsigned32() * 2 ** 32 + this.unsigned32();
    return Number.isSafeInteger(length) ? length : refuse('the length is too large');
  }

  /** A number of things each of which takes a byte or more. */
  count(): number {
    const count = this.length();
    return count <= this.left ? count : refuse('there are fewer than it says');
  }

  /** An unsigned number of 64 bits that is kept like a length. */
  long(): bigint {
    if (this.next() !== LENGTH_64) return BigInt(this.length());
    this.skip(1);
    const at = this.skip(8);
    return this.bytes.readBigUInt64BE(at);
  }

  /** A string: a view, good as long as the payload. An integer is its decimal digits. */
  string(): ByteSlice {
    return this.next() >>> 6 === LENGTH_ENCODED ? this.encodedString() : this.slice(this.length());
  }

  /** So many bytes as they stand. */
  slice(length: number): ByteSlice {
    const start = this.skip(length);
    return new ByteSlice(this.bytes, start, start + length);
  }

  double(): number {
    const at = this.skip(8);
    return this.bytes.readDoubleLE(at);
  }

  /** A double as its text, which RDB was written with before version 8. */
  printedDouble(): number {
    const length = this.byte();
    if (length === MINUS_INFINITE) return -Infinity;
    if (length === INFINITE) return Infinity;
    if (length === NAN) return NaN;
    const start = this.skip(length);
    return parseDouble(this.bytes.toString('latin1', start, start + length));
  }

  /** A signed number of 64 bits, the lowest byte first; past 2^53 the nearest one. */
  milliseconds(): number {
    const at = this.skip(8);
    return Number(this.bytes.readBigInt64LE(at));
  }

  /** A signed number of 32 bits, the lowest byte first. */
  seconds(): number {
    const at = this.skip(4);
    return this.bytes.readInt32LE(at);
  }

  /** Makes so many bytes stand in the Buffer from `at` on, where there are fewer. */
  protected require(count: number): void {
    refuse(`it ends too early: ${count} more bytes were due`);
  }

  /** The byte that comes next. */
  private next(): number {
    if (this.at === this.end) this.require(1);
    return this.bytes[this.at]!;
  }

  private unsigned32(): number {
    const at = this.skip(4);
    return this.bytes.readUInt32BE(at);
  }

  private encodedString(): ByteSlice {
    switch (this.byte()) {
      case INT_8:
        return this.digits(1);
      case INT_16:
        return this.digits(2);
      case INT_32:
        return this.digits(4);
      case LZF:
        return this.compressedString();
      default:
        return refuse('no string is encoded so');
    }
  }

  private digits(width: number): ByteSlice {
    const at = this.skip(width);
    const digits = Buffer.from(String(this.bytes.readIntLE(at, width)), 'latin1');
    return new ByteSlice(digits, 0, digits.length);
  }

  private compressedString(): ByteSlice {
    const compressed = this.length();
    const length = this.length();
    const start = this.skip(compressed);
    const bytes = decompress(this.bytes, start, start + compressed, length);
    return bytes ? new ByteSlice(bytes, 0, length) : refuse('a compressed string is damaged');
  }

  /** Passes over so many bytes; answers where they begin in `bytes`, which may be another Buffer than before. */
  private skip(count: number): number {
    if (count > this.end - this.at) this.require(count);
    const start = this.at;
    this.at = start + count;
    return start;
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/** The number that text spells. Throws an RdbError when it spells none. */
export function parseDouble(text: string): number {
  const infinity = INFINITY.exec(text);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  return NUMBER.test(text) ? Number(text) : refuse(`${JSON.stringify(text)} is no number`);
}
