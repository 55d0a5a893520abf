/** Of a word so many bytes are shown. */
const MOST_BYTES = 128;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Words as a line that redis-cli reads as these words; long ones are cut. */
export const shownWords = (words: readonly Uint8Array[]): string => words.map(shownWord).join(' ');

function shownWord(word: Uint8Array): string {
  const kept = word.subarray(0, MOST_BYTES);
  const text = Buffer.from(kept.buffer, kept.byteOffset, kept.length).toString('latin1');
  const rest = word.length - kept.length;
  return `${/^[\w.:*?[\]{}()+-]+$/.test(text) ? text : quoted(text)}${rest > 0 ? `... (${rest} more bytes)` : ''}`;
}

const quoted = (text: string) => `"${text.replace(/["\\]|[^ -~]/g, escaped)}"`;

const escaped = (character: string) =>
  ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
