import { ProtocolError } from '../errors';
import { splitInlineWords } from './inline-words';
import { parseInteger } from './integer';
import { Request } from './request';
import { decodeText } from './text';

/** Read at every request, so that they may change while a connection lives. */
export interface RequestLimits {
  /** The longest word, in bytes; Redis' `proto-max-bulk-len`, 1 MB at least. */
  readonly maxBulkLength: number;
  /** A client that still owes a password sends few and short words only. */
  readonly authenticated: boolean;
}

const LINE_LIMIT = 65536;
const UNAUTHENTICATED_WORDS = 10;
const UNAUTHENTICATED_LENGTH = 16384;
const MOST_WORDS = 0x7fffffff;
/** Offsets of words are 32-bit. */
const MOST_BYTES = 0x7fffffff;
/** What is copied at first of a chunk that continues a request; it is mostly enough. */
const PIECE = 512;
const ROOM_TO_KEEP = 4096;

const CR = 13;
const LF = 10;
const DOLLAR = 36;
const STAR = 42;
const ZERO = 48;
const NO_BYTES = Buffer.alloc(0);

/**
 * Finds requests in a stream of bytes: RESP arrays of bulk strings, and lines as typed into telnet.
 *
 * ```ts
 * decoder.push(buffer, bytesRead);
 * while (decoder.next()) handle(decoder.request);
 * ```
 *
 * `push` borrows: whole requests are found where they are, and only what an unfinished one has so far is copied.
 * So the caller may use its buffer again after `next` answered false, or after `retain`. The words of inline
 * requests are unquoted in place. After a ProtocolError the stream has no meaning any more.
 */
export class RequestDecoder {
  /** What `next` found; it lasts until the following `next`, `push` or `retain`. */
  readonly request = new Request();

  /** The bytes being read: the borrowed chunk, or `kept`. */
  private bytes: Buffer = NO_BYTES;
  /** Where the request being read began, what is read next, and where the bytes end. */
  private start = 0;
  private position = 0;
  private limit = 0;

  /** Copied bytes of a request that came in several chunks. */
  private kept: Buffer = NO_BYTES;
  /** The borrowed chunk while `kept` is read, and what of it is not yet copied. */
  private chunk: Buffer = NO_BYTES;
  private chunkPosition = 0;
  private chunkLimit = 0;

  /** Of the request being read: words read, words announced, and the length of the current one or -1. */
  private word = 0;
  private words = 0;
  private length = -1;
  /** How much of the current line is known to hold no line end. */
  private scanned = 0;

  constructor(private readonly limits: RequestLimits) {}

  /** Bytes that are here and belong to no request that was handed out. */
  get pendingBytes(): number {
    return this.limit - this.start + this.chunkLimit - this.chunkPosition;
  }

  /** Borrow `chunk[0]` up to, not including, `chunk[length]`. */
  push(chunk: Buffer, length = chunk.length): void {
    if (this.pendingBytes > 0) {
      this.retain();
      this.chunk = chunk;
      this.chunkPosition = 0;
      this.chunkLimit = length;
    } else this.read(chunk, 0, length);
  }

  /** Whether there is a whole request, in `request`. When not, all that was pushed is read or copied. */
  next(): boolean {
    if (this.chunk !== NO_BYTES) this.returnToChunk();
    while (!this.readRequest()) {
      if (this.chunkPosition === this.chunkLimit) {
        this.retain();
        return false;
      }
      if (this.pendingBytes > MOST_BYTES) throw protocolError('too big request');
      this.copyFromChunk(Math.max(PIECE, this.limit - this.start, this.missingBytes));
    }
    return true;
  }

  /** Copy what is borrowed, so that the caller may use its buffer again. */
  retain(): void {
    if (this.word === 0) this.request.clear();
    if (this.bytes === this.kept) this.copyFromChunk(this.chunkLimit - this.chunkPosition);
    else this.keepBorrowed();
    this.giveBackChunk();
    this.giveBackRoom();
  }

  private read(bytes: Buffer, position: number, limit: number): void {
    this.bytes = bytes;
    this.start = this.position = position;
    this.limit = limit;
  }

  /** Once all that is left in `kept` came from the borrowed chunk, go on reading there. */
  private returnToChunk(): void {
    const left = this.limit - this.start;
    if (left > this.chunkPosition) return;
    this.read(this.chunk, this.chunkPosition - left, this.chunkLimit);
    this.giveBackChunk();
    if (this.kept.length > ROOM_TO_KEEP) this.kept = NO_BYTES;
  }

