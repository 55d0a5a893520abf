import fc from 'fast-check';
import { parseBound, parseFloat64 } from '../../../lib/command/number-words';
import { slice } from '../../support/slice';

describe('a float64', () => {
  test.each([
    ['0', 0],
    ['-0', -0],
    ['1.5', 1.5],
    ['+.5', 0.5],
    ['1.', 1],
    ['-3.0e3', -3000],
    ['1E-2', 0.01],
    ['1e-310', 1e-310],
    ['0e400', 0],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['0x10', 16],
    ['-0X1.8p1', -3],
    ['0x.8', 0.5],
    ['0x1p-1074', 5e-324],
    ['0x1fffffffffffff', 2 ** 53 - 1],
    ['0x20000000000001', 2 ** 53],
    ['0x20000000000003', 2 ** 53 + 4],
    ['0x1000000000000080000000001', 2 ** 96 + 2 ** 44],
    ['0x0p9999', 0],
  ])('is read from %s', (word, value) => {
    expect(parseFloat64(slice(word))).toBe(value);
    expect(parseBound(slice(word))).toBe(value);
  });

  test.each([
    ' 1',
    '1 ',
    '',
    '.',
    'e5',
    '1e',
    '1e+',
    'nan',
    '-NaN',
    '0x',
    '0x1p',
    '0x.',
    '1_0',
    '--1',
    'infin',
    '1\0',
  ])('is not %j', (word) => {
    expect(parseFloat64(slice(word))).toBeUndefined();
  });

  test.each([
    ['1e400', Infinity],
    ['-1e400', -Infinity],
    ['1e-400', 0],
    ['0x1p1024', Infinity],
    ['0x1p-1100', 0],
    ['0x1p99999', Infinity],
  ])('that is out of range is none: %s, but for a bound', (word, bound) => {
    expect(parseFloat64(slice(word))).toBeUndefined();
    expect(parseBound(slice(word))).toBe(bound);
  });

  test.each([
    ['', 0],
    [' \t\n1', 1],
    ['1\0junk', 1],
    ['\x000', 0],
  ])('as a bound may have space before it, and a NUL behind: %j', (word, value) => {
    expect(parseBound(slice(word))).toBe(value);
  });

  test.each(['1 ', ' ', 'nan', '(1', '1x', 'abc'])('as a bound is not %j', (word) => {
    expect(parseBound(slice(word))).toBeUndefined();
  });

  it('is the nearest one to whatever digits say', () => {
    const digits = fc.stringMatching(/^\d{0,24}$/);
    const words = fc.tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.'), digits);
    const property = fc.property(words, ([sign, whole, point, fraction]) => {
      fc.pre(whole + fraction !== '');
      const word = sign + whole + point + fraction;
      expect(parseFloat64(slice(word))).toBe(Number(word));
      expect(parseBound(slice(word))).toBe(Number(word));
    });
    fc.assert(property, { numRuns: 1000 });
  });
});
