import type { SessionView } from '../command/session-view';

/** Who wants to know whether a key was changed. */
export interface Watcher {
  /** A watched key, one character a byte, was changed. */
  touch(key: string): void;
}

/** Who follows what is changed, whichever key it is. */
export interface Follower {
  /** A key, one character a byte, was changed by a client; by none when it has expired. */
  changed(key: string, by: SessionView | undefined, database: number): void;
  /** All keys of a database are gone, in the turn of this number. */
  flushed(by: SessionView, turn: number): void;
}

/** Who watches which keys, by the numbers of their databases: SWAPDB exchanges what is under the numbers. */
export class Watches {
  /** By the key, as one character a byte. */
  private readonly byDatabase = new Map<number, Map<string, Set<Watcher>>>();

  /** Who is told of every key; several are one here. */
  private follower: Follower | undefined = undefined;
  private readonly followers = new Set<Follower>();

  /** What they are told later, as long as it may be taken back. */
  private held: (() => void)[] | undefined = undefined;

  /** Whether nobody watches. */
  get idle(): boolean {
    return this.byDatabase.size === 0 && this.follower === undefined;
  }

  /** Tells this one of every key from now on. */
  follow(follower: Follower): void {
    this.followers.add(follower);
    this.follower = this.followers.size > 1 ? all(this.followers) : follower;
  }

  /** The same no longer. */
  unfollow(follower: Follower): void {
    this.followers.delete(follower);
    const [first, ...others] = this.followers;
    this.follower = others.length > 0 ? all(this.followers) : first;
  }

  add(database: number, key: string, watcher: Watcher): void {
    const byKey = this.byDatabase.get(database) ?? new Map<string, Set<Watcher>>();
    this.byDatabase.set(database, byKey);
    byKey.set(key, (byKey.get(key) ?? new Set()).add(watcher));
  }

  delete(database: number, key: string, watcher: Watcher): void {
    const byKey = this.byDatabase.get(database);
    const watchers = byKey?.get(key);
    if (!byKey || !watchers) return;
    watchers.delete(watcher);
    if (watchers.size === 0) byKey.delete(key);
    if (byKey.size === 0) this.byDatabase.delete(database);
  }

  /** The key was changed by a client. */
  touch(database: number, key: string, by: SessionView): void {
    if (this.held) this.held.push(() => this.tellChanged(database, key, by));
    else this.tellChanged(database, key, by);
  }

  /** The key has expired: nothing takes that back. */
  expire(database: number, key: string): void {
    this.tellChanged(database, key, undefined);
  }

  /** Those who watch the key are told that another is in its place, or none. */
  tell(database: number, key: string): void {
    if (this.held) this.held.push(() => this.tellWatchers(database, key));
    else this.tellWatchers(database, key);
  }

  /** A client has emptied a database, in the turn of this number. */
  flush(by: SessionView, turn: number): void {
    if (this.held) this.held.push(() => this.follower?.flushed(by, turn));
    else this.follower?.flushed(by, turn);
  }

  /** From now on nobody is told, until `release`; answers how much is held already. */
  hold(): number {
    return (this.held ??= []).length;
  }

  /** Forgets what is held, but for so much. */
  forget(from: number): void {
    this.held!.length = from;
  }

  /** Tells what is held. */
  release(): void {
    const { held } = this;
    this.held = undefined;
    for (const tell of held ?? []) tell();
  }

  /** The watched keys of a database, as one character a byte. */
  keysOf(database: number): Iterable<string> {
    return this.byDatabase.get(database)?.keys() ?? [];
  }

  private tellChanged(database: number, key: string, by: SessionView | undefined): void {
    this.follower?.changed(key, by, database);
    this.tellWatchers(database, key);
  }

  private tellWatchers(database: number, key: string): void {
    for (const watcher of this.byDatabase.get(database)?.get(key) ?? []) watcher.touch(key);
  }
}

const all = (followers: ReadonlySet<Follower>): Follower => ({
  changed: (key, by, database) => {
    for (const follower of followers) follower.changed(key, by, database);
  },
  flushed: (by, turn) => {
    for (const follower of followers) follower.flushed(by, turn);
  },
});
