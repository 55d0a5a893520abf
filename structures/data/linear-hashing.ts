/**
 * Linear hashing (Litwin, 1980): a table of n buckets grows to n + 1 by splitting a single one, so that
 * no insertion ever pays for moving everything.
 */

/** The bucket that a hash belongs to, of `buckets` (at least 1). */
export function bucketOf(hash: number, buckets: number): number {
  const mask = (2 << (31 - Math.clz32(buckets))) - 1;
  const bucket = hash & mask;
  return bucket < buckets ? bucket : bucket & (mask >>> 1);
}

/** The bucket whose content moves in part to a new one, number `buckets`. */
export const bucketToSplit = (buckets: number): number => buckets ^ (1 << (31 - Math.clz32(buckets)));
