import type { CommandTable } from './command-table';
import type { ChannelsView, SessionView, TrackingFigures } from './session-view';

/** One option of the configuration, as CONFIG shows it. */
export interface ConfigurationView {
  get(name: string): string;
  /** The value of an option that is a number, NaN of any other; bytes for one of memory. */
  number(name: string): number;
  /** Names and values of all options. */
  entries(): Iterable<[string, string]>;
  /** Sets all or none. Throws a CommandError that names the first option at fault. */
  set(pairs: readonly (readonly [string, string])[]): void;
}

/** Figures that INFO shows. */
export interface MetricsView {
  readonly startedAt: number;
  readonly connectionsReceived: number;
  /** Turned away: one too many, or from afar in protected mode. */
  readonly rejectedConnections: number;
  /** Closed because too much waited for the client to read it. */
  readonly outputLimitDisconnections: number;
  readonly commandsProcessed: number;
  readonly expiredKeys: number;
  /** Commands of a log of redis-server that were refused as they ran again. */
  readonly refusedInReplay: number;
  readonly keyspaceHits: number;
  readonly keyspaceMisses: number;
  /** Async commands whose handlers run, and how many took longer than they may. */
  readonly asyncCommands: number;
  readonly asyncTimeouts: number;
  /** Commands that wait for keys which async ones hold, and how many were refused because too many waited. */
  readonly waitingForHeldKeys: number;
  readonly heldKeyRefusals: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly errorReplies: number;
  /** How many of them began with which word. */
  readonly errorsByCode: ReadonlyMap<string, number>;
  /** Readings from sockets, and writings to them. */
  readonly readsProcessed: number;
  readonly writesProcessed: number;
  /** Commands a second, and bytes a second, in the last one and a half. */
  readonly operationsPerSecond: number;
  readonly inputRate: number;
  readonly outputRate: number;
  /** How often the search for expired keys left some for later, and how long it has taken. */
  readonly expireStepsCutShort: number;
  readonly expireMilliseconds: number;
  /** Turns that have changed something. */
  readonly changes: number;
  /** Bytes in use: now, at the start, and the most that were seen. */
  memoryUsed(): number;
  readonly memoryAtStart: number;
  readonly memoryPeak: number;
  /** Bytes that keys and values take off the JavaScript heap. */
  readonly datasetBytes: number;
  resetStatistics(): void;
}

/** How far a server has come that brings back what is on disk. */
export interface LoadingView {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly totalBytes: number;
  readonly loadedBytes: number;
  readonly percent: number;
  /** As many as it seems, `now` being milliseconds since 1970. */
  secondsLeft(now: number): number;
}

/** How the log fares. */
export interface AppendLogView {
  /** Why writes are refused, undefined while they are not. */
  readonly refusal: Error | undefined;
  /** Bytes that wait to be written. */
  readonly pendingBytes: number;
  /** Whether it is being synced. */
  readonly isSyncing: boolean;
  /** Batches whose replies had to wait because a sync took long. */
  readonly delayed: number;
}

/** Compactions of the log. */
export interface CompactionsView {
  readonly isRunning: boolean;
  /** Whether the one that runs is for a snapshot. */
  readonly isSnapshot: boolean;
  readonly count: number;
  readonly failuresInRow: number;
  readonly lastFailed: boolean;
  /** How long the last has taken, and the one that runs until now; -1 for none. */
  readonly lastSeconds: number;
  readonly seconds: number;
  /** Bytes that the second copy of the data took in the last. */
  readonly lastMemory: number;
  /** Bytes of the log after the last, or as the server started. */
  readonly sizeAfter: number;
}

/** Files of all keys that SAVE and BGSAVE make. */
export interface SnapshotsView {
  /** When the last was made, or the server started, in milliseconds since 1970. */
  readonly lastAt: number;
  readonly lastFailed: boolean;
  readonly count: number;
  /** Turns that have changed something since. */
  readonly changes: number;
  /** How long the last beside the server has taken; -1 for none. */
  readonly lastSeconds: number;
  /** Bytes that the second copy of the data took for the last that a compaction made. */
  readonly lastMemory: number;
  /** Keys of the one that was last loaded, and those that were left out because they had expired. */
  readonly loadedKeys: number;
  readonly expiredKeys: number;
}

/** What is kept on disk. */
export interface PersistenceView {
  /** Whether what is changed goes to the log. */
  readonly isOn: boolean;
  /** Bytes of the log. */
  readonly size: number;
  readonly log: AppendLogView;
  readonly compactions: CompactionsView;
  readonly snapshots: SnapshotsView;
  /** What waits until that has ended which runs beside the server. */
  readonly next: 'compaction' | 'snapshot' | undefined;
  /** Begins to compact the log; false when that waits for a snapshot. Throws a CommandError when it can't. */
  compact(): boolean;
  /** Writes a snapshot at once; nothing else runs meanwhile. Throws a CommandError when that fails, or one is written already. */
  save(): void;
  /** Writes one beside the server; false when that waits, as it may, for a compaction. Throws a CommandError when it can't. */
  saveLater(mayWait: boolean): boolean;
  /**
   * Writes a snapshot, if asked to, and loads it: in the place of all keys, or beside them, which fails when one of its
   * keys is there unless it replaces them. Throws a CommandError when that fails; what the log has is there then.
   */
  reload(options: { readonly saves: boolean; readonly flushes: boolean; readonly replaces: boolean }): void;
  /** Loads the log again. Throws a CommandError when that fails: the server ends if the log is damaged. */
  reloadLog(): void;
}

