import type { ByteSlice, Memory } from 'memo';
import type { ByteMap } from './byte-map';
import {
  appendRecords,
  findRecord,
  FIRST_RECORD,
  nextRecord,
  offsetOfRecord,
  recordAt,
  recordCount,
  spliceRecords,
} from './byte-records';

/** What a map of byte strings by byte strings does, however it is laid out. */
export type Pairs = Pick<ByteMap, 'size' | 'has' | 'get' | 'set' | 'delete' | 'forEach' | 'scan' | 'random'>;

/** Byte strings by byte strings, in the bytes of a packed value: for few of them, since each is looked at. */
export class PackedPairs implements Pairs {
  constructor(private readonly memory: Memory) {}

  get size(): number {
    return recordCount(this.memory) / 2;
  }

  has(key: ByteSlice): boolean {
    return findRecord(this.memory, key, 2) !== 0;
  }

  get(key: ByteSlice): ByteSlice | undefined {
    const offset = findRecord(this.memory, key, 2);
    return offset === 0 ? undefined : this.valueAt(offset);
  }

  set(key: ByteSlice, value: ByteSlice): boolean {
    const { memory } = this;
    const offset = findRecord(memory, key, 2);
    if (offset === 0) {
      appendRecords(memory, key, value);
      return true;
    }
    const at = nextRecord(memory, offset);
    spliceRecords(memory, at, nextRecord(memory, at) - at, 1, value);
    return false;
  }

  delete(key: ByteSlice): boolean {
    const { memory } = this;
    const offset = findRecord(memory, key, 2);
    if (offset === 0) return false;
    const end = nextRecord(memory, nextRecord(memory, offset));
    spliceRecords(memory, offset, end - offset, 2);
    return true;
  }

  forEach(visit: (key: ByteSlice, value: ByteSlice) => void): void {
    const { memory } = this;
    const { length } = memory;
    for (let offset = FIRST_RECORD; offset < length;) {
      const after = nextRecord(memory, offset);
      visit(recordAt(memory, offset), recordAt(memory, after));
      offset = nextRecord(memory, after);
    }
  }

  /** All at once. */
  scan(_cursor: number, _count: number, visit: (key: ByteSlice, value: ByteSlice) => void): number {
    this.forEach(visit);
    return 0;
  }

  random(random01: () => number): [key: ByteSlice, value: ByteSlice] {
    const index = Math.floor(random01() * this.size);
    const offset = offsetOfRecord(this.memory, index * 2);
    return [recordAt(this.memory, offset), this.valueAt(offset)];
  }

  private valueAt(offset: number): ByteSlice {
    return recordAt(this.memory, nextRecord(this.memory, offset));
  }
}
