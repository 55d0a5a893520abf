import { ProtocolError } from '../errors';
import type { Request } from './request';

const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const LOWER_X = 120;

/** What stands behind a backslash in double quotes: `\n \r \t \b \a`. */
const ESCAPES: Record<number, number> = { 110: 10, 114: 13, 116: 9, 98: 8, 97: 7 };

const isSpace = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);

/** What ends a word outside of quotes; a vertical tab or form feed doesn't, though it separates words as a blank. */
const endsWord = (byte: number) => byte === 32 || byte === 9 || byte === 10 || byte === 13;

/**
 * Split a line of `request.bytes` into words as redis-cli and Redis do, with "…" (escapes), '…' (only `\'`) and
 * parts joined: `a"b c"` is one word. Quoted words are unquoted in place.
 */
export function splitInlineWords(request: Request, start: number, end: number): void {
  const line = new InlineLine(request.bytes, start, end);
  request.count = 0;
  while (line.skipSpaces()) {
    if (request.count === request.starts.length) request.grow();
    request.starts[request.count] = line.from;
    line.readWord();
    request.ends[request.count++] = line.to;
  }
}

class InlineLine {
  /** Where the next byte is read, and where it is written: unquoting makes words shorter, never longer. */
  from: number;
  to: number;

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly end: number,
  ) {
    this.from = this.to = start;
  }

  skipSpaces(): boolean {
    while (this.from < this.end && isSpace(this.bytes[this.from]!)) this.from++;
    this.to = this.from;
    return this.from < this.end;
  }

  readWord(): void {
    while (this.from < this.end) {
      const byte = this.bytes[this.from]!;
      if (endsWord(byte)) return;
      this.from++;
      if (byte === DOUBLE_QUOTE) return this.readDoubleQuoted();
      if (byte === SINGLE_QUOTE) return this.readSingleQuoted();
      this.bytes[this.to++] = byte;
    }
  }

  private readDoubleQuoted(): void {
    while (this.from < this.end) {
      const byte = this.bytes[this.from++]!;
      if (byte === DOUBLE_QUOTE) return this.closeQuote();
      this.bytes[this.to++] = byte === BACKSLASH && this.from < this.end ? this.readEscape() : byte;
    }
    throw unbalanced();
  }

  private readSingleQuoted(): void {
    while (this.from < this.end) {
      const byte = this.bytes[this.from++]!;
      if (byte === SINGLE_QUOTE) return this.closeQuote();
      const escaped = byte === BACKSLASH && this.from < this.end && this.bytes[this.from] === SINGLE_QUOTE;
      this.bytes[this.to++] = escaped ? this.bytes[this.from++]! : byte;
    }
    throw unbalanced();
  }

  private readEscape(): number {
    const letter = this.bytes[this.from++]!;
    if (letter === LOWER_X && this.from + 2 <= this.end) {
      const high = hexDigit(this.bytes[this.from]!);
      const low = hexDigit(this.bytes[this.from + 1]!);
      if (high >= 0 && low >= 0) {
        this.from += 2;
        return high * 16 + low;
      }
    }
    return ESCAPES[letter] ?? letter;
  }

  /** Only a blank or the end of the line may follow a closing quote. */
  private closeQuote(): void {
    if (this.from < this.end && !isSpace(this.bytes[this.from]!)) throw unbalanced();
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

const unbalanced = () => new ProtocolError('Protocol error: unbalanced quotes in request');
