import { crc32 } from 'node:zlib';

const POLYNOMIAL = 0xedb88320;
/** Up to here the way into zlib takes longer than the sum. */
const SHORT = 192;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
  return sum;
});

/** crc32 of `bytes[start]` up to, not including, `bytes[end]`, behind bytes whose sum is `before`. */
export function checksum(bytes: Buffer, start: number, end: number, before = 0): number {
  if (end - start > SHORT) return crc32(bytes.subarray(start, end), before);
  let sum = ~before;
  for (let at = start; at < end; at++) sum = (sum >>> 8) ^ TABLE[(sum ^ bytes[at]!) & 0xff]!;
  return ~sum >>> 0;
}
