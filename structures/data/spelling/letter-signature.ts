import type { Letters } from './letters';

const LETTER_BITS = 26;
const LETTERS = (1 << LETTER_BITS) - 1;
const MOST_LENGTH = (1 << (32 - LETTER_BITS)) - 1;

/** A word's length and which letters it has, in 32 bits: a to z have a bit each, other letters share these. */
export function letterSignature({ codes, length }: Letters): number {
  let letters = 0;
  for (let at = 0; at < length; at++) letters |= 1 << (codes[at]! % LETTER_BITS);
  return (Math.min(length, MOST_LENGTH) << LETTER_BITS) | letters;
}

/** False only when the words can't be so few edits away: one edit brings at most one letter and takes at most one. */
export function mayBeWithin(edits: number, a: number, b: number): boolean {
  const lengths = Math.abs((a >>> LETTER_BITS) - (b >>> LETTER_BITS));
  return lengths <= edits && hasAtMost(edits, a & ~b & LETTERS) && hasAtMost(edits, b & ~a & LETTERS);
}

function hasAtMost(most: number, bits: number): boolean {
  let rest = bits;
  for (let cleared = 0; cleared < most; cleared++) rest &= rest - 1;
  return rest === 0;
}
