import fc from 'fast-check';
import { mergeSort } from '../../../structures/data/merge-sort';

const weights = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 300 }),
  fc.array(fc.double({ noNaN: true }), { maxLength: 300 }),
);

describe('Sorting indexes by their weights', () => {
  it('is what Array.sort does, which leaves equal ones as they are', () => {
    fc.assert(
      fc.property(weights, (numbers) => {
        const indexes = numbers.map((_, index) => index);
        const expected = indexes.sort(
          (a, b) => Number(numbers[a]! > numbers[b]!) - Number(numbers[a]! < numbers[b]!),
        );
        expect([...mergeSort(Float64Array.from(numbers), () => 0)]).toEqual(expected);
      }),
    );
  });

  it('asks about equal ones', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 20 }), (numbers, modulus) => {
        const compare = (a: number, b: number) => (b % modulus) - (a % modulus);
        const indexes = numbers.map((_, index) => index);
        const expected = indexes.sort(
          (a, b) => Number(numbers[a]! > numbers[b]!) - Number(numbers[a]! < numbers[b]!) || compare(a, b),
        );
        expect([...mergeSort(Float64Array.from(numbers), compare)]).toEqual(expected);
      }),
    );
  });
});
