const WORD = /\s*(?:"((?:\\x[0-9a-fA-F]{2}|\\[^]|[^"\\])*)"|'((?:\\'|[^'])*)'|([^\s"']+))(?=\s|$)/y;
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

/** The words of a line as redis-cli reads it: bare, 'single quoted', or "double quoted with \x00 escapes". */
export function splitWords(line: string): Buffer[] {
  const text = line.trim();
  const words: Buffer[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.length) {
    const match = WORD.exec(text);
    if (!match) throw new Error(`unbalanced quotes: ${line}`);
    const [, double, single, bare] = match;
    words.push(
      double === undefined ? Buffer.from(single?.replace(/\\'/g, "'") ?? bare ?? '') : unescape(double),
    );
  }
  return words;
}

/** A word as a script line writes it: bare where that is unmistakable, else in double quotes. */
export function quote(word: Buffer): string {
  const text = word.toString('latin1');
  return /^[\w.:*?[\]{}()+-]+$/.test(text) ? text : `"${printable(word).replace(/"/g, '\\"')}"`;
}

/** Bytes as one printable ASCII line: \r, \n and \t by name, the rest as \x00. */
export function printable(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[^ -[\]-~]/g, (char) => {
    const name = { '\\': '\\', '\n': 'n', '\r': 'r', '\t': 't' }[char];
    return name ? `\\${name}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

function unescape(text: string): Buffer {
  const wire = Buffer.from(text).toString('latin1');
  const plain = wire.replace(/\\(?:x([0-9a-fA-F]{2})|([^]))/g, (_, hex?: string, char?: string) =>
    hex ? String.fromCharCode(parseInt(hex, 16)) : (ESCAPES[char!] ?? char!),
  );
  return Buffer.from(plain, 'latin1');
}
