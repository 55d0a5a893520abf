import type { Value, Word } from './server';

/** A command and its words. */
export type Step = readonly [command: string, ...words: Word[]];

export interface AttemptOptions {
  /** How often it is tried at most, 5 when not given. */
  readonly tries?: number;
}

/** One try of `server.attempt`. */
export interface Attempt {
  /** Which try it is, the first is 1. */
  readonly number: number;
  /** Runs a command that reads. The keys that it names or opens must not change until the commit. */
  call<R extends Value = Value>(command: string, ...words: readonly Word[]): R;
  /**
   * Runs a command, or several one after the other, in one turn, if nothing that was read has changed; else nothing is
   * run, and the attempt begins again. The first command that refuses is thrown; what ran before it stays. Ends the try.
   */
  commit<R extends Value = Value>(command: string, ...words: readonly Word[]): R;
  commit(steps: readonly Step[]): Value[];
}
