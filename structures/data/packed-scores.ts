import { ByteSlice, type Memory } from 'memo';
import {
  findRecord,
  FIRST_RECORD,
  nextRecord,
  recordAt,
  recordBytes,
  recordCount,
  writeRecord,
} from './byte-records';
import { compareBytes } from './compare-bytes';
import { LexRange, NO_RUN, type Run, runBetween, type ScoreRange } from './score-range';
import { scoreSlice, type Scores, type VisitScored } from './scores';
import { EMPTY } from './slices';

const SCORE_BYTES = 8;

/**
 * Members with scores in order, in the bytes of a packed value: a count, then each score, as float64, before its member.
 * For few of them, since each is looked at. There is no -0: it becomes 0.
 */
export class PackedScores implements Scores {
  constructor(private readonly memory: Memory) {}

  /** The bytes of a value with these members. */
  static pack(scores: Scores): Buffer {
    const { size } = scores;
    const parts: Uint8Array[] = [];
    scores.walk(0, size, false, (score, member) => {
      const { bytes, end } = entryOf(score, member, size);
      parts.push(Buffer.from(bytes.subarray(parts.length === 0 ? 0 : FIRST_RECORD, end)));
    });
    return Buffer.concat(parts);
  }

  get size(): number {
    return recordCount(this.memory);
  }

  has(member: ByteSlice): boolean {
    return this.find(member) !== 0;
  }

  score(member: ByteSlice): number | undefined {
    const offset = this.find(member);
    return offset === 0 ? undefined : this.scoreAt(offset);
  }

  add(member: ByteSlice, score: number): void {
    const { memory } = this;
    const count = this.size + 1;
    const entry = entryOf(score, member, count);
    if (memory.length === 0) return memory.assign(entry);
    memory.splice(this.offsetFor(score, member), 0, new ByteSlice(entry.bytes, FIRST_RECORD, entry.end));
    memory.buffer.writeUInt32LE(count, memory.start);
  }

  change(member: ByteSlice, _before: number, after: number): void {
    const offset = this.find(member);
    const place = this.offsetFor(after, member);
    if (place === offset || place === this.next(offset)) {
      this.memory.write(offset, scoreSlice(after + 0));
      return;
    }
    this.delete(member);
    this.add(member, after);
  }

  delete(member: ByteSlice): boolean {
    const offset = this.find(member);
    if (offset === 0) return false;
    this.cut(offset, this.next(offset), 1);
    return true;
  }

  rank(score: number, member: ByteSlice): number {
    const end = this.offsetFor(score, member);
    let rank = 0;
    for (let offset = FIRST_RECORD; offset < end; offset = this.next(offset)) rank++;
    return rank;
  }

  run(range: ScoreRange | LexRange, backwards: boolean, offset: number): Run {
    if (range.isEmpty) return NO_RUN;
    if (range instanceof LexRange) return this.lexRun(range, backwards, offset);
    const start = this.countBelow(range.min, range.minExclusive);
    const end = this.countBelow(range.max, !range.maxExclusive);
    return runBetween(start, end, backwards, offset);
  }

  walk(from: number, count: number, backwards: boolean, visit: VisitScored): void {
    if (backwards) {
      const offsets = this.offsets();
      for (let rank = from; rank > from - count; rank--) this.show(offsets[rank]!, visit);
      return;
    }
    let offset = this.offsetOf(from);
    for (let left = count; left > 0; left--, offset = this.next(offset)) this.show(offset, visit);
  }

  removeRange(from: number, count: number, visit?: VisitScored): void {
    if (visit) this.walk(from, count, false, visit);
    const start = this.offsetOf(from);
    let end = start;
    for (let left = count; left > 0; left--) end = this.next(end);
    this.cut(start, end, count);
  }

  forEach(visit: (member: ByteSlice, score: ByteSlice) => void): void {
    const { memory } = this;
    const { length } = memory;
    for (let offset = FIRST_RECORD; offset < length; offset = this.next(offset))
      visit(this.memberAt(offset), this.scoreBytesAt(offset));
  }

  /** All at once. */
  scan(_cursor: number, _count: number, visit: (member: ByteSlice, score: ByteSlice) => void): number {
    this.forEach(visit);
    return 0;
  }

  random(random01: () => number): [member: ByteSlice, score: ByteSlice] {
    const offset = this.offsetOf(Math.floor(random01() * this.size));
    return [this.memberAt(offset), this.scoreBytesAt(offset)];
  }

