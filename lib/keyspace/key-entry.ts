import type { Bytes, Entry } from '../command/entry';
import type { Server } from '../command/server';
import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import { errors } from '../errors';
import { AT, type Place, type Structure } from '../structure';
import { wrongClass } from './absent-classes';
import type { Call } from './call';
import { cloneValue } from './clone';
import type { Database } from './database';
import { KeyMemory } from './key-memory';
import { Placement } from './placement';
import type { KeptBytes } from './state/kept';
import { restoreValue, saveValue } from './state/saved-value';
import type { Usage } from './usage';

type Container = Structure & { isEmpty(): boolean };

/** A key of a database for one turn: what authors know as Entry, and the bytes of a packed value. */
export class KeyEntry extends KeyMemory implements Entry, Place {
  /** The view on the bytes that looks whether the command has left them empty. */
  declare private view: Structure | undefined;

  /** One that sets what all its parents have: a constructor each took a twentieth of a GET longer. */
  constructor(call: Call, database: Database, source: Buffer, keyStart: number, keyEnd: number) {
    super(call, database, source, keyStart, keyEnd);
    this.later = undefined;
    this.laterExpiry = 0;
    this.packed = undefined;
    this.view = undefined;
  }

  get entry(): this {
    return this;
  }

  get server(): Server {
    this.check();
    return this.call;
  }

  get exists(): boolean {
    return this.locate() !== 0;
  }

  get type(): StructureClass | undefined {
    return this.info?.Class;
  }

  get typeName(): string | undefined {
    return this.info?.typeName;
  }

  get expiry(): number | undefined {
    const ref = this.locate();
    const at = ref === 0 ? this.laterExpiry : this.dictionary.expiry(ref);
    return at === 0 ? undefined : at;
  }

  get idle(): number {
    const ref = this.locate();
    return ref === 0 ? 0 : this.usage.idle(this.dictionary.access(ref));
  }

  set idle(milliseconds: number) {
    this.setAccess((word) => this.usage.withIdle(word, milliseconds));
  }

  get frequency(): number | undefined {
    const ref = this.locate();
    return ref === 0 || !this.usage.counts ? undefined : this.usage.frequency(this.dictionary.access(ref));
  }

  set frequency(count: number | undefined) {
    if (count !== undefined) this.setAccess((word) => this.usage.withFrequency(word, count));
  }

  get memoryUsage(): number {
    const ref = this.locate();
    return ref === 0 ? 0 : this.dictionary.memoryOf(ref);
  }

  open<T>(Class: StructureClass<T>): T {
    const ref = this.locate();
    return (
      ref === 0 ? this.create(this.call.keyspace.classes.infoOf(Class)) : this.instanceAs(Class, ref)
    ) as T;
  }

  find<T>(Class: StructureClass<T>): T | undefined {
    const ref = this.locate();
    return ref === 0 ? undefined : (this.instanceAs(Class, ref) as T);
  }

  replace<T>(Class: StructureClass<T>): T {
    const info = this.call.keyspace.classes.infoOf(Class);
    const ref = this.locate();
    if (ref === 0) return this.create(info) as T;
    if (info.packedSize === undefined) {
      this.remove();
      return this.create(info) as T;
    }
    this.change();
    const { dictionary } = this;
    dictionary.alarms.drop(ref);
    this.hold(dictionary.setExpiry(dictionary.setPacked(ref, info.id, info.packedSize), 0));
    dictionary.setFlag(this.ref, 0);
    this.clear(0, info.packedSize);
    return this.opened(info) as T;
  }

  set(Class: StructureClass, bytes: Bytes, { keepExpiry = false } = {}): void {
    this.fill(this.call.keyspace.classes.infoOf(Class), bytes, keepExpiry);
  }

  value({ touch = true } = {}): unknown {
    const { info } = this;
    this.call.handOut(this);
    if (info) this.noteOther(info);
    return info && this.instance(info, touch);
  }

  expireAt(milliseconds: number | undefined): boolean {
    const at = milliseconds === undefined ? undefined : this.call.expiryOf(milliseconds);
    const ref = this.locate();
    if (ref === 0) return this.expireLater(at);
    if (at !== undefined && at <= this.call.now()) return this.delete();
    this.change(true);
    this.hold(this.dictionary.setExpiry(ref, at ?? 0));
    this.tell('g', at === undefined ? 'persist' : 'expire');
    return true;
  }

  save(): Buffer {
    const object = this.requireObject();
    const info = this.info!;
    if (!info.isLoaded) return Buffer.from(this.keptBytes().bytes);
    const kept = object ? { object } : this.keptBytes();
    return saveValue(info, kept, this.call.keyspace.classes, this.alarmStates());
  }

  restore(bytes: Uint8Array, { keepsUnknown = false } = {}): void {
    const { classes } = this.call.keyspace;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const { info, kept, alarms } = restoreValue(buffer, classes, keepsUnknown);
    if (!keepsUnknown && !this.call.isReplaying) this.refuseMisfits(info, alarms);
    this.call.noteCode(info);
    if ('bytes' in kept) {
      this.fill(info, kept.bytes);
      this.dictionary.setFlag(this.ref, kept.mark);
    } else {
      this.remove();
      this.insert(info, kept.object);
    }
    this.setAlarms(this.ref, alarms);
    if (info.packedSize === undefined) this.instance(info);
    else this.opened(info);
  }

  moveTo(target: KeyEntry): void {
    if (this.isSame(target)) return;
    const object = this.requireObject();
    const access = this.dictionary.access(this.ref);
    this.transfer(target, object);
    this.moveAlarms(target);
    if (this.usage.counts) target.setAccess(() => access);
    this.remove();
    const place = (object as Partial<Structure> | undefined)?.[AT];
    if (place instanceof Placement) place.follow(target);
    this.tellMove(target);
  }

