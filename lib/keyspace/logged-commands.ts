import { BlockCopy } from '../protocol/block-copy';
import { enlarged } from '../protocol/reply-bytes';
import { doubled, type Request } from '../protocol/request';
import { putRequest, requestRoom } from '../protocol/request-bytes';
import type { Change } from './changes';

const FEW_BYTES = 4096;
const FEW_COMMANDS = 16;
/** More room than this is given back after the turn that needed it. */
const MANY_BYTES = 1024 * 1024;
const MANY_COMMANDS = 64 * 1024;

/** Commands that a turn logs, one after the other, as RESP has them. */
export class LoggedCommands {
  bytes = Buffer.allocUnsafeSlow(FEW_BYTES);
  count = 0;
  /** Where the first begins, and where the last ends. */
  start = 0;
  end = 0;
  /** Whether somebody copies a row of turns later, each of one command. */
  private isKept = false;
  /** Of the row: its end, the number of its last turn, the time and the database of all of them. */
  rowEnd = 0;
  rowSequence = 0;
  private rowTime = 0;
  private rowDatabase = 0;
  private readonly blocks = new BlockCopy();
  /** Where each ends; one begins where the one before it ends. */
  ends = new Int32Array(FEW_COMMANDS);
  /** The database that was selected for each. */
  databases = new Int32Array(FEW_COMMANDS);

  add(database: number, request: Request): void {
    this.reserve(requestRoom(request));
    this.end = this.put(request);
    this.ends[this.count] = this.end;
    this.databases[this.count++] = database;
  }

  clear(): void {
    this.count = 0;
    this.start = this.isKept ? this.end : 0;
    this.end = this.start;
    if (this.isKept) return;
    if (this.bytes.length <= MANY_BYTES && this.ends.length <= MANY_COMMANDS) return;
    this.bytes = Buffer.allocUnsafeSlow(FEW_BYTES);
    this.ends = new Int32Array(FEW_COMMANDS);
    this.databases = new Int32Array(FEW_COMMANDS);
  }

  /** Somebody copies later what this turn has logged: the next ones log behind it, and need not be told when they are alike. */
  keep(sequence: number, time: number): void {
    this.isKept = true;
    this.rowTime = time;
    this.rowDatabase = this.databases[0]!;
    this.rowEnd = this.end;
    this.rowSequence = sequence;
  }

  /** Ends a turn that goes on a row that is kept; false when there is none, or the turn isn't like the others. */
  extendRow(sequence: number, time: number): boolean {
    if (!this.isKept || this.count !== 1) return false;
    if (time !== this.rowTime || this.databases[0] !== this.rowDatabase) return false;
    this.rowEnd = this.start = this.end;
    this.rowSequence = sequence;
    this.count = 0;
    return true;
  }

  /** It is copied. */
  release(): void {
    this.isKept = false;
    if (this.count === 0) this.clear();
  }

  /** Forgets all but so many. */
  truncate(count: number): void {
    this.count = count;
    this.end = this.ends[count - 1] ?? this.start;
  }

  /** The same as words of their own, without so many of the first. */
  words(from = 0): Change[] {
    return Array.from({ length: this.count - from }, (_, at) => {
      const index = from + at;
      return {
        database: this.databases[index]!,
        words: wordsOf(this.bytes.subarray(this.ends[index - 1] ?? this.start, this.ends[index])),
      };
    });
  }

  /** As the client has sent it, if that is RESP's plain form: to copy that is quicker than to write it. */
  private put(request: Request): number {
    const { bytes, plainStart, count, ends } = request;
    if (plainStart < 0) return putRequest(this.bytes, this.end, request);
    return this.blocks.put(this.bytes, this.end, bytes, plainStart, ends[count - 1]! + 2);
  }

  /** Makes room for another command of so many bytes. */
  private reserve(count: number): void {
    if (this.end + count > this.bytes.length) this.bytes = enlarged(this.bytes, this.end, count);
    if (this.count < this.ends.length) return;
    this.ends = doubled(this.ends);
    this.databases = doubled(this.databases);
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
