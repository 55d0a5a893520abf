import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { MemoView, ReloadReport } from './command/memo-view';
import type { SessionView } from './command/session-view';
import type { StructureClass } from './command/structure-class';
import type { StructureInfo } from './command/structure-info';
import { Configuration, ConfigurationFile, rewriteFile } from './config';
import { ConfigurationError, errors } from './errors';
import { Persistence } from './durability/persistence';
import { AlarmClock } from './keyspace/alarms/alarm-clock';
import { ActiveExpiry } from './keyspace/expiry';
import { Keyspace } from './keyspace/keyspace';
import { LateCommands } from './keyspace/late-commands';
import { compactionThread } from './compaction-thread';
import { followNotifications, followPolicy, followRhythm, followThresholds } from './followed-options';
import { loadedClasses, registerStructures } from './registry';
import { Reloader } from './reload/reloader';
import { UsersCode } from './reload/users-code';
import { levelOf, silentLog, type Log } from './log';
import { type MemoOptions, settingsOf } from './memo-options';
import { ReplyEncoder } from './protocol/reply-encoder';
import { Channels } from './server/channels';
import type { ConnectionContext } from './server/connection';
import { Dispatcher } from './server/dispatch';
import { LatencyMonitor } from './server/latency-monitor';
import { Housekeeping } from './server/housekeeping';
import { Limits } from './server/limits';
import { Listener } from './server/listener';
import { listen } from './server/listening';
import { machineTime } from './server/machine-time';
import { Maintenance } from './server/maintenance';
import { Metrics } from './server/metrics';
import { TrackingTable } from './server/tracking';
import { Monitors } from './server/monitors';
import { Observer } from './server/observer';
import { PlayObserver } from './server/play-observer';
import { SendQueue } from './server/send-queue';
import { SlowLog } from './server/slow-log';
import { Busy } from './server/busy';
import { Watchdog } from './server/watchdog/watchdog';
import { VERSION } from './version';

export type { MemoOptions } from './memo-options';

/** A server: `new Memo({ port: 8008 })`, `addStructure`, `await start()`, `await stop()`. */
export class Memo implements MemoView {
  readonly version = VERSION;
  readonly compatibleVersion = '7.0.15';
  readonly runId = randomBytes(20).toString('hex');
  readonly configuration: Configuration;
  /** What clients have in their caches, and how they are told of changes. */
  readonly tracking: TrackingTable;
  readonly metrics: Metrics;
  readonly channels = new Channels();
  readonly slowLog: SlowLog;
  readonly latency: LatencyMonitor;
  readonly maintenance: Maintenance;
  readonly persistence: Persistence;
  readonly alarms: AlarmClock;
  /** The TCP port, once started. */
  port = 0;
  /** Why the server had to end, if it did. */
  failure: Error | undefined = undefined;
  private readonly file: ConfigurationFile | undefined;
  protected readonly keyspace: Keyspace;
  protected readonly listener: Listener;
  private readonly monitors: Monitors;
  private readonly observer: Observer;
  private readonly dispatcher: Dispatcher;
  private readonly limits: Limits;
  private readonly housekeeping: Housekeeping;
  private readonly watchdog: Watchdog;
  readonly log: Log;
  private readonly added: (StructureClass | string)[];
  private readonly listens: boolean;
  private readonly code: UsersCode;
  /** Loads the files of structures again. */
  readonly reloader: Reloader;
  private started = false;
  private stopping: Promise<void> | undefined;
  /** Whether it stops without writing more than it must. */
  private isHasty = false;
  private announceStop!: () => void;
  /** Resolves when the server has stopped: by stop(), or by SHUTDOWN. */
  readonly whenStopped = new Promise<void>((resolve) => {
    this.announceStop = resolve;
  });

