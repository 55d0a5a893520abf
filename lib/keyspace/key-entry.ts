import type { Bytes, Entry } from '../command/entry';
import type { Server } from '../command/server';
import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import { errors, StructureError } from '../errors';
import type { Memory } from '../packed';
import { ByteSlice } from '../protocol/reply';
import { decodeText, textBytes } from '../protocol/text';
import type { Place, Structure } from '../structure';
import type { Call } from './call';
import { cloneValue } from './clone';
import type { Database } from './database';
import type { Dictionary } from './dictionary';

/** A key of a database for one turn: what authors know as Entry, and the bytes of a packed value. */
export class KeyEntry implements Entry, Memory, Place {
  private ref = 0;
  private generation = -1;
  /** The class that writes to an absent key create. */
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
    this.hold(this.dictionary.setExpiry(ref, milliseconds ?? 0));
    return true;
  }

  delete(): boolean {
    const ref = this.locate();
    if (ref === 0) return false;
    this.dictionary.remove(ref);
    this.ref = 0;
    return true;
  }

  moveTo(target: KeyEntry): void {
    this.transfer(target, (value) => value);
    this.delete();
  }

  copyTo(target: KeyEntry): void {
    this.transfer(target, cloneValue);
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

  get length(): number {
    const ref = this.locate();
    return ref === 0 ? 0 : this.dictionary.valueLength(ref);
  }

  get buffer(): Buffer {
    return this.dictionary.bytes(this.required());
  }

  get start(): number {
    return this.dictionary.valueStart(this.required());
  }

  get mark(): number {
    return this.dictionary.flag(this.required());
  }

  set mark(value: number) {
    this.dictionary.setFlag(this.required(), value);
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
    this.packed = info;
    return new (this.call.keyspace.flyweightOf(info))(this);
  }

  /** Whether this very object is the value. */
  holds(instance: Structure): boolean {
    const ref = this.locate();
    return ref !== 0 && this.dictionary.isObject(ref) && this.dictionary.object(ref) === instance;
  }

  /** Makes an object the value of an absent key. */
  insert(info: StructureInfo, instance: Structure): void {
    this.hold(this.dictionary.insertObject(this.source, this.keyStart, this.keyEnd, info.id, instance));
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
  }

  private required(): number {
    const ref = this.locate();
    if (ref === 0) throw new StructureError('a packed value was used after its key was deleted');
    return ref;
  }

  /** The instance at a located entry. Throws WRONGTYPE when it is of another class. */
  private instanceAs(Class: StructureClass, ref: number): Structure {
    const info = this.call.keyspace.infoById(this.dictionary.classId(ref));
    if (info.Class !== Class) throw errors.wrongType();
    return this.instance(info);
  }

  private create(info: StructureInfo): Structure {
    if (info.packedSize === undefined) {
      const instance = new info.Class() as Structure;
      this.insert(info, instance);
      return this.place(instance);
    }
    this.packed = info;
    this.resize(info.packedSize);
    return this.flyweight(info);
  }

  /** Gives the value so many bytes, new ones undefined; creates it when absent. */
  private reserve(length: number): void {
    const { dictionary } = this;
    const ref = this.locate();
    if (ref !== 0) {
      this.hold(dictionary.resizeValue(ref, length));
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

  private transfer(target: KeyEntry, through: (value: object) => object): void {
    const ref = this.locate();
    const { dictionary } = this;
    const id = dictionary.classId(ref);
    const info = this.call.keyspace.infoById(id);
    const expiry = dictionary.expiry(ref);
    target.delete();
    if (info.packedSize === undefined) {
      target.insert(info, through(dictionary.object(ref) as object) as Structure);
    } else {
      target.packed = info;
      target.reserve(dictionary.valueLength(ref));
      const start = dictionary.valueStart(ref);
      target.put(0, new ByteSlice(dictionary.bytes(ref), start, start + dictionary.valueLength(ref)));
      target.mark = dictionary.flag(ref);
    }
    if (expiry !== 0) target.expireAt(expiry);
  }
}

const sliceOf = (bytes: Bytes): ByteSlice => {
  if (bytes instanceof ByteSlice) return bytes;
  const buffer = typeof bytes === 'string' ? textBytes(bytes) : bytes;
  return new ByteSlice(buffer, 0, buffer.length);
};
