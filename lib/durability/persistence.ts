import type { ConfigurationView, PersistenceView } from '../command/memo-view';
import { type CommandError, ConfigurationError, errors } from '../errors';
import type { LoggedTurn } from '../keyspace/changes';
import type { Keyspace } from '../keyspace/keyspace';
import { Loading } from '../keyspace/loading';
import type { Log } from '../log';
import { AppendLog, type SyncPolicy } from './append-log';
import type { LoadedClasses } from './class-guard';
import { Compactions, type Compactor } from './compactions';
import { type FileSystem, realFileSystem } from './file-system';
import { LogDirectory } from './log-directory';
import { LogDivision } from './log-division';
import { type LogFile, type LogFolder, logFolder } from './manifest';
import { recover, type RecoveryOptions, recoverySteps, WRITTEN_WHOLE } from './recovery';
import { SideTasks } from './side-tasks';
import { atOnce, inSlices } from './slices';
import { Snapshots } from './snapshots';

export interface PersistenceOptions {
  readonly keyspace: Keyspace;
  readonly configuration: ConfigurationView;
  readonly log: Log;
  /** Milliseconds from whenever. */
  readonly clock: () => number;
  /** Nobody knows what is on disk: the server must end, and acknowledge nothing more. */
  readonly onLost: (error: Error) => void;
  /** Users' classes, whose commands are replayed. */
  readonly classes: LoadedClasses;
  /** Whether the server is stopped before it has started. */
  readonly isStopped: () => boolean;
  /** Runs compactions of the log beside the server. */
  readonly compactor: Compactor;
  readonly files?: FileSystem | undefined;
}

/** Keeps on disk what is changed, and brings it back. */
export class Persistence implements PersistenceView {
  static readonly options = [
    'appendfsync',
    'appendonly',
    'auto-aof-rewrite-percentage',
    'auto-aof-rewrite-min-size',
  ] as const;

  readonly log: AppendLog;
  readonly compactions: Compactions;
  readonly division: LogDivision;
  readonly snapshots: Snapshots;
  private readonly tasks: SideTasks;
  private readonly directory: LogDirectory;
  private unfollow: (() => void) | undefined = undefined;
  /** Whether users' commands ran since the base: their source may change only once none are in the log. */
  private hasUsersCommands = false;
  /** The same of what the compaction that runs puts a base in the place of. */
  private hadUsersCommands = false;
  private hasStarted = false;

  constructor(private readonly options: PersistenceOptions) {
    const { configuration, keyspace, clock, log, files = realFileSystem, onLost } = options;
    const names = {
      appenddirname: configuration.get('appenddirname'),
      appendfilename: configuration.get('appendfilename'),
    };
    this.directory = new LogDirectory(logFolder(configuration.get('dir'), names, files));
    this.log = new AppendLog({
      files,
      secret: keyspace.secret,
      clock,
      listener: { onRefused: this.onRefused, onRecovered: this.onRecovered, onLost },
    });
    this.snapshots = new Snapshots(keyspace, configuration, files);
    this.compactions = new Compactions({
      compactor: options.compactor,
      configuration,
      log,
      clock,
      move: (increment) => this.moveTo(increment),
      onDone: this.onCompacted,
    });
    this.tasks = new SideTasks({
      compactions: this.compactions,
      snapshots: this.snapshots,
      isLogged: () => this.isOn,
      sequence: () => keyspace.changes.sequence,
      save: () => this.saveNow(),
      clock,
    });
    this.division = new LogDivision({
      compactions: this.compactions,
      move: (increment) => this.moveTo(increment),
      isOn: () => this.isOn,
      hasUsersCommands: () => this.hasUsersCommands || (this.compactions.isRunning && this.hadUsersCommands),
    });
  }

  /** Whether what is changed goes to the log. */
  get isOn(): boolean {
    return this.unfollow !== undefined;
  }

  get next() {
    return this.tasks.next;
  }

  /** Where the log is. */
  get folder(): LogFolder {
    return this.directory.folder;
  }

  /** Bytes of base and increments. */
  get size(): number {
    return this.directory.sizeBefore + this.log.size;
  }

  /** Follows its options; once the server has started, `appendonly` too. */
  follow(): void {
    const { configuration } = this.options;
    this.log.policy = configuration.get('appendfsync') as SyncPolicy;
    this.compactions.follow();
    if (!this.hasStarted) return;
    const isWanted = configuration.get('appendonly') === 'yes';
    if (isWanted && !this.isOn) this.tryToTurnOn();
    if (!isWanted && this.isOn) this.turnOff();
  }

