import { ByteSlice } from 'memo';
import {
  entrySizeAt,
  frameSizeAt,
  framedSize,
  inlineLengthAt,
  isLarge,
  isLargeAt,
  numberAt,
  writeBytes,
  writeLength,
  writeNumber,
} from './byte-entry';
import { compareBytes } from './compare-bytes';
import { wholeOf } from './slices';
import { giveBuffer, roundedSize, takeBuffer } from './spare-buffers';

const LEAST_CAPACITY = 64;
/** So many bytes are kept free where a quarter more would be fewer. */
const LARGE_ROOM = 128;
const MOST_CAPACITY = 2 ** 24;

/** A slot of the index: the hash in four bytes, and the offset of the entry in three. */
const SLOT_BYTES = 7;

/** So many slots are looked at beside the place where a hash should be, before the index is halved. */
const NEAR = 24;

/** Keys of so many bytes are looked at in place, and their length takes one byte. */
const SHORT_KEY = 48;

const ALL_HASHES = 2 ** 32;
const SIGN = 0x80000000;

/** An allocation for what weighs so much: a fifth stays free, in a small one up to half. */
const roomFor = (weight: number) =>
  roundedSize((weight + Math.max(weight >>> 2, Math.min(weight, LARGE_ROOM)) + 15) & ~15);

/**
 * Entries of a ByteMap whose hashes begin with the same bits, in one Buffer: entries from the front on in the order
 * of their arrival, the index from the back on in the order of hashes, and of keys where hashes are equal.
 */
export class BytePage {
  count = 0;
  private bytes: Buffer;
  /** Where the next entry goes. */
  private used = 0;
  /** Bytes of entries that are gone. */
  private dead = 0;
  private large: (Buffer | undefined)[] | undefined = undefined;
  private largeBytes = 0;

  constructor(
    /** How many first bits of the hashes are the same. */
    readonly depth: number,
    capacity = LEAST_CAPACITY,
  ) {
    this.bytes = takeBuffer(capacity);
  }

  /** Bytes that are allocated. */
  get capacity(): number {
    return this.bytes.length + this.largeBytes;
  }

  /** Bytes that entries and index need, large keys and values aside. */
  get weight(): number {
    return this.used - this.dead + this.count * SLOT_BYTES;
  }

  /** The place of the entry with this key; when there is none, -1 minus the place where it belongs. */
  find(hash: number, key: ByteSlice): number {
    let at = this.firstFrom(hash);
    for (; at < this.count && this.hashAt(at) === hash; at++) {
      if (this.hasShortKey(at, key)) return at;
      const order = this.compare(at, key);
      if (order === 0) return at;
      if (order > 0) break;
    }
    return -1 - at;
  }

  /** The place of the first entry whose hash is this one or a greater one. */
  firstFrom(hash: number): number {
    const { bytes, count } = this;
    let left = NEAR;
    let at = this.expectedPlace(hash);
    let slot = this.slotOf(at);
    if (at < count && hashIn(bytes, slot) < hash) {
      do {
        at++;
        slot -= SLOT_BYTES;
        if (left-- === 0) return this.firstWithin(at, count, hash);
      } while (at < count && hashIn(bytes, slot) < hash);
      return at;
    }
    for (; at > 0 && hashIn(bytes, slot + SLOT_BYTES) >= hash; at--) {
      slot += SLOT_BYTES;
      if (left-- === 0) return this.firstWithin(0, at, hash);
    }
    return at;
  }

  /** The hash of an entry: an int32. */
  hashAt(at: number): number {
    return hashIn(this.bytes, this.slotOf(at));
  }

  /** A view of the key of an entry. */
  keyAt(at: number): ByteSlice {
    const { bytes } = this;
    const offset = this.offsetAt(at);
    if (isLargeAt(bytes, offset)) return wholeOf(this.largeAt(offset));
    const frame = offset + frameSizeAt(bytes, offset);
    const start = frame + frameSizeAt(bytes, frame);
    return new ByteSlice(bytes, start, start + inlineLengthAt(bytes, offset));
  }

  /** A view of the value of an entry. */
  valueAt(at: number): ByteSlice {
    const { bytes } = this;
    const offset = this.offsetAt(at);
    const frame = offset + frameSizeAt(bytes, offset);
    if (isLargeAt(bytes, frame)) return wholeOf(this.largeAt(frame));
    const start = frame + frameSizeAt(bytes, frame) + inlineLengthAt(bytes, offset);
    return new ByteSlice(bytes, start, start + inlineLengthAt(bytes, frame));
  }

