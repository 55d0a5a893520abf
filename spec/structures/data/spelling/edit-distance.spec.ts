import fc from 'fast-check';
import { editDistance } from '../../../../structures/data/spelling/edit-distance';
import { Letters } from '../../../../structures/data/spelling/letters';
import { alignmentDistance } from './oracle';

const distance = (a: string, b: string, limit: number) =>
  editDistance(new Letters().read(a), new Letters().read(b), limit);

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '𝒶'), maxLength: 12 });

describe('the edit distance', () => {
  it.each([
    ['', '', 0],
    ['', 'ab', 2],
    ['word', 'word', 0],
    ['word', 'wrod', 1],
    ['word', 'wrd', 1],
    ['word', 'woord', 1],
    ['word', 'ward', 1],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['ca', 'abc', 3],
    ['naïve', 'naive', 1],
    ['𝒶𝒷', '𝒷𝒶', 1],
  ])('of %p and %p is %d', (a, b, expected) => {
    expect(distance(a, b, 3)).toBe(expected);
    expect(distance(b, a, 3)).toBe(expected);
  });

  it('is the optimal string alignment distance as far as the limit, and then one more', () => {
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, limit) => {
        expect(distance(a, b, limit)).toBe(Math.min(alignmentDistance(a, b), limit + 1));
      }),
      { numRuns: 3000 },
    );
  });

  it('is found for words of the greatest length', () => {
    const long = 'ab'.repeat(64);
    expect(distance(long, `${long.slice(0, 126)}ba`, 2)).toBe(1);
    expect(distance(long, `${long.slice(2)}ab`, 2)).toBe(0);
    expect(distance(long, `b${long.slice(1, 127)}a`, 2)).toBe(2);
    expect(distance(long, 'ba'.repeat(64), 2)).toBe(2);
    expect(distance(long, 'cd'.repeat(64), 2)).toBe(3);
  });

  it('of a word that was cut is past every limit', () => {
    expect(distance('a'.repeat(1000), 'a'.repeat(128), 2)).toBe(3);
  });
});
