import { ByteSlice } from 'memo';
import { compareBytes, copyBytes } from './compare-bytes';
import { type Integer, parseInteger } from './decimal';

/** What stands behind the last entry of a listpack. */
export const END = 0xff;

const STRING_32 = 0xf0;
const INTEGER_16 = 0xf1;
const INTEGER_24 = 0xf2;
const INTEGER_32 = 0xf3;
const INTEGER_64 = 0xf4;
/** The first byte of a longer encoding shows its kind in these bits. */
const TOP_3 = 0xe0;
const INTEGER_13 = 0xc0;
const STRING_12 = 0xe0;

/** Bytes that an integer entry takes at most, its length behind it included. */
export const INTEGER_BYTES = 10;

/** Bytes of an entry up to, not including, its length behind it; 0 for a first byte that no entry has. */
export function entrySize(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < INTEGER_13) return 1 + (first & 0x3f);
  if (first < STRING_12) return 2;
  if (first < STRING_32) return 2 + (((first & 0x0f) << 8) | bytes[at + 1]!);
  if (first === STRING_32) return 5 + unsigned32(bytes, at + 1);
  if (first === INTEGER_16) return 3;
  if (first === INTEGER_24) return 4;
  if (first === INTEGER_32) return 5;
  return first === INTEGER_64 ? 9 : 0;
}

/** Bytes that the length behind an entry of this size takes. */
export function lengthSize(size: number): number {
  if (size < 128) return 1;
  if (size < 16384) return 2;
  if (size < 2097152) return 3;
  return size < 268435456 ? 4 : 5;
}

/** Where the entry after this one begins. */
export function after(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return at + 2;
  if (first < INTEGER_13) return at + 2 + (first & 0x3f);
  if (first < STRING_12) return at + 3;
  const size = entrySize(bytes, at);
  return at + size + lengthSize(size);
}

/** Where the entry before this one begins. */
export function before(bytes: Uint8Array, at: number): number {
  const size = lengthBefore(bytes, at);
  return at - size - lengthSize(size);
}

/** The length that ends at an offset: seven bits a byte, the lowest last; all bytes but the first have the top bit. */
export function lengthBefore(bytes: Uint8Array, end: number): number {
  let length = 0;
  for (let place = 0, scale = 1; place < 5; place++, scale *= 128) {
    const byte = bytes[end - 1 - place]!;
    length += (byte & 127) * scale;
    if (byte < 128) break;
  }
  return length;
}

export function isInteger(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]!;
  return first < 0x80 || (first & TOP_3) === INTEGER_13 || first > STRING_32;
}

/** The integer at an offset, where one is. */
export function integerAt(bytes: Uint8Array, at: number): Integer {
  const first = bytes[at]!;
  if (first < 0x80) return first;
  if (first < STRING_12) return (((first & 0x1f) << 27) | (bytes[at + 1]! << 19)) >> 19;
  if (first === INTEGER_16) return ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 24)) >> 16;
  if (first === INTEGER_24) {
    return ((bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >> 8;
  }
  const low = unsigned32(bytes, at + 1);
  if (first === INTEGER_32) return low | 0;
  const high = unsigned32(bytes, at + 5) | 0;
  const value = high * 0x100000000 + low;
  return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low);
}

/** The integer at an offset, the nearest number if it is no safe one. */
export const numberAt = (bytes: Uint8Array, at: number) => Number(integerAt(bytes, at));

/** The bytes of the entry at an offset: a view of a string, the decimal digits of an integer. */
export function sliceAt(bytes: Uint8Array, at: number): ByteSlice {
  if (!isInteger(bytes, at)) return stringAt(bytes, at);
  const digits = Buffer.from(String(integerAt(bytes, at)), 'latin1');
  return new ByteSlice(digits, 0, digits.length);
}

/** A view of the string at an offset, where one is. */
export function stringAt(bytes: Uint8Array, at: number): ByteSlice {
  const end = at + entrySize(bytes, at);
  return new ByteSlice(bytes, at + frameOf(bytes[at]!), end);
}

