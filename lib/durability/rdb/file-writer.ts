import { StructureError } from '../../errors';
import type { Database } from '../../keyspace/database';
import type { KeyEntry } from '../../keyspace/key-entry';
import type { Keyspace } from '../../keyspace/keyspace';
import { writeValue } from '../../keyspace/rdb-values';
import { SideWork } from '../../keyspace/side-work';
import { OPCODE, RDB_VERSION } from '../../rdb/types';
import type { FileSystem } from '../file-system';
import { shown } from './file-error';
import { RdbOutput } from './output';

export interface RdbFileOptions {
  /** Whether commands follow it, in an increment. */
  readonly isBase?: boolean;
  /** Auxiliary fields beside Redis' own, e.g. `memo-sequence`. */
  readonly fields?: Readonly<Record<string, string | number>>;
}

/** After so many bytes, or keys, the caller may do something else. */
const STEP_BYTES = 64 * 1024;
const STEP_KEYS = 200;

/** Writes all databases as one RDB file, values that have expired included, as Redis does. */
export class RdbFileWriter {
  /** How many keys are written. */
  keys = 0;
  private readonly output: RdbOutput;
  private readonly work: SideWork;
  private readonly policy: string;

  constructor(
    private readonly keyspace: Keyspace,
    files: FileSystem,
    /** A file that is open to be written. */
    fd: number,
    private readonly options: RdbFileOptions = {},
  ) {
    const { configuration } = keyspace.memo;
    this.output = new RdbOutput(files, fd, configuration.get('rdbchecksum') === 'yes');
    this.output.compresses = configuration.get('rdbcompression') === 'yes';
    this.policy = configuration.get('maxmemory-policy');
    this.work = new SideWork(keyspace, 'reads');
  }

  /** How many bytes are written. */
  get bytes(): number {
    return this.output.written;
  }

  /** Writes the file; between its steps the keyspace must stay as it is. Throws what the file system throws. */
  *steps(): Generator<this, this> {
    this.writeHeader();
    for (const database of this.keyspace.databases)
      if (database.dictionary.size > 0) yield* this.writeDatabase(database);
    this.output.byte(OPCODE.END).end();
    return this;
  }

  private writeHeader(): void {
    const { memo, time, bytes } = this.keyspace;
    this.output.raw(Buffer.from(`REDIS${String(RDB_VERSION).padStart(4, '0')}`));
    this.writeField('redis-ver', memo.compatibleVersion);
    this.writeField('redis-bits', 64);
    this.writeField('ctime', Math.floor(time / 1000));
    this.writeField('used-mem', bytes);
    this.writeField('aof-base', this.options.isBase ? 1 : 0);
    this.writeField('memo-version', memo.version);
    for (const [name, value] of Object.entries(this.options.fields ?? {})) this.writeField(name, value);
  }

  private writeField(name: string, value: string | number): void {
    this.output
      .byte(OPCODE.AUX)
      .string(Buffer.from(name))
      .string(Buffer.from(String(value)));
  }

  private *writeDatabase(database: Database): Generator<this, void> {
    const { dictionary, index } = database;
    const { generation, size, expires } = dictionary;
    this.output.byte(OPCODE.SELECT_DATABASE).length(index);
    this.output.byte(OPCODE.RESIZE_DATABASE).length(size).length(expires);
    let cursor = 0;
    do {
      const refs: number[] = [];
      cursor = dictionary.scan(cursor, STEP_KEYS, (ref) => refs.push(ref));
      for (let next = 0; next < refs.length;) {
        next = this.work.turn(() => this.writeSome(database, refs, next));
        yield this;
        if (dictionary.generation !== generation)
          throw new Error('the data was changed while it was written');
      }
    } while (cursor !== 0);
  }

  /** Answers which of the entries comes next. */
  private writeSome(database: Database, refs: readonly number[], first: number): number {
    const { dictionary } = database;
    const until = this.bytes + STEP_BYTES;
    let next = first;
    while (next < refs.length && this.bytes < until) {
      const ref = refs[next++]!;
      const start = dictionary.keyStart(ref);
      this.writeKey(database, dictionary.keyBytes(ref), start, start + dictionary.keyLength(ref));
    }
    return next;
  }

  /** A value that can't be kept is told by its key. */
  private writeKey(database: Database, bytes: Buffer, start: number, end: number): void {
    try {
      this.work.visit(database, bytes, start, end, this.writeEntry);
      this.keys++;
    } catch (error) {
      if (!(error instanceof StructureError)) throw error;
      const key = shown({ database: database.index, key: bytes.subarray(start, end) });
      throw new StructureError(`${key}: ${error.message}`, { cause: error });
    }
  }

  private readonly writeEntry = (entry: KeyEntry): void => {
    const { output, policy } = this;
    const { expiry } = entry;
    if (expiry !== undefined) output.byte(OPCODE.EXPIRY_MILLISECONDS).milliseconds(expiry);
    if (policy.endsWith('-lru')) output.byte(OPCODE.IDLE).length(Math.floor(entry.idle / 1000));
    else if (policy.endsWith('-lfu')) output.byte(OPCODE.FREQUENCY).byte(entry.frequency ?? 0);
    writeValue(entry, output, true);
  };
}
