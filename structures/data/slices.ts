import { ByteSlice } from 'memo';
import { compareBytes, copyBytes } from './compare-bytes';

export const lengthOf = ({ start, end }: ByteSlice) => end - start;

/** Bytes of all of them. */
export function lengthsOf(slices: readonly ByteSlice[]): number {
  let sum = 0;
  for (const { start, end } of slices) sum += end - start;
  return sum;
}

/** Below, at or above 0, in the order of the bytes. */
export const compareSlices = (a: ByteSlice, b: ByteSlice) =>
  compareBytes(a.bytes, a.start, a.end, b.bytes, b.start, b.end);

/** A view of all of the bytes. */
export const wholeOf = (bytes: Uint8Array) => new ByteSlice(bytes, 0, bytes.length);

/** A view of no bytes. */
export const EMPTY = wholeOf(Buffer.alloc(0));

/** The characters of a text below U+0100 as bytes. */
export const textSlice = (text: string) => wholeOf(Buffer.from(text, 'latin1'));

/** The bytes in place, as long as the view is good. */
export const bytesOf = ({ bytes, start, end }: ByteSlice) => bytes.subarray(start, end);

/** The same as a Buffer. */
export const bufferOf = ({ bytes, start, end }: ByteSlice) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);

/** The bytes as characters. */
export const textOf = (slice: ByteSlice) => bufferOf(slice).toString('latin1');

/** The same bytes where no change of a value moves them. */
export const copyOf = (slice: ByteSlice) => wholeOf(Buffer.from(bytesOf(slice)));

/** The same of many, one behind the other. */
export function copiesOf(slices: readonly ByteSlice[]): ByteSlice[] {
  const copies = Buffer.allocUnsafe(lengthsOf(slices));
  let at = 0;
  return slices.map(({ bytes, start, end }) => {
    const from = at;
    at += end - start;
    copyBytes(bytes, start, end, copies, from);
    return new ByteSlice(copies, from, at);
  });
}
