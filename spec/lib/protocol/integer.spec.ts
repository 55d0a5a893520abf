import fc from 'fast-check';
import { parseBigint, parseInteger } from '../../../lib/protocol/integer';

const asNumber = (word: string) => parseInteger(Buffer.from(`<${word}>`), 1, word.length + 1);
const asBigint = (word: string) => parseBigint(Buffer.from(`<${word}>`), 1, word.length + 1);

describe('an integer', () => {
  it('is any of 64 bits, in decimal', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(asBigint(String(value))).toBe(value);
        expect(asNumber(String(value))).toBe(Number(value));
      }),
    );
  });

  it('is exact as a number as far as numbers are', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => expect(asNumber(String(value))).toBe(value)));
  });

  it('is 0, and not -0', () => {
    expect(asNumber('0')).toBe(0);
    expect(asBigint('0')).toBe(0n);
  });

  it.each(['9223372036854775808', '-9223372036854775809', '99999999999999999999', '1'.repeat(200)])(
    'is not %s: it has more than 64 bits',
    (word) => {
      expect(asNumber(word)).toBeUndefined();
      expect(asBigint(word)).toBeUndefined();
    },
  );

  it.each([
    '',
    '-',
    '+1',
    '01',
    '-0',
    '-01',
    '00',
    ' 1',
    '1 ',
    '1.0',
    '1e3',
    '0x10',
    '12a',
    '1000000000000000000a',
    '--1',
    '\u0661',
  ])('is not %j: Redis knows one spelling', (word) => {
    expect(asNumber(word)).toBeUndefined();
    expect(asBigint(word)).toBeUndefined();
  });
});
