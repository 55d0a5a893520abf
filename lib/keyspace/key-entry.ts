import type { Bytes, Entry } from '../command/entry';
import type { Server } from '../command/server';
import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import { errors, StructureError } from '../errors';
import type { Memory, Packed } from '../packed';
import { ByteSlice } from '../protocol/reply';
import { decodeText, textBytes } from '../protocol/text';
import { AT, type Place, type Structure } from '../structure';
import type { Call } from './call';
import { cloneValue } from './clone';
import type { Database } from './database';
import type { Dictionary } from './dictionary';
import { Placement } from './placement';

type Container = Structure & { isEmpty(): boolean };

/** A key of a database for one turn: what authors know as Entry, and the bytes of a packed value. */
export class KeyEntry implements Entry, Memory, Place {
  private ref = 0;
  private generation = -1;
  /** Whether there was a value at some time. */
  private seen = false;
  /** The class that the views on the bytes have; a write to an absent key creates a value of it. */
  private packed: StructureInfo | undefined;
  private readonly turn: number;

  constructor(
    private readonly call: Call,
    private readonly database: Database,
    private readonly source: Buffer,
    private readonly keyStart: number,
    private readonly keyEnd: number,
  ) {
    this.turn = call.keyspace.turn;
  }

  get entry(): this {
    return this;
  }

  get server(): Server {
    this.check();
    return this.call;
  }

  get key(): string {
    this.check();
    return decodeText(this.source, this.keyStart, this.keyEnd);
  }

  get keyBytes(): ByteSlice {
    this.check();
    return new ByteSlice(this.source, this.keyStart, this.keyEnd);
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
    const at = ref === 0 ? 0 : this.dictionary.expiry(ref);
    return at === 0 ? undefined : at;
  }

  get idle(): number {
    const ref = this.locate();
    return ref === 0 ? 0 : this.call.keyspace.idleSince(this.dictionary.access(ref));
  }

  open<T>(Class: StructureClass<T>): T {
    const ref = this.locate();
    return (ref === 0 ? this.create(this.call.keyspace.infoOf(Class)) : this.instanceAs(Class, ref)) as T;
  }

  find<T>(Class: StructureClass<T>): T | undefined {
    const ref = this.locate();
    return ref === 0 ? undefined : (this.instanceAs(Class, ref) as T);
  }

  replace<T>(Class: StructureClass<T>): T {
    const info = this.call.keyspace.infoOf(Class);
    const ref = this.locate();
    if (ref === 0) return this.create(info) as T;
    if (info.packedSize === undefined) {
      this.delete();
      return this.create(info) as T;
    }
    this.call.change();
    const { dictionary } = this;
    this.hold(dictionary.setExpiry(dictionary.setPacked(ref, info.id, info.packedSize), 0));
    dictionary.setFlag(this.ref, 0);
    this.clear(0, info.packedSize);
    return this.flyweight(info) as T;
  }

  value({ touch = true } = {}): unknown {
    const info = this.info;
    return info && this.instance(info, touch);
  }

  expireAt(milliseconds: number | undefined): boolean {
    const ref = this.locate();
    if (ref === 0) return false;
    if (milliseconds !== undefined && milliseconds <= this.call.now()) return this.delete();
    this.call.change();
    this.hold(this.dictionary.setExpiry(ref, milliseconds ?? 0));
    return true;
  }

  delete(): boolean {
    const ref = this.locate();
    if (ref === 0) return false;
    this.call.change();
    this.dictionary.remove(ref);
    this.ref = 0;
    return true;
  }

  moveTo(target: KeyEntry): void {
    if (this.isSame(target)) return;
    const value = this.object;
    this.transfer(target, value);
    this.delete();
    if (value?.[AT] instanceof Placement) value[AT].follow(target);
  }

  copyTo(target: KeyEntry): void {
    if (this.isSame(target)) return;
    const value = this.object;
    this.transfer(target, value && cloneValue(value));
  }

