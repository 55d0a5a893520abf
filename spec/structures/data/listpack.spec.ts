import fc from 'fast-check';
import Redis from 'ioredis';
import { ByteSlice } from 'memo';
import type { Integer } from '../../../structures/data/decimal';
import {
  after,
  before,
  countOf,
  END,
  equalsAt,
  HEADER,
  integerAt,
  isInteger,
  Listpack,
  sliceAt,
  validate,
} from '../../../structures/data/listpack';
import { type RunningServer, startRedis } from '../../support/redis-server';
import { textOf } from '../../../structures/data/slices';

/** A view from the middle of other bytes, as requests give them; one character a byte. */
const viewOf = (value: string) => new ByteSlice(Buffer.from(`<${value}>`, 'latin1'), 1, 1 + value.length);

function listpackOf(...values: string[]): Listpack {
  const listpack = new Listpack();
  for (const value of values) listpack.append(viewOf(value));
  return listpack;
}

/** The texts of the entries of a listpack somewhere in other bytes. */
function forwards(bytes: Uint8Array, start = 0): string[] {
  const texts: string[] = [];
  for (let at = start + HEADER; bytes[at] !== END; at = after(bytes, at))
    texts.push(textOf(sliceAt(bytes, at)));
  return texts;
}

function backwards(listpack: Listpack): string[] {
  const texts: string[] = [];
  for (let at = listpack.end; at > HEADER;) {
    at = before(listpack.bytes, at);
    texts.push(textOf(sliceAt(listpack.bytes, at)));
  }
  return texts;
}

const offsetOf = (listpack: Listpack, index: number) => {
  let at = HEADER;
  for (let left = index; left > 0; left--) at = after(listpack.bytes, at);
  return at;
};

/** Each place where an encoding ends, and one beyond it. */
const EDGES = [0, 127, 128, 4095, 4096, -1, -4096, -4097, 32767, 32768, -32768, -32769, 8388607, 8388608]
  .concat([-8388608, -8388609, 2147483647, 2147483648, -2147483648, -2147483649, 2 ** 53, -(2 ** 53)])
  .map(String)
  .concat('9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809');
const ODD = [
  '',
  '-',
  '-0',
  '00',
  '01',
  '+1',
  ' 1',
  '1 ',
  '1.0',
  '1e3',
  '\x00',
  '\xff',
  '99999999999999999999999',
];
const LONG = [1, 62, 63, 64, 126, 127, 128, 4095, 4096, 16381, 16384, 70000].map((length) =>
  'x'.repeat(length),
);

const anyValue = fc.oneof(
  fc.constantFrom(...EDGES, ...ODD),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.integer({ min: -9000, max: 9000 }).map(String),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  { weight: 1, arbitrary: fc.constantFrom(...LONG) },
);
const anyInteger: fc.Arbitrary<Integer> = fc.oneof(
  fc.constantFrom(...EDGES.filter((text) => Number.isSafeInteger(Number(text))).map(Number)),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

describe('entries', () => {
  test('what is appended is read from both ends', () => {
    const listpack = listpackOf('a', '17', '', '-5000', 'b');
    expect(forwards(listpack.bytes)).toEqual(['a', '17', '', '-5000', 'b']);
    expect(backwards(listpack)).toEqual(['b', '-5000', '', '17', 'a']);
    expect(listpack.count).toBe(5);
  });

  test('an empty one has a header and an end', () => {
    expect([...new Listpack().content]).toEqual([7, 0, 0, 0, 0, 0, END]);
    expect(validate(new Listpack().content)).toBe(0);
  });

  test.each([...EDGES, ...ODD, ...LONG].map((value) => [value.slice(0, 30), value.length, value]))(
    '%j of %i bytes comes out as it went in',
    (_, __, value) => {
      const listpack = listpackOf('before', value, 'behind');
      expect(forwards(listpack.bytes)).toEqual(['before', value, 'behind']);
      expect(backwards(listpack)).toEqual(['behind', value, 'before']);
      expect(equalsAt(listpack.bytes, offsetOf(listpack, 1), viewOf(value))).toBe(true);
      expect(equalsAt(listpack.bytes, offsetOf(listpack, 1), viewOf(`${value}1`))).toBe(false);
    },
  );

  test('integers are appended as what they spell', () => {
    fc.assert(
      fc.property(anyInteger, (value) => {
        const listpack = new Listpack();
        listpack.appendInteger(value);
        expect(listpack.content).toEqual(listpackOf(String(value)).content);
        expect(isInteger(listpack.bytes, HEADER)).toBe(true);
        const read = integerAt(listpack.bytes, HEADER);
        expect(String(read)).toBe(String(value));
        expect(typeof read).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
      }),
    );
  });

  test('changes do what they do to an array', () => {
    const change = fc.oneof(
      fc.record({ append: anyValue }),
      fc.record({ at: fc.nat(), set: anyInteger }),
      fc.record({ at: fc.nat(), deleted: fc.integer({ min: 1, max: 3 }) }),
      fc.constant('shrink' as const),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const listpack = new Listpack(7);
        const model: string[] = [];
        for (const each of changes) {
          if (each === 'shrink') listpack.shrink();
          else if ('append' in each) {
            listpack.append(viewOf(each.append));
            model.push(each.append);
          } else if (model.length > 0) {
            const index = each.at % model.length;
            const at = offsetOf(listpack, index);
            if ('set' in each) {
              listpack.setInteger(at, each.set);
              model[index] = String(each.set);
            } else {
              const count = Math.min(each.deleted, model.length - index);
              listpack.delete(at, count);
              model.splice(index, count);
            }
          }
          expect(listpack.count).toBe(model.length);
        }
        expect(forwards(listpack.bytes)).toEqual(model);
        expect(backwards(listpack)).toEqual([...model].reverse());
        expect(listpack.content).toEqual(listpackOf(...model).content);
        expect(validate(listpack.content)).toBe(model.length);
        expect(Listpack.from(listpack.content).content).toEqual(listpack.content);
      }),
    );
  });

  test('65535 and more are counted one by one', () => {
    const listpack = new Listpack();
    for (let count = 0; count < 70000; count++) listpack.appendInteger(1);
    expect(listpack.content.readUInt16LE(4)).toBe(65535);
    expect(countOf(listpack.content)).toBe(70000);
    expect(validate(listpack.content)).toBe(70000);
    expect(Listpack.from(listpack.content).count).toBe(70000);
  });
});

