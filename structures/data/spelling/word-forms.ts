import { MOST_LETTERS } from './letters';

/** Code units that the letters of the longest word, however composed, can't exceed. */
const MOST_UNITS = 16 * MOST_LETTERS;

const WORD = /\p{L}\p{M}*(?:['’\u200c\u200d]?[\p{L}\p{N}]\p{M}*)*/gu;

/**
 * The words of a running text: letters with their marks, and digits behind the first letter. An apostrophe between
 * letters belongs to the word (don't, l'été), as do the joiners that Persian and Hindi write with; a hyphen parts two.
 * What a language writes without spaces is one word.
 */
export const wordsOf = (text: string): readonly string[] => text.match(WORD) ?? [];

/**
 * What words are compared by: canonically composed (NFC), so that é is one letter however it was typed; in lower case,
 * with σ for a final ς and ' for ’. Case is folded one letter to one: ß is not ss and ı is not i, since Maße and Masse,
 * sınır and sinir are different words. Accents are kept: a missing one is an edit away, as any misspelling. What is far
 * too long for a word is cut.
 */
export const lettersOf = (text: string): string =>
  text
    .slice(0, MOST_UNITS)
    .toLowerCase()
    .normalize('NFC')
    .replace(/[ς’]/gu, (letter) => (letter === 'ς' ? 'σ' : "'"));

/** How many capital letters a text has. */
export const capitals = (text: string) => text.match(/\p{Lu}/gu)?.length ?? 0;

/** A word in the case that another was typed in: Teh gives The, TEH gives THE; teh gives a word as it is written. */
export function inCaseOf(typed: string, text: string): string {
  const first = /\p{L}/u.exec(typed)?.[0] ?? '';
  if (capitals(typed) > 1 && typed === typed.toUpperCase()) return text.toUpperCase();
  if (capitals(first) === 0 || capitals(text) > 0) return text;
  return text.replace(/\p{L}/u, (letter) => letter.toUpperCase());
}

/** The same text in memory of its own. A part of a longer text would keep all of that in memory. */
export const ownCopy = (text: string): string => Array.from(text).join('');
