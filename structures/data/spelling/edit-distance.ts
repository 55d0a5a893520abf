import type { Letters } from './letters';

/**
 * How many edits make one word of the other if they are no more than `limit`, else limit + 1.
 *
 * An edit inserts, deletes or replaces a letter, or swaps two neighbours; no letter is edited twice: the optimal
 * string alignment distance. Takes up to 4^(limit - 1) passes over the words.
 */
export const editDistance = (a: Letters, b: Letters, limit: number): number =>
  distance(a.codes, 0, a.length, b.codes, 0, b.length, limit);

/** The distance of a from i to iEnd and b from j to jEnd. Equal letters at both ends need no edit. */
function distance(
  a: Codes,
  i: number,
  iEnd: number,
  b: Codes,
  j: number,
  jEnd: number,
  limit: number,
): number {
  if (Math.abs(iEnd - i - (jEnd - j)) > limit) return limit + 1;
  while (i < iEnd && j < jEnd && a[i] === b[j]) {
    i++;
    j++;
  }
  while (i < iEnd && j < jEnd && a[iEnd - 1] === b[jEnd - 1]) {
    iEnd--;
    jEnd--;
  }
  const aRest = iEnd - i;
  const bRest = jEnd - j;
  if (aRest === 0 || bRest === 0) return aRest + bRest;
  if (limit === 0 || (aRest === 1 && bRest === 1)) return 1;
  const swaps = aRest > 1 && bRest > 1 && a[i] === b[j + 1] && a[i + 1] === b[j];
  if (swaps && aRest === 2 && bRest === 2) return 1;
  if (limit === 1) return 2;
  let rest = distance(a, i + 1, iEnd, b, j + 1, jEnd, limit - 1);
  if (rest > 1) rest = distance(a, i + 1, iEnd, b, j, jEnd, rest - 1);
  if (rest > 1) rest = distance(a, i, iEnd, b, j + 1, jEnd, rest - 1);
  if (rest > 1 && swaps) rest = distance(a, i + 2, iEnd, b, j + 2, jEnd, rest - 1);
  return 1 + rest;
}

type Codes = Int32Array;
