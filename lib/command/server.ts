import type { CommandError } from '../errors';
import type { Message } from '../protocol/message';
import type { ByteSlice, Reply, WaitOptions } from '../protocol/reply';
import type { CommandTable } from './command-table';
import type { EventType } from './event-types';
import type { Bytes, Entry } from './entry';
import type { StructureClass } from './structure-class';

/** A word of a command that a structure plays. */
export type Word = string | number | bigint | Uint8Array;

/** What a played command answered: text for bulk replies and statuses, null, numbers, arrays, maps. */
export type Played = readonly ['RESPONSE', Value] | readonly ['ERROR', CommandError];

/** A reply as a handler sees it. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | CommandError
  | readonly Value[]
  | ReadonlyMap<Value, Value>
  | ReadonlySet<Value>;

/** The server as a command sees it: bound to the caller's database and to the turn. */
export interface Server {
  /** The live value at the key, created when absent or expired. Throws WRONGTYPE for another class. */
  open<T>(Class: StructureClass<T>, key: string): T;
  /** The live value at the key, or undefined when absent or expired. Throws WRONGTYPE for another class. */
  find<T>(Class: StructureClass<T>, key: string): T | undefined;
  /** A handle on the key. */
  entry(key: string): Entry;
  /** A handle on a value that nobody sees yet: make it, then move it to a key. The turn's end removes what is left. */
  draft(): Entry;
  /**
   * Runs another command in this turn; what the command refuses is answered, not thrown. An async command can be
   * played by an async handler only, and answers a promise: `await server.play<Promise<Played>>('SEARCH', …)`.
   */
  play<R extends Played | Promise<Played> = Played>(command: string, ...words: readonly Word[]): R;
  /** The same, but the error that the command answers is thrown. */
  call<R extends Value | Promise<Value> = Value>(command: string, ...words: readonly Word[]): R;
  /** Lets the value expire in so many seconds; false when the key is absent. */
  expire(key: string, seconds: number): boolean;
  /** Removes the value; false when the key is absent. */
  delete(key: string): boolean;
  /** The time of the turn: milliseconds since 1970, a whole number. */
  now(): number;
  /** A number from 0 up to 1, the same in replay. */
  random(): number;
  /** Writes this command to the log in place of the one that runs; several calls log several commands. */
  logAs(command: string, ...words: readonly Word[]): void;
  /** The running command changed nothing after all: it leaves no trace in the log. Answers the reply, if you give one. */
  unchanged(): void;
  unchanged<R extends Reply>(reply: R): R;
  /**
   * There is nothing yet: the command runs again once a key that it names was changed, and one of them has a value. After
   * so many milliseconds (0: never) the reply is answered, null without one; at once where nobody can wait, as in a
   * transaction or when another command plays it. The command is declared with `flags: ['blocking']`, and has changed
   * nothing.
   */
  wait(milliseconds: number, reply?: Reply, options?: WaitOptions): Reply;
  /**
   * Sends a message to those who are subscribed to the channel, or with `sharded` to that channel of a shard, once the
   * turn is over and unless the command, or one that played it, has thrown. Answers how many clients that are; in a
   * @writes command and in what it plays 0, since in replay there are none.
   */
  publish(channel: Bytes, message: Word | ByteSlice, options?: { readonly sharded?: boolean }): number;
  /**
   * Tells those who listen for it (notify-keyspace-events) what has happened to a key, behind the event that the command
   * itself is (what is missing or new is told before it); of the type of the command's group unless given.
   */
  notify(event: string, key: Entry | Bytes, type?: EventType): void;
  /** Whether `wait` waits, in place of answering at once. */
  readonly mayWait: boolean;
  /** Whether the command has waited, and runs again. */
  readonly hasWaited: boolean;
  /** Whether somebody reads the log entry of the running command; without, `logAs` need not be called. */
  readonly isLogged: boolean;
  /** Whether this runs inside a command that replay runs again, where order must not depend on history. */
  readonly isReplayed: boolean;
  /** The caller's database, or another by its number. */
  database(index?: number): DatabaseView;
  /** The client's transaction. Throws a StructureError in a command that another one plays. */
  readonly transaction: TransactionView;
  /** What the client is subscribed to. Throws a StructureError in a command that another one plays. */
  readonly subscriptions: SubscriptionsView;
  /** The connection that called. */
  readonly session: SessionView;
  /** The running server: configuration, sessions, commands, figures. */
  readonly memo: MemoView;
}

/** A database as commands on the whole of it see it. */
export interface DatabaseView {
  readonly index: number;
  /** Keys, those that have expired but weren't met yet included. */
  readonly size: number;
  /** Keys with an expiry. */
  readonly expires: number;
  /** Milliseconds that values with an expiry still live, on average of some of them; 0 when there is none. */
  readonly averageTimeToLive: number;
  entry(key: string | Buffer): Entry;
  /** At least `count` keys (fewer at the end) from a cursor on, and the next cursor; 0 begins and ends. */
  scan(cursor: number, count: number): { cursor: number; keys: Entry[] };
  /** Every key. */
  entries(): Iterable<Entry>;
  /** A key at random, undefined when there is none. */
  randomKey(): Entry | undefined;
  /** Removes every key. */
  flush(): void;
}

