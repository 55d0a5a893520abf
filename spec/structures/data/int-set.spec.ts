import fc from 'fast-check';
import { ascending, integersOf, IntSet } from '../../../structures/data/int-set';
import { parseInteger } from '../../../structures/data/decimal';
import { listOf } from '../../../structures/data/members';
import { PackedMemory } from '../../support/packed-memory';
import { textOf } from '../../../structures/data/slices';
import { slice } from '../../support/slice';

const EDGES = [8n, 15n, 16n, 31n, 32n, 53n, 63n].flatMap((bits) =>
  [-2n, -1n, 0n, 1n].flatMap((near) => [2n ** bits + near, -(2n ** bits) + near]),
);
const longs = EDGES.filter((value) => BigInt.asIntN(64, value) === value);

const small = fc.bigInt({ min: -20n, max: 20n });
const integer = fc.oneof(
  small,
  fc.constantFrom(...longs),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

function setOf(...values: bigint[]): { set: IntSet; memory: PackedMemory } {
  const memory = new PackedMemory();
  const set = new IntSet(memory);
  for (const value of values) set.add(parseInteger(slice(String(value)))!);
  return { set, memory };
}

const inOrder = (values: Iterable<bigint>) => ascending([...values]).map(String);

describe('what spells an integer', () => {
  test.each(['0', '1', '-1', '10', '9007199254740991', '-9007199254740991'])('%s is a number', (text) => {
    expect(parseInteger(slice(text))).toBe(Number(text));
  });

  test.each(['9007199254740992', '-9007199254740992', '9223372036854775807', '-9223372036854775808'])(
    '%s is a bigint',
    (text) => expect(parseInteger(slice(text))).toBe(BigInt(text)),
  );

  test.each(['', '-', '-0', '+1', '01', '-01', ' 1', '1 ', '1.0', '1e3', '0x1', '9223372036854775808', 'a'])(
    '"%s" spells none',
    (text) => expect(parseInteger(slice(text))).toBeUndefined(),
  );

  test('all members are read, or none', () => {
    expect(integersOf(['2', '-9007199254740993', '1'].map(slice))).toEqual([2, -9007199254740993n, 1]);
    expect(integersOf(['2', 'x', '1'].map(slice))).toBeUndefined();
  });

  test('numbers and bigints have one order', () => {
    const values = [2n ** 63n - 1n, 5, -(2n ** 63n), -5, 2 ** 53 - 1, 2n ** 53n, 0];
    expect(ascending(values)).toEqual([-(2n ** 63n), -5, 0, 5, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n - 1n]);
  });
});

describe('an IntSet', () => {
  test('takes 2, 4 or 8 bytes for each, as the widest that there was needs', () => {
    const { set, memory } = setOf(1n, -32768n, 32767n);
    expect(memory.length).toBe(3 * 2);
    set.add(32768);
    expect(memory.length).toBe(4 * 4);
    set.add(-(2 ** 31));
    expect(memory.length).toBe(5 * 4);
    set.add(2 ** 31);
    expect(memory.length).toBe(6 * 8);
    set.delete(slice(String(2 ** 31)));
    expect(memory.length).toBe(5 * 8);
    expect(listOf(set).map(textOf)).toEqual(inOrder([1n, -32768n, 32767n, 32768n, -(2n ** 31n)]));
  });

  test('takes integers all at once', () => {
    const { set, memory } = setOf();
    set.assign([5, -70_000, 2]);
    expect([memory.length, listOf(set).map(textOf)]).toEqual([12, ['-70000', '2', '5']]);
    set.add(2 ** 40);
    expect(listOf(set).map(textOf)).toEqual(['-70000', '2', '5', '1099511627776']);
  });

  test('draws each of its members', () => {
    const { set } = setOf(1n, 2n ** 63n - 1n, -5n);
    const drawn = [0, 0.34, 0.99].map((at) => textOf(set.random(() => at)[0]));
    expect(drawn).toEqual(['-5', '1', '9223372036854775807']);
  });

  test('is scanned in one step', () => {
    const { set } = setOf(3n, 1n, 2n);
    const seen: string[] = [];
    expect(set.scan(0, 1, (member) => seen.push(textOf(member)))).toBe(0);
    expect(seen).toEqual(['1', '2', '3']);
  });

  test('does what a Set does, in ascending order', () => {
    const step = fc.tuple(fc.constantFrom('add', 'delete'), integer);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { set } = setOf();
        const model = new Set<bigint>();
        for (const [what, value] of steps) {
          const member = slice(String(value));
          expect(set.has(member)).toBe(model.has(value));
          if (what === 'add') expect(set.add(parseInteger(member)!)).toBe(!model.has(value));
          else expect(set.delete(member)).toBe(model.has(value));
          if (what === 'add') model.add(value);
          else model.delete(value);
          expect(set.size).toBe(model.size);
        }
        expect(listOf(set).map(textOf)).toEqual(inOrder(model));
        expect(['x', '', '01'].some((text) => set.has(slice(text)))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
