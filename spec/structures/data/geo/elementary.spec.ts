import fc from 'fast-check';
import { asin, cos, sin } from '../../../../structures/data/geo/elementary';

/** Numbers with 300 binary places. */
const PLACES = 300n;
const ONE = 1n << PLACES;

function exactly(value: number): bigint {
  const scaled = value * 2 ** 200;
  return BigInt(scaled) << (PLACES - 200n);
}

const unitOf = (value: number) => 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);

/** How far a double is from what it stands for, in units of its last place. */
const unitsBetween = (exact: bigint, value: number) =>
  Math.abs(Number(exact - exactly(value)) / 2 ** Number(PLACES)) / unitOf(value);

function taylor(first: bigint, angle: bigint, power: bigint): bigint {
  const square = (angle * angle) >> PLACES;
  let [sum, term] = [first, first];
  for (let next = power + 2n; term !== 0n && term !== -1n; next += 2n) {
    term = -((term * square) >> PLACES) / (next * (next - 1n));
    sum += term;
  }
  return sum;
}

const exactSine = (angle: bigint) => taylor(angle, angle, 1n);
const exactCosine = (angle: bigint) => taylor(ONE, angle, 0n);

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const runs = { numRuns: 3000 };

/** Where two doubles are equally near, up to a ten-thousandth, it may be either. */
const MOST = 0.5001;

describe('rounded to the nearest double', () => {
  test('a sine', () => {
    const angle = fc.oneof(between(-Math.PI, Math.PI), between(0, 0.1), between(3.1, Math.PI));
    fc.assert(
      fc.property(angle, (angle) => {
        fc.pre(Math.abs(angle) > 1e-30);
        expect(unitsBetween(exactSine(exactly(angle)), sin(angle))).toBeLessThan(MOST);
      }),
      runs,
    );
  });

  test('a cosine', () => {
    fc.assert(
      fc.property(between(-1.5, 1.5), (angle) => {
        fc.pre(Math.abs(angle) > 1e-30);
        expect(unitsBetween(exactCosine(exactly(angle)), cos(angle))).toBeLessThan(MOST);
      }),
      runs,
    );
  });

  test('an arcsine: the number is between the sines of what is half a unit less and more', () => {
    const sine = fc.oneof(between(1e-9, 1), between(0.8, 1), between(1 - 1e-9, 1));
    fc.assert(
      fc.property(sine, (sine) => {
        const angle = asin(sine);
        const half = exactly(MOST * unitOf(angle));
        expect(exactSine(exactly(angle) - half) <= exactly(sine)).toBe(true);
        if (angle < 1.5707963) expect(exactSine(exactly(angle) + half) >= exactly(sine)).toBe(true);
      }),
      runs,
    );
  });

  test.each([
    ['the sine of 0', sin(0), 0],
    ['the sine of π', sin(Math.PI), 1.2246467991473532e-16],
    ['the sine of -π/2', sin(-Math.PI / 2), -1],
    ['the sine of a tiny angle', sin(1e-300), 1e-300],
    ['the cosine of 0', cos(0), 1],
    ['the arcsine of 0', asin(0), 0],
    ['the arcsine of 1', asin(1), Math.PI / 2],
  ])('%s', (_, value, expected) => {
    expect(value).toBe(expected);
  });
});
