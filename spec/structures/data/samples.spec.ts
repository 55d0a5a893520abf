import type { ByteSlice } from '../../../lib/index';
import { ByteMap } from '../../../structures/data/byte-map';
import { PackedPairs, type Pairs } from '../../../structures/data/packed-pairs';
import { anyPairs, distinctPairs } from '../../../structures/data/samples';
import { PackedMemory } from '../../support/packed-memory';
import { slice } from '../../support/slice';

const keysOf = (pairs: readonly (readonly [ByteSlice, ByteSlice])[]) =>
  pairs.map(([{ bytes, start, end }]) => Buffer.from(bytes.subarray(start, end)).toString());

const SIZE = 60;

describe.each<[string, () => Pairs]>([
  ['packed pairs', () => new PackedPairs(new PackedMemory())],
  ['a map', () => new ByteMap(1)],
])('a sample from %s', (_, make) => {
  const pairs = make();
  for (let number = 0; number < SIZE; number++) pairs.set(slice(`key ${number}`), slice('value'));

  it.each([0, 1, 5, 19, 20, 21, 59, 60])('has %i different ones', (count) => {
    const keys = keysOf(distinctPairs(pairs, count, Math.random));
    expect(keys).toHaveLength(count);
    expect(new Set(keys).size).toBe(count);
  });

  it('has all, if that is not enough', () => {
    expect(new Set(keysOf(distinctPairs(pairs, 1000, Math.random))).size).toBe(SIZE);
  });

  it('has any of them, again and again', () => {
    const keys = keysOf(anyPairs(pairs, 1000, Math.random));
    expect(keys).toHaveLength(1000);
    expect(new Set(keys).size).toBeGreaterThan(SIZE / 2);
  });

  it.each([3, 30])('of %i has each of them as often', (count) => {
    const rounds = 3000;
    const seen = new Map<string, number>();
    for (let round = 0; round < rounds; round++)
      for (const key of keysOf(distinctPairs(pairs, count, Math.random)))
        seen.set(key, (seen.get(key) ?? 0) + 1);
    const expected = (rounds * count) / SIZE;
    for (let number = 0; number < SIZE; number++)
      expect(Math.abs((seen.get(`key ${number}`) ?? 0) - expected)).toBeLessThan(expected * 0.5);
  });
});
