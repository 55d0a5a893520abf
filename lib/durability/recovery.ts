import { type CommandError, ConfigurationError } from '../errors';
import type { Keyspace } from '../keyspace/keyspace';
import { Loading } from '../keyspace/loading';
import { Replayer, ReplayError } from '../keyspace/replay';
import type { Log } from '../log';
import { baseReader, sequenceOf } from './base';
import { ClassGuard, type LoadedClasses } from './class-guard';
import { LogDamage } from './log-damage';
import {
  adoptOldLog,
  beginsWithRdb,
  cutTail,
  findLog,
  type LogFiles,
  requireLast,
  type SizedFile,
} from './log-files';
import { LogReader, type LogSource, type LogTail } from './log-reader';
import type { LogFolder, Manifest } from './manifest';
import { inSlices } from './slices';

export interface RecoveryOptions {
  readonly keyspace: Keyspace;
  /** `DIR`, where Redis before 7 had its log. */
  readonly directory: string;
  readonly folder: LogFolder;
  /** What the log consists of, if not what the folder says. */
  readonly manifest?: Manifest;
  readonly classes: LoadedClasses;
  /** Why a torn tail is damage, if it is: else it is cut. */
  readonly tornBecause?: string | undefined;
  readonly log: Log;
  /** Milliseconds from whenever. */
  readonly clock: () => number;
  /** Whether the server is stopped meanwhile. */
  readonly isStopped?: () => boolean;
}

/** Where a log goes on. */
export interface Recovered {
  readonly manifest: Manifest;
  /** Number of the last commit. */
  readonly sequence: number;
  /** What is selected where the last increment ends. */
  readonly database: number;
  /** Whether commands of users' classes are in it. */
  readonly hasUsersCommands: boolean;
}

const REPORT_MS = 2000;

/** Of a log that a server of this very process has written. */
export const WRITTEN_WHOLE = 'though it was written whole';

/**
 * Brings back what the log in a folder has; undefined when there is none. The keyspace is `loading` meanwhile, and the event loop
 * runs. Throws a ConfigurationError that says what is wrong, and where.
 */
export function recover(options: RecoveryOptions): Promise<Recovered | undefined> {
  const { clock, isStopped } = options;
  return inSlices(recoverySteps(options), clock, () => {
    if (isStopped?.()) throw new ConfigurationError('the server was stopped before it had started');
  });
}

/** The same step by step. */
export function* recoverySteps(options: RecoveryOptions): Generator<void, Recovered | undefined> {
  const { keyspace, directory, folder, log } = options;
  const { loading } = keyspace;
  if (adoptOldLog(directory, folder))
    log.info(`${folder.fileName} is now the base of the log in ${folder.path}`);
  const found = findLog(folder, options.manifest);
  if (!found) return undefined;
  try {
    return yield* new Recovery(options, found).steps();
  } catch (error) {
    if (!(error instanceof LogDamage)) throw error;
    throw new ConfigurationError(`${error.message}; 'memo check ${directory}' verifies the rest`, {
      cause: error,
    });
  } finally {
    keyspace.loading = loading;
    keyspace.readClock();
  }
}

class Recovery {
  private readonly loading: Loading;
  private readonly guard: ClassGuard;
  private sequence = 0;
  private database = 0;
  /** Bytes of the files before the one that is read. */
  private before = 0;
  private reportAt = 0;
  /** Where commands are read. */
  private reader: LogReader | undefined = undefined;
  /** Commands of the file that redis-server has logged, and that were refused: how many, and the first with its place. */
  private refused = 0;
  private firstRefused = '';

  constructor(
    private readonly options: RecoveryOptions,
    private readonly found: LogFiles,
  ) {
    const { keyspace, classes } = options;
    const total = found.files.reduce((sum, { size }) => sum + size, 0);
    this.loading = keyspace.loading = new Loading(keyspace.readClock(), total);
    const replayer = new Replayer(keyspace, (error) => this.noteRefusal(error));
    this.guard = new ClassGuard(replayer, classes);
  }

