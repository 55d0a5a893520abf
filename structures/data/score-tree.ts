import type { ByteSlice } from 'memo';
import { MemberSearch } from './member-search';
import { ScoreBranch, type ScoreNode } from './score-branch';
import { ScoreLeaf, type Split } from './score-leaf';

type Visit = (score: number, member: ByteSlice) => void;

/**
 * Members in the order of their scores, those of one score in the order of their bytes: a B+-tree that counts. What is
 * found by an entry, a score or a rank is found in O(log n). Members that are answered are views, which stay as they are.
 */
export class ScoreTree {
  private root: ScoreNode = new ScoreLeaf();

  get size(): number {
    return this.root.count;
  }

  /** Memory that it takes, about. */
  get byteLength(): number {
    return this.root.byteLength;
  }

  /** Adds a member that is not there yet. */
  insert(score: number, member: ByteSlice): void {
    const { root } = this;
    const split: Split<ScoreNode> | undefined = root.insert(score, new MemberSearch(member));
    if (split) this.root = ScoreBranch.over(root, split);
  }

  /** False when the member isn't there with this score. */
  remove(score: number, member: ByteSlice): boolean {
    const { root } = this;
    if (!root.remove(score, new MemberSearch(member))) return false;
    this.flatten(root);
    return true;
  }

  /** How many entries come before this one. */
  rank(score: number, member: ByteSlice): number {
    return this.root.rank(score, new MemberSearch(member));
  }

  /** The entry at a rank, which is in bounds. */
  at(rank: number): { score: number; member: ByteSlice } {
    return this.root.at(rank);
  }

  /** How many entries have a lower score, or with `inclusive` the same. */
  countBelow(score: number, inclusive: boolean): number {
    return this.root.countBelow(score, inclusive);
  }

  /** How many members come before this one, or with `inclusive` are it. All scores must be the same. */
  countBelowMember(member: ByteSlice, inclusive: boolean): number {
    return this.root.countBelowMember(new MemberSearch(member), inclusive);
  }

  /** Shows so many entries from a rank on, upwards or backwards, all in bounds. */
  walk(from: number, count: number, backwards: boolean, visit: Visit): void {
    if (count <= 0) return;
    if (backwards) this.root.walkBack(from, count, visit);
    else this.root.walk(from, count, visit);
  }

  /** Removes so many entries from a rank on, all in bounds, and shows them before. */
  removeRange(from: number, count: number, visit?: Visit): void {
    if (count <= 0) return;
    if (visit) this.walk(from, count, false, visit);
    const { root } = this;
    root.removeRange(from, count);
    this.flatten(root);
  }

  /** A root of one child gives way to it, an empty one to an empty leaf. */
  private flatten(root: ScoreNode): void {
    let node = root;
    for (let child; node instanceof ScoreBranch && (child = node.onlyChild);) node = child;
    this.root = node.count === 0 ? new ScoreLeaf() : node;
  }
}
