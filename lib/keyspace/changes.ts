/** A write that took effect, as the log has it. */
export interface Change {
  readonly database: number;
  /** Name and arguments, as bytes. */
  readonly words: readonly Buffer[];
}

/** What one turn changed: all of it, or none. */
export interface Commit {
  /** Counts up by one a commit. */
  readonly sequence: number;
  /** The time of the turn, in milliseconds since 1970, and the seed of its random numbers. */
  readonly time: number;
  readonly seed: number;
  readonly changes: readonly Change[];
}

export type CommitListener = (commit: Commit) => void;

/** The one feed of committed writes: all that follows a write listens here. */
export class Changes {
  private readonly listeners = new Set<CommitListener>();
  private pending: Change[] = [];
  private count = 0;

  /** The number of the last commit. */
  get sequence(): number {
    return this.count;
  }

  /** Whether anybody listens: without, nothing need be recorded. */
  get heard(): boolean {
    return this.listeners.size > 0;
  }

  /** Calls the listener after each turn that writes; answers how to stop that. */
  subscribe(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  record(database: number, words: readonly Buffer[]): void {
    this.pending.push({ database, words });
  }

  /** Ends a turn that wrote. */
  commit(time: number, seed: number): void {
    this.count++;
    if (this.pending.length === 0) return;
    const commit: Commit = { sequence: this.count, time, seed, changes: this.pending };
    this.pending = [];
    for (const listener of this.listeners) listener(commit);
  }
}