  /**
   * Members of different scores are in no order here: from the first that is not too low, upwards, those before the first
   * that is too high; as Redis does.
   */
  private lexRun(range: LexRange, backwards: boolean, offset: number): Run {
    const members: ByteSlice[] = [];
    this.forEach((member) => members.push(member));
    const { length } = members;
    if (backwards) members.reverse();
    const isReached = (member: ByteSlice) =>
      backwards ? range.isBelowMax(member) : range.isAboveMin(member);
    const isWithin = (member: ByteSlice) => (backwards ? range.isAboveMin(member) : range.isBelowMax(member));
    const first = members.findIndex(isReached);
    if (first < 0 || offset < 0 || !isWithin(members[first]!) || !overlaps(range, members, backwards))
      return NO_RUN;
    const from = first + offset;
    let end = from;
    while (end < length && isWithin(members[end]!)) end++;
    return end <= from ? NO_RUN : { from: backwards ? length - 1 - from : from, count: end - from };
  }

  private countBelow(score: number, inclusive: boolean): number {
    const { length } = this.memory;
    let count = 0;
    for (let offset = FIRST_RECORD; offset < length; offset = this.next(offset), count++) {
      const found = this.scoreAt(offset);
      if (found > score || (found === score && !inclusive)) break;
    }
    return count;
  }

  /** The offset of the entry of a member, 0 when there is none. */
  private find(member: ByteSlice): number {
    const record = findRecord(this.memory, member, 1, SCORE_BYTES);
    return record === 0 ? 0 : record - SCORE_BYTES;
  }

  /** Where an entry is, or belongs. */
  private offsetFor(score: number, member: ByteSlice): number {
    const { length } = this.memory;
    let offset = FIRST_RECORD;
    for (; offset < length; offset = this.next(offset)) {
      const found = this.scoreAt(offset);
      if (found > score || (found === score && this.compareAt(offset, member) >= 0)) break;
    }
    return offset;
  }

  private compareAt(offset: number, { bytes, start, end }: ByteSlice): number {
    const own = this.memberAt(offset);
    return compareBytes(own.bytes, own.start, own.end, bytes, start, end);
  }

  private cut(start: number, end: number, count: number): void {
    const { memory } = this;
    const left = this.size - count;
    memory.splice(start, end - start, EMPTY);
    memory.buffer.writeUInt32LE(left, memory.start);
  }

  private offsetOf(rank: number): number {
    let offset = FIRST_RECORD;
    for (let left = rank; left > 0; left--) offset = this.next(offset);
    return offset;
  }

  private offsets(): number[] {
    const { length } = this.memory;
    const offsets: number[] = [];
    for (let offset = FIRST_RECORD; offset < length; offset = this.next(offset)) offsets.push(offset);
    return offsets;
  }

  private show(offset: number, visit: VisitScored): void {
    visit(this.scoreAt(offset), this.memberAt(offset));
  }

  private next(offset: number): number {
    return nextRecord(this.memory, offset + SCORE_BYTES);
  }

  private scoreAt(offset: number): number {
    return this.memory.buffer.readDoubleLE(this.memory.start + offset);
  }

  private scoreBytesAt(offset: number): ByteSlice {
    const at = this.memory.start + offset;
    return new ByteSlice(this.memory.buffer, at, at + SCORE_BYTES);
  }

  private memberAt(offset: number): ByteSlice {
    return recordAt(this.memory, offset + SCORE_BYTES);
  }
}

/** Whether the first and the last of the members allow that some are within. */
function overlaps(range: LexRange, members: readonly ByteSlice[], backwards: boolean): boolean {
  const [first, last] = backwards ? [members.at(-1)!, members[0]!] : [members[0]!, members.at(-1)!];
  return range.isAboveMin(last) && range.isBelowMax(first);
}

let scratch = Buffer.alloc(512);

/** The bytes of a count and an entry, good until the next call. */
function entryOf(score: number, member: ByteSlice, count: number): ByteSlice {
  const size = FIRST_RECORD + SCORE_BYTES + recordBytes(member.end - member.start);
  if (size > scratch.length) scratch = Buffer.alloc(size * 2);
  scratch.writeUInt32LE(count);
  const at = scratch.writeDoubleLE(score + 0, FIRST_RECORD);
  return new ByteSlice(scratch, 0, writeRecord(scratch, at, member));
}
