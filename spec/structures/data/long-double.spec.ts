import fc from 'fast-check';
import { LongDouble } from '../../../structures/data/long-double';

const parse = (word: string) => {
  const value = LongDouble.parse(word);
  if (!value) throw new Error(`${word} is no number`);
  return value;
};

const sum = (first: string, second: string) => String(parse(first).plus(parse(second)));

const LARGEST = '1.18973149535723176502e4932';
const SMALLEST = '3.6e-4951';

describe('LongDouble', () => {
  test.each([
    ['10.50', '0.1', '10.6'],
    ['5.0e3', '2.0e2', '5200'],
    ['0.1', '0.2', '0.3'],
    ['1000.1', '0.2', '1000.29999999999999999'],
    ['3.0e-5', '1', '1.00003'],
    ['1e15', '0.1', '1000000000000000.0999755859375'],
    ['123456789.123456789', '1.1', '123456790.22345678899728227'],
    ['9223372036854775807', '1', '9223372036854775808'],
    ['18446744073709551617', '0', '18446744073709551616'],
    ['18446744073709551619', '0', '18446744073709551620'],
    ['1e21', '0.5', '1000000000000000000000'],
    ['1.5e-17', '0', '0.00000000000000002'],
    ['5e-18', '0', '0'],
    ['6e-18', '0', '0.00000000000000001'],
    ['511.1', '0', '511.10000000000000001'],
    ['-1e-20', '0', '0'],
    ['-0', '0', '0'],
    ['-0.5', '0.25', '-0.25'],
    ['0x1.8p3', '0XA', '22'],
    ['.5', '5.', '5.5'],
    ['+1', '1E+2', '101'],
    ['0e99999999', '1', '1'],
    [`1${'0'.repeat(5000)}e-5000`, '1', '2'],
    [`0.${'0'.repeat(5000)}1e5000`, '1', '1.1'],
    [SMALLEST, `-${SMALLEST}`, '0'],
  ])('%s plus %s is %s', (first, second, expected) => {
    expect(sum(first, second)).toBe(expected);
  });

  test.each(
    [
      ['', '-', '.', '+.', 'e5', '1e', '1e+', '1.5.', ' 1', '1 ', '1_0', '1\0', 'abc', 'infin'],
      [
        'nan',
        'NaN(1)',
        '0x',
        '0x.',
        '0x.p1',
        '0xg',
        '1e5000',
        '1e-5000',
        '0x1p16384',
        '0x1p-16446',
        '1e-4951',
      ],
      ['1'.repeat(5120), '0'.repeat(5120)],
    ].flat(),
  )('%j is no number', (word) => {
    expect(LongDouble.parse(word)).toBeUndefined();
  });

  test('reads up to 5119 characters', () => {
    expect(String(parse('0'.repeat(5119)))).toBe('0');
  });

  test('reaches from the smallest to the largest', () => {
    expect(String(parse(LARGEST))).toHaveLength(4933);
    expect(LongDouble.parse('1.18973149535723176508e4932')).toBeUndefined();
    expect(parse(LARGEST).plus(parse(LARGEST)).isFinite).toBe(false);
  });

  test.each([
    ['inf', '1', 'inf'],
    ['1', '-INFINITY', '-inf'],
    [LARGEST, LARGEST, 'inf'],
    [`-${LARGEST}`, `-${LARGEST}`, '-inf'],
  ])('%s plus %s is infinite', (first, second, expected) => {
    const infinite = parse(first).plus(parse(second));
    expect(infinite.isFinite).toBe(false);
    expect(String(infinite)).toBe(expected);
  });

  test('holds every integer of 64 bits, exactly', () => {
    const longs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(longs, (value) => {
        expect(String(parse(String(value)))).toBe(String(value));
      }),
    );
  });

  test('adds what a double adds without rounding', () => {
    const eighths = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((value) => value / 8);
    fc.assert(
      fc.property(eighths, eighths, (first, second) => {
        expect(sum(String(first), String(second))).toBe(String(first + second));
      }),
    );
  });

  test('gives back what a person writes, as long as it is small', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3_000_000, max: 3_000_000 }), fc.nat({ max: 12 }), (digits, places) => {
        const text = `${digits}e-${places}`;
        const plain = (digits / 10 ** places).toFixed(places);
        fc.pre(Math.abs(Number(plain)) < 30);
        expect(sum(text, '0')).toBe(places === 0 ? plain : plain.replace(/\.?0+$/, '').replace(/^-0$/, '0'));
      }),
    );
  });
});
