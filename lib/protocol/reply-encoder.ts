import { CommandError } from '../errors';
import { formatDouble } from './format-double';
import {
  ByteSlice,
  Double,
  Encoded,
  Items,
  NoReply,
  NullArray,
  Push,
  Replies,
  Status,
  Verbatim,
  isPlainObject,
  replyLine,
  type Reply,
} from './reply';
import {
  INT32_MAX,
  LINE_ROOM,
  SHORT_TEXT,
  putAscii,
  putBytes,
  putCharacters,
  putDigitsBulk,
  putLineEnd,
  putNumberLine,
} from './reply-bytes';
import { textLength, writeText } from './text';

const INITIAL_SIZE = 65536;
/** Of replies that are shorter, the views are kept. */
const SHORT_REPLY = 64;
const LARGEST_KEPT = 1024 * 1024;

const ARRAY = 42;
const BULK = 36;
const INTEGER = 58;
const MAP = 37;
const PUSH = 62;
const SET = 126;
const VERBATIM = 61;

/** Writes replies as RESP2 or RESP3 into one buffer, which goes to the socket as a whole. */
export class ReplyEncoder {
  /** The version that the client speaks. */
  protocol: 2 | 3 = 2;
  buffer: Buffer = Buffer.allocUnsafeSlow(INITIAL_SIZE);
  /** How many bytes are written. */
  length = 0;
  private wire = false;
  /** Views on the buffer, by how many bytes they show. */
  private views: Buffer[] = [];

  /** What is written, in place. */
  encoded(): Buffer {
    const { length } = this;
    if (length >= SHORT_REPLY) return this.buffer.subarray(0, length);
    return (this.views[length] ??= this.buffer.subarray(0, length));
  }

  /** What is written, in a Buffer of its own. */
  copy(): Buffer {
    const copy = Buffer.allocUnsafe(this.length);
    putBytes(copy, 0, this.buffer, 0, this.length);
    return copy;
  }

  /** The bytes were taken: write into the same buffer, unless it has become large. */
  reset(): void {
    if (this.buffer.length > LARGEST_KEPT) this.detach();
    this.length = 0;
  }

  /** The bytes stay with whoever has them: write into a new buffer. */
  detach(): void {
    this.writeInto(Buffer.allocUnsafeSlow(INITIAL_SIZE));
    this.length = 0;
  }

  /** Write a reply; with `wire`, strings have one character a byte. Of what is no reply, nothing is written. */
  write(reply: Reply, wire = false): void {
    const start = this.length;
    this.wire = wire;
    try {
      this.writeReply(reply);
    } catch (error) {
      this.length = start;
      throw error;
    }
  }

  /** What is encoded already, between two replies. */
  append(bytes: Uint8Array): void {
    this.makeRoom(bytes.length);
    this.length = putBytes(this.buffer, this.length, bytes, 0, bytes.length);
  }

  writeError(error: CommandError): void {
    this.writeLine('-', error.message);
  }

  private writeReply(reply: Reply): void {
    switch (typeof reply) {
      case 'string':
        return this.writeString(reply);
      case 'number':
        return Number.isSafeInteger(reply) ? this.writeNumber(INTEGER, reply) : this.writeDouble(reply);
      case 'bigint':
        return this.writeBigint(reply);
      case 'boolean':
        return this.writeBoolean(reply);
      case 'undefined':
        return this.writeNull();
      case 'object':
        return reply === null ? this.writeNull() : this.writeObject(reply);
      default:
        throw new TypeError(`a ${typeof reply} is no reply`);
    }
  }

