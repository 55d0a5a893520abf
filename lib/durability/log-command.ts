import { Request } from '../protocol/request';

const CR = 13;
const LF = 10;
const DOLLAR = 36;
const STAR = 42;
const ZERO = 48;
const LONGEST_LINE = 13;
const LONGEST_WORD = 0x7fff_0000;

/** Bytes that are no command. */
export class BadCommand extends Error {
  constructor(
    /** Where in the bytes. */
    readonly at: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** Finds the words of a command in a log, where RESP stands in its one plain form. */
export class LogCommand {
  /** The words, where they are in the bytes. */
  readonly request = new Request();
  /** Where the command ends; or what could be read of it when it isn't whole. */
  at = 0;
  /** How many bytes more there must be, at least, when it isn't whole. */
  missing = 0;

  /** Reads the command that begins at `start`: whether it is whole. Throws a BadCommand. */
  read(bytes: Buffer, start: number, limit: number): boolean {
    const { request } = this;
    this.at = start;
    const count = this.readNumber(bytes, limit, STAR);
    if (count < 0) return false;
    if (count === 0) throw new BadCommand(start, 'a command has no words');
    for (let word = 0; word < count; word++) {
      const length = this.readNumber(bytes, limit, DOLLAR);
      if (length < 0) return false;
      if (length > LONGEST_WORD) throw new BadCommand(this.at, 'a word is too long');
      if (word === request.starts.length) request.grow();
      request.starts[word] = this.at;
      request.ends[word] = this.at + length;
      if (!this.skipWord(bytes, limit, length)) return false;
    }
    request.bytes = bytes;
    request.count = count;
    return true;
  }

  private skipWord(bytes: Buffer, limit: number, length: number): boolean {
    const end = this.at + length;
    this.missing = end + 2 - limit;
    if (this.missing > 0) return false;
    if (bytes[end] !== CR || bytes[end + 1] !== LF) throw new BadCommand(end, 'a word does not end');
    this.at = end + 2;
    return true;
  }

  /** The number in a line such as `$11`; -1 when the line isn't whole. */
  private readNumber(bytes: Buffer, limit: number, sigil: number): number {
    const start = this.at;
    this.missing = 1;
    if (start === limit) return -1;
    if (bytes[start] !== sigil) throw new BadCommand(start, `'${String.fromCharCode(sigil)}' is expected`);
    let at = start + 1;
    let value = 0;
    for (; at < limit; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at - start > LONGEST_LINE) throw new BadCommand(start, 'a number is too long');
    if (at >= limit) return -1;
    if (bytes[at] !== CR || at === start + 1) throw new BadCommand(at, 'a number is expected');
    if (at + 1 >= limit) return -1;
    if (bytes[at + 1] !== LF) throw new BadCommand(at + 1, 'a line does not end');
    this.at = at + 2;
    return value;
  }
}