  /** Throws a ConfigurationError that names the first option at fault. */
  constructor(options: MemoOptions = {}) {
    const { configurationFile, log = silentLog() } = options;
    this.file = configurationFile === undefined ? undefined : new ConfigurationFile(configurationFile);
    this.configuration = new Configuration(settingsOf(options), this.file?.settings);
    this.log = typeof log === 'function' ? log(this.configuration) : log;
    this.configuration.watch('loglevel', (level) => (this.log.level = levelOf(level)));
    this.added = [...(this.file?.structures ?? []), ...(options.structures ?? [])];
    this.listens = options.listens ?? true;
    const clock = options.clock ?? { now: Date.now };
    const elapsed = clock.monotonic ? () => clock.monotonic!() : machineTime;
    this.keyspace = new Keyspace({
      databases: this.configuration.number('databases'),
      clock,
      seed: options.seed,
      onFault: this.onFault,
    });
    this.keyspace.memo = this;
    followPolicy(this.configuration, this.keyspace);
    followNotifications(this.configuration, this.keyspace);
    this.configuration.follow(LateCommands.options, () => this.keyspace.late.follow(this.configuration));
    this.metrics = new Metrics(this.keyspace, this.keyspace.time);
    this.tracking = new TrackingTable(this.keyspace.watches, {
      session: (id) => this.listener.connections.get(id)?.session,
      mostKeys: () => this.configuration.number('tracking-table-max-keys'),
    });
    const slowLog = (this.slowLog = new SlowLog(this.keyspace));
    const latency = (this.latency = new LatencyMonitor(this.keyspace));
    const monitors = (this.monitors = new Monitors(
      this.keyspace,
      () => this.observer.attend(),
      () => this.configuration.get('unixsocket'),
    ));
    this.observer = new Observer(elapsed, this.metrics, { slowLog, latency, monitors });
    this.keyspace.observer = this.observer;
    this.keyspace.plays = new PlayObserver(this.observer, elapsed);
    const expiry = new ActiveExpiry(this.keyspace, {
      clock: elapsed,
      onStep: (milliseconds) => latency.add('expire-cycle', Math.floor(milliseconds)),
    });
    this.maintenance = new Maintenance(expiry, () => this.metrics.sample(this.keyspace.readClock()));
    followThresholds(this.configuration, { slowLog, latency, observer: this.observer });
    followRhythm(this.configuration, this.maintenance);
    const code = (this.code = new UsersCode(this.keyspace, this.added));
    this.persistence = new Persistence({
      keyspace: this.keyspace,
      configuration: this.configuration,
      log: this.log,
      clock: elapsed,
      files: options.files,
      onLost: this.onLost,
      classes: loadedClasses(this.keyspace, this.configuration),
      isStopped: () => this.stopping !== undefined,
      compactor: options.compactor ?? compactionThread(this.keyspace, this.added, code),
    });
    this.reloader = new Reloader({
      keyspace: this.keyspace,
      added: this.added,
      code,
      dividedLog: this.persistence.division,
      log: this.log,
      clock: elapsed,
      isStopped: () => this.stopping !== undefined,
    });
    this.configuration.follow(Persistence.options, () => this.persistence.follow());
    const disk = this.persistence.log;
    this.alarms = new AlarmClock(this.keyspace, { clock: elapsed, disk, log: this.log });
    this.dispatcher = new Dispatcher(this.keyspace, this.observer, this.configuration, disk);
    this.limits = new Limits(this.configuration);
    this.configuration.follow(Limits.options, () => this.limits.follow());
    const context = this.connectionContext();
    const listener = (this.listener = new Listener(context));
    const others = new Busy(listener, context.encoder, () =>
      this.shutdown({ saving: 'NOSAVE', isForced: true }),
    );
    this.watchdog = new Watchdog(this.keyspace.watch, this.configuration, others, this.log);
    this.housekeeping = new Housekeeping(this.listener.connections, () => this.keyspace.readClock());
  }

  get commands() {
    return this.keyspace.commands;
  }

  get triggers() {
    return this.keyspace.triggers;
  }

  /** What is registered beside the built-in structures, once started. */
  get structures(): readonly StructureInfo[] {
    return this.commands.structures.filter(({ sourceHash }) => sourceHash !== undefined);
  }

  get loading() {
    return this.keyspace.loading;
  }

  get databases(): number {
    return this.keyspace.databases.length;
  }

  /** Where the server listens, as a person writes it. */
  get addresses(): string[] {
    return this.listener.addresses;
  }

  /** The feed of committed writes. */
  get changes() {
    return this.keyspace.changes;
  }

  /** Adds a structure class, or what a file, folder or package exports, when the server starts. */
  addStructure(structure: StructureClass | string): this {
    if (this.started) throw new ConfigurationError('structures are added before the server starts');
    this.added.push(structure);
    return this;
  }

  /** Loads the structures and listens, once. Throws a ConfigurationError, or the system's error. */
  async start(): Promise<this> {
    if (this.started) throw new ConfigurationError('a server starts once: make another');
    this.started = true;
    this.sayWhatHasNoEffect();
    try {
      await this.load();
      this.persistence.prepare();
      if (this.listens) this.port = await listen(this.listener, this.configuration);
      await this.persistence.start();
      await this.watchdog.start(this.structures.length > 0);
      if (this.stopping) throw new ConfigurationError('the server was stopped before it had started');
    } catch (error) {
      // What was opened after a stop() in the meantime, too.
      await this.listener.close();
      await this.stop();
      await this.persistence.stop();
      throw error;
    }
    this.maintenance.start();
    this.alarms.start();
    this.housekeeping.start();
    return this;
  }

