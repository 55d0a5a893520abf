import type { CommandError } from '../errors';

/** A status reply such as `+OK`. */
export class Status {
  /** As it is sent. */
  readonly line: string;

  constructor(readonly text: string) {
    this.line = replyLine('+', text);
  }
}

/** A line that stays one line on the wire, whatever the text. */
export function replyLine(sigil: string, text: string): string {
  return `${sigil}${text.replace(/[\r\n]/g, ' ')}\r\n`;
}

/** A reply that is a double whatever its value; a plain number is one only when it is no safe integer. */
export class Double {
  constructor(
    readonly value: number,
    /** As it is sent; with 17 digits unless told. */
    readonly text?: string | undefined,
  ) {}
}

/** A message the client did not ask for. RESP2 has only arrays for it. */
export class Push {
  constructor(readonly items: readonly Reply[]) {}
}

/** What items in a row are to the client. */
type Layout = 'set' | 'map' | 'pairs' | 'entries';

/** Many items, which need no Map or Set of their own to be one to the client. */
export class Items {
  readonly isItems = true;

  constructor(
    readonly items: readonly Reply[],
    readonly layout: Layout,
  ) {}
}

/** Text to show to a person; a bulk string to RESP2. `format` has three characters. */
export class Verbatim {
  constructor(
    readonly text: string,
    readonly format: string,
  ) {}
}

/** A bulk reply from the middle of other bytes. They are copied when the reply is written, not before. */
export class ByteSlice {
  constructor(
    readonly bytes: Uint8Array,
    readonly start: number,
    readonly end: number,
  ) {}
}

/** Where RESP2 has an array, the absence of one. */
export class NullArray {
  readonly isNullArray = true;
}

/** Several answers where others give one. */
export class Replies {
  constructor(readonly replies: readonly Reply[]) {}
}

/** No answer at all. */
export class NoReply {
  readonly isNoReply = true;
}

/** Replies that are encoded already, in the protocol of their time. */
export class Encoded {
  constructor(readonly encoded: Buffer) {}
}

/** How a command waits. */
export interface WaitOptions {
  /** What runs again in place of the command: its name and words. */
  readonly again?: readonly (string | Uint8Array)[];
  /** It runs again when a key was removed, too. */
  readonly evenAbsent?: boolean;
}

/** No answer yet: the command waits. */
export class Waiting {
  constructor(
    /** How long at most, 0 for ever. */
    readonly milliseconds: number,
    /** What is answered then. */
    readonly reply: Reply,
    readonly options: WaitOptions,
  ) {}
}

/** An error that is sent as it is, and counts as none. */
export const encodedError = (message: string) => new Encoded(Buffer.from(replyLine('-', message)));

export const OK = new Status('OK');
export const NULL_ARRAY = new NullArray();
export const NO_REPLY = new NoReply();

export const status = (text: string) => new Status(text);
export const double = (value: number, text?: string) => new Double(value, text);
export const push = (...items: readonly Reply[]) => new Push(items);
/** Several replies, one after the other. */
export const replies = (...all: readonly Reply[]) => new Replies(all);
/** A set of these items. */
export const setOf = (items: readonly Reply[]) => new Items(items, 'set');
/** A map of names and values, which come in turn. RESP2 gets one array of them. */
export const mapOf = (items: readonly Reply[]) => new Items(items, 'map');
/** The same map; RESP2 gets an array of two for each name. */
export const entriesOf = (items: readonly Reply[]) => new Items(items, 'entries');
/** Pairs that are no map, such as members and scores: an array of two for each to RESP3, one array of all to RESP2. */
export const pairsOf = (items: readonly Reply[]) => new Items(items, 'pairs');
export const verbatim = (text: string, format = 'txt') => new Verbatim(text, format);

/** Whether an object is of no class: its fields are a map. */
export function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a handler can return. Strings and bytes are bulk strings, undefined is null, objects are maps. */
export type Reply =
  | Status
  | string
  | Uint8Array
  | ByteSlice
  | Encoded
  | Waiting
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Double
  | Push
  | Items
  | Verbatim
  | NullArray
  | NoReply
  | Replies
  | CommandError
  | readonly Reply[]
  | ReadonlyMap<Reply, Reply>
  | ReadonlySet<Reply>
  | { readonly [field: string]: Reply };
