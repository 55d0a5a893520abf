import type { StructureInfo } from '../command/structure-info';
import type { Trace, TracedValue } from '../command/trace';
import type { Database } from './database';
import type { LocatedKey } from './located-key';
import type { Keyspace } from './keyspace';
import { logStates } from './logged-states';
import { TouchedKeys } from './touched-keys';
import { describeAll } from './touched-values';
import { Undo, type Undoable } from './undo';

/**
 * The keys that the running turn has touched, told before it changes them. They are noted only as long as somebody needs
 * that: while a command of a user's class runs that no other plays, they are known, so that what they are when it is
 * stopped can be logged; while one of an atomic class runs, or one that is traced, they are kept as they were.
 */
export class Touched {
  /** Whether they are noted: a command that nobody wants to know of pays no more than a look here. */
  on = false;
  private readonly keys = new TouchedKeys();
  private follows = false;
  /** Of the innermost command that may be undone. */
  private undo: Undo | undefined = undefined;
  /** Whether it is a dry run: keys that have expired are there again after it. */
  private isDry = false;

  constructor(private readonly keyspace: Keyspace) {}

  /** A command of a user's class begins, or one that plays such: what undoes it, if its class is atomic. */
  enter({ isAtomic }: StructureInfo, command: Undoable & { readonly depth: number }): Undo | undefined {
    const isWithin = command.depth > 0 && (this.follows || this.undo !== undefined);
    if (!isWithin) this.follow(!isAtomic);
    return isAtomic ? this.begin(command) : undefined;
  }

  /** From now on each key is kept as it is, until the changes are kept or undone. */
  begin(command: Undoable): Undo {
    this.on = true;
    return (this.undo = new Undo(this.keyspace, this.undo, command));
  }

  /** Does a task, all of it or nothing: what it has changed is undone when it throws. */
  attempt(command: Undoable, task: () => void): void {
    const undo = this.begin(command);
    try {
      task();
    } catch (error) {
      this.restore(undo);
      throw error;
    }
    this.keep(undo);
  }

  /** A command has ended that could have been undone. */
  keep(undo: Undo): void {
    this.undo = undo.outer;
    undo.keepChanges();
  }

  /**
   * Puts everything back as it was before this command, and those within it; without one, before all commands that run
   * and may be undone. Nothing of them is logged, and nobody is told.
   */
  restore(to?: Undo): void {
    while (this.undo) {
      const { undo } = this;
      this.undo = undo.outer;
      undo.restore();
      if (undo === to) return;
    }
  }

  /**
   * Logs what the touched keys are now, in the turn, in place of the command that was stopped; what it has played that can
   * be undone is, before. Nothing where that command itself can be undone. Throws a StructureError that names what can't be
   * saved.
   */
  logStates(): void {
    if (!this.follows) return;
    this.restore();
    logStates(this.keyspace, this.keys);
  }

  /** Does a dry run of a command and undoes it; answers also what it has touched. */
  tryOut<T>(command: Undoable, run: () => T): Pick<Trace, 'keys' | 'emptied'> & { readonly result: T } {
    const { isDry, keyspace } = this;
    const undo = this.begin(command);
    this.isDry = true;
    let result: T;
    let after: readonly (TracedValue | undefined)[];
    try {
      result = run();
      after = describeAll(keyspace, undo.touched);
    } finally {
      this.isDry = isDry;
      this.restore(undo);
    }
    const before = describeAll(keyspace, undo.touched);
    const keys = undo.touched.map(({ database: { index }, key }, at) => ({
      database: index,
      key,
      before: before[at],
      after: after[at],
    }));
    return { result, keys, emptied: undo.emptiedDatabases.map(({ index }) => index) };
  }

  /** A key is going to be changed, with its value or without it. */
  change(entry: LocatedKey, keepsValue: boolean): void {
    if (this.follows) this.keys.add(entry);
    this.undo?.change(entry, keepsValue);
  }

  /** A handler that writes gets the value at a key. */
  handOut(entry: LocatedKey): void {
    if (entry.database.isDraft) return;
    if (this.follows) this.keys.add(entry);
    this.undo?.handOut(entry);
  }

  empty(database: Database): void {
    if (this.follows) this.keys.emptied.add(database);
    if (this.undo) this.undo.empty(database);
    else database.dictionary.clear();
  }

  swap(first: number, second: number): void {
    if (this.follows) this.keys.swapped.push([first, second]);
    this.undo?.swap(first, second);
  }

  /** A key that has expired is going to be removed: whether nobody is told. */
  hidesExpiry(database: Database, key: Buffer, ref: number): boolean {
    if (this.isDry) this.undo!.expire(database, key, ref);
    return this.isDry;
  }

  /** The turn has ended. */
  end(): void {
    this.restore();
    this.keys.clear();
    this.follows = false;
    this.on = false;
  }

  private follow(follows: boolean): void {
    this.keys.clear();
    this.follows = follows;
    this.on = true;
  }
}