  /** Serves a client whose connection did not come in where the server listens. */
  serve(socket: Socket): void {
    this.listener.accept(socket);
  }

  /** Lets a tool work on the keys of a server that serves nobody, with its structures. */
  async offline<T>(use: (keyspace: Keyspace) => T): Promise<Awaited<T>> {
    this.started = true;
    await this.load();
    return await use(this.keyspace);
  }

  /** Takes no more connections, sends the replies that are due, and closes. */
  stop(): Promise<void> {
    this.maintenance.stop();
    this.alarms.stop();
    this.housekeeping.stop();
    this.dispatcher.pause.stop();
    this.stopping ??= this.end();
    return this.stopping;
  }

  reload(): Promise<ReloadReport> {
    return this.reloader.run();
  }

  /** From now on it answers in the place of a server that runs a command for long. */
  protected standInFor(running: string): void {
    this.dispatcher.standInFor(running);
  }

  now(): number {
    return this.keyspace.time;
  }

  sessions(): readonly SessionView[] {
    return [...this.listener.connections.values()].map(({ session }) => session);
  }

  note(message: string): void {
    this.log.warn(message);
  }

  get configurationFile(): string {
    return this.file?.path ?? '';
  }

  rewriteConfiguration(): void {
    if (this.configurationFile === '') throw errors.noConfigurationFile();
    try {
      rewriteFile(this.configurationFile, this.configuration);
    } catch (error) {
      this.onFault('CONFIG REWRITE', error);
      throw errors.rewriteFailed((error as Error).message);
    }
  }

  pause(milliseconds: number, writesOnly: boolean): void {
    this.dispatcher.pause.begin(milliseconds, writesOnly);
  }

  unpause(): void {
    this.dispatcher.pause.over();
  }

  swapDatabases(first: number, second: number): void {
    this.keyspace.swap(first, second);
  }

  killHandler(): void {
    this.keyspace.watch.kill();
  }

  shutdown({ saving, isForced }: Parameters<MemoView['shutdown']>[0]): void {
    this.endHandler(saving);
    if (saving === 'SAVE') this.saveAtLast(isForced);
    this.isHasty = saving === 'NOSAVE';
    setImmediate(() => void this.stop());
  }

  /** Whatever is to be saved is not whole before a handler that runs has ended. */
  private endHandler(saving: 'SAVE' | 'NOSAVE' | undefined): void {
    const { watch } = this.keyspace;
    if (!watch.isBusy) return;
    if (saving !== 'NOSAVE') throw errors.busy(watch.label);
    watch.kill();
  }

  private saveAtLast(isForced: boolean): void {
    try {
      this.persistence.saveNow();
    } catch {
      if (!isForced) throw errors.shutdownFailed();
    }
  }

  /** Files and arguments may be those of a redis-server. */
  private sayWhatHasNoEffect(): void {
    for (const line of this.configuration.withoutEffect) this.log.warn(`no effect: ${line}`);
  }

  private readonly onFault = (where: string, error: unknown): void => {
    const err = error instanceof Error ? error : new Error(String(error));
    this.log.error({ err }, `${where} failed: ${err.message}`);
  };

  private async end(): Promise<void> {
    await this.listener.close();
    await this.persistence.stop({ isHasty: this.isHasty });
    await this.watchdog.stop();
    this.announceStop();
  }

  /** What is not acknowledged yet may be lost: nobody is told otherwise. */
  private readonly onLost = (error: Error): void => {
    this.failure = error;
    this.onFault('the log', error);
    this.listener.abort();
    void this.stop();
  };

  private async load(): Promise<void> {
    await registerStructures(this.keyspace, this.added);
    this.code.note();
  }

  private connectionContext(): ConnectionContext {
    const { keyspace, channels, tracking, metrics, configuration, dispatcher, limits, log } = this;
    return {
      keyspace,
      channels,
      tracking,
      metrics,
      dispatcher,
      limits,
      log,
      gate: this.persistence.log.gate,
      encoder: new ReplyEncoder(),
      sendQueue: new SendQueue(),
      observer: this.observer,
      monitors: this.monitors,
      onFault: this.onFault,
      needsPassword: () => configuration.get('requirepass') !== '',
    };
  }
}
