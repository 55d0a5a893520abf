import fc from 'fast-check';
import { ByteSlice } from 'memo';
import { textOf } from '../../../../structures/data/slices';
import {
  canonical,
  compareIds,
  formatId,
  GREATEST_ID,
  highHalf,
  ID_TEXT_BYTES,
  idAfter,
  idBefore,
  idSlice,
  isSameId,
  lowHalf,
  offsetOf,
  parseId,
  partOf,
  readId,
  shifted,
  type StreamId,
  writeId,
  ZERO_ID,
} from '../../../../structures/data/stream/stream-id';

const MOST = 2n ** 64n - 1n;
/** Where numbers end and bigints begin, and where 64 bits end. */
const EDGES = [
  0n,
  1n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  MOST - 1n,
  MOST,
];

const long = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt({ min: 0n, max: MOST }));
const part = long.map(canonical);
const anyId = fc.record({ ms: part, seq: part });

/** The id as one integer of 128 bits. */
const whole = ({ ms, seq }: StreamId) => (BigInt(ms) << 64n) + BigInt(seq);

const viewOf = (text: string) => new ByteSlice(Buffer.from(`<${text}>`, 'latin1'), 1, 1 + text.length);
const parsed = (text: string) => parseId(viewOf(text));

describe('an id', () => {
  test('comes before another as the integers do', () => {
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        const expected = whole(a) < whole(b) ? -1 : whole(a) > whole(b) ? 1 : 0;
        expect(compareIds(a, b)).toBe(expected);
        expect(compareIds(a, { ...a })).toBe(0);
        expect([isSameId(a, b), isSameId(a, { ...a })]).toEqual([expected === 0, true]);
      }),
    );
  });

  test('has one before it and one behind it', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        const next = idAfter(id);
        if (next) expect(whole(next)).toBe(whole(id) + 1n);
        else expect(id).toEqual(GREATEST_ID);
        const previous = idBefore(id);
        if (previous) expect(whole(previous)).toBe(whole(id) - 1n);
        else expect(id).toEqual(ZERO_ID);
      }),
    );
  });

  test('is written in 16 bytes that sort as it does', () => {
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        const bytes = Buffer.alloc(32);
        expect(writeId(bytes, writeId(bytes, 0, a), b)).toBe(32);
        expect([readId(bytes, 0), readId(bytes, 16)]).toEqual([a, b]);
        expect(Math.sign(Buffer.compare(bytes.subarray(0, 16), bytes.subarray(16)))).toBe(compareIds(a, b));
      }),
    );
  });
});

describe('a part of an id', () => {
  test('is a number if that is exact', () => {
    fc.assert(
      fc.property(long, (value) => {
        expect(typeof canonical(value)).toBe(value < 2n ** 53n ? 'number' : 'bigint');
        expect(BigInt(canonical(value))).toBe(value);
      }),
    );
  });

  test('has two halves of 32 bits', () => {
    fc.assert(
      fc.property(part, (value) => {
        expect(partOf(highHalf(value), lowHalf(value))).toBe(value);
        expect(BigInt(highHalf(value))).toBe(BigInt(value) >> 32n);
      }),
    );
  });

  test('is so far from another in 64 bits', () => {
    fc.assert(
      fc.property(part, part, (value, base) => {
        const offset = offsetOf(value, base);
        expect(BigInt(offset)).toBe(BigInt.asIntN(64, BigInt(value) - BigInt(base)));
        expect(typeof offset).toBe(Number.isSafeInteger(Number(offset)) ? 'number' : 'bigint');
        expect(shifted(base, offset)).toBe(value);
      }),
    );
  });
});

describe('words', () => {
  test('say an id as it is formatted, be it in place', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(parsed(formatId(id))).toEqual(id);
        const slices = [idSlice(id, Buffer.alloc(ID_TEXT_BYTES)), idSlice(id)];
        expect(slices.map(textOf)).toEqual([formatId(id), formatId(id)]);
      }),
    );
  });

  test.each([
    ['5', { ms: 5 }],
    ['5-*', { ms: 5, seq: '*' }],
    ['005-0007', { ms: 5, seq: 7 }],
    [' \t+5- 7', { ms: 5, seq: 7 }],
    ['5--07', { ms: 5, seq: MOST - 6n }],
    ['5--9223372036854775809', { ms: 5, seq: 2n ** 63n - 1n }],
    ['5-7\0anything', { ms: 5, seq: 7 }],
    ['5\0-7', { ms: 5 }],
    ['18446744073709551615', { ms: MOST }],
  ])('%j is %j', (word, id) => {
    expect(parsed(word)).toEqual(id);
  });

  test.each(['', '-', '+', '*', 'a', '1-', '-1', '1-a', '1-2-3', '1--2', '1.5', '5 ', '1-**', '$', '1e3'])(
    '%j is none',
    (word) => {
      expect(parsed(word)).toBeUndefined();
    },
  );

  test.each(['18446744073709551616', '1-18446744073709551616', `${'0'.repeat(127)}1`])(
    '%s is too long',
    (word) => {
      expect(parsed(word)).toBeUndefined();
    },
  );
});
