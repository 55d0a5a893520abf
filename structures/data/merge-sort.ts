import type { Comparison } from './partial-sort';

/** Runs of so many are sorted by insertion. */
const RUN = 12;

/**
 * The indexes of weights from the least to the greatest. Where weights are equal the comparison tells, and where it
 * tells nothing the lower index is first. Comparing numbers in typed arrays, it is several times as fast as Array.sort.
 */
export function mergeSort(weights: Float64Array, ofEqual: Comparison<number>): Uint32Array {
  const { length } = weights;
  let sorted = new Uint32Array(length);
  for (let index = 0; index < length; index++) sorted[index] = index;
  for (let start = 0; start < length; start += RUN) insert(sorted, start, Math.min(start + RUN, length));
  let spare = new Uint32Array(length);
  for (let width = RUN; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width)
      merge(start, Math.min(start + width, length), Math.min(start + 2 * width, length));
    [sorted, spare] = [spare, sorted];
  }
  return sorted;

  function isAfter(a: number, b: number): boolean {
    const one = weights[a]!;
    const other = weights[b]!;
    return one > other || (one === other && ofEqual(a, b) > 0);
  }

  function insert(indexes: Uint32Array, start: number, end: number): void {
    for (let next = start + 1; next < end; next++) {
      const index = indexes[next]!;
      let at = next;
      for (; at > start && isAfter(indexes[at - 1]!, index); at--) indexes[at] = indexes[at - 1]!;
      indexes[at] = index;
    }
  }

  /** Into the spare array, from two runs that follow each other. */
  function merge(start: number, middle: number, end: number): void {
    let [left, right] = [start, middle];
    for (let at = start; at < end; at++) {
      const takesRight = left === middle || (right < end && isAfter(sorted[left]!, sorted[right]!));
      spare[at] = takesRight ? sorted[right++]! : sorted[left++]!;
    }
  }
}
