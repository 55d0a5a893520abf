import fc from 'fast-check';
import { RdbReader } from '../../../lib/rdb/reader';
import { RdbError } from '../../../lib/rdb/types';
import { RdbWriter } from '../../../lib/rdb/writer';
import { textOf } from '../../../structures/data/slices';

const readerOf = (hex: string) => new RdbReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const written = (write: (writer: RdbWriter) => unknown) => {
  const writer = new RdbWriter();
  write(writer);
  return writer.finish().toString('hex');
};

describe('A length', () => {
  it.each([
    [0, '00'],
    [63, '3f'],
    [64, '4040'],
    [16383, '7fff'],
    [16384, '8000004000'],
    [2 ** 32 - 1, '80ffffffff'],
    [2 ** 32, '810000000100000000'],
    [Number.MAX_SAFE_INTEGER, '81001fffffffffffff'],
  ])('of %i is %s', (length, hex) => {
    expect(written((writer) => writer.length(length))).toBe(hex);
    expect(readerOf(hex).length()).toBe(length);
    expect(readerOf(hex).long()).toBe(BigInt(length));
  });

  it('may have 64 bits where no room is made for so many', () => {
    expect(written((writer) => writer.long(2n ** 64n - 1n))).toBe('81ffffffffffffffff');
    expect(readerOf('81ffffffffffffffff').long()).toBe(2n ** 64n - 1n);
    expect(() => readerOf('81ffffffffffffffff').length()).toThrow(RdbError);
  });

  it.each(['', '40', '80000000', '8100000000', '82', 'c0', 'c300'])('is not %s', (hex) => {
    expect(() => readerOf(hex).length()).toThrow(RdbError);
    expect(() => readerOf(hex).long()).toThrow(RdbError);
  });

  it('counts no more things than there are bytes', () => {
    expect(readerOf('020000').count()).toBe(2);
    expect(() => readerOf('0200').count()).toThrow(RdbError);
  });
});

describe('A string', () => {
  it.each([
    ['', '00'],
    ['abc', '03616263'],
    ['0', 'c000'],
    ['-128', 'c080'],
    ['128', 'c18000'],
    ['-32768', 'c10080'],
    ['32768', 'c200800000'],
    ['2147483647', 'c2ffffff7f'],
    ['2147483648', '0a32313437343833363438'],
    ['-2147483648', 'c200000080'],
    ['007', '03303037'],
    ['-0', '022d30'],
    ['x'.repeat(20), `14${'78'.repeat(20)}`],
  ])('of %j is %s', (text, hex) => {
    expect(written((writer) => writer.string(Buffer.from(text)))).toBe(hex);
    expect(textOf(readerOf(hex).string())).toBe(text);
  });

  it('is compressed from 21 bytes on', () => {
    expect(written((writer) => writer.string(Buffer.alloc(21, 'x')))).toMatch(/^c3..15/);
  });

  it.each(['', '03 6161', 'c0', 'c1 00', 'c2 000000', 'c3 02 05 00 61', 'c3 05 05 00', 'c4', '82 00'])(
    'is not %s',
    (hex) => {
      expect(() => readerOf(hex).string()).toThrow(RdbError);
    },
  );
});

describe('A double', () => {
  it('comes back as it went', () => {
    for (const value of [0, -0, 1.5, -1e300, Infinity, -Infinity, NaN, Number.MIN_VALUE]) {
      const bytes = new RdbWriter().double(value).finish();
      expect(new RdbReader(bytes).double()).toBe(value);
    }
  });

  it.each([
    ['03 312e35', 1.5],
    ['05 2d31653130', -1e10],
    ['fe', Infinity],
    ['ff', -Infinity],
    ['fd', NaN],
    ['03 696e66', Infinity],
  ])('was printed as %s', (hex, value) => {
    expect(readerOf(hex).printedDouble()).toBe(value);
  });

  it.each(['00', '03 6162', '01 78', '03 6e616e', '02 2065'])('was never printed as %s', (hex) => {
    expect(() => readerOf(hex).printedDouble()).toThrow(RdbError);
  });
});

describe('What was written', () => {
  type Part =
    ['length', number] | ['long', bigint] | ['string', Uint8Array] | ['time', number] | ['raw', Uint8Array];
  const part: fc.Arbitrary<Part> = fc.oneof(
    fc.tuple(fc.constant('length' as const), fc.maxSafeNat()),
    fc.tuple(fc.constant('long' as const), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    fc.tuple(fc.constant('string' as const), fc.uint8Array({ maxLength: 300 })),
    fc.tuple(
      fc.constant('string' as const),
      fc.maxSafeInteger().map((value) => Buffer.from(String(value))),
    ),
    fc.tuple(fc.constant('time' as const), fc.maxSafeInteger()),
    fc.tuple(fc.constant('raw' as const), fc.uint8Array({ maxLength: 100 })),
  );

  it('is read as the same', () => {
    const property = fc.property(fc.array(part), (parts) => {
      const writer = new RdbWriter();
      for (const [kind, value] of parts) {
        if (kind === 'length') writer.length(value);
        else if (kind === 'long') writer.long(value);
        else if (kind === 'string') writer.string(value);
        else if (kind === 'time') writer.milliseconds(value);
        else writer.raw(value);
      }
      const reader = new RdbReader(writer.finish());
      for (const [kind, value] of parts) {
        if (kind === 'length') expect(reader.length()).toBe(value);
        else if (kind === 'long') expect(reader.long()).toBe(value);
        else if (kind === 'string')
          expect(textOf(reader.string())).toBe(Buffer.from(value).toString('latin1'));
        else if (kind === 'time') expect(reader.milliseconds()).toBe(value);
        else expect(textOf(reader.slice(value.length))).toBe(Buffer.from(value).toString('latin1'));
      }
      expect(reader.isAtEnd).toBe(true);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
