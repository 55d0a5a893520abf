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
  constructor(readonly value: number) {}
}

/** A message the client did not ask for. RESP2 has only arrays for it. */
export class Push {
  constructor(readonly items: readonly Reply[]) {}
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

/** No answer at all. */
export class NoReply {
  readonly isNoReply = true;
}

export const OK = new Status('OK');
export const NULL_ARRAY = new NullArray();
export const NO_REPLY = new NoReply();

export const status = (text: string) => new Status(text);
export const double = (value: number) => new Double(value);
export const push = (...items: readonly Reply[]) => new Push(items);
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
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Double
  | Push
  | Verbatim
  | NullArray
  | NoReply
  | CommandError
  | readonly Reply[]
  | ReadonlyMap<Reply, Reply>
  | ReadonlySet<Reply>
  | { readonly [field: string]: Reply };