  *steps(): Generator<void, Recovered> {
    const { options, loading } = this;
    const startedAt = options.clock();
    this.reportAt = startedAt + REPORT_MS;
    yield* this.readFiles();
    this.guard.check(options.folder.path);
    options.keyspace.changes.sequence = this.sequence;
    const keys = options.keyspace.databases.reduce((sum, { dictionary }) => sum + dictionary.size, 0);
    const seconds = ((options.clock() - startedAt) / 1000).toFixed(3);
    options.log.info(`loaded ${keys} keys from a log of ${loading.totalBytes} bytes in ${seconds} seconds`);
    return {
      manifest: this.found.manifest,
      sequence: this.sequence,
      database: this.database,
      hasUsersCommands: this.guard.hasSeenAny,
    };
  }

  private report(): void {
    const { loadedBytes, totalBytes, percent } = this.loading;
    this.options.log.info(`loading the log: ${loadedBytes} of ${totalBytes} bytes, ${percent.toFixed(1)}%`);
    this.reportAt = this.options.clock() + REPORT_MS;
  }

  private *readFiles(): Generator<void> {
    for (const [index, file] of this.found.files.entries()) {
      const tail = yield* this.readFile(file);
      if (tail) this.cut(file, tail, this.found.files.slice(index + 1));
      this.before += file.size;
      this.tellRefused(file);
    }
  }

  /** A server has logged its own refusals; redis-server logs none. */
  private noteRefusal(error: CommandError): void {
    const { reader, options } = this;
    if (!reader?.isPlain) return;
    if (this.refused++ === 0) this.firstRefused = `the first at byte ${reader.offset}: ${error.message}`;
    options.keyspace.refusedInReplay++;
    options.keyspace.observer.refused(error);
  }

  /** It is no reason not to start: redis-server does not stop there, either. */
  private tellRefused({ path }: SizedFile): void {
    if (this.refused === 0) return;
    const commands = this.refused === 1 ? '1 command was' : `${this.refused} commands were`;
    this.options.log.warn(`${path}: ${commands} refused, which changed nothing then; ${this.firstRefused}`);
    this.refused = 0;
  }

  private *readFile(file: SizedFile): Generator<void, LogTail | undefined> {
    const { files } = this.options.folder;
    const fd = files.openSync(file.path, 'r');
    try {
      const source = { path: file.path, files, fd };
      const offset = file.isBase && beginsWithRdb(source) ? yield* this.readRdb(source) : 0;
      return yield* this.readCommands(source, offset);
    } finally {
      files.closeSync(fd);
    }
  }

  /** Answers where the file goes on, with commands. */
  private *readRdb(source: LogSource): Generator<void, number> {
    const reader = baseReader(this.options.keyspace, source);
    for (const { bytes } of reader.steps()) {
      this.advance(bytes);
      yield;
    }
    this.sequence = sequenceOf(reader);
    return reader.bytes;
  }

  private *readCommands(source: LogSource, offset: number): Generator<void, LogTail | undefined> {
    const reader = (this.reader = new LogReader(source, { offset, sequence: this.sequence }));
    const steps = reader.read(this.guard);
    try {
      let step = steps.next();
      for (; !step.done; step = steps.next()) {
        this.advance(reader.offset);
        yield;
      }
      this.sequence = reader.sequence;
      this.database = reader.database;
      return step.value;
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      throw new ConfigurationError(`${source.path}, byte ${reader.offset}: ${error.message}`, {
        cause: error,
      });
    }
  }

  private advance(bytes: number): void {
    this.loading.loadedBytes = this.before + bytes;
    if (this.options.clock() >= this.reportAt) this.report();
  }

  /** Cuts a tail, on disk too. Throws a LogDamage when a torn one is no tail of the log, or must not be cut. */
  private cut(file: SizedFile, tail: LogTail, later: readonly SizedFile[]): void {
    const { tornBecause, log, folder } = this.options;
    const { path } = file;
    if (!tail.isTorn) return void cutTail(folder.files, file, tail);
    requireLast(folder.files, file, tail, later);
    if (tornBecause !== undefined) throw new LogDamage(path, tail.offset, `it is cut off, ${tornBecause}`);
    log.warn(`${path} was cut off as it was written: ${cutTail(folder.files, file, tail)}`);
  }
}