/** Bytes in front of a string's own. */
function frameOf(first: number): number {
  if (first < INTEGER_13) return 1;
  return first === STRING_32 ? 5 : 2;
}

/** Whether the entry at an offset stands for these bytes. */
export function equalsAt(bytes: Uint8Array, at: number, value: ByteSlice): boolean {
  if (isInteger(bytes, at)) return parseInteger(value) === integerAt(bytes, at);
  const start = at + frameOf(bytes[at]!);
  const end = at + entrySize(bytes, at);
  if (end - start !== value.end - value.start) return false;
  return compareBytes(bytes, start, end, value.bytes, value.start, value.end) === 0;
}

/** Bytes that an entry of a string takes at most, its length behind it included. */
export const stringBytes = (length: number) => length + INTEGER_BYTES;

/** Writes an entry of these bytes, as an integer if they spell one; answers where it ends. */
export function writeValue(bytes: Uint8Array, at: number, value: ByteSlice): number {
  const integer = parseInteger(value);
  return integer === undefined ? writeString(bytes, at, value) : writeInteger(bytes, at, integer);
}

export function writeString(bytes: Uint8Array, at: number, value: ByteSlice): number {
  const length = value.end - value.start;
  const start = writeFrame(bytes, at, length);
  copyBytes(value.bytes, value.start, value.end, bytes, start);
  return writeLength(bytes, start + length, start + length - at);
}

function writeFrame(bytes: Uint8Array, at: number, length: number): number {
  if (length < 64) {
    bytes[at] = 0x80 | length;
    return at + 1;
  }
  if (length < 4096) {
    bytes[at] = STRING_12 | (length >>> 8);
    bytes[at + 1] = length & 0xff;
    return at + 2;
  }
  bytes[at] = STRING_32;
  return write32(bytes, at + 1, length);
}

/** Writes an entry in the fewest bytes; answers where it ends. */
export function writeInteger(bytes: Uint8Array, at: number, value: Integer): number {
  if (typeof value === 'bigint') return write64(bytes, at, value);
  if (value >= 0 && value < 128) {
    bytes[at] = value;
    bytes[at + 1] = 1;
    return at + 2;
  }
  if (value >= -4096 && value < 4096) {
    bytes[at] = INTEGER_13 | ((value >>> 8) & 0x1f);
    bytes[at + 1] = value & 0xff;
    bytes[at + 2] = 2;
    return at + 3;
  }
  if (value !== (value | 0)) return write64(bytes, at, BigInt(value));
  const width = value === (value << 16) >> 16 ? 2 : value === (value << 8) >> 8 ? 3 : 4;
  bytes[at] = INTEGER_16 + width - 2;
  for (let index = 0; index < width; index++) bytes[at + 1 + index] = (value >> (8 * index)) & 0xff;
  bytes[at + 1 + width] = width + 1;
  return at + width + 2;
}

/** Integers that are read as bigints come here whatever their size. */
function write64(bytes: Uint8Array, at: number, value: bigint): number {
  const near = Number(value);
  if (near === (near | 0)) return writeInteger(bytes, at, near);
  bytes[at] = INTEGER_64;
  write32(bytes, at + 1, Number(BigInt.asUintN(32, value)));
  write32(bytes, at + 5, Number(BigInt.asUintN(32, value >> 32n)));
  bytes[at + 9] = 9;
  return at + INTEGER_BYTES;
}

/** Writes the length behind an entry of this size; answers where it ends. */
export function writeLength(bytes: Uint8Array, at: number, size: number): number {
  if (size < 128) {
    bytes[at] = size;
    return at + 1;
  }
  const width = lengthSize(size);
  for (let place = width - 1, left = size; place >= 0; place--, left = Math.floor(left / 128)) {
    bytes[at + place] = (left & 127) | (place === 0 ? 0 : 128);
  }
  return at + width;
}

export function unsigned32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

export function write32(bytes: Uint8Array, at: number, value: number): number {
  for (let index = 0; index < 4; index++) bytes[at + index] = (value >>> (8 * index)) & 0xff;
  return at + 4;
}
