import { ByteSlice } from 'memo';
import type { ByteMap } from './byte-map';
import { LexRange, NO_RUN, type Run, runBetween, type ScoreRange } from './score-range';
import { ScoreTree } from './score-tree';
import { readScore, scoreSlice, type Scores, type VisitScored } from './scores';

/** Any number of members with scores: a map finds the score of a member, a tree the members of scores and ranks. */
export class ScoreMap implements Scores {
  private readonly tree = new ScoreTree();

  /** Takes over a map of members and the bytes of their scores. */
  constructor(private readonly map: ByteMap) {
    map.forEach((member, score) => this.tree.insert(readScore(score), member));
  }

  get size(): number {
    return this.map.size;
  }

  /** The memory that it takes, about. */
  get byteLength(): number {
    return this.map.byteLength + this.tree.byteLength;
  }

  /** Bytes of the longest member. Looks at each. */
  get longest(): number {
    let longest = 0;
    this.forEach(({ start, end }) => (longest = Math.max(longest, end - start)));
    return longest;
  }

  has(member: ByteSlice): boolean {
    return this.map.has(member);
  }

  score(member: ByteSlice): number | undefined {
    const bytes = this.map.get(member);
    return bytes && readScore(bytes);
  }

  add(member: ByteSlice, score: number): void {
    this.map.set(member, scoreSlice(score));
    this.tree.insert(score, member);
  }

  change(member: ByteSlice, before: number, after: number): void {
    this.map.set(member, scoreSlice(after));
    this.tree.remove(before, member);
    this.tree.insert(after, member);
  }

  delete(member: ByteSlice): boolean {
    const score = this.score(member);
    if (score === undefined) return false;
    this.tree.remove(score, member);
    return this.map.delete(member);
  }

  rank(score: number, member: ByteSlice): number {
    return this.tree.rank(score, member);
  }

  run(range: ScoreRange | LexRange, backwards: boolean, offset: number): Run {
    if (range.isEmpty) return NO_RUN;
    if (range instanceof LexRange) return runBetween(...this.lexBounds(range), backwards, offset);
    const start = this.tree.countBelow(range.min, range.minExclusive);
    const end = this.tree.countBelow(range.max, !range.maxExclusive);
    return runBetween(start, end, backwards, offset);
  }

  walk(from: number, count: number, backwards: boolean, visit: VisitScored): void {
    this.tree.walk(from, count, backwards, visit);
  }

  removeRange(from: number, count: number, visit?: VisitScored): void {
    this.tree.removeRange(from, count, (score, member) => {
      visit?.(score, member);
      this.map.delete(member);
    });
  }

  /** In the order of the members' hashes. */
  forEach(visit: (member: ByteSlice, score: ByteSlice) => void): void {
    this.map.forEach(visit);
  }

  scan(cursor: number, count: number, visit: (member: ByteSlice, score: ByteSlice) => void): number {
    return this.map.scan(cursor, count, visit);
  }

  random(random01: () => number): [member: ByteSlice, score: ByteSlice] {
    return this.map.random(random01);
  }

  private lexBounds({ min, max }: LexRange): [start: number, end: number] {
    return [this.countBelow(min, min.exclusive), this.countBelow(max, !max.exclusive)];
  }

  private countBelow({ beyond, bytes }: LexRange['min'], inclusive: boolean): number {
    if (beyond !== 0) return beyond < 0 ? 0 : this.size;
    return this.tree.countBelowMember(new ByteSlice(bytes, 0, bytes.length), inclusive);
  }
}
