const INVALID = /[\udc80-\udcff]/u;

/** The bytes of a text, in which a character U+DC00+b stands for a byte b that is no UTF-8. */
export function textBytes(text: string): Buffer {
  if (!INVALID.test(text)) return Buffer.from(text);
  return Buffer.concat(Array.from(text, bytesOf));
}

const bytesOf = (character: string) =>
  INVALID.test(character) ? Buffer.from([character.charCodeAt(0) & 0xff]) : Buffer.from(character);
