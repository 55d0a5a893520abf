import fc from 'fast-check';
import { SymSpell } from '../../../../structures/data/spelling/sym-spell';
import { WordSearch, type Word } from '../../../../structures/data/spelling/word-search';
import { nearest } from './oracle';

/** So few different letters that most words are near each other, and many longer than the index looks. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '𝒶'), maxLength: 11 });
const word = fc.record({ letters, count: fc.integer({ min: 1, max: 4 }) });
const words = fc.uniqueArray(word, { selector: (word) => word.letters, maxLength: 60 });

const asWord = ({ letters, count }: { letters: string; count: number }): Word => ({
  letters,
  text: letters,
  count,
});

function search(index: SymSpell, letters: string, distance: number, limit: number) {
  const search = new WordSearch(letters, distance, limit);
  index.offerTo(search);
  return search.found;
}

describe('the symmetric deletion index', () => {
  it('finds exactly the words within a distance, best first, as a comparison with every word does', () => {
    fc.assert(
      fc.property(words, letters, fc.nat(2), (list, sought, distance) => {
        const index = new SymSpell();
        const listed = list.map(asWord);
        listed.forEach((word) => index.add(word));
        expect(search(index, sought, distance, 1000)).toEqual(nearest(listed, sought, distance));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the best few of them when few are wanted', () => {
    fc.assert(
      fc.property(
        words,
        letters,
        fc.nat(2),
        fc.integer({ min: 1, max: 5 }),
        (list, sought, distance, limit) => {
          const index = new SymSpell();
          const listed = list.map(asWord);
          listed.forEach((word) => index.add(word));
          expect(search(index, sought, distance, limit)).toEqual(
            nearest(listed, sought, distance).slice(0, limit),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows nothing of removed words, and finds what is added again', () => {
    const changes = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(words, changes, letters, (list, changes, sought) => {
        fc.pre(list.length > 0);
        const index = new SymSpell();
        const listed = new Set(list.map(asWord));
        const candidates = [...listed];
        for (const word of listed) index.add(word);
        for (const change of changes) {
          const word = candidates[change % candidates.length]!;
          if (listed.delete(word)) {
            index.remove(word);
          } else {
            listed.add(word);
            index.add(word);
          }
        }
        expect(search(index, sought, 2, 1000)).toEqual(nearest(listed, sought, 2));
      }),
      { numRuns: 300 },
    );
  });

  it('takes no more memory for words that come and go', () => {
    const index = new SymSpell();
    const batch = Array.from({ length: 3000 }, (_, n) => asWord({ letters: `w${n.toString(36)}`, count: 1 }));
    const cycle = () => {
      batch.forEach((word) => index.add(word));
      batch.forEach((word) => index.remove(word));
    };
    cycle();
    const { byteLength } = index;
    for (let round = 0; round < 3; round++) cycle();
    expect(index.byteLength).toBe(byteLength);
  });

  it('finds words that all begin alike', () => {
    const index = new SymSpell();
    const batch = Array.from({ length: 3000 }, (_, n) => asWord({ letters: `article-${n}`, count: n + 1 }));
    batch.forEach((word) => index.add(word));
    expect(search(index, 'artcle-2345', 1, 5).map(({ word }) => word.letters)).toEqual(['article-2345']);
    expect(search(index, 'article-77', 0, 5).map(({ word }) => word.letters)).toEqual(['article-77']);
  });
});
