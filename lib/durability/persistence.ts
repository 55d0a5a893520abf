import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigurationView } from '../command/memo-view';
import { ConfigurationError } from '../errors';
import type { Keyspace } from '../keyspace/keyspace';
import { Loading } from '../keyspace/loading';
import type { Log } from '../log';
import { AppendLog, type SyncPolicy } from './append-log';
import type { LoadedClasses } from './class-guard';
import { type FileSystem, realFileSystem } from './file-system';
import { type LogFolder, logFolder, type Manifest, nextIncrement, writeManifest } from './manifest';
import { recover, type Recovered } from './recovery';

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
  readonly files?: FileSystem | undefined;
}

/** Keeps on disk what is changed, and brings it back. */
export class Persistence {
  readonly log: AppendLog;
  private readonly folder: LogFolder;
  private manifest: Manifest = { increments: [], history: [] };
  private unfollow: (() => void) | undefined = undefined;

  constructor(private readonly options: PersistenceOptions) {
    const { configuration, keyspace, clock, files = realFileSystem, onLost } = options;
    this.folder = logFolder(
      configuration.get('dir'),
      {
        appenddirname: configuration.get('appenddirname'),
        appendfilename: configuration.get('appendfilename'),
      },
      files,
    );
    this.log = new AppendLog({
      files,
      secret: keyspace.secret,
      clock,
      listener: { onRefused: this.onRefused, onRecovered: this.onRecovered, onLost },
    });
  }

  /** Whether what is changed goes to disk. */
  get isOn(): boolean {
    return this.unfollow !== undefined;
  }

  /** Follows the option `appendfsync`. */
  follow(): void {
    this.log.policy = this.options.configuration.get('appendfsync') as SyncPolicy;
  }

  /** Before anybody connects: until `start` has brought back what there is, clients are told that it is loading. */
  prepare(): void {
    if (this.options.configuration.get('appendonly') === 'no') return;
    this.prepareFolder();
    const { keyspace } = this.options;
    keyspace.loading = new Loading(keyspace.time, 0);
  }

  /** Brings back what the folder has, and goes on there. Throws a ConfigurationError that names what is wrong. */
  async start(): Promise<void> {
    const { keyspace } = this.options;
    if (!keyspace.loading) return;
    this.manifest = (await this.recover())?.manifest ?? this.manifest;
    this.begin();
    keyspace.loading = undefined;
  }

  private recover(): Promise<Recovered | undefined> {
    const { keyspace, configuration, log, clock, classes, isStopped } = this.options;
    return recover({
      keyspace,
      directory: configuration.get('dir'),
      folder: this.folder,
      classes,
      cutsTail: configuration.get('aof-load-truncated') === 'yes',
      log,
      clock,
      isStopped,
    });
  }

  /** What is changed from now on goes to an increment of its own. */
  private begin(): void {
    const { keyspace } = this.options;
    const increment = nextIncrement(this.folder, this.manifest);
    this.manifest = { ...this.manifest, increments: [...this.manifest.increments, increment] };
    this.log.open(join(this.folder.path, increment.name));
    writeManifest(this.folder, this.manifest);
    this.unfollow = keyspace.changes.follow((turn) => {
      this.log.commit(turn);
    });
  }

  /** Resolves when all that was acknowledged is on disk; nothing more goes there. */
  async stop(): Promise<void> {
    if (!this.isOn) return;
    await this.log.settle();
    this.unfollow?.();
    this.unfollow = undefined;
    this.log.close();
  }

  private prepareFolder(): void {
    const { configuration } = this.options;
    const directory = configuration.get('dir');
    if (!existsSync(directory)) throw new ConfigurationError(`--dir ${directory}: there is no such folder`);
    this.folder.files.mkdirSync(this.folder.path, { recursive: true });
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
