import type { StructureInfo } from '../command/structure-info';
import type { Request } from '../protocol/request';
import { requestOf } from '../protocol/request-of';
import { LoggedCommands } from './logged-commands';

/** A write that took effect, as the log has it. */
export interface Change {
  readonly database: number;
  /** Name and arguments, as bytes. */
  readonly words: readonly Buffer[];
}

interface CommitDetails {
  /** Counts up by one a commit. */
  readonly sequence: number;
  /** The time of the turn, in milliseconds since 1970. */
  readonly time: number;
  /** The seed of its random numbers; 0 when it drew none. */
  readonly seed: number;
  /** Users' classes whose code ran, commands that others played included, and how often. */
  readonly owners: ReadonlyMap<StructureInfo, number>;
}

/** What one turn changed: all of it, or none. */
export interface Commit extends CommitDetails {
  readonly changes: readonly Change[];
}

/**
 * The same where it is, good until the function that is told of it returns. Who keeps its commands need not be told of
 * turns like it that follow.
 */
export interface LoggedTurn extends CommitDetails {
  /** Whether it is but keys that expired. */
  readonly isExpiry: boolean;
  readonly commands: LoggedCommands;
}

const NONE: ReadonlyMap<StructureInfo, number> = new Map();

/** The one feed of committed writes: all that follows a write listens here. */
export class Changes {
  private followers: readonly ((turn: LoggedTurn) => void)[] = [];
  private readonly pending = new LoggedCommands();
  private readonly expired = new LoggedCommands();
  /** The number of the last commit. */
  sequence = 0;
  /** Whether what happens now is in the log already. */
  isMuted = false;

  /** How many changes that commands made in this turn are recorded so far. */
  get recorded(): number {
    return this.pending.count;
  }

  /** Whether anybody listens: without, nothing need be recorded. */
  get heard(): boolean {
    return this.followers.length > 0 && !this.isMuted;
  }

  /** Calls the function after each turn that writes; answers how to stop that. */
  follow(follower: (turn: LoggedTurn) => void): () => void {
    this.followers = [...this.followers, follower];
    return () => (this.followers = this.followers.filter((other) => other !== follower));
  }

  /** The same with commits that can be kept. */
  subscribe(listener: (commit: Commit) => void): () => void {
    return this.follow(({ sequence, time, seed, commands, owners }) => {
      listener({ sequence, time, seed, owners: new Map(owners), changes: commands.words() });
    });
  }

  record(database: number, request: Request): void {
    this.pending.add(database, request);
  }

  /** What commands have changed in this turn, from this change on. */
  words(from: number): Change[] {
    return this.pending.words(from);
  }

  /** Forgets what commands of this turn have changed, but for so many changes. */
  withdraw(from: number): void {
    this.pending.truncate(from);
  }

  /** A key has expired: an event of its own. */
  recordExpiry(database: number, key: Buffer): void {
    this.expired.add(database, requestOf(['DEL', key]));
  }

  /** Ends a turn that wrote. What has expired in it was gone before: nobody had met it yet. */
  commit(time: number, seed: number, owners: ReadonlyMap<StructureInfo, number> = NONE): void {
    if (this.extendsRow(time, seed, owners)) return;
    const { expired, pending } = this;
    if (expired.count > 0) this.publish(time, 0, expired, NONE);
    if (pending.count > 0) this.publish(time, seed, pending, owners);
    else if (expired.count === 0) this.sequence++;
    expired.clear();
    pending.clear();
  }

  /** A turn like those of the row that the only follower keeps is part of that: nobody is told. */
  private extendsRow(time: number, seed: number, owners: ReadonlyMap<StructureInfo, number>): boolean {
    if (seed !== 0 || owners.size > 0 || this.expired.count > 0 || this.followers.length !== 1) return false;
    if (!this.pending.extendRow(this.sequence + 1, time)) return false;
    this.sequence++;
    return true;
  }

  private publish(
    time: number,
    seed: number,
    commands: LoggedCommands,
    owners: ReadonlyMap<StructureInfo, number>,
  ): void {
    const isExpiry = commands === this.expired;
    const turn = { sequence: ++this.sequence, time, seed, commands, owners, isExpiry };
    for (const follower of this.followers) follower(turn);
  }
}
