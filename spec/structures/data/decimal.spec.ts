import fc from 'fast-check';
import { decimalLength, parseDecimal, parseLong, writeDecimal } from '../../../structures/data/decimal';

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** The word in the middle of other bytes. */
const inside = (word: string) => ({
  bytes: Buffer.from(`7${word}7`, 'latin1'),
  start: 1,
  end: 1 + word.length,
});

const decimal = (word: string) => {
  const { bytes, start, end } = inside(word);
  return parseDecimal(bytes, start, end);
};

const long = (word: string) => {
  const { bytes, start, end } = inside(word);
  return parseLong(bytes, start, end);
};

const written = (value: number) => {
  const length = decimalLength(value);
  const target = Buffer.alloc(length + 2, '.');
  writeDecimal(value, target, 1, length);
  return target.toString();
};

const NO_INTEGERS = [
  '',
  '-',
  '+1',
  '01',
  '-0',
  '-01',
  '1.0',
  '1e3',
  ' 1',
  '1 ',
  '0x1',
  'abc',
  '1\0',
  '--1',
  '/',
  ':',
];

describe('parseDecimal', () => {
  test('reads every integer of up to 15 digits', () => {
    const most = 10 ** 15 - 1;
    fc.assert(
      fc.property(fc.integer({ min: -most, max: most }), (value) => {
        expect(decimal(String(value))).toBe(value);
      }),
      { examples: [[0], [most], [-most]] },
    );
  });

  test.each(NO_INTEGERS)('%j is no number', (word) => {
    expect(decimal(word)).toBeNaN();
  });

  test('leaves 16 digits to parseLong', () => {
    expect(decimal('1000000000000000')).toBeNaN();
  });
});

describe('parseLong', () => {
  test('reads every integer of 64 bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: LONG_MIN, max: LONG_MAX }), (value) => {
        expect(long(String(value))).toBe(value);
      }),
      { examples: [[0n], [LONG_MIN], [LONG_MAX]] },
    );
  });

  test.each([...NO_INTEGERS, '9223372036854775808', '-9223372036854775809', '1'.repeat(21)])(
    '%j is no number',
    (word) => {
      expect(long(word)).toBeUndefined();
    },
  );
});

describe('writeDecimal', () => {
  test('writes every safe integer, and nothing beside it', () => {
    const integers = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -1000, max: 1000 }));
    const examples = [
      0,
      9,
      10,
      -1,
      2 ** 31 - 1,
      2 ** 31,
      10 ** 15,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ];
    fc.assert(
      fc.property(integers, (value) => {
        expect(written(value)).toBe(`.${value}.`);
      }),
      { examples: examples.map((value) => [value]) },
    );
  });
});
