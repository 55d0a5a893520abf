import fc from 'fast-check';
import { ByteSlice } from 'memo';
import { BitEncoding } from '../../../structures/data/bit-field';
import { bitAt, countBits, positionOf, putBit } from '../../../structures/data/bits';

/** Bytes in the middle of others, aligned or not, and two bits within them. */
const stretch = fc
  .tuple(
    fc.array(fc.constantFrom(0, 0, 0, 255, 255, 255, 1, 128, 0b10110), { minLength: 1, maxLength: 40 }),
    fc.nat(9),
    fc.nat(1000),
    fc.nat(1000),
  )
  .map(([values, before, a, b]) => {
    const bytes = Buffer.alloc(values.length + before + 5, 0xa5);
    bytes.set(values, before);
    const bits = [a % (values.length * 8), b % (values.length * 8)].sort((x, y) => x - y);
    return { slice: new ByteSlice(bytes, before, before + values.length), first: bits[0]!, last: bits[1]! };
  });

const textOf = ({ bytes, start, end }: ByteSlice) =>
  [...bytes.subarray(start, end)].map((byte) => byte.toString(2).padStart(8, '0')).join('');

describe('bits', () => {
  it('are counted as in their text', () => {
    fc.assert(
      fc.property(stretch, ({ slice, first, last }) => {
        const ones = textOf(slice)
          .slice(first, last + 1)
          .replaceAll('0', '').length;
        expect(countBits(slice, first, last)).toBe(ones);
      }),
      { numRuns: 1000 },
    );
  });

  it('are found as in their text', () => {
    fc.assert(
      fc.property(stretch, fc.constantFrom(0, 1), ({ slice, first, last }, bit) => {
        const position = textOf(slice)
          .slice(0, last + 1)
          .indexOf(String(bit), first);
        expect(positionOf(slice, bit, first, last)).toBe(position);
      }),
      { numRuns: 1000 },
    );
  });

  it('are put, and nothing beside them', () => {
    fc.assert(
      fc.property(stretch, fc.constantFrom(0, 1), ({ slice, first }, bit) => {
        const text = textOf(slice);
        putBit(slice, first, bit);
        expect(bitAt(slice, first)).toBe(bit);
        expect(textOf(slice)).toBe(`${text.slice(0, first)}${bit}${text.slice(first + 1)}`);
      }),
    );
  });

  it('are 0 behind the end', () => {
    expect(bitAt(new ByteSlice(Buffer.from([255, 255]), 0, 1), 8)).toBe(0);
  });
});

describe('an integer of bits', () => {
  const types = [1, 5, 8, 63, 64].flatMap((bits) => [`i${bits}`, ...(bits < 64 ? [`u${bits}`] : [])]);

  it.each(types)('%s is read as it was written, where it was written', (type) => {
    const encoding = BitEncoding.parse(type)!;
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), fc.nat(60), (value, offset) => {
        const bytes = Buffer.alloc(16);
        const slice = new ByteSlice(bytes, 0, 16);
        const wrapped = encoding.fit(value, 'WRAP')!;
        encoding.write(slice, offset, wrapped);
        expect(encoding.read(slice, offset)).toBe(wrapped);
        const around = encoding.bits + offset;
        expect(textOf(slice).slice(0, offset) + textOf(slice).slice(around)).not.toContain('1');
      }),
    );
  });

  it.each([
    ['u8', 256n, 0n, 255n],
    ['u8', -1n, 255n, 0n],
    ['i8', 128n, -128n, 127n],
    ['i8', -129n, 127n, -128n],
    ['i64', 2n ** 63n, -(2n ** 63n), 2n ** 63n - 1n],
  ])('%s overflows at %d as it is told', (type, value, wrapped, saturated) => {
    const encoding = BitEncoding.parse(type)!;
    expect(encoding.fit(value, 'WRAP')).toBe(wrapped);
    expect(encoding.fit(value, 'SAT')).toBe(saturated);
    expect(encoding.fit(value, 'FAIL')).toBeUndefined();
  });

  it.each(['', 'i', 'u0', 'i0', 'i65', 'u64', 'x8', 'i8 ', '8', 'i08'])('%j is no type', (type) => {
    expect(BitEncoding.parse(type)).toBeUndefined();
  });
});
