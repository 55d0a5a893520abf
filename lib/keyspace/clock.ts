/** Where the time comes from: milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** What commands are timed by, in milliseconds from whenever; the machine's when not given. */
  monotonic?(): number;
  /**
   * Does a task in so many milliseconds, and answers what takes that back: for a clock that does not go by itself. The
   * machine's timers do it when not given.
   */
  after?(milliseconds: number, task: () => void): () => void;
}