  /** Before anybody connects: until `start` has brought back what there is, clients are told that it is loading. */
  prepare(): void {
    const { configuration, keyspace } = this.options;
    const directory = configuration.get('dir');
    if (!this.folder.files.existsSync(directory))
      throw new ConfigurationError(`--dir ${directory}: there is no such folder`);
    keyspace.loading = new Loading(keyspace.time, 0);
  }

  /** Brings back what there is, and goes on there. Throws a ConfigurationError that names what is wrong. */
  async start(): Promise<void> {
    const { keyspace, configuration } = this.options;
    try {
      if (configuration.get('appendonly') === 'yes') await this.startLog();
      else if (this.snapshots.exists) await this.startFromSnapshot();
    } catch (error) {
      throw this.asConfigurationError(error);
    }
    keyspace.loading = undefined;
    this.hasStarted = true;
  }

  /**
   * Resolves when all that was acknowledged is on disk; nothing more goes there.
   * @param isHasty whether users' commands stay in the log, which binds it to the source that they have now
   */
  async stop({ isHasty = false } = {}): Promise<void> {
    this.tasks.forget();
    await this.compactions.stop();
    if (this.isOn) await this.stopLog(isHasty);
    this.directory.release();
  }

  compact(): boolean {
    return this.tasks.compact();
  }

  save(): void {
    const { isRunning, isSnapshot } = this.compactions;
    if (isRunning && isSnapshot) throw errors.alreadySaving();
    this.saveNow();
  }

  /** The same, whatever is written beside the server. */
  saveNow(): void {
    try {
      this.snapshots.save();
    } catch (error) {
      this.options.log.error({ err: error as Error }, `SAVE failed: ${(error as Error).message}`);
      throw errors.saveFailed();
    }
  }

  saveLater(mayWait: boolean): boolean {
    return this.tasks.saveLater(mayWait);
  }

  reload({ saves, flushes, replaces }: Parameters<PersistenceView['reload']>[0]): void {
    if (saves) this.saveNow();
    this.replaceData(errors.notReloaded, () => {
      this.requireFile();
      if (this.isOn) this.completeLog();
      try {
        if (flushes) this.options.keyspace.clear();
        atOnce(this.snapshots.load({ replaces }));
      } catch (error) {
        if (this.isOn) this.replayLog();
        throw error;
      }
      if (this.isOn) this.restartLog();
    });
  }

  reloadLog(): void {
    if (!this.isOn) throw errors.noLog();
    this.replaceData(errors.logNotReloaded, () => {
      this.completeLog();
      this.replayLog();
    });
  }

  private async stopLog(isHasty: boolean): Promise<void> {
    await this.log.settle();
    this.unfollow?.();
    this.unfollow = undefined;
    if (this.hasUsersCommands && !isHasty && this.log.isWell) this.rebaseAtLast();
    this.log.close();
  }

  /** What can't be written as a base stays in the log. */
  private rebaseAtLast(): void {
    try {
      this.rebase();
    } catch (error) {
      this.options.log.error(
        { err: error as Error },
        `the log was not compacted: ${(error as Error).message}`,
      );
    }
  }

  private requireFile(): void {
    if (!this.snapshots.exists) throw new ConfigurationError(`there is no ${this.snapshots.path}`);
  }

  /** The log has all that there is. Throws an Error when it can't. */
  private completeLog(): void {
    this.log.flushNow();
    const isWhole = this.log.isWhole && this.options.keyspace.changes.recorded === 0;
    if (!isWhole) throw new Error('what was changed is not in the log yet');
    this.log.trim();
  }

  /** What there is becomes what the log has, whose files stay as they are meanwhile. */
  private replayLog(): void {
    this.compactions.abort();
    try {
      this.options.keyspace.clear();
      atOnce(recoverySteps({ ...this.recovery(), tornBecause: WRITTEN_WHOLE }));
    } catch (error) {
      this.lose(error as Error);
      throw error;
    }
  }

  /** What followed would be written behind other data than it belongs to: nothing does, and the server ends. */
  private lose(error: Error): void {
    this.options.onLost(error);
    this.turnOff();
  }

