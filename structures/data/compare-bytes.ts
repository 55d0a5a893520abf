/** Up to so many bytes a loop compares faster than a call of Node. */
const FEW = 48;

/** Below, at or above 0, as C's memcmp orders two runs of bytes, a beginning before what goes on. */
export function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const difference = aEnd - aStart - (bEnd - bStart);
  const shared = difference < 0 ? aEnd - aStart : bEnd - bStart;
  if (shared > FEW) return Buffer.compare(a.subarray(aStart, aEnd), b.subarray(bStart, bEnd));
  for (let index = 0; index < shared; index++) {
    const distance = a[aStart + index]! - b[bStart + index]!;
    if (distance !== 0) return distance;
  }
  return difference;
}
