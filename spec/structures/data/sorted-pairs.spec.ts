import { ByteMap } from '../../../structures/data/byte-map';
import { SortedPairs } from '../../../structures/data/sorted-pairs';
import { textOf, textSlice } from '../../../structures/data/slices';

const KEYS = Array.from({ length: 100 }, (_, n) => `key:${n}`);

function mapOf(seed: number, keys: readonly string[]): ByteMap {
  const map = new ByteMap(seed);
  for (const key of keys) map.set(textSlice(key), textSlice(`value of ${key}`));
  return map;
}

function visited(source: Pick<ByteMap, 'forEach'>): string[] {
  const keys: string[] = [];
  source.forEach((key, value) => {
    expect(textOf(value)).toBe(`value of ${textOf(key)}`);
    keys.push(textOf(key));
  });
  return keys;
}

/** Numbers from 0 up to 1 that are the same each time (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

describe('Sorted pairs', () => {
  test('are in the order of the bytes of their keys, however they are laid out', () => {
    const [one, other] = [mapOf(1, KEYS), mapOf(2, KEYS.toReversed())];
    expect(visited(one)).not.toEqual(visited(other));
    expect(visited(new SortedPairs(one))).toEqual(KEYS.toSorted());
    expect(visited(new SortedPairs(other))).toEqual(KEYS.toSorted());
  });

  test.each([1, 2, 50])('give the same %d at random, however they are laid out', (count) => {
    const picked = (seed: number, keys: readonly string[]) => {
      const pairs = new SortedPairs(mapOf(seed, keys));
      const random = numbers(7);
      return Array.from({ length: count }, () => textOf(pairs.random(random)[0]));
    };
    expect(picked(1, KEYS)).toEqual(picked(2, KEYS.toReversed()));
  });

  test('give each as likely, the first one and others', () => {
    const map = mapOf(1, KEYS);
    const random = numbers(1);
    for (const skipped of [0, 1]) {
      const counts = new Map<string, number>();
      for (let draw = 0; draw < 10_000; draw++) {
        const pairs = new SortedPairs(map);
        for (let skip = 0; skip < skipped; skip++) pairs.random(random);
        const key = textOf(pairs.random(random)[0]);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      expect(chiSquare(KEYS.map((key) => counts.get(key) ?? 0))).toBeLessThan(LARGEST);
    }
  });
});

/** Of 99 degrees of freedom one in a thousand is larger; the numbers are the same in each run. */
const LARGEST = 148.2;

function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