  /** Adds an entry at the place where it belongs. */
  insert(at: number, hash: number, key: ByteSlice, value: ByteSlice): void {
    this.makeRoom(entrySize(key, value) + SLOT_BYTES);
    const end = this.slotOf(at - 1);
    const start = this.slotOf(this.count - 1);
    if (start < end) this.bytes.copyWithin(start - SLOT_BYTES, start, end);
    this.count++;
    this.writeSlot(at, hash, this.used);
    this.append(key, value);
  }

  /** Gives an entry another value. */
  replace(at: number, value: ByteSlice): void {
    const old = this.valueAt(at);
    if (old.end - old.start === value.end - value.start) {
      writeBytes(old.bytes, old.start, value.bytes, value.start, value.end);
      return;
    }
    this.makeRoom(entrySize(this.keyAt(at), value));
    const offset = this.offsetAt(at);
    const key = this.keyAt(at);
    this.writeSlot(at, this.hashAt(at), this.used);
    this.append(key, value);
    this.release(offset);
    this.shrink();
  }

  /** Removes an entry. */
  remove(at: number): void {
    this.release(this.offsetAt(at));
    const start = this.slotOf(this.count - 1);
    const end = this.slotOf(at);
    if (start < end) this.bytes.copyWithin(start + SLOT_BYTES, start, end);
    this.count--;
    this.shrink();
  }

  /** A page of its own with the same entries. */
  copy(): BytePage {
    const copy = Object.assign(new BytePage(this.depth, 0), this);
    copy.bytes = ownCopy(this.bytes);
    copy.large = this.large?.map((own) => own && ownCopy(own));
    return copy;
  }

  /** Two pages with its entries: those before a place, and those from there on. It is good for nothing then. */
  split(at: number): [BytePage, BytePage] {
    const parts: [BytePage, BytePage] = [this.part(0, at), this.part(at, this.count)];
    giveBuffer(this.bytes);
    return parts;
  }

  /** A page with the entries of this one and of the next. */
  joined(next: BytePage): BytePage {
    const page = new BytePage(this.depth - 1, roomFor(this.weight + next.weight));
    page.take(this, 0, this.count);
    page.take(next, 0, next.count);
    return page;
  }

  private part(from: number, to: number): BytePage {
    let weight = (to - from) * SLOT_BYTES;
    for (let at = from; at < to; at++) weight += entrySizeAt(this.bytes, this.offsetAt(at));
    const page = new BytePage(this.depth + 1, roomFor(weight));
    page.take(this, from, to);
    return page;
  }

  /** Appends entries of another page, which come after those here. There must be room. */
  private take(source: BytePage, from: number, to: number): void {
    const { bytes } = source;
    for (let at = from; at < to; at++) {
      const offset = source.offsetAt(at);
      const end = offset + entrySizeAt(bytes, offset);
      this.writeSlot(this.count++, source.hashAt(at), this.used);
      const target = this.used;
      this.used = writeBytes(this.bytes, target, bytes, offset, end);
      if (source.large) this.takeLarge(source, offset, target);
    }
  }

  private takeLarge(source: BytePage, offset: number, target: number): void {
    const keyFrame = frameSizeAt(source.bytes, offset);
    for (const frame of [0, keyFrame]) {
      if (isLargeAt(source.bytes, offset + frame)) this.hold(target + frame, source.largeAt(offset + frame));
    }
  }

  private append(key: ByteSlice, value: ByteSlice): void {
    const keyFrame = this.used;
    const valueFrame = this.writeFrame(keyFrame, key);
    this.used = this.writeFrame(valueFrame, value);
    this.writeInline(key);
    this.writeInline(value);
  }

  /** Writes the length of a key or value, or puts it into a Buffer of its own; answers the offset behind. */
  private writeFrame(offset: number, { bytes, start, end }: ByteSlice): number {
    if (!isLarge(end - start)) return writeLength(this.bytes, offset, end - start);
    this.hold(offset, ownCopy(bytes.subarray(start, end)));
    return offset + frameSizeAt(this.bytes, offset);
  }

  private writeInline({ bytes, start, end }: ByteSlice): void {
    if (!isLarge(end - start)) this.used = writeBytes(this.bytes, this.used, bytes, start, end);
  }

  /** Keeps a Buffer for the key or value whose length is at an offset. */
  private hold(offset: number, own: Buffer): void {
    this.large ??= [];
    const free = this.large.indexOf(undefined);
    const number = free < 0 ? this.large.length : free;
    this.large[number] = own;
    this.largeBytes += own.length;
    writeNumber(this.bytes, offset, number);
  }

