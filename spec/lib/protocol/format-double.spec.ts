import fc from 'fast-check';
import { formatDouble } from '../../../lib/protocol/format-double';

/** A double as a fraction of big integers: exactly `numerator / denominator`. */
function fraction(value: number): [numerator: bigint, denominator: bigint] {
  let shift = 0n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return [BigInt(scaled), 2n ** shift];
}

/** The 17 digits and the exponent that C prints, by long division: rounded to the nearest, halves to the even digit. */
function roundedExactly(value: number): { digits: bigint; exponent: number } {
  const [numerator, denominator] = fraction(value);
  for (let exponent = Math.floor(Math.log10(value)) + 1; ; exponent--) {
    const places = BigInt(16 - exponent);
    const above = places > 0n ? numerator * 10n ** places : numerator;
    const below = places < 0n ? denominator * 10n ** -places : denominator;
    const down = above / below;
    const twice = (above % below) * 2n;
    const isUp = twice > below || (twice === below && down % 2n === 1n);
    const digits = down + (isUp ? 1n : 0n);
    if (digits >= 10n ** 17n) return { digits: digits / 10n, exponent: exponent + 1 };
    if (digits >= 10n ** 16n) return { digits, exponent };
  }
}

/** What a printed number says, as 17 digits and an exponent. */
function parsed(text: string): { digits: bigint; exponent: number } {
  const [, whole, decimals = '', power = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d\d+))?$/.exec(text)!;
  const all = `${whole}${decimals}`;
  const leading = all.search(/[1-9]/);
  const digits = BigInt(all.slice(leading).padEnd(17, '0'));
  return { digits, exponent: whole!.length - 1 - leading + Number(power) };
}

describe('a double is printed as Redis prints it', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [3, '3'],
    [-1.5, '-1.5'],
    [0.1, '0.10000000000000001'],
    [1.1, '1.1000000000000001'],
    [3.141, '3.141'],
    [1000.001, '1000.001'],
    [2 ** 53, '9007199254740992'],
    [2 ** 53 + 2, '9007199254740994'],
    [99999999999999984, '99999999999999984'],
    [1e17, '1e+17'],
    [1e20, '1e+20'],
    [-1.5e300, '-1.5000000000000001e+300'],
    [0.0001, '0.0001'],
    [0.00001, '1.0000000000000001e-05'],
    [1.2e-7, '1.1999999999999999e-07'],
    [Number.MIN_VALUE, '4.9406564584124654e-324'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
  ])('%d: %s', (value, text) => expect(formatDouble(value)).toBe(text));

  it.each([
    [1000000000000000.25, '1000000000000000.2'],
    [1000000000000000.75, '1000000000000000.8'],
    [1000000000000001.25, '1000000000000001.2'],
    [-1000000000000000.25, '-1000000000000000.2'],
    [4194304.00000000093, '4194304.0000000009'],
  ])('%d: %s, halves rounded to the even digit', (value, text) => expect(formatDouble(value)).toBe(text));

  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => value !== 0);
  /** m·5^q has 18 digits and ends in 5, so m/2^q lies halfway between two numbers of 17 digits. */
  const halves = fc.integer({ min: 2, max: 25 }).chain((places) => {
    const least = Math.ceil((1e17 / 5 ** places - 1) / 2);
    const most = Math.floor((Math.min(1e18 / 5 ** places, 2 ** 53) - 1) / 2);
    return fc
      .maxSafeInteger()
      .map((any) => (2 * (least + (Math.abs(any) % (most - least + 1))) + 1) / 2 ** places);
  });

  it.each([
    ['any double', finite],
    ['doubles that lie halfway', halves],
  ])('%s: the 17 digits that long division gives', (_, doubles) => {
    fc.assert(
      fc.property(doubles, (value) => {
        const text = formatDouble(value);
        expect(text.startsWith('-')).toBe(value < 0);
        expect(parsed(text.replace(/^-/, ''))).toEqual(roundedExactly(Math.abs(value)));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads back as the same double, in the shape that C gives it', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const text = formatDouble(value);
        expect(Number(text)).toBe(value);
        expect(text).toMatch(/^-?(?:0|[1-9]\d{0,16})(?:\.\d*[1-9])?$|^-?[1-9](?:\.\d*[1-9])?e[+-]\d{2,3}$/);
        expect(text.includes('e')).toBe(Math.abs(value) < 1e-4 || Math.abs(value) >= 1e17);
      }),
      { numRuns: 1000 },
    );
  });
});
