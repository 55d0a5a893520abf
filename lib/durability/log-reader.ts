import type { Request } from '../protocol/request';
import type { FileSystem } from './file-system';
import { BadCommand, LogCommand } from './log-command';
import { beginsAsBatch, findWholeBatch, isWhole, isZeroesFrom, readHeader } from './log-batches';
import { LogDamage } from './log-damage';
import { type BatchHeader, type ClassLine, parseAnnotation } from './log-lines';
import { beginsAsRoom, isRoomFrom, skipRoom } from './log-room';
import { LogWindow } from './log-window';

/** Is told which turns a log has. */
export interface TurnVisitor {
  setSecret(secret: Buffer): void;
  beginTurn(time: number, seed: number): void;
  /** The words lie where they were read: they are good until this returns. */
  runCommand(database: number, request: Request): void;
  /** Called for each turn that began, whatever was thrown. */
  endTurn(): void;
}

/** Is told what a log says, in its order. */
export interface LogVisitor extends TurnVisitor {
  /** Users' classes whose commands run in what follows. */
  ranClass(line: ClassLine): void;
}

/** What a file has behind all that is whole. */
export interface LogTail {
  /** Where it begins. */
  readonly offset: number;
  readonly bytes: number;
  /** Whether it was being written when the server stopped: else it is room for what was to come. */
  readonly isTorn: boolean;
}

/** A file that is read. */
export interface LogSource {
  readonly path: string;
  readonly files: FileSystem;
  readonly fd: number;
}

/** Turns that are read before the caller may do something else. */
const TURNS_A_STEP = 32;

const STAR = 42;
const HASH = 35;
const LF = 10;
const CR = 13;
const LINE_END = 2;
const TIMESTAMP = '#TS:';
const LONGEST_LINE = 1024;
const GONE_ON = 'redis-server has gone on in a batch that was cut off';
const NOTHING = 'neither a command nor a batch begins here';

/** Bytes from which on nothing is whole and right. */
class BadBytes extends Error {
  constructor(
    /** In the file. */
    readonly offset: number,
    reason: string,
    /** Whether writing has ended here, if nothing that is whole follows. */
    readonly mayBeTorn: boolean,
    /** Where that could follow. */
    readonly next = offset + 1,
  ) {
    super(reason);
  }
}

/**
 * Reads an increment of a log: batches, which are verified before any of it is told, and the commands that Redis writes,
 * at time 0.
 */
export class LogReader {
  /** The number of the last batch that was read. */
  sequence: number;
  /** The database that was selected last. */
  database = 0;
  private readonly window: LogWindow;
  private readonly command = new LogCommand();
  /** Where the batch ends that is being read; 0 outside of batches. */
  private batchEnd = 0;
  private time = 0;
  private seed = 0;
  /** With which the file ends. */
  private room: LogTail | undefined = undefined;
  /** Whether what is read was written by Redis, so far; until anything is read, nobody knows. */
  isPlain = true;

  constructor(
    private readonly source: LogSource,
    { offset = 0, sequence = 0 }: { readonly offset?: number; readonly sequence?: number } = {},
  ) {
    const { files, fd } = source;
    this.window = new LogWindow(files, fd, files.fstatSync(fd).size);
    this.window.seek(offset);
    this.sequence = sequence;
  }

  get offset(): number {
    return this.window.offset;
  }

  /** Reads to the end; answers the tail, if there is one. Yields now and then. Throws a LogDamage. */
  *read(visitor: LogVisitor): Generator<void, LogTail | undefined> {
    try {
      for (let turns = 1; this.readNext(visitor); turns++) if (turns % TURNS_A_STEP === 0) yield;
      return this.room;
    } catch (error) {
      return this.tornTail(error);
    }
  }

  /** Reads a line, a turn, or the header of a batch; false at the end of the file. */
  private readNext(visitor: LogVisitor): boolean {
    const { window } = this;
    if (window.offset < this.batchEnd) this.readInBatch(visitor);
    else if (!window.bring(1)) return false;
    else if (window.bytes[window.at] === STAR) this.readPlain(visitor);
    else if (beginsAsRoom(window)) this.skipRoom();
    else if (window.bytes[window.at] === HASH && !beginsAsBatch(window)) this.skipTimestamp();
    else this.beginBatch();
    return true;
  }

  private beginBatch(): void {
    const { window } = this;
    const start = window.offset;
    if (!beginsAsBatch(window)) throw this.unknown(start);
    const header = readHeader(window);
    if (!header) throw new BadBytes(start, 'the line of a batch is damaged', true);
    this.verify(start, header);
    this.isPlain = false;
    this.batchEnd = window.offset + header.length;
    this.time = header.time;
    this.seed = header.seed;
  }

