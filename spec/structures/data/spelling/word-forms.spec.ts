import fc from 'fast-check';
import { inCaseOf, lettersOf, ownCopy, wordsOf } from '../../../../structures/data/spelling/word-forms';

describe('the letters of a word', () => {
  it.each([
    ['London', 'london'],
    ['café', 'café'],
    ['cafe\u0301', 'café'],
    ['Ångström', 'ångström'],
    ['STRAẞE', 'straße'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['don’t', "don't"],
    ['𐐒𐐀', '𐐺𐐨'],
    ['sınır', 'sınır'],
  ])('of %p are %p', (text, letters) => {
    expect(lettersOf(text)).toBe(letters);
  });

  it('keep the dot that a Turkish capital has', () => {
    expect(lettersOf('İzmir')).toBe('i\u0307zmir');
    expect(lettersOf('I\u0307zmir')).toBe('i\u0307zmir');
  });

  it('are the same however the word was composed, and stay as they are', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(text, (text) => {
        const letters = lettersOf(text);
        expect(lettersOf(text.normalize('NFD'))).toBe(letters);
        expect(lettersOf(text.normalize('NFC'))).toBe(letters);
        expect(lettersOf(letters)).toBe(letters);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a text far too long are cut', () => {
    expect(lettersOf('x'.repeat(1_000_000)).length).toBeLessThan(3000);
  });
});

describe('the words of a text', () => {
  it.each([
    ['The cat, the hat!', ['The', 'cat', 'the', 'hat']],
    ["don't 'quote' rock’n’roll", ["don't", 'quote', 'rock’n’roll']],
    ['mother-in-law', ['mother', 'in', 'law']],
    ['42 b2b 3rd x1', ['b2b', 'rd', 'x1']],
    ['cafe\u0301s', ['cafe\u0301s']],
    ['می\u200cخواهم', ['می\u200cخواهم']],
    ['日本語 слово 𝒶𝒷', ['日本語', 'слово', '𝒶𝒷']],
    ['', []],
    ['... 1,000 --', []],
  ])('%p are %p', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe('a correction', () => {
  it.each([
    ['teh', 'the', 'the'],
    ['Teh', 'the', 'The'],
    ['TEH', 'the', 'THE'],
    ['lodnon', 'London', 'London'],
    ['LODNON', 'London', 'LONDON'],
    ['iphnoe', 'iPhone', 'iPhone'],
    ['Iphnoe', 'iPhone', 'iPhone'],
    ['I', 'a', 'A'],
    ["'Tis", "'tis", "'Tis"],
    ['STRASSE', 'Straße', 'STRASSE'],
    ['Ürber', 'über', 'Über'],
    ['', 'a', 'a'],
    ['1', 'a', 'a'],
  ])('of %p by %p is %p', (typed, text, correction) => {
    expect(inCaseOf(typed, text)).toBe(correction);
  });
});

describe('a copy', () => {
  it('is the same text, lone surrogates too', () => {
    for (const text of ['', 'word', '𝒶𝒷', 'a\udc80b']) expect(ownCopy(text)).toBe(text);
  });
});
