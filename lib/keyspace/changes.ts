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
  private expired: Change[] = [];
  private count = 0;

  /** The number of the last commit. */
  get sequence(): number {
    return this.count;
  }

  /** How many changes that commands made in this turn are recorded so far. */
  get recorded(): number {
    return this.pending.length;
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

  /** A key has expired: an event of its own. */
  recordExpiry(database: number, key: Buffer): void {
    this.expired.push({ database, words: [Buffer.from('DEL'), key] });
  }

  /** Ends a turn that wrote. What has expired in it was gone before: nobody had met it yet. */
  commit(time: number, seed: number): void {
    const { expired, pending } = this;
    if (expired.length > 0) this.expired = [];
    if (pending.length > 0) this.pending = [];
    if (expired.length > 0) this.publish({ time, seed, changes: expired });
    if (pending.length > 0 || expired.length === 0) this.publish({ time, seed, changes: pending });
  }

  private publish(commit: Omit<Commit, 'sequence'>): void {
    const sequence = ++this.count;
    if (commit.changes.length === 0) return;
    for (const listener of this.listeners) listener({ sequence, ...commit });
  }
}