  private largeAt(offset: number): Buffer {
    return this.large![numberAt(this.bytes, offset)]!;
  }

  /** The bytes of an entry are no longer needed. */
  private release(offset: number): void {
    this.dead += entrySizeAt(this.bytes, offset);
    if (!this.large) return;
    const keyFrame = frameSizeAt(this.bytes, offset);
    for (const frame of [offset, offset + keyFrame]) {
      if (!isLargeAt(this.bytes, frame)) continue;
      this.largeBytes -= this.largeAt(frame).length;
      this.large[numberAt(this.bytes, frame)] = undefined;
    }
    if (this.largeBytes === 0) this.large = undefined;
  }

  private makeRoom(size: number): void {
    const { bytes } = this;
    const needed = this.used + this.count * SLOT_BYTES + size;
    if (needed <= bytes.length) return;
    this.rewrite(roomFor(this.weight + size));
    giveBuffer(bytes);
  }

  /** Gives memory back when less than half of it is needed. */
  private shrink(): void {
    const room = roomFor(this.weight);
    if (room * 2 < this.bytes.length) this.rewrite(room);
  }

  /** Moves to another Buffer, and leaves out what is dead. */
  private rewrite(capacity: number): void {
    if (capacity > MOST_CAPACITY) throw new RangeError('too many keys with hashes of the same first bits');
    const before = this.bytes;
    const index = before.length - this.count * SLOT_BYTES;
    const bytes = takeBuffer(capacity);
    bytes.set(before.subarray(index), capacity - this.count * SLOT_BYTES);
    this.bytes = bytes;
    if (this.dead === 0) {
      bytes.set(before.subarray(0, this.used));
      return;
    }
    this.used = 0;
    this.dead = 0;
    for (let at = 0; at < this.count; at++) {
      const offset = this.offsetAt(at);
      this.writeSlot(at, this.hashAt(at), this.used);
      this.used = writeBytes(bytes, this.used, before, offset, offset + entrySizeAt(before, offset));
    }
  }

  /** The same, of those from one place up to another. */
  private firstWithin(low: number, high: number, hash: number): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.hashAt(middle) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether an entry has this key, and it is one of few bytes. */
  private hasShortKey(at: number, { bytes: keyBytes, start: keyStart, end: keyEnd }: ByteSlice): boolean {
    const { bytes } = this;
    const offset = this.offsetAt(at);
    const length = keyEnd - keyStart;
    if (length > SHORT_KEY || bytes[offset] !== length) return false;
    const start = offset + 1 + frameSizeAt(bytes, offset + 1);
    for (let index = 0; index < length; index++) {
      if (bytes[start + index] !== keyBytes[keyStart + index]) return false;
    }
    return true;
  }

  /** Where the hash would be if all were equally far apart. */
  private expectedPlace(hash: number): number {
    const rest = this.depth === 0 ? hash ^ SIGN : hash << this.depth;
    return Math.floor(((rest >>> 0) / ALL_HASHES) * this.count);
  }

  private compare(at: number, key: ByteSlice): number {
    const { bytes, start, end } = this.keyAt(at);
    return compareBytes(bytes, start, end, key.bytes, key.start, key.end);
  }

  private slotOf(at: number): number {
    return this.bytes.length - (at + 1) * SLOT_BYTES;
  }

  private offsetAt(at: number): number {
    const { bytes } = this;
    const slot = this.slotOf(at);
    return (bytes[slot + 4]! << 16) | (bytes[slot + 5]! << 8) | bytes[slot + 6]!;
  }

  private writeSlot(at: number, hash: number, offset: number): void {
    const { bytes } = this;
    const slot = this.slotOf(at);
    bytes[slot] = hash >>> 24;
    bytes[slot + 1] = hash >>> 16;
    bytes[slot + 2] = hash >>> 8;
    bytes[slot + 3] = hash;
    bytes[slot + 4] = offset >>> 16;
    bytes[slot + 5] = offset >>> 8;
    bytes[slot + 6] = offset;
  }
}

function ownCopy(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

const hashIn = (bytes: Buffer, slot: number) =>
  (bytes[slot]! << 24) | (bytes[slot + 1]! << 16) | (bytes[slot + 2]! << 8) | bytes[slot + 3]!;

const entrySize = (key: ByteSlice, value: ByteSlice) =>
  framedSize(key.end - key.start) + framedSize(value.end - value.start);
