import type { Entry } from '../../command/entry';
import type { StructureClass } from '../../command/structure-class';
import type { Database } from '../../keyspace/database';
import type { KeyEntry } from '../../keyspace/key-entry';
import type { Keyspace } from '../../keyspace/keyspace';
import { classOfType, readValue } from '../../keyspace/rdb-values';
import { SideWork } from '../../keyspace/side-work';
import type { ByteSlice } from '../../protocol/reply';
import { EmptyValueError, OPCODE, RDB, RDB_VERSION, refuse } from '../../rdb/types';
import { ConfigurationError } from '../../errors';
import type { FileSystem } from '../file-system';
import { type FileKey, RdbFileError } from './file-error';
import { RdbInput } from './input';
import { moduleName, skipModuleData } from './modules';

export interface RdbLoadOptions {
  /** Values that have expired by now are loaded, too: the commands that follow a base have met them. */
  readonly keepsExpired?: boolean;
  /** Keys that are there get the file's values; else such a file is refused. */
  readonly replaces?: boolean;
}

/** After so many bytes the caller may do something else. */
const STEP_BYTES = 64 * 1024;

const MAGIC = 'REDIS';
/** Since this version there is a checksum. */
const FIRST_WITH_CHECKSUM = 5;
const NO_CHECKSUM = Buffer.alloc(8);
/** A time that is none. */
const NEVER = -1;
/** The last time that 64 bits and a double have. */
const LAST_TIME = 2 ** 63 - 1024;

const textOf = ({ bytes, start, end }: ByteSlice) => (bytes as Buffer).toString('utf8', start, end);

/** Loads an RDB file of whatever version up to 10 into the databases of a keyspace. */
export class RdbFileReader {
  version = 0;
  /** Auxiliary fields by name. */
  readonly fields = new Map<string, string>();
  /** How many keys were loaded; and dropped, because they had expired or their values were empty. */
  keys = 0;
  expired = 0;
  empty = 0;
  /** What was passed over: how many libraries of functions, and data of which modules beside their keys. */
  functions = 0;
  readonly modules: string[] = [];
  private readonly input: RdbInput;
  private readonly sums: boolean;
  private readonly work: SideWork;
  private readonly now: number;
  private readonly classes: (StructureClass | undefined)[] = [];
  private database: Database;
  /** Where the record begins that is read, and of which key it is. */
  private start = 0;
  private at: FileKey | undefined = undefined;
  /** What was said of the key that comes next. */
  private expiry = NEVER;
  private idle: number | undefined = undefined;
  private frequency: number | undefined = undefined;

  constructor(
    private readonly keyspace: Keyspace,
    files: FileSystem,
    private readonly path: string,
    /** The file, open to be read. */
    fd: number,
    private readonly options: RdbLoadOptions = {},
  ) {
    this.sums = keyspace.memo.configuration.get('rdbchecksum') === 'yes';
    this.input = new RdbInput(files, fd, files.fstatSync(fd).size, this.sums);
    this.work = new SideWork(keyspace, 'writes');
    this.now = keyspace.time;
    this.database = keyspace.databases[0]!;
  }

  /** How many bytes are read, of how many. Commands of an append-only file may follow the last one that is read. */
  get bytes(): number {
    return this.input.offset;
  }

  get size(): number {
    return this.input.size;
  }

  /** Loads the file. Throws an RdbFileError; what was loaded until then stays. */
  *steps(): Generator<this, this> {
    try {
      this.readHeader();
      while (this.work.turn(() => this.readSome())) yield this;
      return this;
    } catch (error) {
      throw new RdbFileError(this.path, this.start, this.at, error);
    }
  }

  private readHeader(): void {
    const { input } = this;
    if (input.size === 0) refuse('it is empty');
    if (input.size < MAGIC.length + 4 || textOf(input.slice(MAGIC.length)) !== MAGIC)
      refuse('it is no RDB file');
    const version = textOf(input.slice(4));
    if (!/^\d+$/.test(version) || Number(version) < 1) refuse(`'${version}' is no version of RDB`);
    this.version = Number(version);
    if (this.version > RDB_VERSION)
      throw new ConfigurationError(
        `it is of version ${this.version} of RDB, the last that is known is ${RDB_VERSION}`,
      );
  }

