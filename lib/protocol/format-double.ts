const DIGITS = 17;

/** A double as C's `%.17g` prints it, which is how Redis replies: `3`, `0.10000000000000001`, `1e+20`, `-inf`. */
export function formatDouble(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  if (hasFewDigits(magnitude)) return String(value);
  const text = magnitude >= 1e-4 && magnitude < 1e17 ? plain(magnitude) : scientific(magnitude);
  return value < 0 ? `-${text}` : text;
}

/** Sixteenths below 10^11 have 15 digits at most: JavaScript prints these, too, without loss. */
const hasFewDigits = (magnitude: number) => magnitude < 1e11 && Number.isInteger(magnitude * 16);

function plain(magnitude: number): string {
  const digits = magnitude.toPrecision(DIGITS);
  const point = digits.indexOf('.');
  return point < 0 ? digits : trimmed(evened(digits, magnitude, digits.length - point));
}

function scientific(magnitude: number): string {
  const [digits, power] = magnitude.toExponential(DIGITS - 1).split('e') as [string, string];
  const exponent = Number(power);
  const sign = exponent < 0 ? '-' : '+';
  const mantissa = trimmed(evened(digits, magnitude, DIGITS - exponent));
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/**
 * Between two equally near numbers JavaScript takes the upper one, C the one whose last digit is even. A number
 * lies so when `decimals`, one more than there is room for, are all that it has: it has as many binary places, then.
 */
function evened(digits: string, magnitude: number, decimals: number): string {
  const last = digits.length - 1;
  const isOdd = digits.charCodeAt(last) % 2 === 1;
  if (!isOdd || decimals < 2 || !hasBinaryPlaces(magnitude, decimals)) return digits;
  return digits.slice(0, last) + String(Number(digits[last]) - 1);
}

const hasBinaryPlaces = (magnitude: number, places: number) =>
  Number.isInteger(magnitude * 2 ** places) && !Number.isInteger(magnitude * 2 ** (places - 1));

const trimmed = (digits: string) => (digits.endsWith('0') ? digits.replace(/\.?0+$/, '') : digits);
