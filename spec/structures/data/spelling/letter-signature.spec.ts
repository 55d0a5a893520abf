import fc from 'fast-check';
import { letterSignature, mayBeWithin } from '../../../../structures/data/spelling/letter-signature';
import { Letters } from '../../../../structures/data/spelling/letters';
import { alignmentDistance } from './oracle';

const signature = (word: string) => letterSignature(new Letters().read(word));
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'z', 'é', '𝒶'), maxLength: 8 });

describe('a letter signature', () => {
  it('never tells words apart that are near enough', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = alignmentDistance(a, b);
        for (const edits of [0, 1, 2].filter((edits) => edits >= distance)) {
          expect(mayBeWithin(edits, signature(a), signature(b))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('tells words apart by their letters and their length', () => {
    expect(mayBeWithin(2, signature('abcd'), signature('efgd'))).toBe(false);
    expect(mayBeWithin(2, signature('aaa'), signature('aaaaaa'))).toBe(false);
    expect(mayBeWithin(1, signature('abcd'), signature('efcd'))).toBe(false);
    expect(mayBeWithin(0, signature('ab'), signature('ac'))).toBe(false);
  });

  it('takes very long words to be of one length', () => {
    expect(mayBeWithin(2, signature('a'.repeat(100)), signature('a'.repeat(102)))).toBe(true);
    expect(mayBeWithin(2, signature('a'.repeat(60)), signature('a'.repeat(102)))).toBe(false);
  });
});
