import { discard } from '../discarded';
import { Arena, byteOf, chunkOf, floatOf, wordOf } from './arena';
import type { KeyHash } from './key-hash';
import { ObjectTable } from './object-table';
import { blockBytes, sizeClassOf } from './size-classes';

/** The low bits of an entry's first word, by which it is told from a table. */
export const ENTRY = 3;

/** Words of an entry. Its expiry (float64) follows if there is room for one, then its key, then its value. */
const STATE = 0;
const KEY_LENGTH = 1;
/** Of a value of bytes the length, of an object the index. */
const VALUE = 2;
const ACCESS = 3;
const HEADER_WORDS = 4;
const HEADER_BYTES = 16;
const EXPIRY_BYTES = 8;

/** The rest of the first word: what the entry is like, a byte for the owner, the class. */
const HAS_EXPIRY = 4;
const IS_OBJECT = 8;
/** The bytes of the value, or of the key, are a Buffer in the object table; its index stands in their place. */
const OWN_VALUE = 16;
const OWN_KEY = 32;
/** The value has alarms, of which the database knows. */
const HAS_ALARMS = 64;
const INDEX_BYTES = 8;
const OF_THE_KEY = ENTRY | HAS_EXPIRY | OWN_KEY | HAS_ALARMS;
const FLAG_SHIFT = 8;
const FLAG_MASK = 0xff;
const CLASS_SHIFT = 16;

/** A larger entry has its value in a Buffer of its own, until it is below half of this again. */
const LARGEST_ENTRY = 16 * 1024;
const LARGEST_KEY = 4 * 1024;

/** A Buffer that has to grow doubles; from here on it grows by an eighth. */
const DOUBLING_BYTES = 1024 * 1024;

/**
 * The entries of a dictionary: blocks of the arena with a key and a value, which is either bytes or a live object.
 *
 * An entry is named by its ref, an int32 that isn't 0. A value's bytes start at a multiple of 8. A class id is 0 to 65535,
 * a length in bytes. Views and Buffers answered here are good until the dictionary changes.
 *
 * All that knows the layout of an entry is in this file.
 */
export abstract class EntryStore {
  readonly arena = new Arena();
  private readonly objects = new ObjectTable();
  private ownBytes = 0;

  /** Bytes of entries and tables, and of the Buffers of large keys and values; live objects aren't counted. */
  get usedBytes(): number {
    return this.arena.usedBytes + this.ownBytes;
  }

  classId(ref: number): number {
    return this.word(ref, STATE) >>> CLASS_SHIFT;
  }

  /** The value stays as it is, and is one of another class. */
  setClass(ref: number, classId: number): void {
    const state = this.word(ref, STATE) & ~(0xffff << CLASS_SHIFT);
    this.setWord(ref, STATE, state | (classId << CLASS_SHIFT));
  }

  isObject(ref: number): boolean {
    return (this.word(ref, STATE) & IS_OBJECT) !== 0;
  }

  /** The live object of an entry that has one. */
  object(ref: number): unknown {
    return this.objects.get(this.word(ref, VALUE));
  }

  /** A byte for the owner of the value, 0 at first and after the value was replaced. */
  flag(ref: number): number {
    return (this.word(ref, STATE) >>> FLAG_SHIFT) & FLAG_MASK;
  }

  setFlag(ref: number, flag: number): void {
    this.setWord(ref, STATE, (this.word(ref, STATE) & ~(FLAG_MASK << FLAG_SHIFT)) | (flag << FLAG_SHIFT));
  }

  /** Whether setAlarmed said that the value has alarms; it stays so until that says otherwise. */
  isAlarmed(ref: number): boolean {
    return (this.word(ref, STATE) & HAS_ALARMS) !== 0;
  }

  setAlarmed(ref: number, isAlarmed: boolean): void {
    const state = this.word(ref, STATE);
    this.setWord(ref, STATE, isAlarmed ? state | HAS_ALARMS : state & ~HAS_ALARMS);
  }