/** A command that took long. */
export interface SlowCommand {
  readonly id: number;
  /** When it ended, since 1970. */
  readonly seconds: number;
  readonly microseconds: number;
  /** Its name and arguments, abridged, without passwords. */
  readonly words: readonly Buffer[];
  /** Of the client. */
  readonly address: string;
  readonly name: string;
}

/** The commands that took longer than `slowlog-log-slower-than`. */
export interface SlowLogView {
  /** The latest first. */
  readonly entries: readonly SlowCommand[];
  reset(): void;
}

export interface LatencySample {
  /** Since 1970. */
  readonly seconds: number;
  milliseconds: number;
}

/** What happened of one kind. */
export interface LatencyEvent {
  /** One of each second, the latest last. */
  readonly samples: readonly LatencySample[];
  /** The longest ever, in milliseconds. */
  readonly worst: number;
}

/** What took longer than `latency-monitor-threshold`. */
export interface LatencyView {
  /** By name: `command`, `fast-command`, `expire-cycle`. */
  readonly events: ReadonlyMap<string, LatencyEvent>;
  /** Forgets these events, or all; answers how many there were. */
  reset(names: readonly string[]): number;
}

/** What DEBUG turns off and on. */
export interface MaintenanceView {
  /** Whether expired keys are removed before somebody asks for them. */
  expires: boolean;
  /** Whether nothing is done between commands: no key expires, no memory moves, no figure is sampled. */
  paused: boolean;
}

/** Alarms of values. */
export interface AlarmsView {
  /** How many are set. */
  readonly pending: number;
  /** How many have run since the start, and how many of them were refused or have failed. */
  readonly rung: number;
  readonly failed: number;
}

/** What reacts to events: how often since the start, and how often it has failed. */
export interface TriggersView {
  readonly run: number;
  readonly failed: number;
}

/** What a reload of users' structures has changed. */
export interface ReloadReport {
  readonly commandsAdded: readonly string[];
  readonly commandsRemoved: readonly string[];
  readonly classesAdded: readonly string[];
  readonly classesRemoved: readonly string[];
  /** Of another source than before. */
  readonly classesChanged: readonly string[];
  /** Of another `static version`. */
  readonly classesUpgraded: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** Values that were tried with the new code. */
  readonly values: number;
  /** Files that were loaded. */
  readonly files: number;
  readonly milliseconds: number;
}

/** The running server. */
export interface MemoView {
  readonly version: string;
  /** The version of Redis whose commands and replies these are. */
  readonly compatibleVersion: string;
  readonly runId: string;
  readonly port: number;
  readonly databases: number;
  readonly commands: CommandTable;
  readonly configuration: ConfigurationView;
  readonly metrics: MetricsView;
  readonly channels: ChannelsView;
  readonly tracking: TrackingFigures;
  readonly slowLog: SlowLogView;
  readonly latency: LatencyView;
  readonly maintenance: MaintenanceView;
  readonly alarms: AlarmsView;
  readonly triggers: TriggersView;
  readonly persistence: PersistenceView;
  /** While the server brings back what is on disk; undefined after that. */
  readonly loading: LoadingView | undefined;
  /** The file that the options were read from, '' without one. */
  readonly configurationFile: string;
  /** Writes the options to that file. Throws a CommandError when there is none, or it can't be written. */
  rewriteConfiguration(): void;
  sessions(): readonly SessionView[];
  /** The time now: milliseconds since 1970. */
  now(): number;
  /** Lets all commands, or those that may write, wait for so many milliseconds at least. */
  pause(milliseconds: number, writesOnly: boolean): void;
  /** Runs what waits because of a pause. */
  unpause(): void;
  /** Exchanges two databases for every connection. */
  swapDatabases(first: number, second: number): void;
  /**
   * Puts users' structures, as their files are now, in the place of those that run; resolves when they are. Rejects with a
   * CommandError that says why they can't be: those that run stay.
   */
  reload(): Promise<ReloadReport>;
  /** Ends the handler of a user's structure that runs for long. Throws a CommandError when there is none. */
  killHandler(): void;
  /** Writes a line to the server's log. */
  note(message: string): void;
  /**
   * Stops the server, after the replies of this turn. Throws a CommandError when the snapshot that is asked for can't be
   * made, if the stop isn't forced, and while a handler runs for long, unless nothing is to be saved.
   */
  shutdown(options: { readonly saving: 'SAVE' | 'NOSAVE' | undefined; readonly isForced: boolean }): void;
}
