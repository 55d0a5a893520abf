import type { ByteSlice } from 'memo';
import { compareBytes } from './compare-bytes';
import type { Comparison } from './partial-sort';

const compareSlices = (a: ByteSlice, b: ByteSlice) =>
  compareBytes(a.bytes, a.start, a.end, b.bytes, b.start, b.end);

/** Compares elements, by their indexes, by a number each; those of the same number by their bytes. */
export const byWeight =
  (elements: readonly ByteSlice[], weights: Float64Array): Comparison<number> =>
  (a, b) => {
    const [one, other] = [weights[a]!, weights[b]!];
    if (one !== other) return one > other ? 1 : -1;
    return compareSlices(elements[a]!, elements[b]!);
  };

/** Compares elements, by their indexes, by bytes; an element without any comes first. */
export const byText =
  (texts: readonly (ByteSlice | undefined)[]): Comparison<number> =>
  (a, b) => {
    const [one, other] = [texts[a], texts[b]];
    if (one && other) return compareSlices(one, other);
    return Number(one !== undefined) - Number(other !== undefined);
  };

/** The same order, but for those that are equal in it, which are in another. */
export const orElse =
  (first: Comparison<number>, second: Comparison<number>): Comparison<number> =>
  (a, b) =>
    first(a, b) || second(a, b);

export const descending =
  (compare: Comparison<number>): Comparison<number> =>
  (a, b) =>
    -compare(a, b);