  /** What setAccess set, an unsigned 32-bit number that tells about the last access; 0 at first. */
  access(ref: number): number {
    return this.word(ref, ACCESS) >>> 0;
  }

  setAccess(ref: number, access: number): void {
    this.setWord(ref, ACCESS, access);
  }

  /** When the entry expires, in ms since 1970; 0: never. */
  expiry(ref: number): number {
    if ((this.word(ref, STATE) & HAS_EXPIRY) === 0) return 0;
    return this.arena.floats[chunkOf(ref)]![expiryIndex(ref)]!;
  }

  isExpired(ref: number, now: number): boolean {
    const at = this.expiry(ref);
    return at !== 0 && at < now;
  }

  keyLength(ref: number): number {
    return this.word(ref, KEY_LENGTH);
  }

  /** The Buffer that has the key from keyStart on. */
  keyBytes(ref: number): Buffer {
    if ((this.word(ref, STATE) & OWN_KEY) !== 0) return this.objects.get(this.ownKey(ref)) as Buffer;
    return this.arena.bytes[chunkOf(ref)]!;
  }

  keyStart(ref: number): number {
    const state = this.word(ref, STATE);
    return (state & OWN_KEY) !== 0 ? 0 : byteOf(ref) + keyOffset(state);
  }

  /** The key in a Buffer of its own. */
  copyKey(ref: number): Buffer {
    const start = this.keyStart(ref);
    return Buffer.from(this.keyBytes(ref).subarray(start, start + this.keyLength(ref)));
  }

  valueLength(ref: number): number {
    return this.word(ref, VALUE);
  }

  /** The Buffer that has the value from valueStart on. */
  bytes(ref: number): Buffer {
    if ((this.word(ref, STATE) & OWN_VALUE) !== 0) return this.ownValue(ref);
    return this.arena.bytes[chunkOf(ref)]!;
  }

  /** A multiple of 8. */
  valueStart(ref: number): number {
    return (this.word(ref, STATE) & OWN_VALUE) !== 0 ? 0 : byteOf(ref) + this.headBytes(ref);
  }

  /** The same memory as `bytes`: the value starts at index valueStart / 8. */
  floats(ref: number): Float64Array {
    if ((this.word(ref, STATE) & OWN_VALUE) === 0) return this.arena.floats[chunkOf(ref)]!;
    const { buffer, length } = this.ownValue(ref);
    return new Float64Array(buffer, 0, length >>> 3);
  }

  /** The same memory as `bytes`: the value starts at index valueStart / 4. */
  int32s(ref: number): Int32Array {
    if ((this.word(ref, STATE) & OWN_VALUE) === 0) return this.arena.words[chunkOf(ref)]!;
    const { buffer, length } = this.ownValue(ref);
    return new Int32Array(buffer, 0, length >>> 2);
  }

  /** Bytes that the entry takes; of an object only the entry itself. */
  memoryOf(ref: number): number {
    const state = this.word(ref, STATE);
    const key = (state & OWN_KEY) !== 0 ? this.keyBytes(ref).length : 0;
    const value = (state & OWN_VALUE) !== 0 ? this.ownValue(ref).length : 0;
    return blockBytes(this.entryBytes(ref)) + key + value;
  }

  /** Whether the entry's key is `key`, which was computed from what `source` has from `start` on. */
  protected hasKey(ref: number, key: KeyHash, source: Uint8Array, start: number): boolean {
    if (this.word(ref, KEY_LENGTH) !== key.length) return false;
    if (!key.isShort) {
      const from = this.keyStart(ref);
      return this.keyBytes(ref).compare(source, start, start + key.length, from, from + key.length) === 0;
    }
    const words = this.arena.words[chunkOf(ref)]!;
    const first = wordOf(ref) + (keyOffset(words[wordOf(ref)]!) >>> 2);
    const count = (key.length + 3) >>> 2;
    for (let i = 0; i < count; i++) if (words[first + i] !== key.words[i]) return false;
    return true;
  }

