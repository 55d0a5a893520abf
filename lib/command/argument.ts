import type { Request } from '../protocol/request';
import type { Entry } from './entry';

/** The words of a request while a schema reads them from left to right. */
export interface Input {
  readonly request: Request;
  /** Where the next word is. */
  index: number;
  /** Words that the arguments after this one need at least. */
  reserved: number;
  /** How many arguments the last t.counted has read. */
  counted: number;
  /** Whether the request is of a log that is replayed, which may be one that Redis wrote. */
  readonly isReplaying?: boolean;
  /** The key at word `index`, as text. */
  key(index: number): string;
  /** The key at word `index`, as a handle. */
  entry(index: number): Entry;
}

/** How COMMAND DOCS calls the type of an argument. */
export type ArgumentType =
  'key' | 'string' | 'integer' | 'double' | 'pattern' | 'unix-time' | 'pure-token' | 'oneof' | 'block';

/** What is known about an argument without a request at hand; everything about a command derives from it. */
export interface Shape {
  readonly name: string;
  readonly type: ArgumentType;
  /** The word that announces the argument, in upper case. */
  readonly token?: string;
  readonly optional?: boolean;
  readonly multiple?: boolean;
  /** The token stands before each of several. */
  readonly multipleToken?: boolean;
  /** Of several that are given, the last counts. */
  readonly lastWins?: boolean;
  /** Another one is refused, be it the same. */
  readonly once?: boolean;
  /** An option that must be given. */
  readonly required?: boolean;
  /** What a number must be at least and at most, for people to read. */
  readonly min?: number | bigint | undefined;
  readonly max?: number | undefined;
  /** How many words it takes at least. */
  readonly words: number;
  /** Words without which it is not read at all; `words` when not given. */
  readonly atLeast?: number;
  /** It may take more words than that. */
  readonly open?: boolean;
  readonly parts?: readonly AnyArgument[];
  /** `parts` are a number, and what there are so many of. */
  readonly counted?: boolean;
  /** `parts` are options: each may be left out, and they stand in any order. */
  readonly anyOrder?: boolean;
  /** `parts` are told one by one. */
  readonly inRow?: boolean;
  /** `parts` are two: all of the first, then as many of the second. */
  readonly halves?: boolean;
  /** Names of keys are made of it and of what a value holds. */
  readonly namesKeys?: boolean;
  /** Clusters route the command by it as by a key, which it is not. */
  readonly isRoute?: boolean;
  /** COMMAND DOCS keeps it to itself. */
  readonly undocumented?: boolean;
  /** The handler gets a handle that is good for one turn. */
  readonly isHandle?: boolean;
}

/** One argument of a command: its shape, and how to read it from a request. */
export class Argument<T> {
  /** Whether the word at `input.index` announces this argument; only for arguments with a token. */
  matches?: (input: Input) => boolean;

  constructor(
    readonly shape: Shape,
    readonly read: (input: Input) => T,
  ) {}
}

/** An argument that becomes several parameters of the handler; only the last one can be that. */
export class SpreadArgument<T> extends Argument<readonly T[]> {
  readonly spread = true;
}

/** An argument that may be left out. */
export class OptionalArgument<T> extends Argument<T | undefined> {
  readonly isOptional = true;
}

/** A token: a flag on its own, or in front of a value. */
export class TokenArgument<Token extends string, T> extends Argument<T> {
  override readonly matches = (input: Input) => input.request.equals(input.index, this.token);

  constructor(
    readonly token: Token,
    shape: Shape,
    read: (input: Input) => T,
  ) {
    super(shape, read);
  }
}

/** An option that must be given; what the client is told when it is not. */
export class RequiredArgument<T> extends Argument<T> {
  readonly isRequired = true;

  constructor(
    argument: Argument<T>,
    readonly missing: () => Error,
  ) {
    super({ ...argument.shape, optional: false, required: true }, argument.read);
    this.matches = argument.matches;
  }
}

/** An option that may be given several times. */
export class RepeatedArgument<T> extends Argument<T> {
  readonly isRepeated = true;

  constructor(argument: Argument<T>, isTold: boolean) {
    super({ ...argument.shape, ...(isTold && { multiple: true, multipleToken: true }) }, argument.read);
    this.matches = argument.matches;
  }
}

export type NameMaker = (...values: never[]) => string;

/** A name that an async command holds while it runs, made from the arguments before it; takes no word. */
export class HoldArgument<F extends NameMaker = NameMaker> extends Argument<void> {
  readonly isHold = true;

  constructor(readonly name: F) {
    super({ name: 'hold', type: 'string', words: 0 }, () => undefined);
  }
}

export type AnyArgument = Argument<unknown>;
export type SchemaArguments = readonly AnyArgument[];

/** The value that an argument reads. */
export type ValueOf<A> = A extends Argument<infer T> ? T : never;

/** The values that several arguments read, in their order. */
export type ValuesOf<S extends SchemaArguments> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** The parameters that a handler of these arguments gets, behind those that are known. */
export type ParametersOf<
  S extends SchemaArguments,
  Known extends readonly unknown[] = [],
> = S extends readonly [infer Head, ...infer Tail extends SchemaArguments]
  ? Head extends HoldArgument<infer F>
    ? MakesName<F, Known> extends true
      ? ParametersOf<Tail, Known>
      : Misfit[]
    : ParametersOf<Tail, [...Known, ...ParametersOfOne<Head>]>
  : Known;

type ParametersOfOne<A> = A extends SpreadArgument<infer T> ? T[] : [ValueOf<A>];

/** Whether a name can be made of these values; parameters without a type take any. */
type MakesName<F extends NameMaker, Values extends readonly unknown[]> = [Parameters<F>[number]] extends [
  never,
]
  ? true
  : F extends (...values: [...Values]) => string
    ? true
    : false;

/** What no handler takes. */
interface Misfit {
  readonly reason: 'the function in t.holds does not take the arguments before it';
}
