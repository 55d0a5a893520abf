import { ByteSlice } from 'memo';

/** What a string can be: bytes, or a view of bytes. */
export type RdbBytes = Uint8Array | ByteSlice;

export const sliceOf = (value: RdbBytes): ByteSlice =>
  value instanceof ByteSlice ? value : new ByteSlice(value, 0, value.length);

/** The characters of a text below U+0100 as bytes. */
export function textSlice(text: string): ByteSlice {
  const bytes = Buffer.from(text, 'latin1');
  return new ByteSlice(bytes, 0, bytes.length);
}

/** The bytes in place. */
export const bufferOf = ({ bytes, start, end }: ByteSlice) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);

/** The bytes as characters. */
export const textOf = (slice: ByteSlice) => bufferOf(slice).toString('latin1');