  /** An entry for a value of `length` arbitrary bytes. */
  protected createPacked(
    key: KeyHash,
    source: Uint8Array,
    start: number,
    classId: number,
    length: number,
    expires: boolean,
  ): number {
    const state = stateOf(key.length, classId, expires);
    const own = headBytesOf(state, key.length) + length > LARGEST_ENTRY;
    const ref = this.create(own ? state | OWN_VALUE : state, key, source, start, own ? INDEX_BYTES : length);
    this.setWord(ref, VALUE, length);
    if (own) this.own(ref, Buffer.allocUnsafeSlow(length));
    return ref;
  }

  protected createObject(
    key: KeyHash,
    source: Uint8Array,
    start: number,
    classId: number,
    object: unknown,
    expires: boolean,
  ): number {
    const ref = this.create(stateOf(key.length, classId, expires) | IS_OBJECT, key, source, start, 0);
    this.setWord(ref, VALUE, this.objects.add(object));
    return ref;
  }

  /** Frees an entry with all that is its own. */
  protected destroy(ref: number): void {
    this.dropValue(ref);
    if ((this.word(ref, STATE) & OWN_KEY) !== 0) {
      this.ownBytes -= this.keyLength(ref);
      this.objects.remove(this.ownKey(ref));
    }
    this.arena.free(ref);
  }

  protected destroyAll(): void {
    this.arena.clear();
    discard(this.objects.clear(), this.ownBytes);
    this.ownBytes = 0;
  }

  /** A copy of an entry in another block. As with all that moves, the old block is the caller's to free. */
  protected copyOf(ref: number): number {
    const bytes = this.entryBytes(ref);
    const moved = this.arena.allocate(bytes);
    this.arena.copy(ref, moved, bytes);
    return moved;
  }

  /** The entry with a value of `length` arbitrary bytes in place of its own. */
  protected withPacked(ref: number, classId: number, length: number): number {
    const own = this.headBytes(ref) + length > LARGEST_ENTRY;
    const reused = own ? this.reusableBuffer(ref, length) : undefined;
    const before = this.areaBytes(ref);
    if (!reused) this.dropValue(ref);
    const moved = this.fit(ref, before, own ? INDEX_BYTES : length, 0);
    const kept = this.word(moved, STATE) & OF_THE_KEY;
    this.setWord(moved, STATE, kept | (classId << CLASS_SHIFT) | (own ? OWN_VALUE : 0));
    this.setWord(moved, VALUE, length);
    if (own) this.own(moved, reused ?? Buffer.allocUnsafeSlow(length));
    return moved;
  }

  /** The entry with an object in place of its value. */
  protected withObject(ref: number, classId: number, object: unknown): number {
    const before = this.areaBytes(ref);
    this.dropValue(ref);
    const moved = this.fit(ref, before, 0, 0);
    const kept = this.word(moved, STATE) & OF_THE_KEY;
    this.setWord(moved, STATE, kept | (classId << CLASS_SHIFT) | IS_OBJECT);
    this.setWord(moved, VALUE, this.objects.add(object));
    return moved;
  }

  /** The entry with its value cut or extended, by arbitrary bytes, to `length`. */
  protected withLength(ref: number, length: number): number {
    const own = (this.word(ref, STATE) & OWN_VALUE) !== 0;
    if (own) return this.resizeOwn(ref, length);
    if (this.headBytes(ref) + length > LARGEST_ENTRY) return this.moveOut(ref, length);
    const before = this.areaBytes(ref);
    const moved = this.fit(ref, before, length, Math.min(before, length));
    this.setWord(moved, VALUE, length);
    return moved;
  }

  /** The entry with room for an expiry. */
  protected withExpiry(ref: number): number {
    const state = this.word(ref, STATE);
    if ((state & HAS_EXPIRY) !== 0) return ref;
    const bytes = this.entryBytes(ref);
    const moved = this.hasRoomFor(ref, bytes + EXPIRY_BYTES)
      ? ref
      : this.arena.allocate(bytes + EXPIRY_BYTES);
    this.shiftKey(ref, moved, bytes);
    this.setWord(moved, STATE, state | HAS_EXPIRY);
    this.writeExpiry(moved, 0);
    return moved;
  }

