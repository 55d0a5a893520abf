import fc from 'fast-check';
import { ByteMap } from '../../../structures/data/byte-map';
import { NO_VALUE } from '../../../structures/data/members';
import { intersected, ScoreSource, subtracted, united } from '../../../structures/data/score-algebra';
import { ScoreMap } from '../../../structures/data/score-map';
import { readScore, type Scores } from '../../../structures/data/scores';
import { intersectionSize } from '../../../structures/data/set-operations';
import { textOf } from '../../../structures/data/slices';
import { slice } from '../../support/slice';

type Scored = Readonly<Record<string, number>>;

const SEED = 7;

function scoresOf(scored: Scored): Scores {
  const scores = new ScoreMap(new ByteMap(SEED));
  for (const [member, score] of Object.entries(scored)) scores.add(slice(member), score);
  return scores;
}

function membersOf(...members: string[]): ByteMap {
  const map = new ByteMap(SEED);
  for (const member of members) map.set(slice(member), NO_VALUE);
  return map;
}

const source = (scored: Scored, weight?: number) => new ScoreSource(scoresOf(scored), weight);
const setOf = (...members: string[]) => new ScoreSource(membersOf(...members));

const nothing = new ScoreSource(undefined);

function contentOf(map: ByteMap): Scored {
  const pairs: [string, number][] = [];
  map.forEach((member, score) => pairs.push([textOf(member), readScore(score)]));
  return Object.fromEntries(pairs.sort());
}

describe('a union', () => {
  test('adds scores up, times their weights', () => {
    const sources = [source({ a: 1, b: 2 }, 10), source({ b: 3, c: 4 }), setOf('c', 'd'), nothing];
    expect(contentOf(united(sources, 'SUM', SEED))).toEqual({ a: 10, b: 23, c: 5, d: 1 });
  });

  test('takes the lowest or the highest', () => {
    const sources = [source({ a: 1, b: 5 }), source({ a: 2, b: 3 }, -1)];
    expect(contentOf(united(sources, 'MIN', SEED))).toEqual({ a: -2, b: -3 });
    expect(contentOf(united(sources, 'MAX', SEED))).toEqual({ a: 1, b: 5 });
  });

  test('has 0 where there is no number', () => {
    const sources = [source({ a: Infinity, b: Infinity }, 0), source({ a: 1 })];
    expect(contentOf(united(sources, 'SUM', SEED))).toEqual({ a: 1, b: 0 });
    expect(contentOf(united([source({ a: Infinity }), source({ a: -Infinity })], 'SUM', SEED))).toEqual({
      a: 0,
    });
  });
});

describe('an intersection', () => {
  test('has what all have', () => {
    const sources = [source({ a: 1, b: 2, c: 3 }), setOf('b', 'c', 'd'), source({ b: 0.5, c: 1 }, 2)];
    expect(contentOf(intersected(sources, 'SUM', SEED))).toEqual({ b: 4, c: 6 });
  });

  test('is counted whatever has the members, up to a limit', () => {
    const all = [scoresOf({ a: 1, b: 2, c: 3 }), membersOf('b', 'c', 'd'), scoresOf({ b: 0.5, c: 1 })];
    expect(intersectionSize(all, Infinity)).toBe(2);
    expect(intersectionSize(all, 1)).toBe(1);
  });

  test('with nothing is nothing', () => {
    expect(intersected([source({ a: 1 }), nothing], 'SUM', SEED).size).toBe(0);
    expect(intersectionSize([undefined], Infinity)).toBe(0);
  });
});

describe('a difference', () => {
  test.each([
    ['looked up', [source({ a: 1, b: 2 }), source({ b: 9, c: 9, d: 9, e: 9 }), nothing]],
    ['taken away', [source({ a: 1, b: 2, c: 3, d: 4, e: 5 }), setOf('b', 'c'), setOf('d', 'e')]],
  ])('has what no other has, %s', (_, sources) => {
    expect(contentOf(subtracted(sources, 'SUM', SEED))).toEqual({ a: 1 });
  });
});

test('a union less an intersection is what only one has', () => {
  const some = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: -9, max: 9 }));
  const property = fc.property(some, some, (first, second) => {
    const names = (map: ByteMap) => Object.keys(contentOf(map));
    const sources = [source(first), source(second)];
    const all = [...new Set([...Object.keys(first), ...Object.keys(second)])].sort();
    expect(names(united(sources, 'SUM', SEED))).toEqual(all);
    expect(names(intersected(sources, 'SUM', SEED))).toEqual(
      all.filter((name) => name in first && name in second),
    );
    expect(names(subtracted(sources, 'SUM', SEED))).toEqual(
      all.filter((name) => name in first && !(name in second)),
    );
    expect(intersectionSize([scoresOf(first), scoresOf(second)], Infinity)).toBe(
      intersected(sources, 'MIN', SEED).size,
    );
  });
  fc.assert(property);
});
