/** Bytes that aren't saved state. */
export class DamagedStateError extends Error {
  override readonly name = 'DamagedStateError';
}

/** Throws a DamagedStateError. */
export function refuseState(reason: string): never {
  throw new DamagedStateError(reason);
}

const FEW = 16;
/** So many bits are put together as an int32. */
const FAST_BITS = 28;

/** Reads what a ByteWriter wrote. Throws a DamagedStateError where that isn't. */
export class ByteReader {
  private at = 0;

  private readonly end: number;

  constructor(private readonly bytes: Buffer) {
    this.end = bytes.length;
  }

  get isAtEnd(): boolean {
    return this.at === this.end;
  }

  byte(): number {
    if (this.at === this.end) refuseState('it ends too early');
    return this.bytes[this.at++]!;
  }

  /** An integer from 0 on: seven bits a byte, the lowest first. */
  unsigned(): number {
    let value = 0;
    for (let bits = 0; bits < FAST_BITS; bits += 7) {
      const byte = this.byte();
      value |= (byte & 127) << bits;
      if (byte < 128) return value;
    }
    return this.large(value);
  }

  /** The rest of an integer of which the lowest bits are known. */
  private large(low: number): number {
    let value = low;
    for (let scale = 2 ** FAST_BITS; scale < Number.MAX_SAFE_INTEGER; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return Number.isSafeInteger(value) ? value : refuseState('a number is too large');
    }
    return refuseState('a number has no end');
  }

  /** A number of things each of which takes a byte or more. */
  count(): number {
    const count = this.unsigned();
    return count <= this.end - this.at ? count : refuseState('there are fewer than it says');
  }

  double(): number {
    return this.bytes.readDoubleLE(this.skip(8));
  }

  /** So many bytes, in place. */
  raw(length: number): Buffer {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  /** All that is left, in place. */
  rest(): Buffer {
    return this.raw(this.end - this.at);
  }

  latin1(): string {
    const length = this.unsigned();
    const start = this.skip(length);
    if (length > FEW) return this.bytes.toString('latin1', start, start + length);
    let text = '';
    for (let at = start; at < start + length; at++) text += String.fromCharCode(this.bytes[at]!);
    return text;
  }

  utf16(): string {
    const length = this.unsigned();
    const start = this.skip(length * 2);
    return this.bytes.toString('utf16le', start, start + length * 2);
  }

  /** Passes over so many bytes; answers where they begin. */
  private skip(count: number): number {
    const start = this.at;
    if (count > this.end - start) refuseState('it ends too early');
    this.at = start + count;
    return start;
  }
}