  private writeObject(reply: object): void {
    if (reply instanceof ByteSlice) return this.writeBytes(reply.bytes, reply.start, reply.end);
    if (reply instanceof Status) return this.writeStatus(reply);
    if (Array.isArray(reply)) return this.writeArray(reply as Reply[]);
    if (reply instanceof Uint8Array) return this.writeBytes(reply, 0, reply.length);
    if (reply instanceof CommandError) return this.writeError(reply);
    if (reply instanceof Double) return this.writeDouble(reply.value, reply.text);
    if (reply instanceof Items) return this.writeItemsAs(reply);
    if (reply instanceof NoReply) return;
    if (reply instanceof NullArray) return this.writeAscii(this.protocol === 2 ? '*-1\r\n' : '_\r\n');
    if (reply instanceof Map) return this.writeMap(reply.size, reply as Map<Reply, Reply>);
    if (reply instanceof Set) return this.writeItems(SET, reply.size, reply as Set<Reply>);
    if (reply instanceof Push) return this.writeItems(PUSH, reply.items.length, reply.items);
    if (reply instanceof Verbatim) return this.writeVerbatim(reply);
    if (reply instanceof Encoded) return this.append(reply.encoded);
    if (reply instanceof Replies) return this.writeAll(reply.replies);
    this.writePlainObject(reply);
  }

  private writeStatus({ line }: Status): void {
    this.makeRoom(line.length);
    const end = putAscii(this.buffer, this.length, line);
    if (end >= 0) this.length = end;
    else this.appendLine(line);
  }

  private writeNull(): void {
    this.writeAscii(this.protocol === 2 ? '$-1\r\n' : '_\r\n');
  }

  private writeBoolean(reply: boolean): void {
    if (this.protocol === 2) this.writeAscii(reply ? ':1\r\n' : ':0\r\n');
    else this.writeAscii(reply ? '#t\r\n' : '#f\r\n');
  }

  /** An integer of RESP has 64 bits. */
  private writeBigint(reply: bigint): void {
    const isInteger = BigInt.asIntN(64, reply) === reply;
    if (isInteger) this.writeLine(':', String(reply));
    else if (this.protocol === 3) this.writeLine('(', String(reply));
    else this.writeWire(String(reply));
  }

  private writeDouble(value: number, text?: string): void {
    const isWhole = text === undefined && value > 0 && value <= INT32_MAX && value === (value | 0);
    if (this.protocol === 3) this.writeLine(',', text ?? formatDouble(value));
    else if (isWhole) this.writeDigits(value);
    else this.writeWire(text ?? formatDouble(value));
  }

  private writeDigits(value: number): void {
    this.makeRoom(2 * LINE_ROOM);
    this.length = putDigitsBulk(this.buffer, this.length, BULK, value);
  }

  private writeVerbatim({ text, format }: Verbatim): void {
    if (this.protocol === 2) return this.writeText(text);
    this.appendBulk(VERBATIM, `${format}:${text}`);
  }

  private writeArray(items: readonly Reply[]): void {
    this.writeNumber(ARRAY, items.length);
    for (let index = this.writeSlices(items); index < items.length; index++) this.writeReply(items[index]);
  }

  /** Writes the slices that items begin with, in one tight loop; answers how many they are. */
  private writeSlices(items: readonly Reply[]): number {
    let { buffer, length } = this;
    let index = 0;
    for (; index < items.length; index++) {
      const item = items[index];
      if (!(item instanceof ByteSlice)) break;
      const { bytes, start, end } = item;
      if (length + LINE_ROOM + end - start > buffer.length) {
        this.length = length;
        this.grow(LINE_ROOM + end - start);
        buffer = this.buffer;
      }
      length = putNumberLine(buffer, length, BULK, end - start);
      length = putLineEnd(buffer, putBytes(buffer, length, bytes, start, end));
    }
    this.length = length;
    return index;
  }

  private writeAll(replies: readonly Reply[]): void {
    for (const reply of replies) this.writeReply(reply);
  }

  private writeItems(sigil: number, count: number, items: Iterable<Reply>): void {
    this.writeNumber(this.protocol === 2 ? ARRAY : sigil, count);
    for (const item of items) this.writeReply(item);
  }

