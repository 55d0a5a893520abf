import fc from 'fast-check';
import { ByteSlice } from '../../../lib/index';
import { ByteMap } from '../../../structures/data/byte-map';
import { NO_VALUE } from '../../../structures/data/members';
import {
  intersected,
  intersectionSize,
  ScoreSource,
  subtracted,
  united,
} from '../../../structures/data/score-algebra';
import { ScoreMap } from '../../../structures/data/score-map';
import { readScore } from '../../../structures/data/scores';

type Scored = Readonly<Record<string, number>>;

const SEED = 7;

const slice = (text: string) => new ByteSlice(Buffer.from(text), 0, text.length);

const textOf = ({ bytes, start, end }: ByteSlice) => Buffer.from(bytes.subarray(start, end)).toString();

function source(scored: Scored, weight?: number): ScoreSource {
  const scores = new ScoreMap(new ByteMap(SEED));
  for (const [member, score] of Object.entries(scored)) scores.add(slice(member), score);
  return new ScoreSource(scores, weight);
}

function setOf(...members: string[]): ScoreSource {
  const map = new ByteMap(SEED);
  for (const member of members) map.set(slice(member), NO_VALUE);
  return new ScoreSource(map);
}

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
    expect(intersectionSize(sources, Infinity)).toBe(2);
    expect(intersectionSize(sources, 1)).toBe(1);
  });

  test('with nothing is nothing', () => {
    expect(intersected([source({ a: 1 }), nothing], 'SUM', SEED).size).toBe(0);
    expect(intersectionSize([nothing], Infinity)).toBe(0);
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
    expect(intersectionSize(sources, Infinity)).toBe(intersected(sources, 'MIN', SEED).size);
  });
  fc.assert(property);
});
