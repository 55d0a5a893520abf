import type { Request } from '../protocol/request';
import type { KeyEntry } from './key-entry';
import type { Keyspace } from './keyspace';

/** The entries whose values a write got, while anybody watches keys: what it changes inside of them tells nobody. */
export class HandedValues {
  private readonly entries: KeyEntry[] = [];

  constructor(private readonly keyspace: Keyspace) {}

  add(entry: KeyEntry): void {
    if (!this.keyspace.watches.idle) this.entries.push(entry);
  }

  clear(): void {
    if (this.entries.length > 0) this.entries.length = 0;
  }

  /** Tells those who watch the keys, but for those that the request names only to read them. */
  tellWatchers(request: Request): void {
    if (this.entries.length === 0) return;
    const { keyspace } = this;
    const unchanged = keyspace.commands.readOnlyKeys(keyspace.lookup(request), request);
    for (const entry of this.entries) if (!unchanged.includes(entry.name)) entry.tellWatchers();
  }
}
