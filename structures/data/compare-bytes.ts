/** Up to so many bytes a loop compares and copies faster than a call of Node. */
export const FEW_BYTES = 48;

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
  if (shared > FEW_BYTES) return Buffer.compare(a.subarray(aStart, aEnd), b.subarray(bStart, bEnd));
  for (let index = 0; index < shared; index++) {
    const distance = a[aStart + index]! - b[bStart + index]!;
    if (distance !== 0) return distance;
  }
  return difference;
}

/** Copies a run of bytes to a place in others. */
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > FEW_BYTES) to.set(from.subarray(start, end), at);
  else for (let index = start; index < end; index++) to[at + index - start] = from[index]!;
}