  isSame(other: KeyEntry): boolean {
    if (this.database !== other.database) return false;
    return this.source
      .subarray(this.keyStart, this.keyEnd)
      .equals(other.source.subarray(other.keyStart, other.keyEnd));
  }

  touch(): boolean {
    const ref = this.locate();
    if (ref !== 0) this.dictionary.setAccess(ref, this.call.keyspace.accessClock);
    return ref !== 0;
  }

  get present(): boolean {
    return this.locate() !== 0;
  }

  get isNew(): boolean {
    return !this.seen && this.locate() === 0;
  }

  get length(): number {
    return this.locate() === 0 ? 0 : this.dictionary.valueLength(this.viewed());
  }

  get buffer(): Buffer {
    return this.dictionary.bytes(this.viewed());
  }

  get start(): number {
    return this.dictionary.valueStart(this.viewed());
  }

  get mark(): number {
    return this.dictionary.flag(this.viewed());
  }

  set mark(value: number) {
    this.dictionary.setFlag(this.viewed(), value);
  }

  resize(length: number): void {
    const before = this.length;
    this.reserve(length);
    if (length > before) this.clear(before, length);
  }

  assign(bytes: Bytes): void {
    const slice = sliceOf(bytes);
    this.reserve(slice.end - slice.start);
    this.put(0, slice);
  }

  write(offset: number, bytes: Bytes): void {
    const slice = sliceOf(bytes);
    const before = this.length;
    const end = offset + slice.end - slice.start;
    if (end > before) this.reserve(end);
    if (offset > before) this.clear(before, offset);
    this.put(offset, slice);
  }

  /** The entry of the key, 0 when absent. Throws a StructureError after the turn. */
  locate(): number {
    this.check();
    const { dictionary } = this.database;
    if (this.ref === 0 || this.generation !== dictionary.generation) {
      this.hold(this.database.find(this.source, this.keyStart, this.keyEnd));
    }
    return this.ref;
  }

  /** What is registered of the value's class, undefined when absent. */
  get info(): StructureInfo | undefined {
    const ref = this.locate();
    return ref === 0 ? undefined : this.call.keyspace.infoById(this.dictionary.classId(ref));
  }

  /** The live object at a located entry, or a view on its bytes. */
  instance(info: StructureInfo, touch = true): Structure {
    if (touch) this.dictionary.setAccess(this.ref, this.call.keyspace.accessClock);
    if (info.packedSize !== undefined) return this.flyweight(info);
    return this.place(this.dictionary.object(this.ref) as Structure);
  }

  /** A view on the bytes at the key; at an absent key the first write creates the value. */
  flyweight(info: StructureInfo): Structure {
    if (this.packed && this.packed !== info) return this.boundLike(this).flyweight(info);
    this.packed = info;
    return new (this.call.keyspace.flyweightOf(info))(this);
  }

  /** Makes an object the value of an absent key. */
  insert(info: StructureInfo, instance: Structure): void {
    this.call.change();
    this.hold(this.dictionary.insertObject(this.source, this.keyStart, this.keyEnd, info.id, instance));
  }

  /** Removes what a write has left here, if it is a container's and empty. */
  removeEmptied(instance: Structure): void {
    if (!this.call.writes || !this.holds(instance)) return;
    if ((instance as Partial<Container>).isEmpty?.()) this.delete();
  }

  /** The same key for the commands of another entry's call. */
  boundLike({ call }: KeyEntry): KeyEntry {
    return new KeyEntry(call, this.database, this.source, this.keyStart, this.keyEnd);
  }

  /** Tells an object which key it stands at, until the command ends. */
  place<T extends Structure>(instance: T): T {
    this.call.place(instance, this);
    return instance;
  }

  private get dictionary(): Dictionary {
    return this.database.dictionary;
  }

  private check(): void {
    if (this.turn !== this.call.keyspace.turn)
      throw new StructureError('a value or key was used after its turn');
  }

  /** Notes where the entry is until something moves. */
  private hold(ref: number): void {
    this.ref = ref;
    this.generation = this.dictionary.generation;
    if (ref !== 0) this.seen = true;
  }

