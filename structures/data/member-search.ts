import type { ByteSlice } from 'memo';
import { compareBytes } from './compare-bytes';

/** More bytes than these are not compared one by one. */
const FEW = 48;

/**
 * A binary search for a member among members in order. What the nearest ones below and above are found to share with it,
 * all between share too: that is not compared again.
 */
export class MemberSearch {
  private readonly bytes: Uint8Array;
  private readonly start: number;
  private readonly end: number;
  private sharedBelow = 0;
  private sharedAbove = 0;

  constructor({ bytes, start, end }: ByteSlice) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** Below, at or above 0 as another member comes before this one, is the same, or comes after. */
  compare(other: Uint8Array, otherStart: number, otherEnd: number): number {
    const { bytes, start, end, sharedBelow, sharedAbove } = this;
    let shared = sharedBelow < sharedAbove ? sharedBelow : sharedAbove;
    const difference = otherEnd - otherStart - (end - start);
    const most = difference < 0 ? otherEnd - otherStart : end - start;
    if (most - shared > FEW)
      return compareBytes(other, otherStart + shared, otherEnd, bytes, start + shared, end);
    while (shared < most && other[otherStart + shared] === bytes[start + shared]) shared++;
    const order = shared < most ? other[otherStart + shared]! - bytes[start + shared]! : difference;
    if (order < 0) this.sharedBelow = shared;
    else if (order > 0) this.sharedAbove = shared;
    return order;
  }
}
