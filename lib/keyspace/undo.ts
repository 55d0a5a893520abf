import type { Method } from '../command/method';
import type { Database } from './database';
import type { Keyspace } from './keyspace';
import { KeptKey } from './kept-key';
import { KeptObject } from './kept-object';
import type { LocatedKey } from './located-key';
import type { TouchedKey } from './touched-keys';
import type { TransactingSession } from './transaction';
import { TurnMark } from './turn-mark';
import { newDictionary, type ValueDictionary } from './value-dictionary';

/** The command that may be undone, as far as that is about it. */
export interface Undoable {
  readonly session: TransactingSession;
  /** Whether it is part of a command that replay runs again. */
  readonly isCovered: boolean;
}

/** What a command and those that it plays change: each key as it was before them, copied when it is touched first. */
export class Undo {
  private readonly keys = new Map<string, KeptKey>();
  /** Objects that handlers got, to change them. */
  private readonly objects = new Map<object, KeptObject>();
  private readonly emptied = new Map<Database, ValueDictionary>();
  private readonly swapped: (readonly [first: number, second: number])[] = [];
  /** Through which a handler has values in its hands that are good for the turn. */
  private readonly handles = new Set<LocatedKey>();
  private readonly mark: TurnMark;

  constructor(
    private readonly keyspace: Keyspace,
    /** What its command is part of, if that may be undone, too. */
    readonly outer: Undo | undefined,
    private readonly command: Undoable,
  ) {
    this.mark = new TurnMark(keyspace, command.session);
  }

  /** The keys that were touched, but for those of what was undone within. */
  get touched(): readonly TouchedKey[] {
    return [...this.keys.values()];
  }

  get emptiedDatabases(): readonly Database[] {
    return [...this.emptied.keys()];
  }

  /** A key is going to be changed: its value, or what else is noted of it. */
  change(entry: LocatedKey, keepsValue: boolean): void {
    const { database } = entry;
    if (isUsers(entry.call.method!)) this.handles.add(entry);
    if (this.emptied.has(database)) return;
    const ref = entry.locate();
    const kept = this.keep(database, entry.copyKey(), ref);
    if (!keepsValue) kept.keepBytes(ref);
  }

  /** A handler gets the value at a key, to do with it what it likes. */
  handOut(entry: LocatedKey): void {
    const ref = entry.locate();
    if (ref !== 0 && this.onlyReads(entry, ref)) return;
    this.change(entry, false);
    const { database } = entry;
    const { dictionary } = database;
    if (ref !== 0 && dictionary.isObject(ref) && !this.emptied.has(database))
      this.copy(dictionary.object(ref) as object);
  }

  /** A key has expired, which nobody is to be told of. */
  expire(database: Database, key: Buffer, ref: number): void {
    if (!this.emptied.has(database)) this.keep(database, key, ref).keepBytes(ref);
  }

  /** Empties a database, and keeps what was in it. */
  empty(database: Database): void {
    const before = database.exchange(newDictionary());
    if (!this.emptied.has(database)) this.emptied.set(database, before);
  }

  swap(first: number, second: number): void {
    this.swapped.push([first, second]);
  }

  /** The command has ended: what it has changed stays, unless what it is part of is undone. */
  keepChanges(): void {
    const { outer } = this;
    if (outer) outer.take(this);
    else this.keyspace.watches.release();
  }

  /** Puts everything back as it was. */
  restore(): void {
    for (const handle of this.handles) handle.forget();
    for (const [first, second] of this.swapped.reverse()) this.keyspace.exchange(first, second);
    for (const [database, dictionary] of this.emptied) database.exchange(dictionary);
    const restored = (object: object) => this.objects.get(object)?.restored() ?? object;
    for (const key of this.keys.values()) key.putBack(restored);
    this.mark.takeBack(this.command.isCovered);
    if (!this.outer) this.keyspace.watches.release();
  }

  /** What a command within this one has changed. */
  private take({ keys, objects, emptied, swapped, handles }: Undo): void {
    for (const [name, key] of keys)
      if (!this.keys.has(name) && !this.emptied.has(key.database)) this.keys.set(name, key);
    for (const [object, kept] of objects) if (!this.objects.has(object)) this.objects.set(object, kept);
    for (const [database, before] of emptied)
      if (!this.emptied.has(database)) this.emptied.set(database, before);
    this.swapped.push(...swapped);
    for (const handle of handles) this.handles.add(handle);
  }

  private keep(database: Database, key: Buffer, ref: number): KeptKey {
    const name = database.nameOf(key);
    const known = this.keys.get(name);
    if (known) return known;
    const kept = new KeptKey(database, key, ref);
    this.keys.set(name, kept);
    return kept;
  }

  private copy(object: object): void {
    if (!this.objects.has(object)) this.objects.set(object, new KeptObject(object));
  }

  /** Whether a built-in command only reads a large value, and writes another. */
  private onlyReads(entry: LocatedKey, ref: number): boolean {
    const { commands } = this.keyspace;
    const { request, method } = entry.call;
    const { dictionary } = entry.database;
    const isLarge = dictionary.isObject(ref) || dictionary.valueLength(ref) > LARGE_BYTES;
    if (!isLarge || isUsers(method!)) return false;
    const command = this.keyspace.lookup(request);
    const isNamed = commands.readOnlyKeys(command, request).includes(entry.name);
    return isNamed && commands.writtenKeys(command, request).length > 0;
  }
}

/** From so many bytes on it is worth a look whether a copy is needed. */
const LARGE_BYTES = 4096;

const isUsers = ({ owner }: Method) => owner.sourceHash !== undefined;
