/** From here on JavaScript writes numbers with an exponent; all of them are integers. */
const LARGE = 1e21;

/** A number as C's `%.4f` prints it, with 4 decimals or so many. */
export function fixedPoint(value: number, decimals: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return `-${fixedPoint(0, decimals)}`;
  if (value < 0) return `-${fixedPoint(-value, decimals)}`;
  if (value === Infinity) return 'inf';
  if (value >= LARGE) return `${BigInt(value)}.${'0'.repeat(decimals)}`;
  return evened(value.toFixed(decimals), value, decimals);
}

/** The same without the zeros at the end, and without the point then. */
export const shortFixedPoint = (value: number, decimals: number): string =>
  fixedPoint(value, decimals).replace(/\.0+$|(\.\d*?)0+$/, '$1');

/** Between two equally near numbers JavaScript takes the upper one, C the one whose last digit is even. */
function evened(text: string, value: number, decimals: number): string {
  const last = text.length - 1;
  const isOdd = text.charCodeAt(last) % 2 === 1;
  return isOdd && isHalf(value, decimals) ? text.slice(0, last) + String(Number(text[last]) - 1) : text;
}

/** Whether a number has one decimal more, and that one is 5: it has as many binary places, then. */
const isHalf = (value: number, decimals: number) =>
  Number.isInteger(value * 2 ** (decimals + 1)) && !Number.isInteger(value * 2 ** decimals);
