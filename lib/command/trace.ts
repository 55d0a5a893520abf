import type { Value } from './server';

/** A command that ran, and those that its handler has played. */
export interface TracedCommand {
  /** Its name and its arguments. */
  readonly words: readonly Buffer[];
  /** What it answered: a CommandError where it threw. */
  readonly reply: Value;
  /** In the order in which they were played. */
  readonly played: readonly TracedCommand[];
}

/** A command as the log would have it. */
export interface LoggedCommand {
  /** The number of the database that is selected for it. */
  readonly database: number;
  readonly words: readonly Buffer[];
}

/** What is at a key. */
export interface TracedValue {
  /** What TYPE answers. */
  readonly typeName: string;
  /** Bytes of its state as it is saved; undefined when it can't be. */
  readonly bytes: number | undefined;
  /** Milliseconds since 1970 at which it expires; undefined when it never does. */
  readonly expiry: number | undefined;
}

/** A key that a command may have changed. Absent is undefined. */
export interface TracedKey {
  readonly database: number;
  readonly key: Buffer;
  readonly before: TracedValue | undefined;
  readonly after: TracedValue | undefined;
}

/** What a dry run of a command has shown. */
export interface Trace extends TracedCommand {
  readonly logged: readonly LoggedCommand[];
  readonly keys: readonly TracedKey[];
  /** The numbers of databases that it would empty. */
  readonly emptied: readonly number[];
}
