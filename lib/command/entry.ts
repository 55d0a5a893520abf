import type { ByteSlice } from '../protocol/reply';
import type { Word } from './server';
import type { StructureClass } from './structure-class';

/**
 * A handle on a key of the caller's database. It decodes nothing until asked, and is good for one turn:
 * used later, it throws a StructureError.
 */
export interface Entry {
  /** The key as text. */
  readonly key: string;
  /** The key as bytes, in place. */
  readonly keyBytes: ByteSlice;
  /** Whether the key holds a value that has not expired. */
  readonly exists: boolean;
  /** The class of the value, undefined when absent. */
  readonly type: StructureClass | undefined;
  /** What TYPE answers, undefined when absent. */
  readonly typeName: string | undefined;
  /** Milliseconds since 1970 at which the value expires; undefined when it never does or is absent. */
  readonly expiry: number | undefined;
  /** Milliseconds since the value was last used. It can be set, unless uses are counted. */
  idle: number;
  /** Redis' count of uses, 0 to 255, where the policy is an LFU one, else undefined. It can be set. */
  frequency: number | undefined;
  /** Bytes that key and value take outside of the JavaScript heap; 0 when absent. */
  readonly memoryUsage: number;
  /** The value, created when absent or expired. Throws WRONGTYPE for another class. */
  open<T>(Class: StructureClass<T>): T;
  /** The value, or undefined when absent or expired. Throws WRONGTYPE for another class. */
  find<T>(Class: StructureClass<T>): T | undefined;
  /** A fresh value in place of whatever was there, without expiry. */
  replace<T>(Class: StructureClass<T>): T;
  /** A fresh packed value of these bytes in place of whatever was there, without expiry unless that is kept. */
  set(Class: StructureClass, bytes: Bytes, options?: { readonly keepExpiry?: boolean }): void;
  /** The value of whatever class, undefined when absent; without noting a use, if you like. */
  value(options?: { readonly touch?: boolean }): unknown;
  /**
   * Sets or (undefined) removes the expiry, in milliseconds since 1970, rounded; a past one deletes. False when absent. Throws
   * the CommandError of an invalid expire time from 2^63 on.
   */
  expireAt(milliseconds: number | undefined): boolean;
  /** Removes the value; false when there was none. */
  delete(): boolean;
  /**
   * The value in bytes that `restore` takes: the name and `static version` of its class, and its state. Throws the no
   * such key error when absent, a StructureError that names what can't be saved.
   */
  save(): Buffer;
  /**
   * Puts the value that `save` made these bytes of in place of whatever was there, without expiry; `static upgrade` of the
   * class has made it what it is now if an older version was saved. Throws a CommandError when the bytes are no value, or
   * of a class that isn't registered, or of a version that can't be upgraded; nothing is changed then.
   * With `keepsUnknown`, as when a server starts, the value of a class that isn't registered is kept as its bytes: it
   * can be moved and saved, and nothing else.
   */
  restore(bytes: Uint8Array, options?: { readonly keepsUnknown?: boolean }): void;
  /** Moves value and expiry to another key, in place of what is there. */
  moveTo(target: Entry): void;
  /** Copies value and expiry to another key, in place of what is there. */
  copyTo(target: Entry): void;
  /**
   * Runs a command of the value's class on the value, with the key and these words, so many seconds from now: as a turn of its
   * own, never before its time, and once, restarts included. The same command with the same words has one alarm, which is set
   * anew. The alarm goes where the value goes, copies included, and ends with it. Throws the no such key error when absent,
   * a StructureError for a command that an alarm can't run.
   */
  alarm(seconds: number, command: string, ...words: readonly Word[]): void;
  /** Removes the alarm of the command with these words; false when there is none. */
  cancelAlarm(command: string, ...words: readonly Word[]): boolean;
  /** The value's alarms, those first that come first. */
  alarms(): readonly Alarm[];
  /** Whether the other is the same key of the same database. */
  isSame(other: Entry): boolean;
  /** Notes that the value was used now; false when absent. */
  touch(): boolean;
}

/** A command that runs on a value later. */
export interface Alarm {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly command: string;
  /** Behind the key. */
  readonly words: readonly string[];
}

/** Bytes as handlers give them: text, a Buffer, or a view of the request or of a packed value. */
export type Bytes = string | Uint8Array | ByteSlice;
