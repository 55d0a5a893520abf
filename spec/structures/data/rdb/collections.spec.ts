import fc from 'fast-check';
import type { ByteSlice } from '../../../../lib/index';
import {
  HASH_TYPES,
  LIST_TYPES,
  readHash,
  readList,
  readSet,
  readSortedSet,
  SET_TYPES,
  SORTED_SET_TYPES,
} from '../../../../structures/data/rdb/collections';
import { RdbReader } from '../../../../lib/rdb/reader';
import { EmptyValueError, RDB, RdbError } from '../../../../lib/rdb/types';
import { RdbWriter } from '../../../../lib/rdb/writer';
import { textOf, textSlice } from '../../../../structures/data/slices';
import {
  writeHash,
  writeIntset,
  writeList,
  writePackedHash,
  writePackedSortedSet,
  writeSet,
  writeSortedSet,
} from '../../../../structures/data/rdb/write-collections';
import { ziplistOf, zipmapOf } from './old-formats';

type Text = string;
type Pair = readonly [string, string];
type Scored = readonly [string, number];

/** Everything that a value says, as text. */
function told(value: Buffer): readonly unknown[] {
  const body = new RdbReader(value);
  const type = body.byte();
  const all: unknown[] = [];
  const one = (element: ByteSlice) => all.push(textOf(element));
  if (type === RDB.STRING) one(body.string());
  else if (LIST_TYPES.includes(type)) readList(type, body, one);
  else if (SET_TYPES.includes(type)) readSet(type, body, one);
  else if (HASH_TYPES.includes(type))
    readHash(type, body, (field, item) => all.push([textOf(field), textOf(item)]));
  else if (SORTED_SET_TYPES.includes(type))
    readSortedSet(type, body, (member, score) => all.push([textOf(member), score]));
  else throw new RdbError(`type ${type}`);
  if (!body.isAtEnd) throw new Error('it was not read to its end');
  return all;
}

const each = (texts: readonly Text[]) => (visit: (element: ByteSlice) => void) =>
  texts.forEach((text) => visit(textSlice(text)));
const eachPair = (pairs: readonly Pair[]) => (visit: (field: ByteSlice, value: ByteSlice) => void) =>
  pairs.forEach(([field, value]) => visit(textSlice(field), textSlice(value)));
