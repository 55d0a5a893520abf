import { ByteSlice, type Memory } from 'memo';
import { compareBytes, copyBytes } from './compare-bytes';

/**
 * Byte strings in a row, in the bytes of a packed value: a count, then each with its length before it. Small
 * collections are laid out so; what they say of offsets is good until the next change of any value.
 */

const COUNT_BYTES = 4;

/** A length of one byte is below this, which announces one of four. */
const LONG = 254;
const LONG_LENGTH_BYTES = 5;

/** How many there are; none in a value of no bytes. */
export function recordCount(memory: Memory): number {
  return memory.length === 0 ? 0 : memory.buffer.readUInt32LE(memory.start);
}

/** Offset of the first record in the value. */
export const FIRST_RECORD = COUNT_BYTES;

/** Bytes that a record of so many takes. */
export const recordBytes = (length: number) => length + (length < LONG ? 1 : LONG_LENGTH_BYTES);

/** The bytes of the record at an offset in the value, in place. */
export function recordAt({ buffer, start }: Memory, offset: number): ByteSlice {
  const at = start + offset;
  const first = buffer[at]!;
  if (first < LONG) return new ByteSlice(buffer, at + 1, at + 1 + first);
  const from = at + LONG_LENGTH_BYTES;
  return new ByteSlice(buffer, from, from + buffer.readUInt32LE(at + 1));
}

/** The offset behind a record. */
export function nextRecord({ buffer, start }: Memory, offset: number): number {
  return after(buffer, start + offset, 1) - start;
}

/** The offset of the record of this number, of those that are there. */
export function offsetOfRecord({ buffer, start }: Memory, index: number): number {
  return after(buffer, start + FIRST_RECORD, index) - start;
}

/**
 * The offset of the first record with these bytes, of every `stride`th one; 0 when there is none. With a stride of 2
 * the keys of pairs are looked through. `ahead` bytes that are no record may stand before each.
 */
export function findRecord(
  memory: Memory,
  { bytes, start: from, end: to }: ByteSlice,
  stride = 1,
  ahead = 0,
): number {
  const { length } = memory;
  if (length === 0) return 0;
  const { buffer, start } = memory;
  const wanted = to - from;
  const last = start + length;
  for (let at = start + FIRST_RECORD + ahead; at < last; at = after(buffer, at, stride) + ahead) {
    const first = buffer[at]!;
    const size = first < LONG ? first : buffer.readUInt32LE(at + 1);
    if (size !== wanted) continue;
    const content = at + (first < LONG ? 1 : LONG_LENGTH_BYTES);
    if (compareBytes(buffer, content, content + size, bytes, from, to) === 0) return at - start;
  }
  return 0;
}

/** Where in the Buffer the record is that follows so many. */
function after(buffer: Buffer, record: number, count: number): number {
  let at = record;
  for (let left = count; left > 0; left--) {
    const first = buffer[at]!;
    at += first < LONG ? 1 + first : LONG_LENGTH_BYTES + buffer.readUInt32LE(at + 1);
  }
  return at;
}

/** Puts records at an offset, in place of `removed` bytes that were `removedCount` of them. */
export function spliceRecords(
  memory: Memory,
  offset: number,
  removed: number,
  removedCount: number,
  ...records: readonly ByteSlice[]
): void {
  const isNew = memory.length === 0;
  const count = isNew ? records.length : recordCount(memory) - removedCount + records.length;
  const bytes = written(records, count);
  if (isNew) return memory.assign(bytes);
  const own = new ByteSlice(bytes.bytes, COUNT_BYTES, bytes.end);
  if (own.end - own.start === removed) memory.write(offset, own);
  else memory.splice(offset, removed, own);
  if (removedCount !== records.length) memory.buffer.writeUInt32LE(count, memory.start);
}

/** Puts records behind the last. */
export function appendRecords(memory: Memory, ...records: readonly ByteSlice[]): void {
  spliceRecords(memory, Math.max(memory.length, COUNT_BYTES), 0, 0, ...records);
}

/** Calls with the bytes of each record, in place; what is called must not change any value. */
export function forEachRecord(memory: Memory, visit: (record: ByteSlice) => void): void {
  const { length } = memory;
  for (let offset = FIRST_RECORD; offset < length; offset = nextRecord(memory, offset))
    visit(recordAt(memory, offset));
}

/** A count and records are put together here, before they are copied to where they belong. */
let scratch = Buffer.allocUnsafeSlow(4096);

function written(records: readonly ByteSlice[], count: number): ByteSlice {
  let size = COUNT_BYTES;
  for (const { start, end } of records) size += recordBytes(end - start);
  if (size > scratch.length) scratch = Buffer.allocUnsafeSlow(size * 2);
  let at = scratch.writeUInt32LE(count);
  for (const record of records) at = writeRecord(scratch, at, record);
  return new ByteSlice(scratch, 0, size);
}

/** Writes a record at an offset; answers the offset behind it. */
export function writeRecord(target: Buffer, offset: number, { bytes, start, end }: ByteSlice): number {
  const length = end - start;
  let at = offset;
  if (length < LONG) target[at++] = length;
  else {
    target[at] = LONG;
    at = target.writeUInt32LE(length, at + 1);
  }
  copyBytes(bytes, start, end, target, at);
  return at + length;
}