/** A client's transaction as commands see it. */
export interface TransactionView {
  /** Whether commands are queued. */
  readonly isOpen: boolean;
  /** How many are queued, -1 when it isn't open. */
  readonly length: number;
  /** Whether EXEC runs what was queued. */
  readonly isRunning: boolean;
  /** Bytes of their words. */
  readonly bytes: number;
  /** Whether a watched key was changed. */
  readonly isTouched: boolean;
  /** From now on commands are queued. Throws a CommandError when they are already. */
  begin(): void;
  /**
   * Runs what is queued, as one turn; a null array when a watched key was changed. Throws a CommandError when nothing
   * is open, or a command was refused in place of being queued.
   */
  execute(): Reply;
  /** Forgets what is queued and watched. Throws a CommandError when nothing is open. */
  discard(): void;
  /** `execute` runs nothing once one of these keys was changed. Throws a CommandError while commands are queued. */
  watch(entries: readonly Entry[]): void;
  /** No key is watched any more. */
  unwatch(): void;
}

/** What clients subscribe to: a channel, all channels that match a pattern, a channel of a shard. */
export type Topic = 'channel' | 'pattern' | 'shard';

/** What tells the channels that a pattern is for. */
export interface ChannelPattern {
  matches(channel: ByteSlice): boolean;
}

/** What a client is subscribed to; names have one character a byte. */
export interface SubscriptionsView {
  /** How much it is in all. */
  readonly size: number;
  count(topic: Topic): number;
  names(topic: Topic): string[];
  /** Does nothing where it is subscribed already. */
  add(topic: Exclude<Topic, 'pattern'>, name: string): void;
  addPattern(name: string, pattern: ChannelPattern): void;
  delete(topic: Topic, name: string): void;
}

/** What all clients are subscribed to; names have one character a byte. */
export interface ChannelsView {
  /** How many different ones there are. */
  count(topic: Topic): number;
  names(topic: Topic): Iterable<string>;
  subscribers(topic: Topic, name: string): number;
  /** What a message makes, and for whom. */
  deliveries(channel: Bytes, message: Word | ByteSlice, sharded: boolean): readonly Delivery[];
}

/** A message on its way. */
export interface Delivery {
  readonly message: Message;
  readonly receivers: readonly Receiver[];
}

/** Who gets messages. */
export interface Receiver {
  send(message: Message): void;
}

/** How the server tells a client of changes of keys that it may have cached. */
export interface TrackingOptions {
  /** Number of the connection that is told in its place; 0 for its own. */
  readonly redirect: number;
  /** It is told of all keys with one of the prefixes, in place of those that it has read. */
  readonly broadcasts: boolean;
  /** Of one character a byte. */
  readonly prefixes: readonly string[];
  /** Of what it reads, it is told only of what it has asked for before. */
  readonly optIn: boolean;
  /** Of what it reads, it is not told of what it has asked not to be told. */
  readonly optOut: boolean;
  /** It is not told of what it changes itself. */
  readonly noLoop: boolean;
}

/** How a client is told of changes. */
export interface TrackingView extends TrackingOptions {
  /** Whether it has asked for the next command what `optIn` or `optOut` are about. */
  caching: boolean;
  /** Whether the connection that was to be told has gone. */
  readonly isBroken: boolean;
}

/** What the server remembers of the caches of clients. */
export interface TrackingFigures {
  readonly clients: number;
  readonly keys: number;
  /** Clients of all keys, added up. */
  readonly items: number;
  readonly prefixes: number;
}
/** Which limits of output are for a client. */
export type ClientType = 'normal' | 'replica' | 'pubsub';

/** A connection as commands see it. */
export interface SessionView {
  readonly id: number;
  /** Set by CLIENT SETNAME. */
  name: string;
  /** The number of the selected database. */
  database: number;
  /** The RESP version that replies are written in. */
  protocol: 2 | 3;
  authenticated: boolean;
  readonly address: string;
  readonly localAddress: string;
  readonly descriptor: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastActiveAt: number;
  readonly lastCommand: string;
  /** False once the client has gone. */
  readonly connected: boolean;
  /** Bytes of requests that wait to be read, and of replies that wait to be sent. */
  readonly pendingInput: number;
  readonly pendingOutput: number;
  /** Bytes of room beside those of requests, and of the words of the command that runs or waits. */
  readonly freeInput: number;
  readonly argumentBytes: number;
  /** How many pieces of output wait to be sent. */
  readonly pendingPieces: number;
  /** What of the socket is waited for: `r`, more requests; `w`, that what was sent is taken. */
  readonly events: string;
  /** Which limits are for it. */
  readonly type: ClientType;
  readonly usesUnixSocket: boolean;
  /** Whether it closes once its replies are sent. */
  readonly isClosing: boolean;
  /** Set by CLIENT NO-EVICT. */
  noEvict: boolean;
  /** What it has queued, if it has. */
  readonly transaction: TransactionView;
  readonly subscriptions: SubscriptionsView;
  /** How it is told of changes, if it is. */
  readonly tracking: TrackingView | undefined;
  /** Has it told of changes, or no longer. Prefixes come beside those that it has. */
  track(options: TrackingOptions | undefined): void;
  /** Whether it sees the commands of all connections. */
  isMonitor: boolean;
  /** Whether a command of it waits. */
  readonly isBlocked: boolean;
  /** Ends the waiting, with an error or as if nothing had come in time; false when it doesn't wait. */
  unblock(withError: boolean): boolean;
  /** Sends what the client did not ask for: before the reply of the command that runs, if that is its own. */
  send(message: Message): void;
  /** The same, but after the reply of the command that runs. */
  sendAfter(message: Message): void;
  /** Which of the replies that come now the client gets. */
  hear(replies: 'all' | 'none' | 'all but the next'): void;
  /** Back to what a new connection has. */
  reset(): void;
  /** Closes the connection once the replies are sent. */
  close(): void;
  /** Closes the connection now, whatever waits to be run or sent. */
  kill(): void;
}

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
  readonly keyspaceHits: number;
  readonly keyspaceMisses: number;
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
  /** Writes a line to the server's log. */
  note(message: string): void;
  /** Stops the server, after the replies of this turn. */
  shutdown(): void;
}
