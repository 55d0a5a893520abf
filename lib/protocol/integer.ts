const MINUS = 45;
const ZERO = 48;
const EXACT_DIGITS = 15;
const MOST_DIGITS = 19;

/**
 * A 64-bit signed integer in the one spelling that Redis accepts: decimal, no plus sign, no leading zeros, no
 * blanks, no `-0`. Undefined for all else; past 2^53 the nearest number.
 */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  const negative = start < end && bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  if (first >= end) return undefined;
  if (bytes[first] === ZERO) return !negative && end - first === 1 ? 0 : undefined;
  if (end - first > EXACT_DIGITS) {
    const exact = parseBigint(bytes, start, end);
    return exact === undefined ? undefined : Number(exact);
  }
  let value = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

/** The same, exactly. */
export function parseBigint(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  if (end - start <= EXACT_DIGITS) {
    const value = parseInteger(bytes, start, end);
    return value === undefined ? undefined : BigInt(value);
  }
  if (end - start > MOST_DIGITS + 1) return undefined;
  const word = String.fromCharCode(...bytes.subarray(start, end));
  if (!/^(?:0|-?[1-9]\d*)$/.test(word)) return undefined;
  const value = BigInt(word);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