  /** Batches follow it, and commands of Redis: but Redis leaves no room, so before other room they are parts of a torn batch. */
  private skipRoom(): void {
    const { window } = this;
    const start = window.offset;
    this.isPlain = false;
    if (!skipRoom(window)) throw this.unknown(start);
    const { offset, size } = window;
    if (offset === size) this.room = { offset: start, bytes: size - start, isTorn: false };
    else if (!beginsAsBatch(window) && this.endsWithRoom && findWholeBatch(window, offset) === undefined)
      throw this.unknown(start);
    window.seek(offset);
  }

  private get endsWithRoom(): boolean {
    return isRoomFrom(this.window, this.window.size - LINE_END);
  }

  /** What is no beginning of anything is no torn batch in a file where Memo has written none, nor room for any. */
  private unknown(start: number): BadBytes {
    const { window } = this;
    const mayBeTorn = !this.isPlain || isZeroesFrom(window, start) || this.endsWithRoom;
    return new BadBytes(start, NOTHING, mayBeTorn);
  }

  /** Looks through the body that is read next. */
  private verify(start: number, header: BatchHeader): void {
    const { window } = this;
    const body = window.offset;
    const end = body + header.length;
    if (!isWhole(window, header)) {
      if (this.redisGoesOnIn(body, start)) throw new BadBytes(start, GONE_ON, false);
      // Nothing follows a batch that is cut off; and what it holds may look like batches.
      if (end > window.size || isRoomFrom(window, end - LINE_END))
        throw new BadBytes(start, 'a batch is cut off', true, window.size);
      throw new BadBytes(start, "a batch's checksum is wrong", true, body);
    }
    window.seek(body);
    if (header.sequence <= this.sequence)
      throw new BadBytes(start, `batch ${header.sequence} follows ${this.sequence}`, false);
    this.sequence = header.sequence;
  }

  /**
   * Whether redis-server has cut a batch that was torn, and logged what came then: it selects a database first, though it be the one
   * that is selected, which Memo never does, and ends with a whole command.
   */
  private redisGoesOnIn(body: number, start: number): boolean {
    const { window, command } = this;
    let selected = start === 0 ? undefined : this.database;
    let goesOn = false;
    window.seek(body);
    while (window.bring(1)) {
      if (window.bytes[window.at] === HASH) {
        if (!this.skipLine()) return false;
        continue;
      }
      if (!this.readsCommand()) return false;
      if (isNamed(command, 'SELECT')) {
        const next = command.request.integer(1);
        goesOn ||= next === selected;
        selected = next;
      }
      window.at = command.at;
    }
    return goesOn;
  }

  private skipLine(): boolean {
    const { window } = this;
    window.bring(Math.min(LONGEST_LINE, window.size - window.offset));
    const end = window.bytes.subarray(0, window.limit).indexOf(LF, window.at);
    if (end >= 0) window.at = end + 1;
    return end >= 0;
  }

  private readsCommand(): boolean {
    try {
      return this.readCommand(this.window.size);
    } catch (error) {
      if (error instanceof BadBytes) return false;
      throw error;
    }
  }

  /** Redis' own line, of the time of the commands that follow. */
  private skipTimestamp(): void {
    const { window } = this;
    const start = window.offset;
    window.bring(Math.min(LONGEST_LINE, window.size - start));
    const text = window.bytes.latin1Slice(window.at, Math.min(window.limit, window.at + LONGEST_LINE));
    const end = text.indexOf('\n');
    if (
      end < 0 &&
      TIMESTAMP.startsWith(text.slice(0, TIMESTAMP.length)) &&
      start + text.length === window.size
    )
      throw new BadBytes(start, 'a line does not end', true);
    if (end < 0 || !text.startsWith(TIMESTAMP)) throw this.unknown(start);
    window.at += end + 1;
  }

  private readInBatch(visitor: LogVisitor): void {
    const { window } = this;
    window.bring(1);
    if (window.bytes[window.at] === HASH) return this.readAnnotation(visitor);
    if (!this.readCommand(this.batchEnd)) throw this.badBatch('a command is cut off');
    this.play(visitor, this.batchEnd);
  }

  private readAnnotation(visitor: LogVisitor): void {
    const { window } = this;
    window.bring(Math.min(LONGEST_LINE, this.batchEnd - window.offset));
    const end = window.bytes.indexOf(LF, window.at);
    const isLine = end > window.at && end < window.limit && window.bytes[end - 1] === CR;
    const line = isLine ? parseAnnotation(window.bytes.latin1Slice(window.at, end - 1)) : undefined;
    if (!line) throw this.badBatch('it holds a line that says nothing');
    window.at = end + 1;
    if (line.kind === 'class') visitor.ranClass(line);
    else if (line.kind === 'secret') visitor.setSecret(line.secret);
    else {
      this.time = line.time;
      this.seed = line.seed;
    }
  }