  private writeItemsAs({ items, layout }: Items): void {
    if (layout === 'set') return this.writeItems(SET, items.length, items);
    const size = items.length / 2;
    const isFlat = this.protocol === 2 ? layout !== 'entries' : layout !== 'pairs';
    if (!isFlat) return this.writeTwos(size, items);
    if (this.protocol === 2) this.writeNumber(ARRAY, items.length);
    else this.writeNumber(MAP, size);
    for (const item of items) this.writeReply(item);
  }

  /** An array of arrays of two. */
  private writeTwos(size: number, items: readonly Reply[]): void {
    this.writeNumber(ARRAY, size);
    for (let index = 0; index < items.length; index++) {
      if (index % 2 === 0) this.writeNumber(ARRAY, 2);
      this.writeReply(items[index]);
    }
  }

  private writeMap(size: number, entries: Iterable<readonly [Reply, Reply]>): void {
    if (this.protocol === 2) this.writeNumber(ARRAY, size * 2);
    else this.writeNumber(MAP, size);
    for (const [field, value] of entries) {
      this.writeReply(field);
      this.writeReply(value);
    }
  }

  private writePlainObject(reply: object): void {
    if (!isPlainObject(reply)) throw new TypeError(`a ${reply.constructor.name} is no reply`);
    const entries = Object.entries(reply as Record<string, Reply>);
    this.writeMap(entries.length, entries);
  }

  private writeString(text: string): void {
    if (this.wire) this.writeWire(text);
    else this.writeText(text);
  }

  private writeText(text: string): void {
    if (text.length <= SHORT_TEXT) {
      if (this.writeShortText(text)) return;
    } else if (Buffer.byteLength(text) === text.length) return this.writeWire(text);
    this.appendBulk(BULK, text);
  }

  private writeShortText(text: string): boolean {
    this.makeRoom(LINE_ROOM + SHORT_TEXT);
    const { buffer } = this;
    const end = putAscii(buffer, putNumberLine(buffer, this.length, BULK, text.length), text);
    if (end >= 0) this.length = putLineEnd(buffer, end);
    return end >= 0;
  }

  private writeWire(text: string): void {
    const size = text.length;
    this.makeRoom(LINE_ROOM + size);
    const { buffer } = this;
    const at = putNumberLine(buffer, this.length, BULK, size);
    const end =
      size <= SHORT_TEXT ? putCharacters(buffer, at, text) : at + buffer.latin1Write(text, at, size);
    this.length = putLineEnd(buffer, end);
  }

  private writeBytes(bytes: Uint8Array, start: number, end: number): void {
    const size = end - start;
    this.makeRoom(LINE_ROOM + size);
    const { buffer } = this;
    const at = putNumberLine(buffer, this.length, BULK, size);
    this.length = putLineEnd(buffer, putBytes(buffer, at, bytes, start, end));
  }

  private writeNumber(sigil: number, value: number): void {
    this.makeRoom(LINE_ROOM);
    this.length = putNumberLine(this.buffer, this.length, sigil, value);
  }

  private writeAscii(line: string): void {
    this.makeRoom(line.length);
    this.length = putCharacters(this.buffer, this.length, line);
  }

  /** A line that the client reads as one, whatever the text. */
  private writeLine(sigil: string, text: string): void {
    this.appendLine(replyLine(sigil, text));
  }

  private appendLine(line: string): void {
    this.makeRoom(textLength(line));
    this.length = writeText(line, this.buffer, this.length);
  }

  private appendBulk(sigil: number, text: string): void {
    const size = textLength(text);
    this.writeNumber(sigil, size);
    this.makeRoom(size + 2);
    this.length = putLineEnd(this.buffer, writeText(text, this.buffer, this.length));
  }

  private makeRoom(size: number): void {
    if (this.length + size > this.buffer.length) this.grow(size);
  }

  private grow(size: number): void {
    const { buffer, length } = this;
    this.writeInto(Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, length + size)));
    buffer.copy(this.buffer, 0, 0, length);
  }

  private writeInto(buffer: Buffer): void {
    this.buffer = buffer;
    this.views = [];
  }
}
