import { ProtocolError } from '../errors';
import { splitInlineWords } from './inline-words';
import { parseInteger } from './integer';
import { ReceivedBytes } from './received-bytes';
import { Request } from './request';
import { decodeText } from './text';

/** Read at every request, so that they may change while a connection lives. */
export interface RequestLimits {
  /** The longest word, in bytes; Redis' `proto-max-bulk-len`, 1 MB at least. */
  readonly maxBulkLength: number;
  /** A client that still owes a password sends few and short words only. */
  readonly authenticated: boolean;
}

/** Lines are counts, lengths and inline requests. */
const LINE_LIMIT = 65536;
const UNAUTHENTICATED_WORDS = 10;
const UNAUTHENTICATED_LENGTH = 16384;
const MOST_WORDS = 0x7fffffff;
/** Offsets of words are 32-bit. */
const MOST_BYTES = 0x7fffffff;

const CR = 13;
const LF = 10;
const DOLLAR = 36;
const STAR = 42;
const ZERO = 48;

/**
 * Finds requests in a stream of bytes: RESP arrays of bulk strings, and lines as typed into telnet.
 *
 * ```ts
 * decoder.push(buffer, bytesRead);
 * while (decoder.next()) handle(decoder.request);
 * ```
 *
 * The bytes are borrowed: the caller may use its buffer again after `next` answered false, or after `retain`. The
 * words of inline requests are unquoted in place. After a ProtocolError the stream has no meaning any more.
 */
export class RequestDecoder extends ReceivedBytes {
  /** What `next` found; it lasts until the following `next`, `push` or `retain`. */
  readonly request = new Request();

  /** Of the request being read: words read, words announced, and the length of the current one or -1. */
  private word = 0;
  private words = 0;
  private length = -1;
  /** Whether the request being read is RESP as clients write it, every line end a CR and an LF. */
  private isPlain = true;
  /** How much of the current line is known to hold no line end. */
  private scanned = 0;

  constructor(private readonly limits: RequestLimits) {
    super();
  }

  /** Whether there is a whole request, in `request`. When not, all that was pushed is read or copied. */
  next(): boolean {
    this.returnToChunk();
    while (!this.readRequest()) {
      if (this.pendingBytes > MOST_BYTES) throw protocolError('too big request');
      if (!this.copyMore()) return false;
    }
    return true;
  }

  override retain(): void {
    if (this.word === 0) this.request.clear();
    super.retain();
  }

  protected override get missingBytes(): number {
    return this.length < 0 ? 0 : this.position + this.length + 2 - this.limit;
  }

  protected override moveBack(distance: number): void {
    super.moveBack(distance);
    const { starts, ends } = this.request;
    for (let word = 0; word < this.word; word++) {
      starts[word]! -= distance;
      ends[word]! -= distance;
    }
  }

  private readRequest(): boolean {
    for (;;) {
      if (this.words > 0) return this.readWords();
      if (this.position === this.limit) return false;
      if (this.bytes[this.position] !== STAR) {
        if (!this.readInline()) return false;
        if (this.request.count > 0) return true;
      } else if (!this.readCount()) return false;
    }
  }

  /** Read a line that was typed; an empty one is no request. */
  private readInline(): boolean {
    const { request, position } = this;
    const end = this.findLineEnd(LF, 'too big inline request');
    if (end < 0) return false;
    const isCrLf = end > position && this.bytes[end - 1] === CR;
    request.bytes = this.bytes;
    splitInlineWords(request, position, isCrLf ? end - 1 : end);
    request.plainStart = -1;
    this.endLine(end + 1);
    this.start = this.position;
    return true;
  }

  /** Read `*3`; a count of 0 or less is no request, and no error. */
  private readCount(): boolean {
    let count = plainNumber(this.bytes, this.position, this.limit, STAR);
    if (count >= 0) this.endLine(this.position + lineSize(count));
    else {
      const end = this.findLineEnd(CR, 'too big mbulk count string');
      if (end < 0) return false;
      count = parseInteger(this.bytes, this.position + 1, end) ?? Infinity;
      this.isPlain = this.bytes[end + 1] === LF;
      this.endLine(end + 2);
    }
    if (count > MOST_WORDS) throw protocolError('invalid multibulk length');
    if (count > UNAUTHENTICATED_WORDS && !this.limits.authenticated) {
      throw protocolError('unauthenticated multibulk length');
    }
    if (count > 0) this.words = count;
    else this.start = this.position;
    return true;
  }

