import type { CommandError } from '../errors';
import type { ByteSlice, Reply, WaitOptions } from '../protocol/reply';
import type { Attempt, AttemptOptions } from './attempt';
import type { Bytes, Entry } from './entry';
import type { EventType } from './event-types';
import type { MemoView } from './memo-view';
import type { DatabaseView, SessionView, SubscriptionsView, TransactionView } from './session-view';
import type { StructureClass } from './structure-class';
import type { Trace } from './trace';

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
  /**
   * A dry run of another command: what it answers, plays, logs and changes. It changes nothing, whatever it does to keys;
   * what a handler does beside them is done. Throws a CommandError for a command that there isn't, and for one that can't
   * be traced: those that are async or may wait, and Redis' own that do more than read and change keys.
   */
  trace(command: string, ...words: readonly Word[]): Trace;
  /**
   * Reads, awaits, and commits if nothing was changed that it has read; else it runs again, or when it throws after that.
   * Answers what the function answers. Throws the CONFLICT error when it has failed so often. In async handlers only.
   */
  attempt<T>(work: (attempt: Attempt) => T | Promise<T>, options?: AttemptOptions): Promise<T>;
  /**
   * Aborted when the command is ended before its handler: its time is over, its client has gone, or the server stops. All
   * of `server` throws then. In async handlers only.
   */
  readonly signal: AbortSignal;
  /**
   * Lets the value expire in so many seconds, also that which an instance method makes of an absent key; false when the key is
   * absent.
   */
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
  /** Whether replay runs this again, as part of a @writes command: order and choice must follow from the data alone. */
  readonly isReplayed: boolean;
  /** Whether a @writes command plays this one, so that nothing of it is logged: `logAs` has no effect. */
  readonly isCovered: boolean;
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
