import { ByteSlice } from 'memo';
import { decimalLength, type Integer, integerOf, writeDecimal } from '../decimal';

/** A 64-bit unsigned integer: a number if it is a safe one. */
export type Part = number | bigint;

/** The id of an entry: the milliseconds since 1970 at which it came, and its place among those of the millisecond. */
export interface StreamId {
  readonly ms: Part;
  readonly seq: Part;
}

const GREATEST_PART = 2n ** 64n - 1n;
export const ZERO_ID: StreamId = { ms: 0, seq: 0 };
export const GREATEST_ID: StreamId = { ms: GREATEST_PART, seq: GREATEST_PART };

const WORD = 0x100000000;
const MINUS = 45;
const ZERO = 48;
const EXACT_DIGITS = 15;
/** Longer words are no ids. */
const LONGEST = 127;

/** Negative, 0, or positive, as the first comes before the second, equals it, or comes after it. */
export function compareIds(a: StreamId, b: StreamId): number {
  const order = compareParts(a.ms, b.ms);
  return order === 0 ? compareParts(a.seq, b.seq) : order;
}

/** Every bigint is above every number. V8 is quick to compare two of a kind. */
function compareParts(a: Part, b: Part): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

/** Whether they are the same, without an order: to V8 a number and a bigint are far apart there. */
export const isSameId = (a: StreamId, b: StreamId) => a.ms === b.ms && a.seq === b.seq;

export const formatId = ({ ms, seq }: StreamId) => `${ms}-${seq}`;

/** Two parts of twenty digits, and what is between them. */
export const ID_TEXT_BYTES = 41;

const written = Buffer.alloc(ID_TEXT_BYTES);

/** The same in these bytes; without them it is good until the next call. */
export function idSlice({ ms, seq }: StreamId, bytes = written): ByteSlice {
  const dash = writePart(bytes, 0, ms);
  bytes[dash] = MINUS;
  return new ByteSlice(bytes, 0, writePart(bytes, dash + 1, seq));
}

/** Answers where it ends. */
function writePart(bytes: Buffer, at: number, part: Part): number {
  if (typeof part === 'bigint') return at + bytes.write(String(part), at, 'latin1');
  const length = decimalLength(part);
  writeDecimal(part, bytes, at, length);
  return at + length;
}

/** The id behind this one; undefined behind the greatest. */
export function idAfter({ ms, seq }: StreamId): StreamId | undefined {
  if (seq !== GREATEST_PART) return { ms, seq: increased(seq) };
  return ms === GREATEST_PART ? undefined : { ms: increased(ms), seq: 0 };
}

/** The id before this one; undefined before 0-0. */
export function idBefore({ ms, seq }: StreamId): StreamId | undefined {
  if (seq !== 0) return { ms, seq: shifted(seq, -1) };
  return ms === 0 ? undefined : { ms: shifted(ms, -1), seq: GREATEST_PART };
}

/** One more, in 64 bits. */
export const increased = (part: Part) => shifted(part, 1);

/** A part and an integer of 64 bits, added in 64 bits. */
export function shifted(part: Part, offset: Integer): Part {
  if (typeof part === 'number' && typeof offset === 'number') {
    const sum = part + offset;
    if (sum >= 0 && sum <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return canonical(BigInt.asUintN(64, BigInt(part) + BigInt(offset)));
}

/** What is added to one part to get another: a 64-bit signed integer. */
export function offsetOf(part: Part, base: Part): Integer {
  if (typeof part === 'number' && typeof base === 'number') return part - base;
  return integerOf(BigInt.asIntN(64, BigInt(part) - BigInt(base)));
}

/** The same integer as a part. */
export const canonical = (part: bigint): Part => (part <= Number.MAX_SAFE_INTEGER ? Number(part) : part);

/** Both halves of a part are 32-bit unsigned integers. */
export const highHalf = (part: Part) =>
  typeof part === 'number' ? Math.floor(part / WORD) : Number(part >> 32n);

export const lowHalf = (part: Part) =>
  typeof part === 'number' ? part >>> 0 : Number(BigInt.asUintN(32, part));

export function partOf(high: number, low: number): Part {
  const near = high * WORD + low;
  return near <= Number.MAX_SAFE_INTEGER ? near : (BigInt(high) << 32n) | BigInt(low);
}

/** Bytes of an id, the highest first: they sort as ids do. */
export const ID_BYTES = 16;

/** Writes the bytes of an id; answers the offset behind them. */
export function writeId(bytes: Buffer, at: number, { ms, seq }: StreamId): number {
  bytes.writeUInt32BE(highHalf(ms), at);
  bytes.writeUInt32BE(lowHalf(ms), at + 4);
  bytes.writeUInt32BE(highHalf(seq), at + 8);
  bytes.writeUInt32BE(lowHalf(seq), at + 12);
  return at + ID_BYTES;
}

export function readId(bytes: Buffer, at: number): StreamId {
  return {
    ms: partOf(bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)),
    seq: partOf(bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)),
  };
}

/** What a word says of an id; no `seq` where it leaves that out, `*` for any. */
export interface SpokenId {
  readonly ms: Part;
  readonly seq?: Part | '*';
}

/** `ms-seq`, `ms` or `ms-*`; undefined for all else. */
export function parseId({ bytes, start, end }: ByteSlice): SpokenId | undefined {
  if (end - start > LONGEST) return undefined;
  let last = start;
  while (last < end && bytes[last] !== 0) last++;
  let dash = start;
  while (dash < last && bytes[dash] !== MINUS) dash++;
  const ms = parsePart(bytes, start, dash);
  if (ms === undefined) return undefined;
  if (dash === last) return { ms };
  if (last - dash === 2 && bytes[dash + 1] === 42) return { ms, seq: '*' };
  const seq = parsePart(bytes, dash + 1, last);
  return seq === undefined ? undefined : { ms, seq };
}

function parsePart(bytes: Uint8Array, start: number, end: number): Part | undefined {
  if (end - start > EXACT_DIGITS || start === end) return parseLong(bytes, start, end);
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return parseLong(bytes, start, end);
    value = value * 10 + digit;
  }
  return value;
}

const LONG = /^([\t-\r ]*)([+-]?)(\d+)$/;

/**
 * What C's strtoull takes: blanks, a sign, zeros in front. A negative number is one from the other end of 64 bits,
 * but not as Redis would write it.
 */
function parseLong(bytes: Uint8Array, start: number, end: number): Part | undefined {
  const match = LONG.exec(String.fromCharCode(...bytes.subarray(start, end)));
  if (!match) return undefined;
  const [, blanks, sign, digits] = match as unknown as [string, string, string, string];
  const magnitude = BigInt(digits);
  if (magnitude > GREATEST_PART) return undefined;
  if (sign !== '-') return canonical(magnitude);
  const isPlain = blanks === '' && /^[1-9]/.test(digits) && magnitude <= 2n ** 63n;
  return isPlain ? undefined : canonical(BigInt.asUintN(64, -magnitude));
}
