import { type ByteSlice, double, Packed, type Reply } from 'memo';
import { ByteMap, newSeed } from './byte-map';
import { PackedScores } from './packed-scores';
import { ScoreMap } from './score-map';
import { ScoreRange } from './score-range';
import { readScore, type Scores } from './scores';
import { copyOf } from './slices';

/** Where the lowest or the highest scores are. */
export type End = 'MIN' | 'MAX';

/** Members with scores, in the order of the scores. Few and short ones are packed, others in a map and a tree. */
export abstract class PackedSortedSet extends Packed {
  isEmpty(): boolean {
    return this.size === 0;
  }

  /** How many members there are. */
  get size(): number {
    return this.scores.size;
  }

  /** The members, however they are laid out. */
  get scores(): Scores {
    return (this.memory.object as ScoreMap | undefined) ?? new PackedScores(this.memory);
  }

  /** The score of a member. */
  score(member: ByteSlice): number | undefined {
    return this.scores.score(member);
  }

  /** Gives a member a score; true when the member is new. */
  put(member: ByteSlice, score: number): boolean {
    const { scores } = this;
    const before = scores.score(member);
    if (before === undefined) this.add(member, score);
    else if (before !== score) scores.change(member, before, score);
    return before === undefined;
  }

  /** Removes a member; false when it is not there. */
  remove(member: ByteSlice): boolean {
    return this.scores.delete(member);
  }

  /** Visits all members, in order: what is called must change nothing. */
  forEach(visit: (member: ByteSlice, score: number) => void): void {
    this.scores.walk(0, this.size, false, (score, member) => visit(member, score));
  }

  /** Visits the members with scores from one to another, in order: what is called must change nothing. */
  forEachInScores(min: number, max: number, visit: (member: ByteSlice, score: number) => void): void {
    const { scores } = this;
    const { from, count } = scores.run(new ScoreRange(min, max), false, 0);
    scores.walk(from, count, false, (score, member) => visit(member, score));
  }

  /** Bytes of the object that stands in place of the packed bytes. */
  memoryUsage(): number {
    return (this.memory.object as ScoreMap | undefined)?.byteLength ?? 0;
  }

  /** Takes these members in place of its own: packed, if they are few and short. */
  take(scores: ScoreMap): void {
    if (scores.size > this.most || scores.longest > this.longest) this.memory.object = scores;
    else this.memory.assign(PackedScores.pack(scores));
  }

  /** Removes so many members, fewer if there are no more, from an end; answers them and their scores in turn. */
  pop(end: End, count: number): Reply[] {
    const { scores } = this;
    const { size } = scores;
    const most = Math.min(count, size);
    const items = new Array<Reply>(most * 2);
    const isPacked = scores instanceof PackedScores;
    let at = end === 'MIN' ? 0 : items.length - 2;
    scores.removeRange(end === 'MIN' ? 0 : size - most, most, (score, member) => {
      items[at] = isPacked ? copyOf(member) : member;
      items[at + 1] = double(score);
      at += end === 'MIN' ? 2 : -2;
    });
    return items;
  }

  /** How many come before a member, undefined when it is not there. */
  protected rank(member: ByteSlice): number | undefined {
    const { scores } = this;
    const score = scores.score(member);
    return score === undefined ? undefined : scores.rank(score, member);
  }

  /** Adds a member that is not there; in a map and a tree, when it is one too many or too long. */
  protected add(member: ByteSlice, score: number): void {
    const { scores } = this;
    const mustGrow = scores instanceof PackedScores && !this.packs(member, scores.size);
    (mustGrow ? this.grow() : scores).add(member, score);
  }

  /** Whether a member that comes to so many others is packed as they are. */
  packs({ start, end }: ByteSlice, others: number): boolean {
    return others < this.most && end - start <= this.longest;
  }

  /** From packed bytes to a map and a tree. */
  private grow(): ScoreMap {
    const map = new ScoreMap(new ByteMap(newSeed()));
    this.scores.forEach((member, score) => map.add(member, readScore(score)));
    this.memory.object = map;
    return map;
  }

  /** How many members stay packed. */
  private get most(): number {
    return this.server.memo.configuration.number('zset-max-listpack-entries');
  }

  /** The longest member that stays packed, in bytes. */
  private get longest(): number {
    return this.server.memo.configuration.number('zset-max-listpack-value');
  }
}
