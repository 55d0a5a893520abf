import { ByteSlice } from 'memo';
import { copyBytes } from './compare-bytes';
import type { MemberSearch } from './member-search';
import type { ScoreLeaf, Split } from './score-leaf';

/** What a branch grows to. */
const MOST_CHILDREN = 64;

export type ScoreNode = ScoreLeaf | ScoreBranch;
type Visit = (score: number, member: ByteSlice) => void;

/** Nodes in order, with the number of entries below each and, but for the first, what tells it from the one before. */
export class ScoreBranch {
  count = 0;
  private children: ScoreNode[] = [];
  private counts: number[] = [];
  /** Every entry of a child is at or above its separator, every one before is below; the first child's means nothing. */
  private scores: number[] = [];
  private members: ByteSlice[] = [];

  /** A branch of the two halves of a node that was split. */
  static over(left: ScoreNode, { right, score, member }: Split<ScoreNode>): ScoreBranch {
    const branch = new ScoreBranch();
    branch.add(0, left, score, member);
    branch.add(1, right, score, member);
    branch.count = left.count + right.count;
    return branch;
  }

  get byteLength(): number {
    let sum = this.children.length * 4 * 8;
    for (const child of this.children) sum += child.byteLength;
    for (const { start, end } of this.members) sum += end - start;
    return sum;
  }

  get isSparse(): boolean {
    return this.children.length * 4 < MOST_CHILDREN;
  }

  /** The only child, undefined when there are others. */
  get onlyChild(): ScoreNode | undefined {
    return this.children.length === 1 ? this.children[0] : undefined;
  }

  /** How many entries come before this one. */
  rank(score: number, search: MemberSearch): number {
    const index = this.childOf(score, search);
    return this.countBefore(index) + this.children[index]!.rank(score, search);
  }