  /** Of a batch whose checksum is right: nothing has torn it. */
  private badBatch(reason: string): BadBytes {
    return new BadBytes(this.window.offset, `a batch is not what a server writes: ${reason}`, false);
  }

  private readPlain(visitor: LogVisitor): void {
    const { window } = this;
    const start = window.offset;
    this.isPlain = true;
    this.time = this.seed = 0;
    if (!this.readCommand(window.size)) throw new BadBytes(start, 'a command is cut off', true);
    if (isNamed(this.command, 'MULTI') && !this.hasExec())
      throw new BadBytes(start, 'a transaction is cut off', true);
    this.play(visitor, window.size);
  }

  /** Whether a transaction, whose first word was read, is all there; all of it is in the window then. */
  private hasExec(): boolean {
    const { window, command } = this;
    const first = window.at;
    const start = window.offset;
    let length = command.at - first;
    for (;;) {
      if (!this.readCommand(window.size, length)) {
        window.seek(start);
        return false;
      }
      length = command.at - window.at;
      if (isNamed(command, 'EXEC')) break;
    }
    return this.readCommand(window.size);
  }

  /** Tells of the command that was read, or of the transaction that it begins. */
  private play(visitor: LogVisitor, end: number): void {
    const { window, command } = this;
    const { request } = command;
    if (isNamed(command, 'SELECT')) this.select(request);
    else if (isNamed(command, 'MULTI')) return this.playTransaction(visitor, end);
    else {
      this.beginTurn(visitor);
      try {
        visitor.runCommand(this.database, request);
      } finally {
        visitor.endTurn();
      }
    }
    window.at = command.at;
  }

  private playTransaction(visitor: LogVisitor, end: number): void {
    const { window, command } = this;
    this.beginTurn(visitor);
    try {
      for (;;) {
        window.at = command.at;
        if (!this.readCommand(end)) throw this.badBatch('a transaction is cut off');
        if (isNamed(command, 'EXEC')) break;
        if (isNamed(command, 'SELECT')) this.select(command.request);
        else visitor.runCommand(this.database, command.request);
      }
    } finally {
      visitor.endTurn();
    }
    window.at = command.at;
  }

  private beginTurn(visitor: LogVisitor): void {
    visitor.beginTurn(this.time, this.seed);
    this.seed = 0;
  }

  private select(request: Request): void {
    const database = request.count === 2 ? request.integer(1) : undefined;
    if (database === undefined || database < 0)
      throw new BadBytes(this.window.offset, 'SELECT of no database', false);
    this.database = database;
  }

  /** Reads the command that begins `ahead` bytes behind what is read next; false when it goes past `end`. */
  private readCommand(end: number, ahead = 0): boolean {
    const { window, command } = this;
    for (;;) {
      const limit = Math.min(window.limit, window.at + (end - window.offset));
      try {
        if (command.read(window.bytes, window.at + ahead, limit)) return true;
      } catch (error) {
        throw this.asBadBytes(error);
      }
      const wanted = limit - window.at + command.missing;
      if (window.offset + wanted > end || !window.bring(wanted)) return false;
    }
  }

  private asBadBytes(error: unknown): unknown {
    if (!(error instanceof BadCommand)) return error;
    const { window, batchEnd } = this;
    const start = window.offset;
    const at = start + error.at - window.at;
    if (start < batchEnd) return this.badBatch(error.message);
    const isTorn = isZeroesFrom(window, at);
    return new BadBytes(isTorn ? start : at, `${error.message}, in a command`, isTorn);
  }

  /** The torn tail that an error tells of. Throws a LogDamage when it is damage, and any other error. */
  private tornTail(error: unknown): LogTail {
    if (!(error instanceof BadBytes)) throw error;
    const { window, source } = this;
    const { offset, next, message } = error;
    if (!error.mayBeTorn) throw new LogDamage(source.path, offset, message);
    const whole = findWholeBatch(window, next);
    if (whole === undefined) return { offset, bytes: window.size - offset, isTorn: true };
    throw new LogDamage(source.path, offset, `${message}, and a whole batch follows at byte ${whole}`);
  }
}

/** Whether a command is one of those that a log frames others with. */
function isNamed({ request }: LogCommand, name: string): boolean {
  return request.length(0) === name.length && request.equals(0, name);
}