  copyTo(target: KeyEntry): void {
    if (this.isSame(target)) return;
    const object = this.requireObject();
    this.transfer(target, object && cloneValue(object));
    this.copyAlarms(target);
    if (!this.database.isDraft) target.tell('g', 'copy_to');
  }

  isSame(other: KeyEntry): boolean {
    if (this.database !== other.database) return false;
    return this.source
      .subarray(this.keyStart, this.keyEnd)
      .equals(other.source.subarray(other.keyStart, other.keyEnd));
  }

  touch(): boolean {
    if (this.locate() === 0) return false;
    this.noteUse();
    return true;
  }

  /** The live object at a located entry, or a view on its bytes. */
  instance(info: StructureInfo, touch = true): Structure {
    if (touch) this.noteUse();
    if (info.packedSize !== undefined) return this.flyweight(info);
    return this.place(this.dictionary.object(this.ref) as Structure);
  }

  /** A view on the bytes at the key; at an absent key the first write creates the value. */
  flyweight(info: StructureInfo): Structure {
    return this.call.keyspace.classes.flyweightOf(info)(this.viewedAs(info));
  }

  /** Makes an object the value of an absent key. */
  insert(info: StructureInfo, instance: object): void {
    this.change();
    this.hold(this.dictionary.insertObject(this.source, this.keyStart, this.keyEnd, info.id, instance));
    this.created();
  }

  /** The command has ended: a container that it left empty is removed. */
  end(): void {
    this.removeEmptied(this.view!);
  }

  /** Removes the value when a write has left it empty, unless its class keeps empty ones. */
  removeEmptied(instance: Structure): void {
    if (!this.call.writes || !this.holds(instance)) return;
    if ((instance as Partial<Container>).isEmpty?.() && !this.info!.keepsEmpty) this.delete();
  }

  /** The same key for the command of another entry. */
  boundLike({ call }: KeyEntry): KeyEntry {
    return new KeyEntry(call, this.database, this.source, this.keyStart, this.keyEnd);
  }

  private get usage(): Usage {
    return this.call.keyspace.usage;
  }

  /** Changes what the entry knows about the use of its value, if there is one. */
  private setAccess(change: (word: number) => number): void {
    const ref = this.locate();
    if (ref !== 0) this.dictionary.setAccess(ref, change(this.dictionary.access(ref)));
  }

  /** The instance at a located entry. Throws WRONGTYPE when it is of another class. */
  private instanceAs(Class: StructureClass, ref: number): Structure {
    const info = this.infoAt(ref);
    if (info.Class !== Class) throw wrongClass(info);
    this.call.handOut(this);
    this.noteOther(info);
    if (info.packedSize === undefined) return this.instance(info);
    this.noteUse();
    return this.opened(info);
  }

  private create(info: StructureInfo): Structure {
    this.noteOther(info);
    if (info.packedSize === undefined) {
      const instance = new info.Class() as Structure;
      this.insert(info, instance);
      return this.place(instance);
    }
    this.viewedAs(info).resize(info.packedSize);
    return this.opened(info);
  }

  /** The handler gets a value of another class than its own. */
  private noteOther(info: StructureInfo): void {
    if (info.sourceHash !== undefined && info !== this.call.method!.owner) this.call.noteCode(info);
  }

  /** This entry, or another for the same key when it has views of another class. */
  private viewedAs(info: StructureInfo): KeyEntry {
    const entry = this.packed && this.packed !== info ? this.boundLike(this) : this;
    entry.packed = info;
    return entry;
  }

  /** A view that a handler asked for. */
  private opened(info: StructureInfo): Structure {
    const view = this.flyweight(info);
    if (info.isContainer && this.call.writes) {
      const entry = view[AT] as KeyEntry;
      entry.view = view;
      this.call.settleLater(entry);
    }
    return view;
  }

  /** Tells an object which key it stands at, until the command ends. */
  private place(instance: Structure): Structure {
    this.call.settleLater(new Placement(instance, this));
    return instance;
  }

  /** Whether this object, or a view on these bytes, is the value. */
  private holds(instance: Structure): boolean {
    const ref = this.locate();
    if (ref === 0) return false;
    if (this.packed) return this.packed.id === this.dictionary.classId(ref);
    return this.dictionary.isObject(ref) && this.dictionary.object(ref) === instance;
  }

  /** What comes from a draft was nowhere before. */
  private tellMove(target: KeyEntry): void {
    if (this.database.isDraft) return;
    const verb = this.database === target.database ? 'rename' : 'move';
    this.tell('g', `${verb}_from`);
    target.tell('g', `${verb}_to`);
  }

  /** The live object at the key, undefined when the value is bytes. Throws when there is no value. */
  private requireObject(): object | undefined {
    if (!this.info) throw errors.noSuchKey();
    const { dictionary, ref } = this;
    return dictionary.isObject(ref) ? (dictionary.object(ref) as object) : undefined;
  }

  /** The bytes of a located packed value, in place, and its mark. */
  private keptBytes(): KeptBytes {
    const { dictionary, ref } = this;
    const start = dictionary.valueStart(ref);
    const bytes = dictionary.bytes(ref).subarray(start, start + dictionary.valueLength(ref));
    return { bytes, mark: dictionary.flag(ref) };
  }

  /** Gives the target this object, or these bytes, with their expiry. */
  private transfer(target: KeyEntry, object: object | undefined): void {
    target.remove();
    const ref = this.locate();
    const info = this.info!;
    const expiry = this.dictionary.expiry(ref);
    if (object) target.insert(info, object);
    else target.boundLike(target).take(info, this.dictionary, ref);
    if (expiry !== 0) target.hold(target.dictionary.setExpiry(target.locate(), expiry));
  }
}
