import { ByteSlice } from 'memo';
import { textSlice } from '../slices';
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
} from './rdb-types';

/** How an old double says what has no digits. */
const NAN = 253;
const INFINITE = 254;
const MINUS_INFINITE = 255;

/** Reads what RDB is made of, one after the other. Each method throws an RdbError when that isn't there. */
export class RdbReader {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  get isAtEnd(): boolean {
    return this.at === this.end;
  }

  byte(): number {
    return this.bytes[this.skip(1)]!;
  }

  /** A length, or a number kept like one, that is a safe integer. */
  length(): number {
    const first = this.byte();
    const kind = first >>> 6;
    if (kind === LENGTH_6) return first;
    if (kind === LENGTH_14) return ((first & 0x3f) << 8) | this.byte();
    if (first === LENGTH_32) return this.bytes.readUInt32BE(this.skip(4));
    if (first !== LENGTH_64) refuse(`no length begins with ${first}`);
    const at = this.skip(8);
    const length = this.bytes.readUInt32BE(at) * 2 ** 32 + this.bytes.readUInt32BE(at + 4);
    return Number.isSafeInteger(length) ? length : refuse('the length is too large');
  }

  /** A number of things each of which takes a byte or more. */
  count(): number {
    const count = this.length();
    return count <= this.end - this.at ? count : refuse('there are fewer than it says');
  }

  /** An unsigned number of 64 bits that is kept like a length. */
  long(): bigint {
    if (this.bytes[this.at] !== LENGTH_64 || this.isAtEnd) return BigInt(this.length());
    this.skip(1);
    return this.bytes.readBigUInt64BE(this.skip(8));
  }

  /** A string: a view, good as long as the payload. An integer is its decimal digits. */
  string(): ByteSlice {
    if (this.at < this.end && this.bytes[this.at]! >>> 6 === LENGTH_ENCODED) return this.encodedString();
    const length = this.length();
    return this.slice(length);
  }

  /** So many bytes as they stand. */
  slice(length: number): ByteSlice {
    const start = this.skip(length);
    return new ByteSlice(this.bytes, start, start + length);
  }

  double(): number {
    return this.bytes.readDoubleLE(this.skip(8));
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
    return Number(this.bytes.readBigInt64LE(this.skip(8)));
  }

  private encodedString(): ByteSlice {
    switch (this.byte()) {
      case INT_8:
        return textSlice(String(this.bytes.readInt8(this.skip(1))));
      case INT_16:
        return textSlice(String(this.bytes.readInt16LE(this.skip(2))));
      case INT_32:
        return textSlice(String(this.bytes.readInt32LE(this.skip(4))));
      case LZF:
        return this.compressedString();
      default:
        return refuse('no string is encoded so');
    }
  }

  private compressedString(): ByteSlice {
    const compressed = this.length();
    const length = this.length();
    const start = this.skip(compressed);
    const bytes = decompress(this.bytes, start, start + compressed, length);
    return bytes ? new ByteSlice(bytes, 0, length) : refuse('a compressed string is damaged');
  }

  /** Passes over so many bytes; answers where they begin. */
  private skip(count: number): number {
    const start = this.at;
    if (count > this.end - start) refuse('it ends too early');
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
