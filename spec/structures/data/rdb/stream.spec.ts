import fc from 'fast-check';
import type { ByteSlice } from '../../../../lib/index';
import { Listpack } from '../../../../structures/data/listpack';
import { RdbReader } from '../../../../lib/rdb/reader';
import { RDB, RdbError } from '../../../../lib/rdb/types';
import { RdbWriter } from '../../../../lib/rdb/writer';
import { readStream } from '../../../../structures/data/rdb/read-stream';
import { wholeOf, textOf, textSlice } from '../../../../structures/data/slices';
import { writeStream } from '../../../../structures/data/rdb/write-stream';

interface Id {
  readonly milliseconds: bigint;
  readonly sequence: bigint;
}

interface Group {
  readonly name: ByteSlice;
  readonly lastId: Id;
  readonly entriesRead: bigint | undefined;
  readonly pending: readonly { id: ByteSlice; deliveredAt: number; deliveries: number }[];
  readonly consumers: readonly { name: ByteSlice; seenAt: number; pending: readonly ByteSlice[] }[];
}

/** What a stream is written of. */
interface Dump {
  readonly nodes: readonly { id: ByteSlice; listpack: ByteSlice }[];
  readonly length: number;
  readonly lastId: Id;
  readonly history: { readonly firstId: Id; readonly maxDeletedId: Id; readonly entriesAdded: bigint };
  readonly groups: readonly Group[];
}

function dumped({ nodes, length, lastId, history, groups }: Dump): Buffer {
  const writer = new RdbWriter().byte(RDB.STREAM_LISTPACKS_2).length(nodes.length);
  const putId = (id: Id) => writer.long(id.milliseconds).long(id.sequence);
  for (const { id, listpack } of nodes) writer.string(id).string(listpack);
  writer.length(length);
  for (const id of [lastId, history.firstId, history.maxDeletedId]) putId(id);
  writer.long(history.entriesAdded).length(groups.length);
  for (const group of groups) {
    putId((writer.string(group.name), group.lastId));
    writer.long(group.entriesRead ?? 2n ** 64n - 1n).length(group.pending.length);
    for (const { id, deliveredAt, deliveries } of group.pending)
      writer.slice(id).milliseconds(deliveredAt).length(deliveries);
    writer.length(group.consumers.length);
    for (const { name: each, seenAt, pending } of group.consumers) {
      writer.string(each).milliseconds(seenAt).length(pending.length);
      for (const id of pending) writer.slice(id);
    }
  }
  return writer.finish();
}

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const id = fc.record({ milliseconds: uint64, sequence: uint64 });
const name = fc.uint8Array({ maxLength: 30 }).map((bytes) => wholeOf(bytes));
const byName = (a: ByteSlice, b: ByteSlice) => (textOf(a) < textOf(b) ? -1 : 1);
const names = fc.uniqueArray(name, { maxLength: 4, selector: textOf }).map((all) => all.sort(byName));
const time = fc.maxSafeNat();

function binary(value: bigint): ByteSlice {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(value >> 64n, 0);
  bytes.writeBigUInt64BE(value & (2n ** 64n - 1n), 8);
  return wholeOf(bytes);
}

/** Half an id, with room for those of a node's entries behind. */
const half = fc.bigInt({ min: 0n, max: 2n ** 64n - 100n });
const ids = (maxLength: number) =>
  fc
    .uniqueArray(
      fc.tuple(half, half).map(([ms, seq]) => (ms << 64n) | seq),
      { maxLength },
    )
    .map((all) => all.sort((a, b) => (a < b ? -1 : 1)).map(binary));

interface Entry {
  readonly gap: readonly [number, number];
  readonly deleted: boolean;
  readonly fields: readonly string[] | undefined;
}

const entry: fc.Arbitrary<Entry> = fc.record({
  gap: fc.tuple(fc.nat(3), fc.nat(3)),
  deleted: fc.boolean(),
  fields: fc.option(fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }), { nil: undefined }),
});

