import type { SliceLike } from './words';

/** How a client shows what RESP3 has and RESP2 has not: as itself, or as RESP2 brings it. */
export type Mapping = 'resp3' | 'resp2';

/**
 * What the client gets of what a handler returns: text, numbers, booleans, null, arrays and records. It is unknown where
 * the handler doesn't tell, as when it passes on what another command answered. RESP2 has maps as arrays, booleans as 1
 * and 0, and doubles as text; of a number it isn't known whether it is one.
 */
export type Replied<R, M extends Mapping = 'resp3'> = readonly R[] extends R ? unknown : RepliedOne<R, M>;

type RepliedOne<R, M extends Mapping> = R extends Nothing | NullArrayLike
  ? null
  : R extends ItemsLike
    ? unknown
    : R extends string | Uint8Array | SliceLike
      ? string
      : R extends bigint
        ? number
        : R extends number | Error
          ? R
          : R extends boolean
            ? RepliedBoolean<R, M>
            : R extends readonly unknown[]
              ? { -readonly [I in keyof R]: Replied<R[I], M> }
              : RepliedObject<R, M>;

/** A handler that returns nothing answers null. */
type Nothing = ReturnType<() => void> | null;

type RepliedBoolean<R, M> = M extends 'resp3' ? R : R extends true ? 1 : 0;

type RepliedMap<Value, M extends Mapping> = M extends 'resp3'
  ? Record<string, Replied<Value, M>>
  : (string | Replied<Value, M>)[];

type RepliedObject<R, M extends Mapping> =
  Is<R, StatusLike> extends true
    ? string
    : Is<R, VerbatimLike> extends true
      ? string
      : Is<R, DoubleLike> extends true
        ? M extends 'resp3'
          ? number
          : string
        : R extends ReadonlyMap<unknown, infer Value>
          ? RepliedMap<Value, M>
          : R extends ReadonlySet<infer Member>
            ? Replied<Member, M>[]
            : M extends 'resp3'
              ? { -readonly [F in keyof R]: Replied<R[F], M> }
              : RepliedMap<R[keyof R], M>;

/** `status('…')`, `OK` among them. */
interface StatusLike {
  readonly text: string;
  readonly line: string;
}

/** `verbatim('…')`. */
interface VerbatimLike {
  readonly text: string;
  readonly format: string;
}

/** `NULL_ARRAY`. */
interface NullArrayLike {
  readonly isNullArray: true;
}

/** `setOf(…)`, `mapOf(…)` and their like, which don't tell the types of what they hold. */
interface ItemsLike {
  readonly isItems: true;
}

/** `double(…)`. */
interface DoubleLike {
  readonly value: number;
  readonly text?: string | undefined;
}

/** Tells the classes of replies from an author's object that looks alike: their fields are readonly. */
type Is<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
