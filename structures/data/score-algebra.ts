import type { ByteSlice } from 'memo';
import { ByteMap } from './byte-map';
import type { Members } from './members';
import { readScore, scoreSlice, type Scores } from './scores';

/** Members with scores that are united, intersected or subtracted; those of a set have the score 1. */
export class ScoreSource {
  constructor(
    private readonly members: Scores | Members | undefined,
    /** What the scores are multiplied by. */
    readonly weight = 1,
  ) {}

  get size(): number {
    return this.members?.size ?? 0;
  }

  score(member: ByteSlice): number | undefined {
    const { members } = this;
    if (!members) return undefined;
    if ('score' in members) return members.score(member);
    return members.has(member) ? 1 : undefined;
  }

  forEach(visit: (member: ByteSlice, score: number) => void): void {
    const { members } = this;
    if (!members) return;
    if ('score' in members) members.forEach((member, bytes) => visit(member, readScore(bytes)));
    else members.forEach((member) => visit(member, 1));
  }
}

export type Aggregate = 'SUM' | 'MIN' | 'MAX';

/** What is no number, such as the sum of two opposite infinities, is 0. */
const orZero = (score: number) => (Number.isNaN(score) ? 0 : score);

const COMBINE: Readonly<Record<Aggregate, (a: number, b: number) => number>> = {
  SUM: (a, b) => orZero(a + b),
  MIN: (a, b) => (b < a ? b : a),
  MAX: (a, b) => (b > a ? b : a),
};

/** The smallest first, those of one size as they come: in this order Redis adds scores up. */
const bySize = (sources: readonly ScoreSource[]) => [...sources].sort((a, b) => a.size - b.size);

/** The members of any of the sources, with the bytes of their scores. */
export function united(sources: readonly ScoreSource[], aggregate: Aggregate, seed: number): ByteMap {
  const combine = COMBINE[aggregate];
  const result = new ByteMap(seed);
  for (const source of bySize(sources)) {
    source.forEach((member, own) => {
      const score = orZero(source.weight * own);
      const before = result.get(member);
      result.set(member, scoreSlice(before ? combine(readScore(before), score) : score));
    });
  }
  return result;
}

/** The members that all sources have, with the bytes of their scores. */
export function intersected(sources: readonly ScoreSource[], aggregate: Aggregate, seed: number): ByteMap {
  const combine = COMBINE[aggregate];
  const [smallest, ...others] = bySize(sources);
  const result = new ByteMap(seed);
  smallest!.forEach((member, own) => {
    let score = orZero(smallest!.weight * own);
    for (const other of others) {
      const found = other.score(member);
      if (found === undefined) return;
      score = combine(score, found * other.weight);
    }
    result.set(member, scoreSlice(score));
  });
  return result;
}

/** The members of the first source that no other has, with the bytes of their scores. */
export function subtracted(sources: readonly ScoreSource[], _: Aggregate, seed: number): ByteMap {
  const [first, ...rest] = sources;
  const others = rest.sort((a, b) => b.size - a.size);
  const all = others.reduce((sum, { size }) => sum + size, first!.size);
  const isCheaperToLook = (first!.size * sources.length) / 2 <= all;
  const result = new ByteMap(seed);
  first!.forEach((member, score) => {
    const isTaken = isCheaperToLook && others.some((other) => other.score(member) !== undefined);
    if (!isTaken) result.set(member, scoreSlice(score));
  });
  if (!isCheaperToLook) for (const other of others) other.forEach((member) => result.delete(member));
  return result;
}
