import { type ByteSlice, errors, Packed } from 'memo';
import { decimalLength, parseDecimal, parseLong, writeDecimal } from './decimal';
import { bytesOf } from './slices';

/** What `mark` says of a value that was not set as a whole; OBJECT ENCODING tells. */
const PRINTED = 1;
const EDITED = 2;

const LONGEST_EMBEDDED = 44;

/** Redis shares the integers from 0 to 9999. */
const SHARED_DIGITS = 4;
const UNCOUNTED = 2 ** 31 - 1;

/** What an absent integer is. */
const ZERO = Buffer.from('0');

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** A string of bytes off the JavaScript heap, that may spell a number. */
export abstract class PackedString extends Packed {
  isEmpty(): boolean {
    return !this.memory.present;
  }

  /** What OBJECT ENCODING answers: `int`, `embstr` or `raw`. */
  encoding(): string {
    const { mark, buffer, start, length } = this.memory;
    if (mark === EDITED) return 'raw';
    if (mark !== PRINTED && parseLong(buffer, start, start + length) !== undefined) return 'int';
    return length > LONGEST_EMBEDDED ? 'raw' : 'embstr';
  }

  /** What OBJECT REFCOUNT answers: Redis has one object for each small integer, and counts no references to it. */
  references(): number {
    const isShared = this.memory.length <= SHARED_DIGITS && this.encoding() === 'int';
    return isShared && !this.characters().startsWith('-') ? UNCOUNTED : 1;
  }

  /** The value in a Buffer of its own, null when absent. */
  copy(): Buffer | null {
    return this.memory.present ? Buffer.from(bytesOf(this.bytes)) : null;
  }

  /** The value, one character a byte. */
  characters(): string {
    const { buffer, start, length } = this.memory;
    return buffer.toString('latin1', start, start + length);
  }

  /** Writes bytes at an offset, after zeros where the value is too short; answers the length. */
  edit(offset: number, bytes: ByteSlice): number {
    const { memory } = this;
    memory.write(offset, bytes);
    memory.mark = EDITED;
    return memory.length;
  }

  /** Makes it at least so long, new bytes zero, to be written in place. */
  widen(length: number): ByteSlice {
    const { memory } = this;
    if (memory.length < length) memory.resize(length);
    memory.mark = EDITED;
    return memory.bytes;
  }

  /** Sets a text that stays one to OBJECT ENCODING, although it spells a number. */
  print(text: string): void {
    this.memory.assign(text);
    this.memory.mark = PRINTED;
  }

  /** Adds to the integer, 0 when absent; in place as long as all numbers are safe integers. */
  add(increment: number): number | bigint {
    const { memory } = this;
    if (!memory.present) memory.assign(ZERO);
    const { bytes, start, end } = memory.bytes;
    const sum = parseDecimal(bytes, start, end) + increment;
    if (!Number.isSafeInteger(sum)) return this.addExactly(BigInt(increment));
    const length = decimalLength(sum);
    if (length === end - start) writeDecimal(sum, bytes, start, length);
    else memory.assign(String(sum));
    if (memory.mark !== 0) memory.mark = 0;
    return sum;
  }

  /** The same for any increment of 64 bits. Throws when the sum has more. */
  addLong(increment: bigint): number | bigint {
    const near = Number(increment);
    return Number.isSafeInteger(near) ? this.add(near) : this.addExactly(increment);
  }

  private addExactly(increment: bigint): bigint {
    const { memory } = this;
    if (!memory.present) memory.assign(ZERO);
    const value = parseLong(memory.buffer, memory.start, memory.start + memory.length);
    if (value === undefined) throw errors.notInteger();
    const sum = value + increment;
    if (sum < LONG_MIN || sum > LONG_MAX) throw errors.incrementOverflow();
    memory.assign(String(sum));
    memory.mark = 0;
    return sum;
  }
}
