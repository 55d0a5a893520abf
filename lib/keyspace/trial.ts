import type { StructureInfo } from '../command/structure-info';
import { CommandError, ConfigurationError } from '../errors';
import { decodeText } from '../protocol/text';
import type { Database } from './database';
import { type FormerClass, isAsItWas, madeNew, refuseRenamed, visitAll } from './former-classes';
import type { Keyspace } from './keyspace';
import type { Replacement } from './replacement';
import type { Follower } from './watches';

/** When so many keys were changed again, they are changed faster than they can be tried. */
const MOST_AGAIN = 10_000_000;
/** Keys of other classes that are looked at in a step. */
const NAMES_A_STEP = 64;

/** A value that the new code can't have. */
export class TrialError extends ConfigurationError {
  constructor(
    message: string,
    /** What it threw itself. */
    readonly fault: unknown,
  ) {
    super(message, { cause: fault });
  }
}

/**
 * Tries on copies what would become of each value of the classes that are replaced, while commands go on to change them:
 * what they have changed is tried again, until nothing is left that wasn't.
 */
export class Trial implements Follower {
  /** How many values were tried. */
  count = 0;
  private readonly former: ReadonlyMap<number, FormerClass>;
  /** Keys that were changed since they were tried, one character a byte. */
  private readonly changedKeys = new Map<Database, Set<string>>();

  constructor(
    private readonly keyspace: Keyspace,
    private readonly replacement: Replacement,
  ) {
    this.former = new Map(replacement.former.map((former) => [former.info.id, former]));
  }

  /** Hears of what is changed from now on. */
  begin(): void {
    this.keyspace.watches.follow(this);
  }

  end(): void {
    this.keyspace.watches.unfollow(this);
    this.changedKeys.clear();
  }

  changed(key: string, _by: unknown, index: number): void {
    const database = this.keyspace.databases[index];
    if (!database) return;
    const keys = this.changedKeys.get(database);
    if (keys) keys.add(key);
    else this.changedKeys.set(database, new Set([key]));
  }

  flushed(): void {}

  /** Tries all values, one a step. Throws a TrialError that names the first that can't be. */
  *all(): Generator<void, void> {
    yield* visitAll(this.keyspace.databases, (id) => this.former.has(id), this.attempt);
  }

  /** Tries what was changed meanwhile; when nothing of that is left, it ends without anything having run since. */
  *changes(): Generator<void, void> {
    let looked = 0;
    for (let next = this.nextChanged(); next; next = this.nextChanged()) {
      const [database, name] = next;
      if (++looked > MOST_AGAIN)
        throw new ConfigurationError('values are changed faster than they can be tried');
      if (this.attemptNamed(database, name) || looked % NAMES_A_STEP === 0) yield;
    }
  }

  private nextChanged(): readonly [Database, string] | undefined {
    for (const [database, names] of this.changedKeys)
      for (const name of names) {
        names.delete(name);
        return [database, name];
      }
    return undefined;
  }

  /** False when no value of a class that is replaced is there. */
  private attemptNamed(database: Database, name: string): boolean {
    const { dictionary } = database;
    const key = Buffer.from(name, 'latin1');
    const ref = dictionary.find(key, 0, key.length);
    if (ref === 0 || !this.former.has(dictionary.classId(ref))) return false;
    this.attempt(database, ref, key);
    return true;
  }

  private readonly attempt = (database: Database, ref: number, key: Buffer): void => {
    const { dictionary, index } = database;
    const former = this.former.get(dictionary.classId(ref))!;
    const { info } = former;
    this.count++;
    this.replacement.fault = undefined;
    try {
      const present = this.replacement.infoNamed(info.Class.name);
      if (present && isAsItWas(former, present, dictionary, ref)) return;
      if (present) refuseRenamed(former, present);
      madeNew(former, dictionary, ref, this.replacement, this.keyspace.time);
    } catch (error) {
      throw this.failure(info, `key '${decodeText(key, 0, key.length)}' of database ${index}`, error);
    }
  };

  private failure({ Class }: StructureInfo, place: string, error: unknown): TrialError {
    const reason = error instanceof Error ? error.message : String(error);
    const said = error instanceof CommandError ? reason.replace(/^ERR /, '') : reason;
    return new TrialError(`the ${Class.name} at ${place}: ${said}`, this.replacement.fault ?? error);
  }
}
