import fc from 'fast-check';
import { Vocabulary, type Buckets } from '../../../../structures/data/spelling/vocabulary';
import { nearest } from './oracle';

const found = (vocabulary: Vocabulary, text: string, distance = 2, limit = 1000) =>
  vocabulary.search(text, distance, limit).map(({ word, distance }) => [word.text, distance, word.count]);

/** As a server restores it: a copy of the state, and an index yet to be made. */
const restored = (buckets: Buckets) => {
  const copy = structuredClone(buckets);
  return { buckets: copy, vocabulary: new Vocabulary(copy) };
};

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A'), minLength: 1, maxLength: 5 });
const operation = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('add' as const), text) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), text) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('restore' as const), text) },
);

describe('a vocabulary', () => {
  it('knows what a plain Map of words knows, through additions, removals and restorations', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80 }), text, fc.nat(2), (operations, sought, distance) => {
        let { buckets, vocabulary } = restored([]);
        const counts = new Map<string, number>();
        for (const [op, text] of operations) {
          const letters = text.toLowerCase();
          if (op === 'add') {
            expect(vocabulary.add(text, 2)).toBe(!counts.has(letters));
            counts.set(letters, (counts.get(letters) ?? 0) + 2);
          } else if (op === 'remove') {
            expect(vocabulary.remove(text)).toBe(counts.delete(letters));
          } else {
            ({ buckets, vocabulary } = restored(buckets));
          }
          expect(vocabulary.size).toBe(counts.size);
        }
        const words = Array.from(counts, ([letters, count]) => ({ letters, count }));
        expect(
          vocabulary
            .search(sought, distance, 1000)
            .map(({ word, distance }) => [word.letters, word.count, distance]),
        ).toEqual(
          nearest(words, sought.toLowerCase(), distance).map(({ word, distance }) => [
            word.letters,
            word.count,
            distance,
          ]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('answers the same while its index is made as before it was saved', () => {
    const { buckets, vocabulary } = restored([]);
    const names = Array.from({ length: 3000 }, (_, n) => `n${Math.imul(n, 0x9e3779b1).toString(36)}`);
    names.forEach((name, n) => vocabulary.add(name, n + 1));
    const again = restored(buckets);
    for (let n = 0; n < 40; n++) {
      again.vocabulary.remove(names[n]!);
      vocabulary.remove(names[n]!);
      again.vocabulary.add(`later${n}`, 1);
      vocabulary.add(`later${n}`, 1);
      expect(found(again.vocabulary, `${names[n]!}x`)).toEqual(found(vocabulary, `${names[n]!}x`));
    }
    expect(again.vocabulary.size).toBe(3000);
  });

  it('adds up the counts of a word in all its cases, and writes it with the fewest capitals', () => {
    const { vocabulary } = restored([]);
    vocabulary.add('THE', 1);
    vocabulary.add('The', 2);
    expect(found(vocabulary, 'teh')).toEqual([['The', 1, 3]]);
    vocabulary.add('the', 4);
    vocabulary.add('The', 8);
    expect(found(vocabulary, 'TEH')).toEqual([['the', 1, 15]]);
  });

  it('finds a word however its accents were typed', () => {
    const { vocabulary } = restored([]);
    vocabulary.add('cafe\u0301', 1);
    expect(found(vocabulary, 'CAFÉ')).toEqual([['café', 0, 1]]);
    expect(found(vocabulary, 'cafe')).toEqual([['café', 1, 1]]);
    expect(vocabulary.find('café')?.count).toBe(1);
  });

  it('keeps a count at 2^53 - 1 once it is there', () => {
    const { vocabulary } = restored([]);
    vocabulary.add('word', Number.MAX_SAFE_INTEGER - 1);
    vocabulary.add('word', 5);
    expect(vocabulary.find('word')?.count).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('accepts words of 1 to 128 letters, astral or not', () => {
    for (const letter of ['a', '𝒶', 'é', 'e\u0301']) {
      expect(Vocabulary.accepts(letter)).toBe(true);
      expect(Vocabulary.accepts(letter.repeat(128))).toBe(true);
      expect(Vocabulary.accepts(letter.repeat(129))).toBe(false);
    }
    expect(Vocabulary.accepts('')).toBe(false);
    expect(Vocabulary.accepts('a'.repeat(1_000_000))).toBe(false);
  });

  it('finds nothing near a text of a million letters, and all short words near none', () => {
    const { vocabulary } = restored([]);
    for (const word of ['a'.repeat(128), 'a', 'bc', 'def']) vocabulary.add(word);
    expect(found(vocabulary, 'a'.repeat(1_000_000))).toEqual([]);
    expect(found(vocabulary, 'a'.repeat(130))).toEqual([['a'.repeat(128), 2, 1]]);
    expect(found(vocabulary, '')).toEqual([
      ['a', 1, 1],
      ['bc', 2, 1],
    ]);
  });
});
