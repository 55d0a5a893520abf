import { LINE_ROOM, putBytes, putLineEnd, putNumberLine } from '../protocol/reply-bytes';
import type { Request } from '../protocol/request';
import type { Change } from './changes';

const ARRAY = '*'.charCodeAt(0);
const BULK = '$'.charCodeAt(0);
const FEW_BYTES = 4096;
/** More room than this is given back after the turn that needed it. */
const MANY_BYTES = 1024 * 1024;

/** Commands that a turn logs, one after the other, as RESP has them. */
export class LoggedCommands {
  bytes = Buffer.allocUnsafeSlow(FEW_BYTES);
  /** Where each ends; one begins where the one before it ends. */
  readonly ends: number[] = [];
  /** The database that was selected for each. */
  readonly databases: number[] = [];

  get count(): number {
    return this.ends.length;
  }

  get length(): number {
    return this.ends.at(-1) ?? 0;
  }

  add(database: number, request: Request): void {
    const { count, bytes, starts, ends } = request;
    let at = this.length;
    this.reserve(at + request.argumentBytes + (count + 1) * LINE_ROOM);
    const target = this.bytes;
    at = putNumberLine(target, at, ARRAY, count);
    for (let word = 0; word < count; word++) {
      const start = starts[word]!;
      const end = ends[word]!;
      at = putNumberLine(target, at, BULK, end - start);
      at = putLineEnd(target, putBytes(target, at, bytes, start, end));
    }
    this.ends.push(at);
    this.databases.push(database);
  }

  clear(): void {
    this.ends.length = 0;
    this.databases.length = 0;
    if (this.bytes.length > MANY_BYTES) this.bytes = Buffer.allocUnsafeSlow(FEW_BYTES);
  }

  /** The same as words of their own. */
  words(): Change[] {
    return this.ends.map((end, index) => ({
      database: this.databases[index]!,
      words: wordsOf(this.bytes.subarray(this.ends[index - 1] ?? 0, end)),
    }));
  }

  private reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const before = this.bytes;
    this.bytes = Buffer.allocUnsafeSlow(Math.max(length, before.length * 2));
    this.bytes.set(before);
  }
}

function wordsOf(command: Buffer): Buffer[] {
  const words: Buffer[] = [];
  for (let at = lineEnd(command, 0); at < command.length;) {
    const start = lineEnd(command, at);
    const end = start + Number(command.toString('latin1', at + 1, start - 2));
    words.push(Buffer.from(command.subarray(start, end)));
    at = end + 2;
  }
  return words;
}

/** Where the line after this one begins. */
const lineEnd = (bytes: Buffer, at: number) => bytes.indexOf('\n', at) + 1;
