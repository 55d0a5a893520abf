import { ByteSlice } from 'memo';

/** The characters of a text as bytes in the middle of others, as requests give them. */
export function slice(text: string): ByteSlice {
  const bytes = Buffer.from(`..${text}..`, 'latin1');
  return new ByteSlice(bytes, 2, bytes.length - 2);
}
