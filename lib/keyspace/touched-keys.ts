import type { Database } from './database';
import type { LocatedKey } from './located-key';

/** So many handles are noted as they are; then what is one key becomes one. */
const MOST_HANDLES = 128;

export interface TouchedKey {
  readonly database: Database;
  readonly key: Buffer;
}

/** What a command of a user's class has touched, each once. */
export class TouchedKeys {
  private readonly handles: (LocatedKey | undefined)[] = [];
  private count = 0;
  private readonly known = new Map<string, TouchedKey>();
  /** Databases that were emptied, and those that were exchanged. */
  readonly emptied = new Set<Database>();
  readonly swapped: (readonly [first: number, second: number])[] = [];

  add(entry: LocatedKey): void {
    this.handles[this.count++] = entry;
    if (this.count === MOST_HANDLES) this.collect();
  }

  all(): Iterable<TouchedKey> {
    this.collect();
    return this.known.values();
  }

  clear(): void {
    this.forgetHandles();
    if (this.known.size > 0) this.known.clear();
    if (this.emptied.size > 0) this.emptied.clear();
    if (this.swapped.length > 0) this.swapped.length = 0;
  }

  private collect(): void {
    for (let index = 0; index < this.count; index++) {
      const { database } = this.handles[index]!;
      const key = this.handles[index]!.copyKey();
      const name = database.nameOf(key);
      if (!this.known.has(name)) this.known.set(name, { database, key });
    }
    this.forgetHandles();
  }

  /** They hold on to requests. */
  private forgetHandles(): void {
    while (this.count > 0) this.handles[--this.count] = undefined;
  }
}
