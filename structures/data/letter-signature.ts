import type { Letters } from './letters';

const LETTER_BITS = 25;
const LETTERS = (1 << LETTER_BITS) - 1;
const MOST_LENGTH = (1 << (32 - LETTER_BITS)) - 1;

/** A word's length and which letters it has, in 32 bits: a to z have a bit each, other letters share them. */
export function letterSignature({ codes, start, length }: Letters): number {
  let letters = 0;
  for (let at = start; at < start + length; at++) letters |= 1 << (codes[at]! % LETTER_BITS);
  return (Math.min(length, MOST_LENGTH) << LETTER_BITS) | letters;
}

/** False only when the words can't be so few edits away: an edit adds one letter at most, and takes one at most. */
export function mayBeWithin(edits: number, a: number, b: number): boolean {
  const lengths = Math.abs((a >>> LETTER_BITS) - (b >>> LETTER_BITS));
  return lengths <= edits && hasAtMost(edits, a & ~b & LETTERS) && hasAtMost(edits, b & ~a & LETTERS);
}

function hasAtMost(most: number, bits: number): boolean {
  let rest = bits;
  for (let cleared = 0; cleared < most; cleared++) rest &= rest - 1;
  return rest === 0;
}