  /** How many entries have a lower score, or with `inclusive` the same. */
  countBelow(score: number, inclusive: boolean): number {
    const { scores } = this;
    let low = 1;
    let high = scores.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = scores[middle]!;
      if (found < score || (inclusive && found === score)) low = middle + 1;
      else high = middle;
    }
    return this.countBefore(low - 1) + this.children[low - 1]!.countBelow(score, inclusive);
  }

  /** How many members come before this one, or with `inclusive` are it, where all scores are the same. */
  countBelowMember(search: MemberSearch, inclusive: boolean): number {
    let low = 1;
    let high = this.members.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.compareAt(middle, search);
      if (order < 0 || (inclusive && order === 0)) low = middle + 1;
      else high = middle;
    }
    return this.countBefore(low - 1) + this.children[low - 1]!.countBelowMember(search, inclusive);
  }

  /** The entry at a rank. */
  at(rank: number): { score: number; member: ByteSlice } {
    const [index, start] = this.placeOf(rank);
    return this.children[index]!.at(start);
  }

  /** Takes an entry that it doesn't have; what it was split into, if it was. */
  insert(score: number, search: MemberSearch): Split<ScoreBranch> | undefined {
    const index = this.childOf(score, search);
    const child = this.children[index]!;
    const split: Split<ScoreNode> | undefined = child.insert(score, search);
    this.count++;
    this.counts[index] = child.count;
    if (!split) return undefined;
    this.add(index + 1, split.right, split.score, split.member);
    return this.children.length > MOST_CHILDREN ? this.split(index + 1) : undefined;
  }

  /** Removes the entry; false when there is none. */
  remove(score: number, search: MemberSearch): boolean {
    const index = this.childOf(score, search);
    const child = this.children[index]!;
    if (!child.remove(score, search)) return false;
    this.count--;
    this.counts[index] = child.count;
    if (child.isSparse) this.join(index, index + 1);
    return true;
  }

  /** Removes so many entries from a rank on. */
  removeRange(from: number, count: number): void {
    const { children, counts } = this;
    let [index, start] = this.placeOf(from);
    const first = index;
    for (let left = count; left > 0; index++) {
      const removed = Math.min(left, counts[index]! - start);
      if (removed < counts[index]!) children[index]!.removeRange(start, removed);
      counts[index] = counts[index]! - removed;
      left -= removed;
      start = 0;
    }
    this.count -= count;
    this.join(first, index);
  }

  walk(from: number, count: number, visit: Visit): void {
    const { counts } = this;
    let [index, start] = this.placeOf(from);
    for (let left = count; left > 0; index++) {
      const visited = Math.min(left, counts[index]! - start);
      this.children[index]!.walk(start, visited, visit);
      left -= visited;
      start = 0;
    }
  }

  /** The entry at a rank, and those before it, downwards. */
  walkBack(from: number, count: number, visit: Visit): void {
    const { counts } = this;
    let [index, start] = this.placeOf(from);
    for (let left = count; left > 0; index--) {
      const visited = Math.min(left, start + 1);
      this.children[index]!.walkBack(start, visited, visit);
      left -= visited;
      start = (counts[index - 1] ?? 0) - 1;
    }
  }

  /** Takes over the children of the next branch; false when there are too many. */
  absorb(next: ScoreBranch, score: number, member: ByteSlice): boolean {
    const length = this.children.length;
    if ((length + next.children.length) * 4 > MOST_CHILDREN * 3) return false;
    this.children.push(...next.children);
    this.counts.push(...next.counts);
    this.scores.push(...next.scores);
    this.members.push(...next.members);
    this.scores[length] = score;
    this.members[length] = member;
    this.count += next.count;
    this.gather();
    return true;
  }

  /** Which child an entry belongs to. */
  private childOf(score: number, search: MemberSearch): number {
    const { scores } = this;
    let low = 1;
    let high = scores.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = scores[middle]!;
      if (found < score || (found === score && this.compareAt(middle, search) <= 0)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Which child has the entry at a rank, and at which rank there. */
  private placeOf(rank: number): [index: number, start: number] {
    const { counts } = this;
    let index = 0;
    let start = rank;
    while (start >= counts[index]!) start -= counts[index++]!;
    return [index, start];
  }

  private compareAt(index: number, search: MemberSearch): number {
    const { bytes, start, end } = this.members[index]!;
    return search.compare(bytes, start, end);
  }

  private countBefore(index: number): number {
    const { counts } = this;
    let sum = 0;
    for (let child = 0; child < index; child++) sum += counts[child]!;
    return sum;
  }

  private add(index: number, child: ScoreNode, score: number, member: ByteSlice): void {
    this.children.splice(index, 0, child);
    this.counts.splice(index, 0, child.count);
    this.scores.splice(index, 0, score);
    this.members.splice(index, 0, member);
    this.gather();
  }

  /** Puts the separators into one Buffer: comparing them reads less memory there. */
  private gather(): void {
    const size = this.members.reduce((sum, { start, end }) => sum + end - start, 0);
    const bytes = Buffer.allocUnsafeSlow(size);
    let at = 0;
    this.members = this.members.map((member) => {
      copyBytes(member.bytes, member.start, member.end, bytes, at);
      at += member.end - member.start;
      return new ByteSlice(bytes, at - member.end + member.start, at);
    });
  }

  /** Splits after a child came in: those that come in order leave full branches behind. */
  private split(added: number): Split<ScoreBranch> {
    const isLast = added === this.children.length - 1;
    const middle = isLast ? this.children.length - 2 : this.children.length >>> 1;
    const right = new ScoreBranch();
    right.children = this.children.splice(middle);
    right.counts = this.counts.splice(middle);
    right.scores = this.scores.splice(middle);
    right.members = this.members.splice(middle);
    for (const count of right.counts) right.count += count;
    this.count -= right.count;
    this.gather();
    right.gather();
    return { right, score: right.scores[0]!, member: right.members[0]! };
  }

  /** Drops the empty ones of the children from one to another, and joins sparse ones with a neighbour. */
  private join(from: number, to: number): void {
    for (let index = to - 1; index >= from; index--) if (this.counts[index] === 0) this.drop(index);
    const last = Math.min(to, this.children.length - 1);
    for (let index = last; index >= Math.max(1, from); index--) this.joinWithPrevious(index);
  }

  private joinWithPrevious(index: number): void {
    const left = this.children[index - 1]!;
    const right = this.children[index]!;
    if (!left.isSparse && !right.isSparse) return;
    if (!absorb(left, right, this.scores[index]!, this.members[index]!)) return;
    this.counts[index - 1] = left.count;
    this.drop(index);
  }

  private drop(index: number): void {
    this.children.splice(index, 1);
    this.counts.splice(index, 1);
    this.scores.splice(index, 1);
    this.members.splice(index, 1);
  }
}

/** Children of one branch are of one kind. */
function absorb(left: ScoreNode, right: ScoreNode, score: number, member: ByteSlice): boolean {
  if (left instanceof ScoreBranch) return left.absorb(right as ScoreBranch, score, member);
  return left.absorb(right as ScoreLeaf);
}
