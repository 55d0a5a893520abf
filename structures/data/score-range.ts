import { ByteSlice, parseBound } from 'memo';
import { compareBytes } from './compare-bytes';
import { parseInteger } from './decimal';

/** Entries in a row: the first one's rank, and how many there are, upwards or backwards. */
export interface Run {
  readonly from: number;
  readonly count: number;
}

export const NO_RUN: Run = { from: 0, count: 0 };

/** The run in a range of ranks, without the first `offset` of it. */
export function runBetween(start: number, end: number, backwards: boolean, offset: number): Run {
  const count = end - start - offset;
  if (count <= 0 || offset < 0) return NO_RUN;
  return { from: backwards ? end - 1 - offset : start + offset, count };
}

/** Ranks from one to another, that one included; negative ones count from the end. */
export class RankRange {
  private constructor(
    private readonly start: number,
    private readonly stop: number,
  ) {}

  /** Undefined when a word is no integer. */
  static read(start: ByteSlice, stop: ByteSlice): RankRange | undefined {
    const from = readInteger(start);
    const to = readInteger(stop);
    return from === undefined || to === undefined ? undefined : new RankRange(from, to);
  }

  /** The ranks are those of `size` entries, the last being the first when they are read backwards. */
  run(size: number, backwards: boolean): Run {
    const start = Math.max(0, this.start < 0 ? size + this.start : this.start);
    const stop = Math.min(size - 1, this.stop < 0 ? size + this.stop : this.stop);
    if (start > stop) return NO_RUN;
    return { from: backwards ? size - 1 - start : start, count: stop - start + 1 };
  }
}

/** A 64-bit integer, past 2^53 the nearest number; undefined for what is none. */
function readInteger(word: ByteSlice): number | undefined {
  const value = parseInteger(word);
  return value === undefined ? undefined : Number(value);
}

/** Scores from one to another, each of which may be excluded. */
export class ScoreRange {
  constructor(
    readonly min: number,
    readonly max: number,
    readonly minExclusive = false,
    readonly maxExclusive = false,
  ) {}

  /** Undefined when a word is no score, with or without a `(` before it. */
  static read(min: ByteSlice, max: ByteSlice): ScoreRange | undefined {
    const [low, lowExclusive] = readBound(min);
    const [high, highExclusive] = readBound(max);
    if (low === undefined || high === undefined) return undefined;
    return new ScoreRange(low, high, lowExclusive, highExclusive);
  }

  get isEmpty(): boolean {
    return this.min > this.max || (this.min === this.max && (this.minExclusive || this.maxExclusive));
  }
}

const OPEN = '('.charCodeAt(0);
const CLOSED = '['.charCodeAt(0);
const LEAST = '-'.charCodeAt(0);
const GREATEST = '+'.charCodeAt(0);

function readBound({ bytes, start, end }: ByteSlice): [score: number | undefined, exclusive: boolean] {
  const exclusive = start < end && bytes[start] === OPEN;
  return [parseBound(new ByteSlice(bytes, exclusive ? start + 1 : start, end)), exclusive];
}

/** An end of a range of members: a member that is included or not, or what is below or above all of them. */
class LexBound {
  constructor(
    /** -1 is below all members, 1 above. */
    readonly beyond: -1 | 0 | 1,
    readonly bytes: Uint8Array,
    readonly exclusive: boolean,
  ) {}

  static read({ bytes, start, end }: ByteSlice): LexBound | undefined {
    const first = start < end ? bytes[start] : undefined;
    const own = bytes.subarray(start + 1, end);
    if (first === OPEN || first === CLOSED) return new LexBound(0, own, first === OPEN);
    if (first !== LEAST && first !== GREATEST) return undefined;
    if (own.length > 0 && own[0] !== 0) return undefined;
    return new LexBound(first === LEAST ? -1 : 1, own.subarray(0, 0), true);
  }

  /** Below, at or above 0 as the bound is below, at or above a member. */
  compare({ bytes, start, end }: ByteSlice): number {
    return this.beyond || compareBytes(this.bytes, 0, this.bytes.length, bytes, start, end);
  }
}

/** Members from one to another in the order of their bytes, each of which may be excluded. */
export class LexRange {
  private constructor(
    readonly min: LexBound,
    readonly max: LexBound,
  ) {}

  /** Undefined when a word is no bound. */
  static read(min: ByteSlice, max: ByteSlice): LexRange | undefined {
    const low = LexBound.read(min);
    const high = LexBound.read(max);
    return low && high && new LexRange(low, high);
  }

  get isEmpty(): boolean {
    const { min, max } = this;
    const order =
      min.beyond !== max.beyond
        ? min.beyond - max.beyond
        : compareBytes(min.bytes, 0, min.bytes.length, max.bytes, 0, max.bytes.length);
    return order > 0 || (order === 0 && (min.exclusive || max.exclusive));
  }

  isAboveMin(member: ByteSlice): boolean {
    const order = this.min.compare(member);
    return this.min.exclusive ? order < 0 : order <= 0;
  }

  isBelowMax(member: ByteSlice): boolean {
    const order = this.max.compare(member);
    return this.max.exclusive ? order > 0 : order >= 0;
  }
}
