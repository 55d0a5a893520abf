import type { Bytes } from '../command/entry';
import type { StructureInfo } from '../command/structure-info';
import { StructureError } from '../errors';
import type { Memory } from '../packed';
import { ByteSlice } from '../protocol/reply';
import { textBytes } from '../protocol/text';
import { AlarmedKey } from './alarms/alarmed-key';
import type { Dictionary } from './dictionary';

/** The bytes of the packed value at a key. */
export abstract class KeyMemory extends AlarmedKey implements Memory {
  /** The class that views on the bytes have; a write to an absent key creates a value of it. */
  declare protected packed: StructureInfo | undefined;

  get present(): boolean {
    return this.locate() !== 0;
  }

  get isNew(): boolean {
    return !this.seen && this.locate() === 0;
  }

  get length(): number {
    const ref = this.locate();
    if (ref === 0) return 0;
    const { dictionary } = this;
    this.refuseOther(dictionary, ref);
    return dictionary.isObject(ref) ? 0 : dictionary.valueLength(ref);
  }

  get buffer(): Buffer {
    return this.dictionary.bytes(this.viewed());
  }

  get start(): number {
    return this.dictionary.valueStart(this.viewed());
  }

  get bytes(): ByteSlice {
    const ref = this.viewed();
    const { dictionary } = this;
    const start = dictionary.valueStart(ref);
    return new ByteSlice(dictionary.bytes(ref), start, start + dictionary.valueLength(ref));
  }

  get mark(): number {
    return this.dictionary.flag(this.viewed());
  }

  set mark(value: number) {
    const ref = this.viewed();
    if (this.dictionary.flag(ref) === value) return;
    this.change();
    this.dictionary.setFlag(ref, value);
  }

  get object(): object | undefined {
    const ref = this.locate();
    if (ref === 0) return undefined;
    const { dictionary } = this;
    this.refuseOther(dictionary, ref);
    return dictionary.isObject(ref) ? (dictionary.object(ref) as object) : undefined;
  }

  set object(object: object | undefined) {
    if (object) this.install(object);
    else if (this.object) this.reserve(0);
  }

  resize(length: number): void {
    this.refuseOutside(length, Infinity);
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
    this.refuseOutside(offset, Infinity);
    const slice = sliceOf(bytes);
    const before = this.length;
    const end = offset + slice.end - slice.start;
    if (end > before) this.reserve(end);
    if (offset > before) this.clear(before, offset);
    this.put(offset, slice);
  }

  splice(offset: number, removed: number, bytes: Bytes): void {
    const slice = sliceOf(bytes);
    const before = this.length;
    this.refuseOutside(offset, before);
    this.refuseOutside(removed, before - offset);
    const rest = offset + removed;
    const shift = slice.end - slice.start - removed;
    if (shift > 0 || !this.present) this.reserve(before + shift);
    if (shift !== 0) this.shift(rest, before, shift);
    if (shift < 0) this.reserve(before + shift);
    this.put(offset, slice);
  }

  /** What lies outside of the value belongs to others. */
  private refuseOutside(place: number, most: number): void {
    if (place >= 0 && place <= most && Number.isSafeInteger(place)) return;
    throw new StructureError(`${this.packed!.Class.name}: ${place} is not within its bytes`);
  }

  /** The entry of the bytes that views show. Throws a StructureError when there are none, or those of another class. */
  protected viewed(): number {
    const ref = this.ofClass();
    if (!this.dictionary.isObject(ref)) return ref;
    throw new StructureError(`${this.packed!.Class.name}: an object stands in place of the bytes`);
  }

  /** The entry of the value of the class that views show. Throws a StructureError when there is none. */
  private ofClass(): number {
    const ref = this.locate();
    this.refuseOther(this.dictionary, ref);
    return ref;
  }

  /** Throws a StructureError when the entry is not of the class that views show, or none. */
  private refuseOther(dictionary: Dictionary, ref: number): void {
    if (ref !== 0 && dictionary.classId(ref) === this.packed!.id) return;
    throw new StructureError(`${this.packed!.Class.name}: the value is absent, or was deleted meanwhile`);
  }

  /** Gives the value so many bytes, new ones undefined; creates it when absent. */
  protected reserve(length: number): void {
    this.change();
    const { dictionary } = this;
    if (this.locate() !== 0) {
      const ref = this.ofClass();
      if (dictionary.isObject(ref)) this.hold(dictionary.setPacked(ref, this.packed!.id, length));
      else this.hold(dictionary.resizeValue(ref, length));
      return;
    }
    this.hold(dictionary.insert(this.source, this.keyStart, this.keyEnd, this.packed!.id, length));
    this.created();
  }

  /** Makes an object the value; creates it when absent. */
  private install(object: object): void {
    this.change();
    const { dictionary } = this;
    const { id } = this.packed!;
    if (this.locate() !== 0) {
      this.hold(dictionary.setObject(this.ofClass(), id, object));
      return;
    }
    this.hold(dictionary.insertObject(this.source, this.keyStart, this.keyEnd, id, object));
    this.created();
  }

  /** Moves bytes of the value to a higher or lower place. */
  private shift(from: number, to: number, by: number): void {
    const start = this.dictionary.valueStart(this.ref);
    this.dictionary.bytes(this.ref).copyWithin(start + from + by, start + from, start + to);
  }

  protected clear(from: number, to: number): void {
    const start = this.dictionary.valueStart(this.ref);
    this.dictionary.bytes(this.ref).fill(0, start + from, start + to);
  }

  /** A fresh value of these bytes, whatever was there, without expiry unless that is kept. */
  protected fill({ id }: StructureInfo, bytes: Bytes, keepExpiry = false): void {
    this.change();
    const slice = sliceOf(bytes);
    const length = slice.end - slice.start;
    const { dictionary } = this;
    const ref = this.locate();
    if (ref !== 0) dictionary.alarms.drop(ref);
    if (ref === 0) this.hold(dictionary.insert(this.source, this.keyStart, this.keyEnd, id, length));
    else if (keepExpiry) this.hold(dictionary.setPacked(ref, id, length));
    else this.hold(dictionary.setExpiry(dictionary.setPacked(ref, id, length), 0));
    this.noteUse();
    this.put(0, slice);
    if (ref === 0) this.tellBefore('n', 'new');
  }

  /** Creates a value of the bytes of an entry. */
  protected take(info: StructureInfo, source: Dictionary, ref: number): void {
    this.packed = info;
    const length = source.valueLength(ref);
    this.reserve(length);
    const start = source.valueStart(ref);
    this.put(0, new ByteSlice(source.bytes(ref), start, start + length));
    this.mark = source.flag(ref);
  }

  private put(offset: number, { bytes, start, end }: ByteSlice): void {
    const target = this.dictionary.bytes(this.ref);
    const at = this.dictionary.valueStart(this.ref) + offset;
    if (end - start > 48) target.set(bytes.subarray(start, end), at);
    else for (let index = start; index < end; index++) target[at + index - start] = bytes[index]!;
  }
}

const sliceOf = (bytes: Bytes): ByteSlice => {
  if (bytes instanceof ByteSlice) return bytes;
  const buffer = typeof bytes === 'string' ? textBytes(bytes) : bytes;
  return new ByteSlice(buffer, 0, buffer.length);
};
