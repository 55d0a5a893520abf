import type { ByteSlice } from '../protocol/reply';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const HEXADECIMAL = /^[+-]?0x(?=\.?[\da-f])([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

const MINUS = '-'.charCodeAt(0);
const POINT = '.'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** Digits that make no more than this were added up exactly. */
const MOST_EXACT = 1e15;
/** Powers of ten that a float64 has exactly: the quotient by one is as near as can be. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Powers of two that a float64 can have; far beyond, it is infinite or 0. */
const LARGEST_STEP = 1000;
const FAR = 20_000;

/** A float64 as Redis reads it (C's strtod on the whole word, NaN refused); undefined when the word is none. */
export function parseFloat64({ bytes, start, end }: ByteSlice): number | undefined {
  const plain = readPlain(bytes, start, end);
  if (!Number.isNaN(plain)) return plain;
  const word = textOf(bytes, start, end);
  const value = readFloat64(word);
  if (value === undefined || INFINITE.test(word)) return value;
  const isLost = Math.abs(value) === Infinity || (value === 0 && /[1-9a-f]/i.test(significant(word)));
  return isLost ? undefined : value;
}

/**
 * A float64 as Redis reads the end of a range: C's strtod, on what comes before a NUL, NaN refused. What is too large is
 * infinite, space may come before, and nothing is 0.
 */
export function parseBound({ bytes, start, end }: ByteSlice): number | undefined {
  const plain = readPlain(bytes, start, end);
  if (!Number.isNaN(plain)) return plain;
  const text = textOf(bytes, start, end).split('\0', 1)[0]!;
  return text === '' ? 0 : readFloat64(text.replace(/^[ \t\n\v\f\r]+/, ''));
}

/** Digits with or without a point among them, a minus before: the usual numbers, rounded once. NaN for other words. */
function readPlain(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = start < end && bytes[start] === MINUS;
  let digits = 0;
  let significant = 0;
  let point = end;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      significant = significant * 10 + digit;
      digits++;
    } else if (bytes[at] === POINT && point === end) point = at;
    else return NaN;
  }
  const fraction = Math.max(0, end - 1 - point);
  if (digits === 0 || significant > MOST_EXACT || fraction >= EXACT_POWERS.length) return NaN;
  const magnitude = significant / EXACT_POWERS[fraction]!;
  return isNegative ? -magnitude : magnitude;
}

/** One character a byte. */
const textOf = (bytes: Uint8Array, start: number, end: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

function readFloat64(word: string): number | undefined {
  if (DECIMAL.test(word)) return Number(word);
  if (INFINITE.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
  const hexadecimal = HEXADECIMAL.exec(word);
  if (!hexadecimal) return undefined;
  const [, whole = '', fraction = '', power = '0'] = hexadecimal;
  const magnitude = scaled(BigInt(`0x${whole}${fraction}`), Number(power) - 4 * fraction.length);
  return word.startsWith('-') ? -magnitude : magnitude;
}

/** The digits of a number, without those of its power. */
const significant = (word: string) =>
  /^[+-]?0x/i.test(word) ? word.replace(/^[+-]?0x/i, '').replace(/p.*$/i, '') : word.replace(/e.*$/i, '');

/** mantissa × 2^power, rounded once as long as it is no subnormal number. */
function scaled(mantissa: bigint, power: number): number {
  const surplus = Math.max(0, mantissa.toString(2).length - 64);
  const isRounded = surplus > 0 && BigInt.asUintN(surplus, mantissa) !== 0n;
  let value = Number((mantissa >> BigInt(surplus)) | (isRounded ? 1n : 0n));
  let left = Math.min(FAR, Math.max(-FAR, power + surplus));
  for (; left > LARGEST_STEP; left -= LARGEST_STEP) value *= 2 ** LARGEST_STEP;
  for (; left < -LARGEST_STEP; left += LARGEST_STEP) value *= 2 ** -LARGEST_STEP;
  return value * 2 ** left;
}