  /** Of an entry with room for it. */
  protected writeExpiry(ref: number, at: number): void {
    this.arena.floats[chunkOf(ref)]![expiryIndex(ref)] = at;
  }

  private word(ref: number, word: number): number {
    return this.arena.words[chunkOf(ref)]![wordOf(ref) + word]!;
  }

  private setWord(ref: number, word: number, to: number): void {
    this.arena.words[chunkOf(ref)]![wordOf(ref) + word] = to;
  }

  /** Bytes before the value. */
  private headBytes(ref: number): number {
    return headBytesOf(this.word(ref, STATE), this.word(ref, KEY_LENGTH));
  }

  /** Bytes that the entry has for its value. */
  private areaBytes(ref: number): number {
    const state = this.word(ref, STATE);
    if ((state & (IS_OBJECT | OWN_VALUE)) === 0) return this.word(ref, VALUE);
    return (state & IS_OBJECT) !== 0 ? 0 : INDEX_BYTES;
  }

  private entryBytes(ref: number): number {
    return this.headBytes(ref) + this.areaBytes(ref);
  }

  private ownKey(ref: number): number {
    return this.word(ref, keyOffset(this.word(ref, STATE)) >>> 2);
  }

  private ownValue(ref: number): Buffer<ArrayBuffer> {
    return this.objects.get(this.word(ref, this.headBytes(ref) >>> 2)) as Buffer<ArrayBuffer>;
  }

  private hasRoomFor(ref: number, bytes: number): boolean {
    return sizeClassOf(bytes) === sizeClassOf(this.entryBytes(ref));
  }

  private create(state: number, key: KeyHash, source: Uint8Array, start: number, areaBytes: number): number {
    const ref = this.arena.allocate(headBytesOf(state, key.length) + areaBytes);
    const words = this.arena.words[chunkOf(ref)]!;
    const first = wordOf(ref);
    words[first + STATE] = state;
    words[first + KEY_LENGTH] = key.length;
    words[first + ACCESS] = 0;
    if ((state & HAS_EXPIRY) !== 0) this.writeExpiry(ref, 0);
    if (!key.isShort) this.writeLongKey(ref, source, start, key.length);
    else {
      const to = first + (keyOffset(state) >>> 2);
      const count = (key.length + 3) >>> 2;
      for (let i = 0; i < count; i++) words[to + i] = key.words[i]!;
    }
    return ref;
  }

  private writeLongKey(ref: number, source: Uint8Array, start: number, length: number): void {
    const state = this.word(ref, STATE);
    let bytes = this.arena.bytes[chunkOf(ref)]!;
    let at = byteOf(ref) + keyOffset(state);
    if ((state & OWN_KEY) !== 0) {
      bytes = Buffer.allocUnsafeSlow(length);
      this.setWord(ref, keyOffset(state) >>> 2, this.objects.add(bytes));
      this.ownBytes += length;
      at = 0;
    }
    bytes.set(source.subarray(start, start + length), at);
  }

  /** Frees what the value has outside of the entry. */
  private dropValue(ref: number): void {
    const state = this.word(ref, STATE);
    if ((state & IS_OBJECT) !== 0) this.objects.remove(this.word(ref, VALUE));
    if ((state & OWN_VALUE) !== 0) this.discardBuffer(ref);
  }

  /** The entry in a block for so much of a value, with `kept` bytes of the value that it has. */
  private fit(ref: number, areaBytes: number, wantedBytes: number, kept: number): number {
    const head = this.headBytes(ref);
    if (sizeClassOf(head + areaBytes) === sizeClassOf(head + wantedBytes)) return ref;
    const moved = this.arena.allocate(head + wantedBytes);
    this.arena.copy(ref, moved, head + kept);
    return moved;
  }

