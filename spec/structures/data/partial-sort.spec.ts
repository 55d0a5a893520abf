import fc from 'fast-check';
import { partialSort } from '../../../structures/data/partial-sort';

interface Item {
  readonly weight: number;
  readonly place: number;
}

const byWeight = (one: Item, other: Item) => one.weight - other.weight;

const itemsOf = (weights: readonly number[]): Item[] => weights.map((weight, place) => ({ weight, place }));

const weights = fc.oneof(
  fc.array(fc.nat(5), { maxLength: 100 }),
  fc.array(fc.nat(1000), { minLength: 30, maxLength: 300 }),
  fc.nat(200).map((length) => Array.from({ length }, (_, index) => index)),
  fc.nat(200).map((length) => Array.from({ length }, (_, index) => -index)),
);

describe('a partial sort', () => {
  test('puts the right items into the range', () => {
    fc.assert(
      fc.property(weights, fc.nat(300), fc.nat(300), (given, one, other) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        const items = itemsOf(given);
        partialSort(items, byWeight, first, last);
        const expected = given.toSorted((a, b) => a - b).slice(first, last + 1);
        expect(items.slice(first, last + 1).map(({ weight }) => weight)).toEqual(expected);
        expect(items.map(({ place }) => place).sort((a, b) => a - b)).toEqual(given.map((_, place) => place));
      }),
      { numRuns: 500 },
    );
  });

  test('leaves few items that compare equal as they are', () => {
    const items = itemsOf([1, 1, 1, 1, 1, 1]);
    partialSort(items, byWeight, 0, 2);
    expect(items.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('compares no more than it must for the first few of many', () => {
    const items = itemsOf(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_003));
    let compared = 0;
    partialSort(items, (one, other) => (compared++, one.weight - other.weight), 0, 9);
    expect(compared).toBeLessThan(500_000);
  });
});