  private replaceData(failure: () => CommandError, task: () => void): void {
    const { keyspace, log } = this.options;
    try {
      keyspace.outsideTurn(task);
    } catch (error) {
      log.error({ err: error as Error }, `the data was not loaded again: ${(error as Error).message}`);
      throw failure();
    }
  }

  private async startLog(): Promise<void> {
    this.directory.take();
    const recovered = await recover(this.recovery());
    this.directory.resume(recovered?.manifest);
    this.hasUsersCommands = recovered?.hasUsersCommands ?? false;
    this.openLog(recovered?.database);
  }

  /** What is changed from now on goes to the last increment. */
  private openLog(database?: number): void {
    this.log.open(this.directory.last, database);
    this.directory.measure();
    this.compactions.sizeAfter = this.size;
    this.unfollow = this.options.keyspace.changes.follow(this.commit);
  }

  private readonly commit = (turn: LoggedTurn): void => {
    if (turn.owners.size > 0) this.hasUsersCommands = true;
    this.log.commit(turn);
    if (this.size >= this.compactions.dueSize && this.compactions.isDue) void this.compactions.run();
  };

  private recovery(): RecoveryOptions {
    const { keyspace, configuration, log, clock, classes, isStopped } = this.options;
    return {
      keyspace,
      directory: configuration.get('dir'),
      folder: this.folder,
      classes,
      tornBecause:
        configuration.get('aof-load-truncated') === 'yes' ? undefined : 'and aof-load-truncated is no',
      log,
      clock,
      isStopped,
    };
  }

  private async startFromSnapshot(): Promise<void> {
    const { clock, log } = this.options;
    await inSlices(this.snapshots.load(), clock);
    log.info(`loaded ${this.snapshots.loadedKeys} keys from ${this.snapshots.path}`);
  }

  private tryToTurnOn(): void {
    const { configuration, log } = this.options;
    try {
      this.turnOn();
    } catch (error) {
      log.error({ err: error as Error }, `there is no log: ${(error as Error).message}`);
      configuration.set([['appendonly', 'no']]);
      throw errors.invalidOption('appendonly', 'Unable to turn on AOF. Check server logs.');
    }
  }

  private moveTo(increment: LogFile): Promise<void> {
    const moved = this.log.moveTo(this.directory.pathOf(increment));
    this.hadUsersCommands = this.hasUsersCommands;
    this.hasUsersCommands = false;
    return moved;
  }

  /** The log begins with what there is now. */
  private turnOn(): void {
    this.directory.take();
    try {
      this.rebase();
      this.openLog();
    } catch (error) {
      this.directory.release();
      throw error;
    }
  }

  private restartLog(): void {
    this.compactions.abort();
    try {
      this.rebase();
    } catch (error) {
      this.lose(error as Error);
      throw error;
    }
    this.unfollow?.();
    this.log.abandon();
    this.openLog();
  }

  private turnOff(): void {
    this.unfollow?.();
    this.unfollow = undefined;
    this.tasks.forget('compaction');
    this.compactions.abort();
    this.log.abandon();
    this.directory.release();
  }

  /** The log begins anew with what there is now, without any command. */
  private rebase(): void {
    this.directory.rebase(this.options.keyspace);
    this.hasUsersCommands = false;
    this.hadUsersCommands = false;
  }

  private readonly onCompacted = (hasSucceeded: boolean): void => {
    this.tasks.ended();
    if (!this.isOn) return;
    this.rereadFolder();
    if (hasSucceeded) this.compactions.sizeAfter = this.size;
    else this.hasUsersCommands ||= this.hadUsersCommands;
  };

  /** Somebody else may have been in it: the server goes on, and what is missing is told at the next start, too. */
  private rereadFolder(): void {
    const { log } = this.options;
    try {
      this.directory.reread();
    } catch (error) {
      log.error({ err: error as Error }, `the log is not whole: ${(error as Error).message}`);
    }
  }

  /** What the file system says is for who starts the server. */
  private asConfigurationError(error: unknown): unknown {
    const { errno, message } = error as NodeJS.ErrnoException;
    if (errno === undefined) return error;
    return new ConfigurationError(`${this.folder.path}: ${message}`, { cause: error });
  }

  private readonly onRefused = (error: Error): void => {
    this.options.log.error(
      { err: error },
      `the log can't be written, so writes are refused: ${error.message}`,
    );
  };

  private readonly onRecovered = (): void => {
    this.options.log.info('the log is written again; nothing of it is lost');
  };
}
