import type { ByteSlice } from 'memo';

/** The bytes where they are, as a word to be logged. */
export const bytesOf = ({ bytes, start, end }: ByteSlice) => bytes.subarray(start, end);

/** One character a byte. */
export const wireOf = (slice: ByteSlice) => Buffer.from(bytesOf(slice)).toString('latin1');

/** The bytes of a string of one character a byte. */
export const wireBytes = (text: string) => Buffer.from(text, 'latin1');
