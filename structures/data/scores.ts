import type { ByteSlice } from 'memo';
import type { Pairs } from './packed-pairs';
import type { LexRange, Run, ScoreRange } from './score-range';
import { wholeOf } from './slices';

export type VisitScored = (score: number, member: ByteSlice) => void;

/**
 * Members with scores, in the order of the scores, those of one score in the order of their bytes, however they are laid
 * out. As pairs they are members with the 8 bytes of their scores. What is visited or answered is good until the next
 * change.
 */
export interface Scores extends Pick<Pairs, 'size' | 'has' | 'delete' | 'forEach' | 'scan' | 'random'> {
  score(member: ByteSlice): number | undefined;
  /** Adds a member that is not there. */
  add(member: ByteSlice, score: number): void;
  /** Gives a member that is there another score. */
  change(member: ByteSlice, before: number, after: number): void;
  /** How many come before a member that is there with this score. */
  rank(score: number, member: ByteSlice): number;
  /** Those in a range without the first `offset` of them, upwards or backwards. */
  run(range: ScoreRange | LexRange, backwards: boolean, offset: number): Run;
  /** Visits so many from a rank on, upwards or backwards, all in bounds. */
  walk(from: number, count: number, backwards: boolean, visit: VisitScored): void;
  /** Removes so many from a rank on, all in bounds, and shows them before, in order. */
  removeRange(from: number, count: number, visit?: VisitScored): void;
}

const scratch = Buffer.alloc(8);

/** The score in 8 bytes. */
export const readScore = ({ bytes, start }: ByteSlice) => (bytes as Buffer).readDoubleLE(start);

/** The 8 bytes of a score, good until the next call. */
export function scoreSlice(score: number): ByteSlice {
  scratch.writeDoubleLE(score);
  return wholeOf(scratch);
}
