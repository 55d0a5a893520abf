import fc from 'fast-check';
import { ByteSlice } from '../../../lib/index';
import { ByteMap } from '../../../structures/data/byte-map';
import { parseInteger } from '../../../structures/data/decimal';
import { IntSet } from '../../../structures/data/int-set';
import { copiesOf } from '../../../structures/data/slices';
import { listOf, type Members, NO_VALUE, PackedMembers } from '../../../structures/data/members';
import { difference, intersection, intersectionSize, union } from '../../../structures/data/set-operations';
import { PackedMemory } from '../../support/packed-memory';
import { textOf } from '../../../structures/data/slices';
import { slice } from '../../support/slice';

const textsOf = (members: readonly ByteSlice[]) => members.map(textOf).sort();

function inMap(texts: Iterable<string>): Members {
  const map = new ByteMap(1);
  for (const text of texts) map.set(slice(text), NO_VALUE);
  return map;
}

function packed(texts: Iterable<string>): Members {
  const members = new PackedMembers(new PackedMemory());
  members.append(...[...texts].map(slice));
  return members;
}

function integers(texts: Iterable<string>): Members {
  const set = new IntSet(new PackedMemory());
  for (const text of texts) set.add(parseInteger(slice(text))!);
  return set;
}

const numbers = fc
  .constantFrom(10, 200)
  .chain((maxLength) => fc.uniqueArray(fc.nat(2 * maxLength), { maxLength, size: 'max' }))
  .map((all) => all.map(String));
const set = fc.tuple(numbers, fc.constantFrom(inMap, packed, integers));
const sets = fc.array(fc.option(set, { freq: 10, nil: undefined }), { minLength: 1, maxLength: 4 });

test('sets of all layouts are intersected, united and subtracted', () => {
  fc.assert(
    fc.property(sets, fc.nat(50), (chosen, limit) => {
      const models = chosen.map((each) => new Set(each?.[0]));
      const all = chosen.map((each) => (each && each[0].length > 0 ? each[1](each[0]) : undefined));
      const [first, ...others] = models;
      const common = [...first!].filter((text) => others.every((other) => other.has(text)));
      expect(textsOf(intersection(all))).toEqual(common.sort());
      expect(intersectionSize(all, Infinity)).toBe(common.length);
      if (limit > 0) expect(intersectionSize(all, limit)).toBe(Math.min(limit, common.length));
      const any = new Set(models.flatMap((model) => [...model]));
      expect(textsOf(listOf(union(all, 1)))).toEqual([...any].sort());
      const left = [...first!].filter((text) => !others.some((other) => other.has(text)));
      expect(textsOf(difference(all, 1))).toEqual(left.sort());
    }),
    { numRuns: 300 },
  );
});

test('a limit ends the count of common members early', () => {
  const many = inMap(Array.from({ length: 20_000 }, (_, index) => String(index)));
  let asked = 0;
  const counting: Members = {
    ...many,
    size: 20_001,
    has: () => {
      asked++;
      return true;
    },
  };
  expect(intersectionSize([counting, many], 10)).toBe(10);
  expect(asked).toBeLessThan(1000);
});

test('a difference with many sets looks members up, with one large set it takes them away', () => {
  const few = ['1', '2', '3'];
  const many = Array.from({ length: 500 }, (_, index) => String(index + 2));
  expect(textsOf(difference([inMap(many), inMap(few)], 1))).toEqual(
    many.filter((text) => !few.includes(text)).sort(),
  );
  expect(textsOf(difference([packed(few), inMap(many), integers(many)], 1))).toEqual(['1']);
  expect(textsOf(difference([inMap(many), inMap(few), undefined, packed(['500'])], 1))).toHaveLength(497);
});

test('copies stay when what they were copied from changes', () => {
  const bytes = Buffer.from('abc');
  const copies = copiesOf([
    new ByteSlice(bytes, 0, 1),
    new ByteSlice(bytes, 1, 1),
    new ByteSlice(bytes, 1, 3),
  ]);
  bytes.fill('x');
  expect(copies.map(textOf)).toEqual(['a', '', 'bc']);
});