/** The listpack of a node whose entries have the fields `a` and `b`, or others. */
function packed(entries: readonly Entry[]): { listpack: ByteSlice; live: number } {
  const listpack = new Listpack();
  const live = entries.filter(({ deleted }) => !deleted).length;
  for (const count of [live, entries.length - live, 2]) listpack.appendInteger(count);
  for (const field of ['a', 'b']) listpack.append(textSlice(field));
  listpack.appendInteger(0);
  let [milliseconds, sequence] = [0, -1];
  for (const { gap, deleted, fields } of entries) {
    sequence = gap[0] === 0 ? sequence + 1 + gap[1] : gap[1];
    milliseconds += gap[0];
    listpack.appendInteger((deleted ? 1 : 0) | (fields ? 0 : 2));
    listpack.appendInteger(milliseconds);
    listpack.appendInteger(sequence);
    if (fields) listpack.appendInteger(fields.length);
    const elements = fields ? fields.flatMap((field) => [field, 'value']) : ['1', 'x'.repeat(100)];
    for (const element of elements) listpack.append(textSlice(element));
    listpack.appendInteger(elements.length + (fields ? 4 : 3));
  }
  return { listpack: wholeOf(listpack.content), live };
}

const node = fc
  .array(entry, { minLength: 1, maxLength: 5 })
  .map(packed)
  .filter(({ live }) => live > 0);

const group = fc
  .record({
    name,
    lastId: id,
    entriesRead: fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }), { nil: undefined }),
  })
  .chain((about) =>
    fc
      .tuple(
        names.filter((all) => all.length > 0),
        ids(6),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        time,
      )
      .map(([consumers, pending, owners, at]) => ({
        ...about,
        pending: pending.map((each, index) => ({ id: each, deliveredAt: at + index, deliveries: index + 1 })),
        consumers: consumers.map((consumer, place) => ({
          name: consumer,
          seenAt: at,
          pending: pending.filter((_, index) => owners[index]! % consumers.length === place),
        })),
      })),
  );

const stream: fc.Arbitrary<Dump> = fc
  .record({
    ids: ids(4),
    nodes: fc.array(node, { minLength: 4, maxLength: 4 }),
    lastId: id,
    history: fc.record({ firstId: id, maxDeletedId: id, entriesAdded: uint64 }),
    groups: fc
      .uniqueArray(group, { maxLength: 3, selector: (each) => textOf(each.name) })
      .map((all) => all.sort((a, b) => byName(a.name, b.name))),
  })
  .map(({ ids: keys, nodes, ...rest }) => ({
    ...rest,
    nodes: keys.map((each, index) => ({ id: each, listpack: nodes[index]!.listpack })),
    length: keys.reduce((sum, _, index) => sum + nodes[index]!.live, 0),
  }));

const read = (value: Buffer) => {
  const body = new RdbReader(value);
  const read = readStream(body.byte(), body);
  if (!body.isAtEnd) throw new RdbError('it was not read to its end');
  return read;
};

const written = (listpack: ByteSlice, length: number, key = binary(5n)) => {
  const none = { milliseconds: 0n, sequence: 0n };
  const history = { firstId: none, maxDeletedId: none, entriesAdded: 1n };
  return dumped({ nodes: [{ id: key, listpack }], length, lastId: none, history, groups: [] });
};

const listpackOf = (...elements: readonly (number | bigint | string)[]) => {
  const listpack = new Listpack();
  for (const element of elements)
    if (typeof element === 'string') listpack.append(textSlice(element));
    else listpack.appendInteger(element);
  return wholeOf(listpack.content);
};

