import type { Letters } from './letters';

/**
 * How many edits make one word of the other if they are no more than `limit`, else limit + 1.
 *
 * An edit inserts, deletes or replaces a letter, or swaps two neighbours; no letter is edited twice: the optimal
 * string alignment distance. Takes up to 4^(limit - 1) passes over the words.
 */
export const editDistance = (a: Letters, b: Letters, limit: number): number =>
  distance(a.codes, a.start, a.start + a.length, b.codes, b.start, b.start + b.length, limit);

type Codes = Int32Array;

/** The distance of a from i to iEnd and b from j to jEnd: equal letters at both ends need no edit. */
function distance(
  a: Codes,
  i: number,
  iEnd: number,
  b: Codes,
  j: number,
  jEnd: number,
  limit: number,
): number {
  if (Math.abs(iEnd - i - jEnd + j) > limit) return limit + 1;
  while (i < iEnd && j < jEnd && a[i] === b[j]) {
    i++;
    j++;
  }
  while (i < iEnd && j < jEnd && a[iEnd - 1] === b[jEnd - 1]) {
    iEnd--;
    jEnd--;
  }
  if (i === iEnd || j === jEnd) return iEnd - i + jEnd - j;
  if (limit === 0 || (iEnd - i === 1 && jEnd - j === 1)) return 1;
  const swapped = iEnd - i > 1 && jEnd - j > 1 && a[i] === b[j + 1] && a[i + 1] === b[j];
  if (swapped && iEnd - i === 2 && jEnd - j === 2) return 1;
  if (limit === 1) return 2;
  let least = distance(a, i + 1, iEnd, b, j + 1, jEnd, limit - 1);
  if (least > 1) least = distance(a, i + 1, iEnd, b, j, jEnd, least - 1);
  if (least > 1) least = distance(a, i, iEnd, b, j + 1, jEnd, least - 1);
  if (least > 1 && swapped) least = distance(a, i + 2, iEnd, b, j + 2, jEnd, least - 1);
  return 1 + least;
}
