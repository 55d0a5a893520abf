import type { ByteSlice, Memory } from 'memo';
import {
  appendRecords,
  findRecord,
  forEachRecord,
  nextRecord,
  offsetOfRecord,
  recordAt,
  recordCount,
  spliceRecords,
} from './byte-records';
import { ByteMap } from './byte-map';
import type { Pairs } from './packed-pairs';
import { copiesOf, EMPTY } from './slices';

/** What a set of byte strings does, however it is laid out. Those of a map are its keys. */
export type Members = Pick<Pairs, 'size' | 'has' | 'delete' | 'forEach' | 'scan' | 'random'>;

/** More members than this are copied into a map. */
const MOST_COPIED = 1000;

/** The value of a member in a map. */
export const NO_VALUE = EMPTY;

/** Views of all members. */
export function listOf(members: Pick<Members, 'forEach'> | readonly ByteSlice[]): readonly ByteSlice[] {
  if (members instanceof Array) return members;
  const list: ByteSlice[] = [];
  members.forEach((member) => list.push(member));
  return list;
}

/** The same, if they are many in a map. */
export function owned(members: ByteMap | readonly ByteSlice[], seed: number): ByteMap | readonly ByteSlice[] {
  if (members instanceof ByteMap) return members;
  return members.length > MOST_COPIED ? mapOf(members, seed) : copiesOf(members);
}

/** The members in a map. */
export function mapOf(members: Iterable<ByteSlice>, seed: number): ByteMap {
  const map = new ByteMap(seed);
  for (const member of members) map.set(member, NO_VALUE);
  return map;
}

/** Byte strings in the bytes of a packed value: for few of them, since each is looked at. */
export class PackedMembers implements Members {
  constructor(private readonly memory: Memory) {}

  get size(): number {
    return recordCount(this.memory);
  }

  has(member: ByteSlice): boolean {
    return findRecord(this.memory, member) !== 0;
  }

  /** Adds members that are not there yet. */
  append(...members: readonly ByteSlice[]): void {
    appendRecords(this.memory, ...members);
  }

  delete(member: ByteSlice): boolean {
    const { memory } = this;
    const offset = findRecord(memory, member);
    if (offset === 0) return false;
    spliceRecords(memory, offset, nextRecord(memory, offset) - offset, 1);
    return true;
  }

  forEach(visit: (member: ByteSlice, value: ByteSlice) => void): void {
    forEachRecord(this.memory, (member) => visit(member, NO_VALUE));
  }

  /** All at once. */
  scan(_cursor: number, _count: number, visit: (member: ByteSlice, value: ByteSlice) => void): number {
    this.forEach(visit);
    return 0;
  }

  random(random01: () => number): [member: ByteSlice, value: ByteSlice] {
    const index = Math.floor(random01() * this.size);
    return [recordAt(this.memory, offsetOfRecord(this.memory, index)), NO_VALUE];
  }
}
