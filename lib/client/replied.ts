import type { SliceLike } from './words';

/**
 * What the client gets of what a handler returns: text, numbers, booleans, null, arrays and records. It is unknown where
 * the handler doesn't tell, as when it passes on what another command answered.
 */
export type Replied<R> = readonly R[] extends R ? unknown : RepliedOne<R>;

type RepliedOne<R> = R extends Nothing | NullArrayLike
  ? null
  : R extends ItemsLike
    ? unknown
    : R extends string | Uint8Array | SliceLike
      ? string
      : R extends bigint
        ? number
        : R extends number | boolean | Error
          ? R
          : R extends readonly unknown[]
            ? { -readonly [I in keyof R]: Replied<R[I]> }
            : RepliedObject<R>;

/** A handler that returns nothing answers null. */
type Nothing = ReturnType<() => void> | null;

type RepliedObject<R> =
  Is<R, StatusLike> extends true
    ? string
    : Is<R, VerbatimLike> extends true
      ? string
      : Is<R, DoubleLike> extends true
        ? number
        : R extends ReadonlyMap<unknown, infer Value>
          ? Record<string, Replied<Value>>
          : R extends ReadonlySet<infer Member>
            ? Replied<Member>[]
            : { -readonly [F in keyof R]: Replied<R[F]> };

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