const eachScore = (scored: readonly Scored[]) => (visit: (member: ByteSlice, score: number) => void) =>
  scored.forEach(([member, score]) => visit(textSlice(member), score));

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const text = fc.oneof(
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.oneof(fc.integer({ min: -20, max: 300 }), fc.integer(), long).map(String),
  fc.integer({ min: 0, max: 9000 }).map((length) => 'ab'.repeat(length / 2)),
);
const texts = fc.array(text, { minLength: 1, maxLength: 30 });
const pairs = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 });
const score = fc.oneof(
  fc.double({ noNaN: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(Infinity, -Infinity, 0, 2 ** 62, 1e21),
);
const scored = fc.array(fc.tuple(text, score), { minLength: 1, maxLength: 20 });

function typed(type: number, write: (body: RdbWriter) => unknown): Buffer {
  const writer = new RdbWriter().byte(type);
  write(writer);
  return writer.finish();
}

const list = (texts: readonly Text[], nodeSize: number) =>
  typed(RDB.LIST_QUICKLIST_2, (body) => writeList(texts.map(textSlice), nodeSize, body));
const intset = (texts: readonly Text[]) => typed(RDB.SET_INTSET, (body) => writeIntset(each(texts), body));
const packedHash = (pairs: readonly Pair[]) =>
  typed(RDB.HASH_LISTPACK, (body) => writePackedHash(eachPair(pairs), body));
const packedSortedSet = (scored: readonly Scored[]) =>
  typed(RDB.ZSET_LISTPACK, (body) => writePackedSortedSet(eachScore(scored), body));
const sortedSet = (scored: readonly Scored[]) =>
  typed(RDB.ZSET_2, (body) => writeSortedSet(scored.length, eachScore(scored), body));
/** Zero has no sign where integers are kept as such. */
const unsigned = (members: readonly Scored[]) =>
  members.map(([member, value]): Scored => [member, value + 0]);

/** A value of every type, with what it is to say. */
const values: Record<string, fc.Arbitrary<{ value: Buffer; says: readonly unknown[] }>> = {
  'a string': text.map((says) => ({
    value: typed(RDB.STRING, (body) => body.string(textSlice(says))),
    says: [says],
  })),
  'a list': fc
    .tuple(texts, fc.integer({ min: -6, max: 5 }))
    .map(([says, size]) => ({ value: list(says, size), says })),
  'a list of one string each': texts.map((says) => ({
    value: typed(RDB.LIST, (writer) =>
      says.reduce((to, one) => to.string(textSlice(one)), writer.length(says.length)),
    ),
    says,
  })),
  'a list of a ziplist': texts.map((says) => ({
    value: typed(RDB.LIST_ZIPLIST, (writer) => writer.string(ziplistOf(says))),
    says,
  })),
  'a list of ziplists': fc.array(texts, { minLength: 1, maxLength: 4 }).map((nodes) => ({
    value: typed(RDB.LIST_QUICKLIST, (writer) =>
      nodes.reduce((to, node) => to.string(ziplistOf(node)), writer.length(nodes.length)),
    ),
    says: nodes.flat(),
  })),
  'a list of plain nodes': texts.map((says) => ({
    value: typed(RDB.LIST_QUICKLIST_2, (writer) =>
      says.reduce((to, one) => to.length(1).string(textSlice(one)), writer.length(says.length)),
    ),
    says,
  })),
  'a set': texts.map((says) => ({
    value: typed(RDB.SET, (body) => writeSet(says.length, each(says), body)),
    says,
  })),
  'a set of integers': fc
    .tuple(fc.constantFrom(2n, 2n ** 15n, 2n ** 31n, 2n ** 63n), fc.uniqueArray(long, { minLength: 1 }))
    .map(([most, all]) => {
      const members = [...new Set(all.map((value) => value % most))]
        .sort((a, b) => (a < b ? -1 : 1))
        .map(String);
      return { value: intset(members.toReversed()), says: members };
    }),
  'a hash': pairs.map((says) => ({
    value: typed(RDB.HASH, (body) => writeHash(says.length, eachPair(says), body)),
    says,
  })),
  'a packed hash': pairs.map((says) => ({ value: packedHash(says), says })),
  'a hash of a ziplist': pairs.map((says) => ({
    value: typed(RDB.HASH_ZIPLIST, (writer) => writer.string(ziplistOf(says.flat()))),
    says,
  })),
  'a hash of a zipmap': fc.tuple(pairs, fc.nat(3)).map(([says, free]) => ({
    value: typed(RDB.HASH_ZIPMAP, (writer) => writer.string(zipmapOf(says, free))),
    says,
  })),
  'a sorted set': scored.map((says) => ({ value: sortedSet(says), says })),
  'a packed sorted set': scored.map((says) => ({
    value: packedSortedSet(says),
    says: unsigned(says),
  })),
  'a sorted set of a ziplist': scored.map((says) => ({
    value: typed(RDB.ZSET_ZIPLIST, (writer) =>
      writer.string(ziplistOf(says.flatMap(([member, value]) => [member, printed(value)]))),
    ),
    says: unsigned(says),
  })),
  'a sorted set with printed scores': scored.map((says) => ({
    value: typed(RDB.ZSET, (writer) =>
      says.reduce(
        (to, [member, value]) => printScore(to.string(textSlice(member)), value),
        writer.length(says.length),
      ),
    ),
    says,
  })),
};

const printed = (value: number) => (Number.isFinite(value) ? String(value + 0) : value > 0 ? 'inf' : '-inf');

function printScore(writer: RdbWriter, value: number): RdbWriter {
  if (!Number.isFinite(value)) return writer.byte(value > 0 ? 254 : 255);
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return writer.byte(digits.length).raw(Buffer.from(digits));
}

/** What reading it says, or the error that refuses it; any other error is thrown. */
function toldOrRefused(value: Buffer): readonly unknown[] | RdbError {
  try {
    return told(value);
  } catch (error) {
    if (error instanceof RdbError || (error as Error).message === 'it was not read to its end')
      return error as RdbError;
    throw error;
  }
}

describe.each(Object.entries(values))('What RDB has of %s', (_, arbitrary) => {
  it('is read as it was written', () => {
    const property = fc.property(arbitrary, ({ value, says }) => {
      expect(told(value)).toEqual(says);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('is refused when its end is missing', () => {
    const property = fc.property(arbitrary, ({ value }) => {
      const step = Math.ceil(value.length / 50);
      for (let length = 0; length < value.length; length += step)
        expect(toldOrRefused(value.subarray(0, length))).toBeInstanceOf(RdbError);
    });
    fc.assert(property, { numRuns: 20 });
  });

  it('is refused or read as something else when it is damaged', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    const property = fc.property(
      arbitrary,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      ({ value }, changes) => {
        const damaged = Buffer.from(value);
        for (const [at, bits] of changes) damaged[1 + (at % (damaged.length - 1))]! ^= bits;
        toldOrRefused(damaged);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });
});

describe('RDB', () => {
  it('has no values of no elements', () => {
    const none = [
      typed(RDB.LIST, (writer) => writer.length(0)),
      typed(RDB.LIST_ZIPLIST, (writer) => writer.string(ziplistOf([]))),
      typed(RDB.LIST_QUICKLIST, (writer) => writer.length(1).string(ziplistOf([]))),
      typed(RDB.LIST_QUICKLIST_2, (writer) => writer.length(0)),
      typed(RDB.SET, (writer) => writer.length(0)),
      typed(RDB.HASH, (writer) => writer.length(0)),
      typed(RDB.HASH_ZIPMAP, (writer) => writer.string(zipmapOf([]))),
      typed(RDB.ZSET_2, (writer) => writer.length(0)),
      intset([]),
      packedHash([]),
      packedSortedSet([]),
    ];
    for (const value of none) expect(() => told(value)).toThrow(EmptyValueError);
  });

  it('has no scores that are no numbers', () => {
    expect(() => told(sortedSet([['a', NaN]]))).toThrow('a score is no number');
    const packed = typed(RDB.ZSET_ZIPLIST, (writer) => writer.string(ziplistOf(['a', 'nan'])));
    expect(() => told(packed)).toThrow('"nan" is no number');
  });

  it('has no fields without values', () => {
    const value = typed(RDB.HASH_ZIPLIST, (writer) => writer.string(ziplistOf(['a', 'b', 'c'])));
    expect(() => told(value)).toThrow('an element has no fellow');
  });

  it('has no integers twice in an intset', () => {
    const value = intset(['1', '1']);
    expect(() => told(value)).toThrow('do not ascend');
  });

  it('believes no count that the payload is too short for', () => {
    for (const type of [RDB.LIST, RDB.LIST_QUICKLIST_2, RDB.SET, RDB.HASH, RDB.ZSET, RDB.ZSET_2]) {
      const value = typed(type, (writer) => writer.length(2 ** 40));
      expect(() => told(value)).toThrow(RdbError);
    }
  });
});