describe('What RDB has of a stream', () => {
  it('is written as it was read', () => {
    const property = fc.property(stream, (dump) => {
      const { log, groups } = read(dumped(dump));
      const writer = new RdbWriter().byte(RDB.STREAM_LISTPACKS_2);
      writeStream(log, groups, writer);
      expect(writer.finish()).toEqual(dumped(dump));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('lacks its history when Redis 5 or 6 wrote it', () => {
    const listpack = listpackOf(1, 1, 1, 'f', 0, 3, 0, 0, 'v', 4, 2, 1, 0, 'v', 4);
    const value = new RdbWriter().byte(RDB.STREAM_LISTPACKS).length(1).string(binary(5n)).string(listpack);
    value.length(1).length(7).length(8).length(3);
    for (const [group, ms] of [
      ['early', 0],
      ['first', 1],
      ['last', 7],
    ] as const)
      value
        .string(textSlice(group))
        .length(ms)
        .length(ms === 7 ? 8 : 5)
        .length(0)
        .length(0);
    const { log, groups } = read(value.finish());
    expect(log).toMatchObject({
      length: 1,
      lastId: { ms: 7, seq: 8 },
      firstId: { ms: 1, seq: 5 },
      maxDeletedId: { ms: 0, seq: 0 },
      entriesAdded: 1,
    });
    expect(groups.all.map(({ entriesRead }) => entriesRead)).toEqual([0, 1, 1]);
  });

  it('is refused when its end is missing', () => {
    const property = fc.property(stream, (dump) => {
      const value = dumped(dump);
      const step = Math.ceil(value.length / 50);
      for (let length = 1; length < value.length; length += step)
        expect(() => read(value.subarray(0, length))).toThrow(RdbError);
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('is refused or read as something else when it is damaged', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    const property = fc.property(
      stream,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (dump, changes) => {
        const damaged = dumped(dump);
        for (const [at, bits] of changes) damaged[at % damaged.length]! ^= bits;
        try {
          read(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(RdbError);
        }
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });

  it.each([
    ['no header', []],
    ['a field missing', [1, 0, 3, 'f', 0]],
    ['no end of the fields', [1, 0, 1, 'f', 1, 2, 0, 0, 'v', 4]],
    ['no entry', [1, 0, 1, 'f', 0]],
    ['too many entries', [1, 0, 1, 'f', 0, 2, 0, 0, 'v', 4, 2, 0, 1, 'v', 4]],
    ['a text for flags', [1, 0, 1, 'f', 0, 'x', 0, 0, 'v', 4]],
    ['a value missing', [1, 0, 2, 'f', 'g', 0, 2, 0, 0, 'v', 4]],
    ['a wrong count', [1, 0, 1, 'f', 0, 2, 0, 0, 'v', 5]],
    ['a negative count', [1, 0, -1, 0, 2, 0, 0, 3]],
    ['a huge count', [1, 0, 2n ** 62n, 'f', 0, 2, 0, 0, 'v', 4]],
    ['a deleted entry that is not counted', [1, 0, 1, 'f', 0, 3, 0, 0, 'v', 4]],
    ['deleted entries only', [0, 1, 1, 'f', 0, 3, 0, 0, 'v', 4]],
    ['an id twice', [2, 0, 1, 'f', 0, 2, 0, 0, 'v', 4, 2, 0, 0, 'v', 4]],
    ['ids that descend', [2, 0, 1, 'f', 0, 2, 1, 0, 'v', 4, 2, 0, 9, 'v', 4]],
  ])('is refused with a node of %s', (_, elements) => {
    expect(() => read(written(listpackOf(...elements), 1))).toThrow(RdbError);
  });

  it('may have ids on both sides of where 64 bits begin anew', () => {
    const listpack = listpackOf(2, 0, 1, 'f', 0, 2, 0, 0, 'v', 4, 2, 0, -(2n ** 63n), 'v', 4);
    expect(read(written(listpack, 2, binary(2n ** 62n))).log.length).toBe(2);
  });

  it('counts the entries that are there', () => {
    const listpack = listpackOf(1, 0, 1, 'f', 0, 2, 0, 0, 'v', 4);
    expect(() => read(written(listpack, 2))).toThrow('not as many entries');
  });

  describe('has', () => {
    const listpack = listpackOf(1, 0, 1, 'f', 0, 2, 0, 0, 'v', 4);
    const none = { milliseconds: 0n, sequence: 0n };
    const history = { firstId: none, maxDeletedId: none, entriesAdded: 1n };
    const whole: Dump = { nodes: [], length: 0, lastId: none, history, groups: [] };
    const descending = [binary(2n), binary(1n)];
    const pending = descending.map((key) => ({ id: key, deliveredAt: 0, deliveries: 1 }));
    const consumer = { name: textSlice('c'), seenAt: 0, pending: [] };
    const about: Group = {
      name: textSlice('g'),
      lastId: none,
      entriesRead: 0n,
      pending: [],
      consumers: [],
    };

    it.each<[string, Partial<Dump>, string]>([
      [
        'nodes in their order',
        { nodes: descending.map((key) => ({ id: key, listpack })), length: 2 },
        'ids do not ascend',
      ],
      ['groups of different names', { groups: [about, about] }, 'have one name'],
      [
        'consumers of different names',
        { groups: [{ ...about, consumers: [consumer, consumer] }] },
        'have one name',
      ],
      ['pending entries in their order', { groups: [{ ...about, pending }] }, 'ids do not ascend'],
      [
        'pending entries that are with a consumer',
        { groups: [{ ...about, pending: pending.slice(1) }] },
        'with no consumer',
      ],
      [
        'consumers with what is pending',
        { groups: [{ ...about, consumers: [{ ...consumer, pending: descending }] }] },
        'not pending',
      ],
    ])('%s', (_, change, reason) => {
      expect(() => read(dumped({ ...whole, ...change }))).toThrow(reason);
    });
  });
});
