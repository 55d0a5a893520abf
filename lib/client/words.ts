/** A word of a command: numbers go out as decimals, strings as UTF-8. */
export type Word = string | number | bigint | Buffer;

/** A key's handle, as `t.entry()` gives it to a handler: the client names the key. */
interface EntryLike {
  readonly key: string;
  readonly exists: boolean;
  moveTo(target: never): void;
}

/** Bytes in place, as `t.slice()` gives them to a handler. */
export interface SliceLike {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Flags, options and lists: which words they are can't be told from the handler's parameter. */
interface Opaque {
  readonly isOpaque: true;
}

/** What may be sent for a parameter of a handler; a pair goes out as its two words. */
type WordFor<P> = unknown extends P
  ? Word
  : P extends undefined
    ? undefined
    : P extends string
      ? StringWord<P>
      : P extends number | bigint
        ? number | bigint
        : P extends Uint8Array | EntryLike | SliceLike
          ? Word
          : P extends () => infer Lazy
            ? WordFor<Lazy>
            : P extends readonly [infer First, infer Second]
              ? readonly [WordFor<First>, WordFor<Second>]
              : Opaque;

/** A token stands for itself, text may be anything. */
type StringWord<P extends string> = string extends P ? Word : P;

type WordForEach<P extends readonly unknown[]> = { [I in keyof P]: WordFor<P[I]> };

/** The words up to the first opaque parameter, and then any. */
type Prefix<W extends readonly unknown[]> = W extends readonly [infer First, ...infer Rest]
  ? Opaque extends First
    ? Word[]
    : [First, ...Prefix<Rest>]
  : Word[];

/**
 * The words that a command takes, from the parameters of its handler, under their names. From a flag, options or a list
 * on they are any words: those that the command's documentation (COMMAND DOCS) tells.
 */
export type WordsFor<P extends readonly unknown[]> = Opaque extends WordForEach<P>[number]
  ? Prefix<WordForEach<P>>
  : WordForEach<P>;
