import type { Keyspace } from './keyspace';
import type { Watcher } from './watches';

/** Keys that must not change: whether one of them was changed since it was added. */
export class WatchedKeys implements Watcher {
  /** The first that was changed, one character a byte. */
  touched: string | undefined = undefined;
  /** Database and key of each, by both. */
  private readonly watched = new Map<string, readonly [database: number, key: string]>();

  constructor(private readonly keyspace: Keyspace) {}

  /** From now on its changes count; the key is one character a byte. */
  add(database: number, key: string): void {
    // One that has expired is removed now: that is no change to come.
    this.keyspace.databases[database]!.has(key);
    this.watched.set(`${database} ${key}`, [database, key]);
    this.keyspace.watches.add(database, key, this);
  }

  /** Meets those that have expired: that is a change, too. */
  look(): this {
    for (const [database, key] of this.watched.values()) this.keyspace.databases[database]!.has(key);
    return this;
  }

  clear(): void {
    for (const [database, key] of this.watched.values()) this.keyspace.watches.delete(database, key, this);
    this.watched.clear();
    this.touched = undefined;
  }

  touch(key: string): void {
    this.touched ??= key;
  }
}
