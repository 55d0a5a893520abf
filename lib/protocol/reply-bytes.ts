/** Each `put` writes at an offset of a buffer that has room, and answers the offset after what it wrote. */

const CR = 13;
const LF = 10;
const MINUS = 45;
const ZERO = 48;
/** Up to here division is the fast one of 32-bit integers. */
export const INT32_MAX = 0x7fffffff;

/** Up to so many characters, or bytes, a loop copies faster than a call of Node. */
export const SHORT_TEXT = 24;
const SHORT_BYTES = 64;
/** A sigil, a safe integer and two line ends at most. */
export const LINE_ROOM = 24;

export function putLineEnd(buffer: Uint8Array, at: number): number {
  buffer[at] = CR;
  buffer[at + 1] = LF;
  return at + 2;
}

/** A line such as `:1000` or `*3`. */
export function putNumberLine(buffer: Uint8Array, at: number, sigil: number, value: number): number {
  buffer[at] = sigil;
  return putLineEnd(buffer, putInteger(buffer, at + 1, value));
}

/** A bulk string of the digits of an integer above 0, up to `INT32_MAX`. */
export function putDigitsBulk(buffer: Uint8Array, at: number, sigil: number, value: number): number {
  const start = putNumberLine(buffer, at, sigil, digitsOf(value));
  return putLineEnd(buffer, putDigits(buffer, start, value));
}

/** One byte a character. */
export function putCharacters(buffer: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) buffer[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** The same, but negative when the text is not all ASCII. */
export function putAscii(buffer: Uint8Array, at: number, text: string): number {
  let seen = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    buffer[at + index] = code;
    seen |= code;
  }
  return seen < 0x80 ? at + text.length : -1;
}

/** The same bytes in a buffer that has room for so many more behind the first `used`: twice as large at least. */
export function enlarged(buffer: Buffer, used: number, count: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(Math.max(used + count, buffer.length * 2));
  larger.set(buffer);
  return larger;
}

export function putBytes(
  buffer: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (end - start > SHORT_BYTES) buffer.set(bytes.subarray(start, end), at);
  else putFewBytes(buffer, at, bytes, start, end);
  return at + end - start;
}

function putFewBytes(buffer: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): void {
  let from = start;
  let to = at;
  for (; from + 4 <= end; from += 4, to += 4) {
    buffer[to] = bytes[from]!;
    buffer[to + 1] = bytes[from + 1]!;
    buffer[to + 2] = bytes[from + 2]!;
    buffer[to + 3] = bytes[from + 3]!;
  }
  for (; from < end; from++, to++) buffer[to] = bytes[from]!;
}

function putInteger(buffer: Uint8Array, at: number, value: number): number {
  if (value >= 0 && value < 10) {
    buffer[at] = ZERO + value;
    return at + 1;
  }
  if (value >= 10 && value < 100) {
    const tens = (value / 10) | 0;
    buffer[at] = ZERO + tens;
    buffer[at + 1] = ZERO + value - tens * 10;
    return at + 2;
  }
  if (value > INT32_MAX || value < -INT32_MAX) return putCharacters(buffer, at, String(value));
  if (value > 0) return putDigits(buffer, at, value);
  buffer[at] = MINUS;
  return putDigits(buffer, at + 1, -value);
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  return digits;
}

function putDigits(buffer: Uint8Array, at: number, value: number): number {
  const end = at + digitsOf(value);
  for (let last = end - 1, rest = value; last >= at; last--) {
    const tenth = (rest / 10) | 0;
    buffer[last] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}
