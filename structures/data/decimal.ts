import type { ByteSlice } from 'memo';

/** An integer of 64 bits: a number when it is a safe one, else a bigint. */
export type Integer = number | bigint;

/** A number where it is a safe one. */
export function integerOf(value: bigint): Integer {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** As many digits are always exact in a number. */
const EXACT_DIGITS = 15;
const MOST_CHARACTERS = 20;

/** Up to here division is the fast one of 32-bit integers. */
const LARGEST_INT32 = 0x7fffffff;

/**
 * The integer that the bytes spell in the one way that Redis accepts: decimal, no plus sign, no leading zeros, no
 * blanks, no `-0`. NaN for all else, and for more than 15 digits: those are for `parseInteger`.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = start < end && bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (first >= end || end - first > EXACT_DIGITS) return NaN;
  if (bytes[first] === ZERO) return end - start === 1 ? 0 : NaN;
  let value = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

/** The 64-bit signed integer that the bytes spell, exactly; undefined when they spell none. */
export function parseLong(bytes: Buffer, start: number, end: number): bigint | undefined {
  if (end - start > MOST_CHARACTERS) return undefined;
  const word = bytes.toString('latin1', start, end);
  if (!/^(?:0|-?[1-9]\d*)$/.test(word)) return undefined;
  const value = BigInt(word);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The 64-bit integer that the bytes spell in that way; undefined when they spell none. */
export function parseInteger({ bytes, start, end }: ByteSlice): Integer | undefined {
  const short = parseDecimal(bytes, start, end);
  if (!Number.isNaN(short)) return short;
  if (end - start <= EXACT_DIGITS || !isDigit(bytes[end - 1]!)) return undefined;
  const long = parseLong(bytes as Buffer, start, end);
  return long === undefined ? undefined : integerOf(long);
}

const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;

/** How many characters a safe integer has in decimal. */
export function decimalLength(value: number): number {
  const magnitude = Math.abs(value);
  let length = value < 0 ? 2 : 1;
  for (let bound = 10; magnitude >= bound; bound *= 10) length++;
  return length;
}

/** Writes a safe integer in decimal, of which `length` is the `decimalLength`. */
export function writeDecimal(value: number, target: Uint8Array, start: number, length: number): void {
  let at = start + length;
  let rest = Math.abs(value);
  for (; rest > LARGEST_INT32; rest = Math.floor(rest / 10)) target[--at] = ZERO + (rest % 10);
  let small = rest | 0;
  do {
    const tenth = (small / 10) | 0;
    target[--at] = ZERO + small - tenth * 10;
    small = tenth;
  } while (small > 0);
  if (value < 0) target[start] = MINUS;
}