  /** False at the end of the file. */
  private readSome(): boolean {
    const { input } = this;
    const until = input.offset + STEP_BYTES;
    while (input.offset < until) {
      this.start = input.offset;
      const code = input.byte();
      if (code === OPCODE.END) return this.readEnd();
      if (code < OPCODE.FUNCTION) this.readKey(code);
      else this.readOpcode(code);
    }
    return true;
  }

  private readOpcode(code: number): void {
    const { input } = this;
    switch (code) {
      case OPCODE.EXPIRY_MILLISECONDS:
        this.expiry = input.milliseconds();
        return;
      case OPCODE.EXPIRY_SECONDS:
        this.expiry = input.seconds() * 1000;
        return;
      case OPCODE.IDLE:
        this.idle = input.length();
        return;
      case OPCODE.FREQUENCY:
        this.frequency = input.byte();
        return;
      case OPCODE.SELECT_DATABASE:
        return this.select(input.length());
      case OPCODE.RESIZE_DATABASE:
        input.length();
        input.length();
        return;
      case OPCODE.AUX:
        this.fields.set(textOf(input.string()), textOf(input.string()));
        this.work.time = (Number(this.fields.get('ctime')) || 0) * 1000;
        return;
      case OPCODE.FUNCTION:
        input.string();
        this.functions++;
        return;
      case OPCODE.MODULE_AUX:
        return this.skipModule();
      default:
        throw new ConfigurationError('it has functions in the format of a Redis before its release');
    }
  }

  private select(index: number): void {
    const { databases } = this.keyspace;
    this.database = databases[index] ?? refuseDatabase(index, databases.length);
  }

  private skipModule(): void {
    const { input } = this;
    this.modules.push(moduleName(input.long()));
    // When it is for: two numbers.
    input.length();
    input.length();
    skipModuleData(input);
  }

  private readKey(type: number): void {
    const { database } = this;
    const { bytes, start, end } = this.input.string();
    const key = bytes as Buffer;
    this.at = { database: database.index, key: key.subarray(start, end) };
    this.work.visit(database, key, start, end, (entry) => this.readEntry(entry, type));
    this.at = undefined;
    this.expiry = NEVER;
    this.idle = this.frequency = undefined;
  }

  private readEntry(entry: KeyEntry, type: number): void {
    const place = entry.exists ? this.placeBeside(entry) : entry;
    if (!this.readValue(place, type)) {
      place.delete();
      this.empty++;
    } else if (this.expiry !== NEVER && this.expiry < this.now && !this.options.keepsExpired) {
      place.delete();
      this.expired++;
    } else {
      if (place !== entry) place.moveTo(entry);
      this.describe(entry);
      this.keys++;
    }
  }

  /** The value that is there stays until it is known that the file's takes its place. */
  private placeBeside(entry: KeyEntry): Entry {
    if (!this.options.replaces) refuse('the key is there already');
    return entry.server.draft();
  }

  /** False for a value without elements. */
  private readValue(entry: Entry, type: number): boolean {
    const { input, classes } = this;
    if (type === RDB.MODULE || type === RDB.MODULE_2) refuseModule(input.long());
    const Class = (classes[type] ??= classOfType(this.keyspace.commands.structures, type));
    try {
      readValue(entry, Class, type, input, true);
      return true;
    } catch (error) {
      if (error instanceof EmptyValueError) return false;
      throw error;
    }
  }

  /** Gives a value what was said of its key. */
  private describe(entry: KeyEntry): void {
    if (this.expiry !== NEVER) entry.expireAt(Math.min(Math.max(1, this.expiry), LAST_TIME));
    if (this.idle !== undefined) entry.idle = this.idle * 1000;
    if (this.frequency !== undefined) entry.frequency = this.frequency;
  }

  private readEnd(): false {
    const { input } = this;
    if (this.version < FIRST_WITH_CHECKSUM) return false;
    const sum = input.sum();
    const { bytes, start, end } = input.slice(sum.length);
    const said = (bytes as Buffer).subarray(start, end);
    if (this.sums && !said.equals(NO_CHECKSUM) && !said.equals(sum))
      refuse('the checksum is that of other bytes');
    return false;
  }
}

function refuseDatabase(index: number, databases: number): never {
  throw new ConfigurationError(
    `it has keys in database ${index}, and there are ${databases}: set the option databases to ${index + 1} or more`,
  );
}

function refuseModule(id: bigint): never {
  throw new ConfigurationError(
    `the value is of the module type ${moduleName(id)}, and Memo loads no modules`,
  );
}
