import { parseInteger } from '../protocol/integer';
import { ByteSlice } from '../protocol/reply';
import { enlarged, putBytes } from '../protocol/reply-bytes';
import { compress } from './lzf';
import { INT_16, INT_32, INT_8, LENGTH_14, LENGTH_32, LENGTH_64, LZF } from './types';

const FEWEST_BYTES = 64;
/** Bytes that a length takes at most. */
const LENGTH_BYTES = 9;
/** Redis compresses strings from this length on. */
const LONG = 21;
/** It takes no shorter ones for integers than these. */
const MOST_DIGITS = 11;

/** Writes what RDB is made of, one after the other. */
export class RdbWriter {
  protected bytes: Buffer;
  /** How many of the bytes are written. */
  protected used = 0;
  /** Whether strings become shorter where they can. */
  compresses = true;

  constructor(capacity = FEWEST_BYTES) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** All that was written: a view of a Buffer that has hardly any room beside it. */
  finish(): Buffer {
    const { bytes, used } = this;
    return bytes.length - used > used / 8 ? Buffer.from(bytes.subarray(0, used)) : bytes.subarray(0, used);
  }

  byte(value: number): this {
    const at = this.take(1);
    this.bytes[at] = value;
    return this;
  }

  /** A length, or another number from 0 on. */
  length(value: number): this {
    if (value < 1 << 6) return this.byte(value);
    if (value < 1 << 14) return this.byte((LENGTH_14 << 6) | (value >>> 8)).byte(value & 0xff);
    if (value >= 2 ** 32) return this.long(BigInt(value));
    const at = this.take(5);
    this.bytes[at] = LENGTH_32;
    this.bytes.writeUInt32BE(value, at + 1);
    return this;
  }

  /** An unsigned number of 64 bits, kept like a length. */
  long(value: bigint): this {
    if (value < 1n << 32n) return this.length(Number(value));
    const at = this.take(LENGTH_BYTES);
    this.bytes[at] = LENGTH_64;
    this.bytes.writeBigUInt64BE(value, at + 1);
    return this;
  }

  /** A string: an integer if it spells one of 32 bits, compressed if that makes it shorter. */
  string(value: Uint8Array | ByteSlice): this {
    if (!(value instanceof ByteSlice)) return this.string(new ByteSlice(value, 0, value.length));
    const { bytes, start, end } = value;
    const length = end - start;
    const integer = length <= MOST_DIGITS ? parseInteger(bytes, start, end) : undefined;
    if (integer !== undefined && integer === (integer | 0)) return this.integer(integer);
    const compressed = this.compresses && length >= LONG ? compress(bytes, start, end) : undefined;
    if (!compressed) return this.length(length).raw(bytes, start, end);
    return this.byte(LZF).length(compressed.length).length(length).raw(compressed);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array, start = 0, end = bytes.length): this {
    const at = this.take(end - start);
    putBytes(this.bytes, at, bytes, start, end);
    return this;
  }

  /** A view's bytes as they are. */
  slice({ bytes, start, end }: ByteSlice): this {
    return this.raw(bytes, start, end);
  }

  double(value: number): this {
    const at = this.take(8);
    this.bytes.writeDoubleLE(value, at);
    return this;
  }

  /** A signed number of 64 bits, the lowest byte first. */
  milliseconds(value: number): this {
    const at = this.take(8);
    this.bytes.writeBigInt64LE(BigInt(value), at);
    return this;
  }

  private integer(value: number): this {
    const width = value === (value << 24) >> 24 ? 1 : value === (value << 16) >> 16 ? 2 : 4;
    this.byte(width === 1 ? INT_8 : width === 2 ? INT_16 : INT_32);
    const at = this.take(width);
    this.bytes.writeIntLE(value, at, width);
    return this;
  }

  /** Makes room for so many bytes behind those that are written. */
  protected makeRoom(count: number): void {
    this.bytes = enlarged(this.bytes, this.used, count);
  }

  /** Answers where so many bytes begin that are written next. */
  private take(count: number): number {
    if (this.used + count > this.bytes.length) this.makeRoom(count);
    const at = this.used;
    this.used += count;
    return at;
  }
}