  private giveBackChunk(): void {
    this.chunk = NO_BYTES;
    this.chunkPosition = this.chunkLimit = 0;
  }

  /** After a huge request, keep no more room than what is left of it needs. */
  private giveBackRoom(): void {
    const { kept, start, limit } = this;
    if (kept.length <= ROOM_TO_KEEP || (limit - start) * 4 > kept.length) return;
    this.kept = start === limit ? NO_BYTES : Buffer.allocUnsafeSlow((limit - start) * 2);
    this.moveToKept(kept);
  }

  private keepBorrowed(): void {
    const { bytes, start, limit } = this;
    this.bytes = this.kept;
    this.limit = this.start;
    this.keep(bytes, start, limit);
  }

  private copyFromChunk(size: number): void {
    const end = Math.min(this.chunkPosition + size, this.chunkLimit);
    this.keep(this.chunk, this.chunkPosition, end);
    this.chunkPosition = end;
  }

  /** Append to `kept`, which `bytes` is. */
  private keep(source: Buffer, from: number, to: number): void {
    this.makeRoom(to - from);
    source.copy(this.kept, this.limit, from, to);
    this.limit += to - from;
  }

  private makeRoom(size: number): void {
    const { kept } = this;
    const used = this.limit - this.start;
    if (this.limit + size <= kept.length) return;
    const fits = used + size <= kept.length && used <= this.start;
    if (!fits) this.kept = Buffer.allocUnsafeSlow(this.roomFor(used + size));
    this.moveToKept(kept);
  }

  /** Move what is being read to the beginning of `kept`. */
  private moveToKept(from: Buffer): void {
    if (this.limit > this.start) from.copy(this.kept, 0, this.start, this.limit);
    this.bytes = this.kept;
    this.moveBack(this.start);
  }

  /** Twice as much as there was, but no more than the current word needs. */
  private roomFor(size: number): number {
    const enough = Math.max(this.kept.length * 2, PIECE);
    return Math.max(size, this.missingBytes > 0 ? Math.min(enough, size + this.missingBytes) : enough);
  }

  private moveBack(distance: number): void {
    const { starts, ends } = this.request;
    this.start -= distance;
    this.position -= distance;
    this.limit -= distance;
    for (let word = 0; word < this.word; word++) {
      starts[word]! -= distance;
      ends[word]! -= distance;
    }
  }

  /** How many more bytes the current word needs, when its length is known. */
  private get missingBytes(): number {
    return this.length < 0 ? 0 : this.position + this.length + 2 - this.limit;
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
    this.start = this.position = end + 1;
    return true;
  }

  /** Read `*3`; a count of 0 or less is no request, and no error. */
  private readCount(): boolean {
    let count = plainNumber(this.bytes, this.position, this.limit, STAR);
    if (count >= 0) this.position += lineSize(count);
    else {
      const end = this.findLineEnd(CR, 'too big mbulk count string');
      if (end < 0) return false;
      count = parseInteger(this.bytes, this.position + 1, end) ?? Infinity;
      this.position = end + 2;
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
      if (this.word === request.starts.length) request.grow();
      request.starts[this.word] = this.position;
      request.ends[this.word] = end;
      this.position = end + 2;
      this.length = -1;
    }
    request.bytes = bytes;
    request.count = this.words;
    this.start = this.position;
    this.word = this.words = 0;
    return true;
  }

  private readLength(): boolean {
    const { bytes, position, limit } = this;
    let length = plainNumber(bytes, position, limit, DOLLAR);
    if (length >= 0) this.position += lineSize(length);
    else {
      const end = this.findLineEnd(CR, 'too big bulk count string');
      if (end < 0) return false;
      if (bytes[position] !== DOLLAR) throw unexpected(bytes, position);
      length = parseInteger(bytes, position + 1, end) ?? Infinity;
      this.position = end + 2;
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
    this.scanned = isFound ? 0 : at - position;
    if (isFound) return mark === LF || at + 1 < limit ? at : -1;
    if (limit - position > LINE_LIMIT) throw protocolError(tooLong);
    return -1;
  }
}

/** The number of a whole line such as `$11`, when it is a short one without anything special; else -1. */
function plainNumber(bytes: Uint8Array, position: number, limit: number, sigil: number): number {
  // Two digits at most make `*3` and `$16`; each byte that is looked at must be there.
  if (position + 4 > limit || bytes[position] !== sigil) return -1;
  let value = bytes[position + 1]! - ZERO;
  if (value < 0 || value > 9) return -1;
  let at = position + 2;
  for (; at + 1 < limit; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return bytes[at] === CR ? value : -1;
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