  /** Read `$5` and five bytes, for as many words as are here. Redis doesn't look at the two bytes after a word, either. */
  private readWords(): boolean {
    const { bytes, limit, request } = this;
    for (; this.word < this.words; this.word++) {
      if (this.length < 0 && !this.readLength()) return false;
      const end = this.position + this.length;
      if (end + 2 > limit) return false;
      if (bytes[end] !== CR || bytes[end + 1] !== LF) this.isPlain = false;
      if (this.word === request.starts.length) request.grow();
      request.starts[this.word] = this.position;
      request.ends[this.word] = end;
      this.position = end + 2;
      this.length = -1;
    }
    request.bytes = bytes;
    request.count = this.words;
    request.plainStart = this.isPlain ? this.start : -1;
    this.isPlain = true;
    this.start = this.position;
    this.word = this.words = 0;
    return true;
  }

  private readLength(): boolean {
    const { bytes, position, limit } = this;
    let length = plainNumber(bytes, position, limit, DOLLAR);
    if (length >= 0) this.endLine(position + lineSize(length));
    else {
      const end = this.findLineEnd(CR, 'too big bulk count string');
      if (end < 0) return false;
      if (bytes[position] !== DOLLAR) throw unexpected(bytes, position);
      length = parseInteger(bytes, position + 1, end) ?? Infinity;
      if (bytes[end + 1] !== LF) this.isPlain = false;
      this.endLine(end + 2);
    }
    if (length > UNAUTHENTICATED_LENGTH || length < 0) this.checkLength(length);
    this.length = length;
    return true;
  }

  private checkLength(length: number): void {
    const { maxBulkLength, authenticated } = this.limits;
    if (length < 0 || length > maxBulkLength) throw protocolError('invalid bulk length');
    if (!authenticated) throw protocolError('unauthenticated bulk length');
  }

  private endLine(next: number): void {
    this.position = next;
    this.scanned = 0;
  }

  /**
   * Where the line ends that begins at `position`, or -1 as long as it doesn't. A carriage return ends a line
   * when another byte follows, whichever. To Redis a zero byte is the end of all that can be searched.
   */
  private findLineEnd(mark: number, tooLong: string): number {
    const { bytes, position, limit } = this;
    const searched = Math.min(limit, position + LINE_LIMIT + 1);
    let at = position + this.scanned;
    while (at < searched && bytes[at] !== mark && bytes[at] !== 0) at++;
    const isFound = at < searched && bytes[at] === mark;
    this.scanned = at - position;
    if (isFound) return mark === LF || at + 1 < limit ? at : -1;
    if (limit - position > LINE_LIMIT) throw protocolError(tooLong);
    return -1;
  }
}

/** The number of a whole line such as `$11`, when it is a short one without anything special, its end included; else -1. */
function plainNumber(bytes: Uint8Array, position: number, limit: number, sigil: number): number {
  if (position + 4 > limit || bytes[position] !== sigil) return -1;
  let value = bytes[position + 1]! - ZERO;
  if (value < 0 || value > 9) return -1;
  let at = position + 2;
  for (; at + 1 < limit; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return bytes[at] === CR && bytes[at + 1] === LF ? value : -1;
    if (value === 0 || value > 99_999_999) return -1;
    value = value * 10 + digit;
  }
  return -1;
}

/** The length of a line with this number, its sigil and its end. */
function lineSize(value: number): number {
  if (value < 10) return 4;
  if (value < 100) return 5;
  return value < 1000 ? 6 : String(value).length + 3;
}

const protocolError = (reason: string) => new ProtocolError(`Protocol error: ${reason}`);

function unexpected(bytes: Buffer, position: number): ProtocolError {
  const found = decodeText(bytes, position, position + 1).replace(/[\r\n]/, ' ');
  return protocolError(`expected '$', got '${found}'`);
}