  /** The entry of the value that views show. Throws a StructureError when there is none, or one of another class. */
  private viewed(): number {
    const ref = this.locate();
    if (ref === 0 || this.dictionary.classId(ref) !== this.packed!.id)
      throw new StructureError(
        `${this.packed!.Class.name}: its key is absent, or was deleted since the value was opened`,
      );
    return ref;
  }

  /** Whether this very object, or a view on these very bytes, is the value. */
  private holds(instance: Structure): boolean {
    const ref = this.locate();
    if (ref === 0) return false;
    if (this.dictionary.isObject(ref)) return this.dictionary.object(ref) === instance;
    return instance instanceof this.call.keyspace.infoById(this.dictionary.classId(ref)).Class;
  }

  /** The live object at the key, undefined when the value is bytes. Throws when there is no value. */
  private get object(): Structure | undefined {
    const ref = this.locate();
    if (ref === 0) throw errors.noSuchKey();
    return this.dictionary.isObject(ref) ? (this.dictionary.object(ref) as Structure) : undefined;
  }

  /** The instance at a located entry. Throws WRONGTYPE when it is of another class. */
  private instanceAs(Class: StructureClass, ref: number): Structure {
    const info = this.call.keyspace.infoById(this.dictionary.classId(ref));
    if (info.Class !== Class) throw errors.wrongType();
    return this.settled(this.instance(info), info);
  }

  private create(info: StructureInfo): Structure {
    if (info.packedSize === undefined) {
      const instance = new info.Class() as Structure;
      this.insert(info, instance);
      return this.place(instance);
    }
    const view = this.flyweight(info);
    (view as Packed).memory.resize(info.packedSize);
    return this.settled(view, info);
  }

  /** A view that was opened is looked at when the command ends, as an object is. */
  private settled(instance: Structure, { isContainer, packedSize }: StructureInfo): Structure {
    return isContainer && packedSize !== undefined ? this.place(instance) : instance;
  }

  /** Gives the value so many bytes, new ones undefined; creates it when absent. */
  private reserve(length: number): void {
    this.call.change();
    const { dictionary } = this;
    if (this.locate() !== 0) {
      this.hold(dictionary.resizeValue(this.viewed(), length));
      return;
    }
    const { id } = this.packed!;
    this.hold(dictionary.insert(this.source, this.keyStart, this.keyEnd, id, length));
  }

  private clear(from: number, to: number): void {
    const start = this.dictionary.valueStart(this.ref);
    this.dictionary.bytes(this.ref).fill(0, start + from, start + to);
  }

  private put(offset: number, { bytes, start, end }: ByteSlice): void {
    const target = this.dictionary.bytes(this.ref);
    const at = this.dictionary.valueStart(this.ref) + offset;
    if (end - start > 48) target.set(bytes.subarray(start, end), at);
    else for (let index = start; index < end; index++) target[at + index - start] = bytes[index]!;
  }

  /** Gives the target this object, or these bytes, with their expiry. */
  private transfer(target: KeyEntry, object: Structure | undefined): void {
    const ref = this.locate();
    const { dictionary } = this;
    const info = this.call.keyspace.infoById(dictionary.classId(ref));
    target.delete();
    if (object) target.insert(info, object);
    else target.take(info, dictionary, ref);
    const expiry = dictionary.expiry(ref);
    if (expiry !== 0) target.hold(target.dictionary.setExpiry(target.ref, expiry));
  }

  /** Creates a value of the bytes of another entry. */
  private take(info: StructureInfo, source: Dictionary, ref: number): void {
    this.packed = info;
    const length = source.valueLength(ref);
    this.reserve(length);
    const start = source.valueStart(ref);
    this.put(0, new ByteSlice(source.bytes(ref), start, start + length));
    this.mark = source.flag(ref);
  }
}

const sliceOf = (bytes: Bytes): ByteSlice => {
  if (bytes instanceof ByteSlice) return bytes;
  const buffer = typeof bytes === 'string' ? textBytes(bytes) : bytes;
  return new ByteSlice(buffer, 0, buffer.length);
};
