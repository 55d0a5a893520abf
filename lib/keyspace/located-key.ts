import type { EventType } from '../command/event-types';
import type { StructureInfo } from '../command/structure-info';
import { StructureError } from '../errors';
import { ByteSlice } from '../protocol/reply';
import { decodeText, decodeWire } from '../protocol/text';
import type { Call } from './call';
import type { Database } from './database';
import type { ValueDictionary } from './value-dictionary';

/** A key of a database for one turn, and where its entry is. */
export abstract class LocatedKey {
  protected ref = 0;
  /** Whether there was a value at some time. */
  protected seen = false;
  private generation = -1;
  private turn: number;

  constructor(
    readonly call: Call,
    readonly database: Database,
    protected readonly source: Buffer,
    protected readonly keyStart: number,
    protected readonly keyEnd: number,
  ) {
    this.turn = call.keyspace.turn;
  }

  get key(): string {
    this.check();
    return decodeText(this.source, this.keyStart, this.keyEnd);
  }

  get keyBytes(): ByteSlice {
    this.check();
    return new ByteSlice(this.source, this.keyStart, this.keyEnd);
  }

  /** The entry of the key, 0 when absent. Throws a StructureError after the turn. */
  locate(): number {
    this.check();
    if (this.ref === 0 || this.generation !== this.database.dictionary.generation) {
      this.hold(this.database.find(this.source, this.keyStart, this.keyEnd));
    }
    return this.ref;
  }

  /** What is registered of the value's class, undefined when absent. */
  get info(): StructureInfo | undefined {
    const ref = this.locate();
    return ref === 0 ? undefined : this.infoAt(ref);
  }

  /** The same of the located entry. */
  protected infoAt(ref: number): StructureInfo {
    return this.call.keyspace.classes.byId[this.dictionary.classId(ref)] ?? this.otherInfoAt(ref);
  }

  /** The key in a Buffer of its own. */
  copyKey(): Buffer {
    return Buffer.from(this.source.subarray(this.keyStart, this.keyEnd));
  }

  /** From now on it is good for nothing, as after its turn. */
  forget(): void {
    this.turn = -1;
  }

  delete(): boolean {
    const removed = this.remove();
    if (removed) this.tell('g', 'del');
    return removed;
  }

  /** The value is of a class that isn't loaded, or of one that another came in the place of. */
  private otherInfoAt(ref: number): StructureInfo {
    const { former, absent } = this.call.keyspace.classes;
    const id = this.dictionary.classId(ref);
    if (!former.has(id)) return absent.byId(id);
    const info = former.settle(this.dictionary, ref);
    this.hold(this.dictionary.find(this.source, this.keyStart, this.keyEnd));
    return info;
  }

  /** Removes the value, and tells of it only those who watch the key. */
  protected remove(): boolean {
    const ref = this.locate();
    if (ref === 0) return false;
    this.change();
    this.dictionary.remove(ref);
    this.ref = 0;
    return true;
  }

  /** Tells those who listen what has happened to the key, behind the event that the command itself is. */
  tell(type: EventType, event: string): void {
    const { call, database } = this;
    if (!call.keyspace.notifications.on || database.isDraft) return;
    call.events.announce();
    this.tellBefore(type, event);
  }

  /** Tells those who listen what was so before the command did anything. */
  tellBefore(type: EventType, event: string): void {
    const { notifications } = this.call.keyspace;
    if (!notifications.on || this.database.isDraft) return;
    notifications.tell(type, event, this.database.index, this.source.subarray(this.keyStart, this.keyEnd));
  }

  /** Tells those who watch the key that it was changed. */
  tellWatchers(): void {
    const { watches } = this.call.keyspace;
    if (!watches.idle) watches.touch(this.database.index, this.name, this.call.session);
  }

  /** The key, one character a byte. */
  get name(): string {
    return decodeWire(this.source, this.keyStart, this.keyEnd);
  }

  /** Notes a change of data, which may be one of the expiry alone; a draft is none yet. */
  protected change(keepsValue = false): void {
    if (this.database.isDraft) return;
    this.call.change();
    const { touched } = this.call.keyspace;
    if (touched.on) touched.change(this, keepsValue);
    this.tellWatchers();
  }

  /** Notes that the value at the located entry was used now. */
  protected noteUse(): void {
    const { dictionary, ref } = this;
    dictionary.setAccess(ref, this.call.keyspace.usage.after(dictionary.access(ref)));
  }

  protected get dictionary(): ValueDictionary {
    return this.database.dictionary;
  }

  protected check(): void {
    if (this.turn !== this.call.keyspace.turn)
      throw new StructureError('a value or key was used after its turn');
  }

  /** Notes where the entry is until something moves. */
  protected hold(ref: number): void {
    this.ref = ref;
    this.generation = this.dictionary.generation;
    if (ref !== 0) this.seen = true;
  }
}
