import { parseDecimal } from './decimal';

/** Numbers below this have fewer significant bits than others. */
const LEAST_NORMAL = 2 ** -1022;

const BLANKS = '[ \\t\\n\\v\\f\\r]*';
const DECIMAL = new RegExp(`^${BLANKS}([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)$`, 'i');
const HEXADECIMAL = new RegExp(
  `^${BLANKS}([+-]?)0x(?=\\.?[\\da-f])([\\da-f]*)\\.?([\\da-f]*)(?:p([+-]?\\d+))?$`,
  'i',
);
const INFINITE = new RegExp(`^${BLANKS}([+-]?)inf(?:inity)?$`, 'i');

/**
 * The number that bytes spell, as C's `strtod` reads it: up to the first zero byte, 0 when that is the first. NaN for
 * what spells none, and for what is too large or too small for a double.
 */
export function weightOf(bytes: Uint8Array, start: number, end: number): number {
  const integer = parseDecimal(bytes, start, end);
  return Number.isNaN(integer) ? weightOfText(charactersOf(bytes, start, end)) : integer;
}

function charactersOf(bytes: Uint8Array, start: number, end: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).latin1Slice(0, end - start);
  const zero = text.indexOf('\0');
  return zero < 0 ? text : text.slice(0, zero);
}

function weightOfText(text: string): number {
  if (text === '') return 0;
  const decimal = DECIMAL.exec(text)?.[1];
  if (decimal !== undefined) return within(Number(decimal), /^[+-]?[0.]*[1-9]/.test(decimal));
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return hexadecimal(text);
}

/** NaN for a number that the digits are too large for, or that lost some of them because it is small. */
function within(value: number, isNonzero: boolean): number {
  const isLost = isNonzero && Math.abs(value) < LEAST_NORMAL;
  return isLost || !Number.isFinite(value) ? NaN : value;
}

function hexadecimal(text: string): number {
  const match = HEXADECIMAL.exec(text);
  if (!match) return NaN;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const value = scaled(Number(`0x${whole}${fraction}`), Number(power) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** mantissa × 2^exponent; NaN for what is too large, and for what is small and has lost digits. */
function scaled(mantissa: number, exponent: number): number {
  if (mantissa === 0) return 0;
  const half = Math.trunc(exponent / 2);
  const value = mantissa * 2 ** half * 2 ** (exponent - half);
  const isExact = value * 2 ** -half * 2 ** (half - exponent) === mantissa;
  return Number.isFinite(value) && (value >= LEAST_NORMAL || isExact) ? value : NaN;
}
