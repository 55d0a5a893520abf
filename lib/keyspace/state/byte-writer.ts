import { enlarged } from '../../protocol/reply-bytes';

const FIRST_BYTES = 256;
/** Up to so many characters are written faster one by one. */
const FEW = 24;

/** Bytes in the making. */
export class ByteWriter {
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private length = 0;

  /** What was written. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** An integer from 0 on: seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    this.reserve(8);
    let rest = value;
    for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) this.bytes[this.length++] = (rest % 128) | 128;
    for (; rest >= 128; rest >>>= 7) this.bytes[this.length++] = (rest & 127) | 128;
    this.bytes[this.length++] = rest;
  }

  double(value: number): void {
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** The length of a text and its characters, which are below U+0100. */
  latin1(text: string): void {
    const { length } = text;
    this.unsigned(length);
    this.reserve(length);
    const at = this.length;
    if (length > FEW) this.bytes.write(text, at, 'latin1');
    else for (let index = 0; index < length; index++) this.bytes[at + index] = text.charCodeAt(index);
    this.length = at + length;
  }

  /** The length of a text and its characters, two bytes each. */
  utf16(text: string): void {
    this.unsigned(text.length);
    this.reserve(text.length * 2);
    this.length += this.bytes.write(text, this.length, 'utf16le');
  }

  private reserve(count: number): void {
    if (this.length + count > this.bytes.length) this.grow(count);
  }

  private grow(count: number): void {
    this.bytes = enlarged(this.bytes, this.length, count);
  }
}

const WIDE = /[^\0-\xff]/;

/** Whether all characters are below U+0100. */
export function isLatin1(text: string): boolean {
  if (text.length > FEW) return !WIDE.test(text);
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 255) return false;
  return true;
}
