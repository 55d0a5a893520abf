import { crc32 } from 'node:zlib';
import type { StructureInfo } from '../command/structure-info';
import type { LoggedTurn } from '../keyspace/changes';
import type { LoggedCommands } from '../keyspace/logged-commands';
import { enlarged, putBytes, putCharacters } from '../protocol/reply-bytes';
import { classLine, HEADER_BYTES, headerLine, secretLine, turnLine } from './log-lines';

/** Room before the first turn, for the lines that are known only when the batch is whole. */
const FRONT_BYTES = 1024;
const FEW_BYTES = 64 * 1024;
/** More room than this is given back after the batch that needed it. */
const MANY_BYTES = 4 * 1024 * 1024;

const MULTI = '*1\r\n$5\r\nMULTI\r\n';
const EXEC = '*1\r\n$4\r\nEXEC\r\n';
/** No line, and none of these commands, is longer. */
const FRAME_BYTES = 128;

/** Turns that go to the log at once. */
export class Batch {
  private bytes = Buffer.allocUnsafeSlow(FEW_BYTES);
  private length = FRONT_BYTES;
  /** What comes behind them: a row of turns, from here to its end, not copied yet. */
  private tail: LoggedCommands | undefined = undefined;
  private tailStart = 0;
  private sequence = 0;
  /** Of the first turn. */
  private begun = { time: 0, seed: 0 };
  /** Of the turn before. */
  private time = 0;
  /** The database that is selected where the batch ends; none yet at the beginning of a file. */
  private selected = -1;
  private secret: Buffer | undefined = undefined;
  private readonly counts = new Map<string, { hash: string; count: number }>();

  get isEmpty(): boolean {
    return this.length === FRONT_BYTES;
  }

  /** Bytes of its turns so far. */
  get size(): number {
    return this.length - FRONT_BYTES + this.tailBytes;
  }

  /**
   * The next batch is the first that this process writes to a file: it tells what cryptographic random bytes follow from.
   * @param database what is selected where the file ends; undefined in an empty one
   */
  begin(secret: Buffer, database: number | undefined): void {
    this.secret = secret;
    this.selected = database ?? -1;
  }

  add(turn: LoggedTurn): void {
    if (this.isPlain(turn)) this.extendTail(turn);
    else this.copy(turn);
    this.sequence = turn.sequence;
    if (turn.owners.size > 0) for (const [info, ran] of turn.owners) this.addClass(info, ran);
  }

  /** Code of a user's class ran in a turn. */
  private addClass({ Class: { name }, sourceHash }: StructureInfo, count: number): void {
    const known = this.counts.get(name);
    if (known) known.count += count;
    else this.counts.set(name, { hash: sourceHash!, count });
  }

  /** The batch as it stands in the log: good until something is added, or it is cleared. */
  sealed(): Buffer {
    this.copyTail();
    const classes = [...this.counts].map(([name, counted]) => classLine({ name, ...counted })).join('');
    const lines = Buffer.from(classes);
    if (lines.length + HEADER_BYTES > FRONT_BYTES) return Buffer.concat(this.parts(lines));
    const start = FRONT_BYTES - lines.length;
    lines.copy(this.bytes, start);
    const header = this.header(this.bytes.subarray(start, this.length));
    header.copy(this.bytes, start - header.length);
    return this.bytes.subarray(start - header.length, this.length);
  }

  clear(): void {
    this.dropTail();
    this.length = FRONT_BYTES;
    this.secret = undefined;
    this.counts.clear();
    if (this.bytes.length > MANY_BYTES) this.bytes = Buffer.allocUnsafeSlow(FEW_BYTES);
  }

  /** Whether a turn is one command as it is logged, and nothing before it. */
  private isPlain({ time, seed, commands: { count, databases } }: LoggedTurn): boolean {
    return count === 1 && time === this.time && seed === 0 && databases[0] === this.selected && !this.isEmpty;
  }

  private copy({ time, seed, commands }: LoggedTurn): void {
    const { bytes, start, end, ends, databases, count } = commands;
    this.copyTail();
    this.reserve(end - start + (count + 4) * FRAME_BYTES);
    if (this.isEmpty) this.open(time, seed);
    else if (time !== this.time || seed !== 0) this.put(turnLine(time, seed));
    this.time = time;
    if (count > 1) this.put(MULTI);
    for (let index = 0, from = start; index < count; index++) {
      this.select(databases[index]!);
      this.length = putBytes(this.bytes, this.length, bytes, from, ends[index]!);
      from = ends[index]!;
    }
    if (count > 1) this.put(EXEC);
  }

  /** Such turns are copied together. */
  private extendTail({ commands, sequence, time }: LoggedTurn): void {
    if (this.tail !== commands) {
      this.copyTail();
      this.tail = commands;
      this.tailStart = commands.start;
    }
    commands.keep(sequence, time);
  }

  private get tailBytes(): number {
    return this.tail ? this.tail.rowEnd - this.tailStart : 0;
  }

  private copyTail(): void {
    if (!this.tail) return;
    this.reserve(this.tailBytes);
    const { bytes, rowEnd, rowSequence } = this.tail;
    this.length = putBytes(this.bytes, this.length, bytes, this.tailStart, rowEnd);
    this.sequence = rowSequence;
    this.dropTail();
  }

  private dropTail(): void {
    this.tail?.release();
    this.tail = undefined;
  }

  /** Begins with a first turn. */
  private open(time: number, seed: number): void {
    this.begun = { time, seed };
    if (this.secret) this.put(secretLine(this.secret));
  }

  private parts(lines: Buffer): Buffer[] {
    const body = Buffer.concat([lines, this.bytes.subarray(FRONT_BYTES, this.length)]);
    return [this.header(body), body];
  }

  private header(body: Buffer): Buffer {
    const { sequence } = this;
    return Buffer.from(
      headerLine({ sequence, length: body.length, checksum: crc32(body), ...this.begun }),
      'latin1',
    );
  }

  private select(database: number): void {
    if (database === this.selected) return;
    this.selected = database;
    const digits = String(database);
    this.put(`*2\r\n$6\r\nSELECT\r\n$${digits.length}\r\n${digits}\r\n`);
  }

  private put(line: string): void {
    this.length = putCharacters(this.bytes, this.length, line);
  }

  private reserve(count: number): void {
    if (this.length + count > this.bytes.length) this.bytes = enlarged(this.bytes, this.length, count);
  }
}
