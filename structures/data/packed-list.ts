import { ByteSlice, type Memory } from 'memo';
import { ByteList } from './byte-list';
import { ByteSegment } from './byte-segment';
import { copyOf } from './slices';

/*
 * A list at a packed value. As long as one small segment has all elements, the value's bytes are that segment: where
 * its elements start, where they end and how many they are, in two bytes each, and then its bytes. A longer list
 * stands in place of the bytes.
 */

const END = 2;
const COUNT = 4;
const HEADER_BYTES = 6;

/** The largest segment that is packed. */
const MOST_BYTES = 4096;
/** A list is packed again when its segment is only so large, which is when a quarter of it is used. */
const FEW_BYTES = MOST_BYTES / 2;

/** The list at a packed value, to be read. */
export function listAt(memory: Memory): ByteList {
  return largeList(memory) ?? (memory.length === 0 ? new ByteList() : packedList(memory.bytes));
}

/** How many elements it has. */
export function listLength(memory: Memory): number {
  return largeList(memory)?.length ?? (memory.length === 0 ? 0 : readCount(memory.bytes));
}

/** Changes the list at a packed value. Elements that this answers are views, good until the next change of any value. */
export function changeList<T>(memory: Memory, change: (list: ByteList) => T): T {
  const large = largeList(memory);
  if (large) return changeLarge(memory, large, change);
  return memory.length === 0 ? create(memory, change) : changePacked(memory, change);
}

/** The list in place of the bytes. */
const largeList = (memory: Memory): ByteList | undefined => memory.object as ByteList | undefined;

function create<T>(memory: Memory, change: (list: ByteList) => T): T {
  const list = new ByteList();
  const result = change(list);
  save(memory, list);
  return result;
}

function changeLarge<T>(memory: Memory, list: ByteList, change: (list: ByteList) => T): T {
  const result = change(list);
  const segment = list.onlySegment;
  if (segment && segment.capacity <= FEW_BYTES) save(memory, list);
  return result;
}

function changePacked<T>(memory: Memory, change: (list: ByteList) => T): T {
  const value = memory.bytes;
  const list = packedList(value);
  const result = change(list);
  const segment = list.onlySegment;
  if (segment?.bytes === value.bytes) {
    writeHeader(value, segment);
    return result;
  }
  const lasting = copied(result);
  list.leave(value.bytes);
  save(memory, list);
  return lasting;
}

/** A list of the elements in the value's bytes, where they are. */
function packedList({ bytes, start, end }: ByteSlice): ByteList {
  const first = start + HEADER_BYTES;
  const from = first + readNumber(bytes, start);
  const to = first + readNumber(bytes, start + END);
  return ByteList.of(
    new ByteSegment(bytes as Buffer, first, end, from, to, readNumber(bytes, start + COUNT)),
  );
}

/** Makes a list the value. */
function save(memory: Memory, list: ByteList): void {
  const segment = list.onlySegment;
  if (list.length === 0) {
    if (memory.present) memory.resize(0);
  } else if (segment && segment.capacity <= MOST_BYTES) {
    memory.resize(HEADER_BYTES + segment.capacity);
    const value = memory.bytes;
    segment.moveInto(value.bytes as Buffer, value.start + HEADER_BYTES, segment.capacity);
    writeHeader(value, segment);
  } else memory.object = list;
}

/** Notes where in the value the elements are. */
function writeHeader({ bytes, start }: ByteSlice, segment: ByteSegment): void {
  const first = start + HEADER_BYTES;
  writeNumber(bytes, start, segment.start - first);
  writeNumber(bytes, start + END, segment.end - first);
  writeNumber(bytes, start + COUNT, segment.count);
}

const readCount = ({ bytes, start }: ByteSlice) => readNumber(bytes, start + COUNT);

const readNumber = (bytes: Uint8Array, at: number) => bytes[at]! | (bytes[at + 1]! << 8);

function writeNumber(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

/** The same with copies of elements in it. */
function copied<T>(result: T): T {
  if (result instanceof ByteSlice) return copyOf(result) as T;
  return Array.isArray(result) ? (result.map(copied) as T) : result;
}
