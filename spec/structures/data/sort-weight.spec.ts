import fc from 'fast-check';
import { weightOf } from '../../../structures/data/sort-weight';

const weight = (text: string) => {
  const bytes = Buffer.from(`9${text}9`, 'latin1');
  return weightOf(bytes, 1, bytes.length - 1);
};

describe('The weight of a text', () => {
  it('is the number that it spells', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (number) => {
        fc.pre(Math.abs(number) >= 2 ** -1022);
        expect(weight(String(number).toLowerCase())).toBe(number);
        expect(weight(` ${number.toExponential().replace('Infinity', 'inf')}`)).toBe(number);
      }),
    );
  });

  it('is an integer, however long', () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        expect(weight(String(number))).toBe(Number(number));
        fc.pre(number >= 0n);
        expect(weight(`0x${number.toString(16)}`)).toBe(Number(number));
      }),
    );
  });

  it.each([
    ['', 0],
    ['\0', 0],
    ['12\x00abc', 12],
    ['\t\n\v\f\r +5.', 5],
    ['.5E1', 5],
    ['0x.8', 0.5],
    ['-0X1.8p+3', -12],
    ['0x1p-1074', 5e-324],
    ['0x1p1023', 2 ** 1023],
    ['0x0p99999', 0],
    ['-0', -0],
    ['0e99999', 0],
    ['-INFINITY', -Infinity],
    ['inf', Infinity],
    ['2.2250738585072014e-308', 2 ** -1022],
  ])('%j is %d', (text, number) => {
    expect(weight(text)).toBe(number);
  });

  it.each([
    [' '],
    ['1 '],
    ['a'],
    ['1a'],
    ['.'],
    ['e5'],
    ['1e'],
    ['1,5'],
    ['--1'],
    ['0x'],
    ['0x.'],
    ['0x1p'],
    ['nan'],
    ['infinit'],
    ['1e400'],
    ['1e-400'],
    ['4.9e-324'],
    ['0x1p1024'],
    ['0x1.8p-1074'],
    ['0x1p-99999'],
  ])('%j has none', (text) => {
    expect(weight(text)).toBe(NaN);
  });
});
