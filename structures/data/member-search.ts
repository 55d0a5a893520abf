import type { ByteSlice } from 'memo';
import { compareBytes, FEW_BYTES } from './compare-bytes';

/**
 * A binary search for a member among members in order. What the nearest ones below and above are found to share with it,
 * all between share too: that is not compared again.
 */
export class MemberSearch {
  private sharedBelow = 0;
  private sharedAbove = 0;

  constructor(readonly member: ByteSlice) {}

  /** Below, at or above 0 as another member comes before this one, is the same, or comes after. */
  compare(other: Uint8Array, otherStart: number, otherEnd: number): number {
    const { sharedBelow, sharedAbove } = this;
    const { bytes, start, end } = this.member;
    let shared = sharedBelow < sharedAbove ? sharedBelow : sharedAbove;
    const difference = otherEnd - otherStart - (end - start);
    const most = difference < 0 ? otherEnd - otherStart : end - start;
    if (most - shared > FEW_BYTES)
      return compareBytes(other, otherStart + shared, otherEnd, bytes, start + shared, end);
    while (shared < most && other[otherStart + shared] === bytes[start + shared]) shared++;
    const order = shared < most ? other[otherStart + shared]! - bytes[start + shared]! : difference;
    if (order < 0) this.sharedBelow = shared;
    else if (order > 0) this.sharedAbove = shared;
    return order;
  }
}
