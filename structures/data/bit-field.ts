import type { ByteSlice } from 'memo';
import { bitAt, putBit } from './bits';

export type Overflow = 'WRAP' | 'SAT' | 'FAIL';

const ENCODING = /^(?:i([1-9]|[1-5]\d|6[0-4])|u([1-9]|[1-5]\d|6[0-3]))$/;

/** The type of an integer in bits: signed ones have 1 to 64 of them, others 1 to 63. */
export class BitEncoding {
  private constructor(
    readonly bits: number,
    private readonly isSigned: boolean,
  ) {}

  /** Of `i16` or `u8`; undefined of what is none. */
  static parse(word: string): BitEncoding | undefined {
    const [, signed, unsigned] = ENCODING.exec(word) ?? [];
    if (signed) return new BitEncoding(Number(signed), true);
    return unsigned ? new BitEncoding(Number(unsigned), false) : undefined;
  }

  /** The integer at an offset; bits behind the end are 0. */
  read(bytes: ByteSlice, offset: number): bigint {
    let value = 0n;
    for (let bit = 0; bit < this.bits; bit++) value = (value << 1n) | BigInt(bitAt(bytes, offset + bit));
    return this.wrap(value);
  }

  /** Puts an integer of this type at an offset, which is in bounds. */
  write(bytes: ByteSlice, offset: number, value: bigint): void {
    for (let bit = 0; bit < this.bits; bit++) {
      putBit(bytes, offset + bit, Number((value >> BigInt(this.bits - 1 - bit)) & 1n));
    }
  }

  /**
   * The integer that a client gives, of 64 bits: an unsigned one has no sign there. A signed one that is farther below
   * the most than 64 bits can tell is above it to Redis.
   */
  given(value: bigint): bigint {
    const isUnsigned = !this.isSigned || (this.bits < 64 && this.most - value >= 1n << 63n);
    return isUnsigned ? BigInt.asUintN(64, value) : value;
  }

  /** What becomes of a value; undefined when it does not fit and must not overflow. */
  fit(value: bigint, overflow: Overflow): bigint | undefined {
    const { least, most } = this;
    if (value >= least && value <= most) return value;
    if (overflow === 'WRAP') return this.wrap(value);
    if (overflow === 'FAIL') return undefined;
    return value > most ? most : least;
  }

  private get least(): bigint {
    return this.isSigned ? -(1n << BigInt(this.bits - 1)) : 0n;
  }

  private get most(): bigint {
    return (1n << BigInt(this.isSigned ? this.bits - 1 : this.bits)) - 1n;
  }

  private wrap(value: bigint): bigint {
    return this.isSigned ? BigInt.asIntN(this.bits, value) : BigInt.asUintN(this.bits, value);
  }
}
