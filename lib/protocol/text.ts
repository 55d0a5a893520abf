/**
 * Text is UTF-8. A byte b that is no part of a valid sequence becomes the lone surrogate U+DC00+b, and such a
 * surrogate becomes the byte again: every byte string survives the way to text and back.
 */

declare global {
  /** Methods that Node's Buffer has and its types lack; they spare the look at the encoding's name. */
  interface Buffer {
    latin1Slice(start: number, end: number): string;
    utf8Slice(start: number, end: number): string;
    ucs2Slice(start: number, end: number): string;
    latin1Write(text: string, offset: number, length: number): number;
    utf8Write(text: string, offset: number, length: number): number;
  }
}

/** V8 makes longer strings by reference to their parts; up to here appending copies. */
const SHORT = 12;
const REPLACEMENT = '\ufffd';
const BYTE_BASE = 0xdc00;
const ESCAPED_BYTE = /[\udc80-\udcff]/;

/** The text of `bytes[start]` up to, not including, `bytes[end]`. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  if (end - start <= SHORT && isAscii(bytes, start, end)) return shortText(bytes, start, end);
  const text = bytes.utf8Slice(start, end);
  return text.includes(REPLACEMENT) ? decodeDamagedText(bytes, start, end) : text;
}

/** One character a byte. */
export function decodeWire(bytes: Buffer, start: number, end: number): string {
  return end - start <= SHORT ? shortText(bytes, start, end) : bytes.latin1Slice(start, end);
}

/** The bytes of a text, in a Buffer of their own. */
export function textBytes(text: string): Buffer {
  if (!ESCAPED_BYTE.test(text)) return Buffer.from(text);
  const bytes = Buffer.allocUnsafeSlow(textLength(text));
  writeText(text, bytes, 0);
  return bytes;
}

/** How many bytes a text has. */
export function textLength(text: string): number {
  if (!ESCAPED_BYTE.test(text)) return Buffer.byteLength(text);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const size = byteSize(text.codePointAt(at)!);
    if (size === 4) at++;
    length += size;
  }
  return length;
}

/** Write the bytes of a text, for which there must be room; answers where they end. */
export function writeText(text: string, target: Buffer, offset: number): number {
  if (!ESCAPED_BYTE.test(text)) return offset + target.utf8Write(text, offset, target.length - offset);
  let to = offset;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at)!;
    if (code > 0xffff) at++;
    to = writeCodePoint(code, target, to);
  }
  return to;
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let seen = 0;
  for (let at = start; at < end; at++) seen |= bytes[at]!;
  return seen < 0x80;
}

function shortText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    text += String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
  }
  for (; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

function decodeDamagedText(bytes: Uint8Array, start: number, end: number): string {
  const units = new Uint16Array(end - start);
  let length = 0;
  for (let at = start; at < end;) {
    const code = codePointAt(bytes, at, end);
    if (code < 0) {
      units[length++] = BYTE_BASE + bytes[at++]!;
      continue;
    }
    at += byteSize(code);
    if (code > 0xffff) units[length++] = 0xd7c0 + (code >> 10);
    units[length++] = code > 0xffff ? 0xdc00 + (code & 0x3ff) : code;
  }
  return Buffer.from(units.buffer).ucs2Slice(0, length * 2);
}

/** The code point of the valid sequence that begins at `at`; negative when none does. */
function codePointAt(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return lead;
  const size = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (size === 0 || at + size > end) return -1;
  let code = lead & (0x7f >> size);
  for (let next = at + 1; next < at + size; next++) {
    if ((bytes[next]! & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (bytes[next]! & 0x3f);
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return isSurrogate || code > 0x10ffff || byteSize(code) !== size ? -1 : code;
}

const isEscapedByte = (code: number) => code >= 0xdc80 && code <= 0xdcff;

function byteSize(code: number): number {
  if (code < 0x80 || isEscapedByte(code)) return 1;
  if (code < 0x800) return 2;
  return code > 0xffff ? 4 : 3;
}

function writeCodePoint(code: number, target: Uint8Array, at: number): number {
  if (isEscapedByte(code)) {
    target[at] = code - BYTE_BASE;
    return at + 1;
  }
  const size = byteSize(code);
  if (size === 1) {
    target[at] = code;
    return at + 1;
  }
  // A surrogate that stands for no byte has no UTF-8: it becomes U+FFFD, as everywhere in Node.
  let rest = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
  for (let last = at + size - 1; last > at; last--) {
    target[last] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  target[at] = ((0xf00 >> size) & 0xff) | rest;
  return at + size;
}
