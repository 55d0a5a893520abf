/** Each function writes at an offset of a buffer that has room, and answers the offset after what it wrote. */

const CR = 13;
const LF = 10;
const MINUS = 45;
const ZERO = 48;
const INT32_MAX = 0x7fffffff;

/** Up to so many bytes a loop copies faster than a call of Node. */
export const SHORT = 24;
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

/** One byte a character. */
export function putCharacters(buffer: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) buffer[at + index] = text.charCodeAt(index);
  return at + text.length;
}

export function putBytes(
  buffer: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (end - start > SHORT) buffer.set(bytes.subarray(start, end), at);
  else for (let from = start, to = at; from < end; from++, to++) buffer[to] = bytes[from]!;
  return at + end - start;
}

export function isAscii(text: string): boolean {
  let seen = 0;
  for (let index = 0; index < text.length; index++) seen |= text.charCodeAt(index);
  return seen < 0x80;
}

function putInteger(buffer: Uint8Array, at: number, value: number): number {
  if (value >= 0 && value < 10) {
    buffer[at] = ZERO + value;
    return at + 1;
  }
  if (value > INT32_MAX || value < -INT32_MAX) return putCharacters(buffer, at, String(value));
  if (value > 0) return putDigits(buffer, at, value);
  buffer[at] = MINUS;
  return putDigits(buffer, at + 1, -value);
}

function putDigits(buffer: Uint8Array, at: number, value: number): number {
  let end = at + 1;
  for (let bound = 10; value >= bound; bound *= 10) end++;
  for (let last = end - 1, rest = value; last >= at; last--) {
    const tenth = (rest / 10) | 0;
    buffer[last] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}
