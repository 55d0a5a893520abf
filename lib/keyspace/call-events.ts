import type { Bytes, Entry } from '../command/entry';
import type { EventType } from '../command/event-types';
import type { Method } from '../command/method';
import { ByteSlice } from '../protocol/reply';
import type { Request } from '../protocol/request';
import type { BoundDatabase, Database } from './database';
import { KeyEntry } from './key-entry';
import type { Keyspace } from './keyspace';

/** The running command, as far as its events are about it. */
interface Notifying {
  readonly keyspace: Keyspace;
  readonly request: Request;
  readonly method: Method | undefined;
  readonly selected: Database;
  database(): BoundDatabase;
}

/** What the run of a command notifies of. Nobody asks while nobody listens. */
export class CallEvents {
  /** Whether those who listen know of the command's own event. */
  private announced = false;

  constructor(private readonly call: Notifying) {}

  begin(): void {
    this.announced = false;
  }

  /** Tells of the event that the command is, unless that is known. */
  announce(): void {
    if (this.announced) return;
    this.announced = true;
    const { keyspace, request, selected, method } = this.call;
    const { event, eventType } = method!;
    if (event === undefined || !keyspace.notifications.areFor(eventType, event)) return;
    for (const key of keyspace.commands.writtenKeys(keyspace.lookup(request), request))
      keyspace.notifications.tell(eventType, event, selected.index, key);
  }

  /** A write tells of keys that are missing before it looks for them. */
  tellMisses(): void {
    const { keyspace, method, request } = this.call;
    if (!method?.writes || !method.tellsMisses || !keyspace.notifications.areFor('m', 'keymiss')) return;
    for (const key of keyspace.commands.keysToFind(keyspace.lookup(request), request)) {
      const entry = this.entryOf(key);
      if (!entry.exists) entry.tellBefore('m', 'keymiss');
    }
  }

  /** A read has looked for a key that is missing. */
  missed(entry: KeyEntry): void {
    if (this.call.method!.tellsMisses) entry.tellBefore('m', 'keymiss');
  }

  /** What the handler tells itself. */
  tell(type: EventType, event: string, key: Entry | Bytes): void {
    const entry = key instanceof KeyEntry ? key : this.entryOf(key as Bytes);
    if (type === 'm' || type === 'n') entry.tellBefore(type, event);
    else entry.tell(type, event);
  }

  private entryOf(key: Bytes): KeyEntry {
    const database = this.call.database();
    if (key instanceof ByteSlice) return database.entry(Buffer.from(key.bytes.subarray(key.start, key.end)));
    return database.entry(typeof key === 'string' ? key : Buffer.from(key));
  }
}
