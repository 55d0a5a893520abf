import type { ByteSlice } from 'memo';

/** C's long double on x86-64: 64 significant bits; a value is below 2^16384, and a multiple of 2^-16445. */
const SIGNIFICANT_BITS = 64;
const MOST_BITS = 16384;
const LEAST_EXPONENT = -16445;

/** Beyond these powers of ten and of two, whatever else the word says, the number is out of range. */
const FAR_DECIMAL = 11_000;
const FAR_BINARY = 40_000;

/** Redis reads a number through a buffer of 5 KB, its end included. */
const MOST_CHARACTERS = 5 * 1024 - 1;

const FRACTION_DIGITS = 17;
const FRACTION_SCALE = 10n ** BigInt(FRACTION_DIGITS);

const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;
const HEXADECIMAL = /^([+-]?)0x(?=\.?[\da-f])([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** A number with the precision of C's `long double` on x86-64, which Redis adds floats in. */
export class LongDouble {
  /** The number is mantissa × 2^exponent; the exponent of an infinite one is Infinity. */
  private constructor(
    private readonly mantissa: bigint,
    private readonly exponent: number,
  ) {}

  /** The word as C's `strtold` reads all of it; undefined where it can't, for NaN, and for what is out of range. */
  static parse(word: string): LongDouble | undefined {
    if (word.length > MOST_CHARACTERS) return undefined;
    const infinite = INFINITE.exec(word);
    if (infinite) return new LongDouble(infinite[1] === '-' ? -1n : 1n, Infinity);
    const value = parseDecimal(word) ?? parseHexadecimal(word);
    if (!value) return undefined;
    const nearest = LongDouble.nearest(value);
    const isLost = nearest.mantissa === 0n && value.numerator !== 0n;
    return isLost || !nearest.isFinite ? undefined : nearest;
  }

  /** The same of bytes, however many they are. */
  static read({ bytes, start, end }: ByteSlice): LongDouble | undefined {
    if (end - start > MOST_CHARACTERS) return undefined;
    return LongDouble.parse(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
  }

  /** The nearest long double; the one with an even mantissa of two that are equally near. */
  private static nearest({ negative, numerator, denominator, exponent }: Fraction): LongDouble {
    const bits = quotientBits(numerator, denominator) + exponent;
    const lowest = Math.max(bits - SIGNIFICANT_BITS, LEAST_EXPONENT);
    const mantissa = rounded(numerator, denominator, exponent - lowest);
    const isInfinite = bitLength(mantissa) + lowest > MOST_BITS;
    return new LongDouble(negative ? -mantissa : mantissa, isInfinite ? Infinity : lowest);
  }

  get isFinite(): boolean {
    return this.exponent !== Infinity;
  }

  /** The nearest long double to the sum; an infinite one when either is, or when the sum is too large. */
  plus(other: LongDouble): LongDouble {
    if (!this.isFinite) return this;
    if (!other.isFinite) return other;
    const exponent = Math.min(this.exponent, other.exponent);
    const sum = this.multiplesOf(exponent) + other.multiplesOf(exponent);
    const negative = sum < 0n;
    return LongDouble.nearest({ negative, numerator: negative ? -sum : sum, denominator: 1n, exponent });
  }

  /** As Redis writes a sum: `%.17Lf` without the zeros at the end, never an exponent. */
  toString(): string {
    const negative = this.mantissa < 0n;
    if (!this.isFinite) return negative ? '-inf' : 'inf';
    const magnitude = negative ? -this.mantissa : this.mantissa;
    const digits = String(rounded(magnitude * FRACTION_SCALE, 1n, this.exponent)).padStart(
      FRACTION_DIGITS + 1,
      '0',
    );
    const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '');
    const text = digits.slice(0, -FRACTION_DIGITS) + (fraction && `.${fraction}`);
    return negative && text !== '0' ? `-${text}` : text;
  }

  private multiplesOf(exponent: number): bigint {
    return this.mantissa << BigInt(this.exponent - exponent);
  }
}

/** numerator / denominator × 2^exponent, exactly. */
interface Fraction {
  readonly negative: boolean;
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly exponent: number;
}

function parseDecimal(word: string): Fraction | undefined {
  const match = DECIMAL.exec(word);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const digits = whole + fraction;
  const numerator = BigInt(digits);
  const ten = numerator === 0n ? 0 : Number(power) - fraction.length;
  if (Math.abs(ten + digits.length) > FAR_DECIMAL) return undefined;
  const scale = 10n ** BigInt(Math.abs(ten));
  const scaled =
    ten > 0 ? { numerator: numerator * scale, denominator: 1n } : { numerator, denominator: scale };
  return { negative: sign === '-', ...scaled, exponent: 0 };
}

function parseHexadecimal(word: string): Fraction | undefined {
  const match = HEXADECIMAL.exec(word);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const numerator = BigInt(`0x${whole}${fraction}`);
  const exponent = numerator === 0n ? 0 : Number(power) - 4 * fraction.length;
  if (Math.abs(exponent) > FAR_BINARY) return undefined;
  return { negative: sign === '-', numerator, denominator: 1n, exponent };
}

/** numerator / denominator × 2^exponent as a whole number; the even one of two that are equally near. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): bigint {
  const divided = exponent > 0 ? numerator << BigInt(exponent) : numerator;
  const divisor = exponent < 0 ? denominator << BigInt(-exponent) : denominator;
  const quotient = divided / divisor;
  const twice = (divided % divisor) * 2n;
  const isUp = twice > divisor || (twice === divisor && (quotient & 1n) === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** The power of two just above numerator / denominator. */
function quotientBits(numerator: bigint, denominator: bigint): number {
  const difference = bitLength(numerator) - bitLength(denominator);
  const isBelow =
    difference < 0
      ? numerator << BigInt(-difference) < denominator
      : numerator < denominator << BigInt(difference);
  return isBelow ? difference : difference + 1;
}

function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const digits = value.toString(16);
  return digits.length * 4 - (Math.clz32(parseInt(digits[0]!, 16)) - 28);
}