  /** Copies an entry of so many bytes, the key and the value to where they are behind an expiry. */
  private shiftKey(ref: number, to: number, bytes: number): void {
    const source = this.arena.words[chunkOf(ref)]!;
    const target = this.arena.words[chunkOf(to)]!;
    const from = wordOf(ref);
    const start = wordOf(to);
    const shift = EXPIRY_BYTES >>> 2;
    for (let i = ((bytes + 3) >>> 2) - 1; i >= HEADER_WORDS; i--)
      target[start + shift + i] = source[from + i]!;
    for (let i = 0; i < HEADER_WORDS; i++) target[start + i] = source[from + i]!;
  }

  /** Makes a Buffer the value of an entry that keeps its value in one. */
  private own(ref: number, buffer: Buffer): void {
    this.setWord(ref, this.headBytes(ref) >>> 2, this.objects.add(buffer));
    this.ownBytes += buffer.length;
  }

  /** Makes the entry's Buffer no longer its own. */
  private takeBuffer(ref: number): Buffer {
    const buffer = this.ownValue(ref);
    this.objects.remove(this.word(ref, this.headBytes(ref) >>> 2));
    this.ownBytes -= buffer.length;
    return buffer;
  }

  private discardBuffer(ref: number): void {
    const buffer = this.takeBuffer(ref);
    discard(buffer, buffer.length);
  }

  private reusableBuffer(ref: number, length: number): Buffer | undefined {
    if ((this.word(ref, STATE) & OWN_VALUE) === 0) return undefined;
    const { length: capacity } = this.ownValue(ref);
    return capacity >= length && capacity <= length * 2 ? this.takeBuffer(ref) : undefined;
  }

  /** Moves the value into a Buffer of its own. */
  private moveOut(ref: number, length: number): number {
    const buffer = Buffer.allocUnsafeSlow(grown(length));
    const start = this.valueStart(ref);
    this.bytes(ref).copy(buffer, 0, start, start + this.valueLength(ref));
    const moved = this.fit(ref, this.areaBytes(ref), INDEX_BYTES, 0);
    this.setWord(moved, STATE, this.word(moved, STATE) | OWN_VALUE);
    this.setWord(moved, VALUE, length);
    this.own(moved, buffer);
    return moved;
  }

  private resizeOwn(ref: number, length: number): number {
    if (this.headBytes(ref) + length <= LARGEST_ENTRY / 2) return this.moveIn(ref, length);
    const buffer = this.ownValue(ref);
    if (length > buffer.length || length < buffer.length >>> 2) {
      const resized = Buffer.allocUnsafeSlow(grown(length));
      buffer.copy(resized, 0, 0, Math.min(this.valueLength(ref), length));
      this.discardBuffer(ref);
      this.own(ref, resized);
    }
    this.setWord(ref, VALUE, length);
    return ref;
  }

  /** Moves the value, cut to `length`, from its Buffer into the entry. */
  private moveIn(ref: number, length: number): number {
    const buffer = this.takeBuffer(ref);
    discard(buffer, buffer.length);
    const moved = this.fit(ref, INDEX_BYTES, length, 0);
    this.setWord(moved, STATE, this.word(moved, STATE) & ~OWN_VALUE);
    this.setWord(moved, VALUE, length);
    buffer.copy(this.bytes(moved), this.valueStart(moved), 0, length);
    return moved;
  }
}

function stateOf(keyLength: number, classId: number, expires: boolean): number {
  return (
    ENTRY | (expires ? HAS_EXPIRY : 0) | (keyLength > LARGEST_KEY ? OWN_KEY : 0) | (classId << CLASS_SHIFT)
  );
}

function keyOffset(state: number): number {
  return (state & HAS_EXPIRY) !== 0 ? HEADER_BYTES + EXPIRY_BYTES : HEADER_BYTES;
}

function headBytesOf(state: number, keyLength: number): number {
  return keyOffset(state) + ((state & OWN_KEY) !== 0 ? INDEX_BYTES : (keyLength + 7) & ~7);
}

function expiryIndex(ref: number): number {
  return floatOf(ref) + HEADER_BYTES / 8;
}

function grown(length: number): number {
  return length + (length < DOUBLING_BYTES ? length : length >>> 3);
}