describe('bytes from anywhere', () => {
  /** Any other bytes around it, so that reading too far would find something. */
  function validateWithin(bytes: Uint8Array): number | undefined {
    const around = Buffer.concat([Buffer.alloc(5, 1), bytes, Buffer.alloc(300, 1)]);
    return validate(around, 5, 5 + bytes.length);
  }

  const values = fc.array(anyValue, { maxLength: 8 });

  test('a listpack is valid wherever it lies', () => {
    fc.assert(
      fc.property(values, (texts) => {
        expect(validateWithin(listpackOf(...texts).content)).toBe(texts.length);
      }),
    );
  });

  test('one that is cut is not', () => {
    fc.assert(
      fc.property(values, fc.nat(), (texts, cut) => {
        const { content } = listpackOf(...texts);
        expect(validateWithin(content.subarray(0, cut % content.length))).toBeUndefined();
      }),
    );
  });

  test('what is valid after a change can be read within its bounds', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(values, changes, (texts, bytes) => {
        const { content } = listpackOf(...texts);
        for (const [at, byte] of bytes) content[at % content.length] = byte;
        const count = validateWithin(content);
        if (count === undefined) return;
        const exact = new Uint8Array(content);
        expect(forwards(exact)).toHaveLength(count);
        let at = exact.length - 1;
        for (let left = count; left > 0; left--) at = before(exact, at);
        expect(at).toBe(HEADER);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['too short', [6, 0, 0, 0, 0, 0]],
    ['another size', [8, 0, 0, 0, 0, 0, END]],
    ['another count', [9, 0, 0, 0, 2, 0, 5, 1, END]],
    ['no end', [9, 0, 0, 0, 1, 0, 5, 1, 5]],
    ['an end inside', [9, 0, 0, 0, 0, 0, END, 1, END]],
    ['no such encoding', [9, 0, 0, 0, 1, 0, 0xf5, 1, END]],
    ['an entry beyond the end', [9, 0, 0, 0, 1, 0, 0x85, 1, END]],
    ['a huge entry', [12, 0, 0, 0, 1, 0, 0xf0, 0xff, 0xff, 0xff, 0xff, END]],
    ['a header cut off', [8, 0, 0, 0, 1, 0, 0xf0, END]],
    ['a wrong length behind', [9, 0, 0, 0, 1, 0, 5, 2, END]],
    ['a length behind of too many bytes', [10, 0, 0, 0, 1, 0, 5, 0, 0x81, END]],
  ])('%s is refused', (_, bytes) => {
    expect(validateWithin(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe("Redis' own bytes", () => {
  let server: RunningServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis({ port: server.port });
    await redis.config('SET', 'rdbcompression', 'no');
    await redis.config('SET', 'hash-max-listpack-value', '1000000');
    await redis.config('SET', 'hash-max-listpack-entries', '100000');
  });
  afterAll(async () => {
    await redis.quit();
    await server.stop();
  });

  /** The listpack in what DUMP answers of a hash: behind a byte of type and a length, before version and checksum. */
  async function dumped(pairs: readonly (readonly [string, string])[]): Promise<Buffer> {
    const words = pairs.flat().map((word) => Buffer.from(word, 'latin1'));
    await redis.del('k');
    await redis.call('HSET', 'k', ...words);
    const dump = (await redis.dumpBuffer('k'))!;
    const first = dump[1]!;
    const frame = first < 0x40 ? 1 : first < 0x80 ? 2 : 5;
    return dump.subarray(1 + frame, dump.length - 10);
  }

  test('a hash is the listpack of its fields and values', async () => {
    const pairs = [...EDGES, ...ODD, ...LONG].map((value, index) => [`f${index}`, value] as const);
    const bytes = await dumped(pairs);
    expect(bytes).toEqual(listpackOf(...pairs.flat()).content);
    expect(validate(bytes)).toBe(pairs.length * 2);
    expect(forwards(bytes)).toEqual(pairs.flat());
  });

  test('so is any hash', async () => {
    const pairs = fc.uniqueArray(fc.tuple(anyValue, anyValue), {
      minLength: 1,
      selector: ([field]) => field,
    });
    await fc.assert(
      fc.asyncProperty(pairs, async (any) => {
        expect((await dumped(any)).equals(listpackOf(...any.flat()).content)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
