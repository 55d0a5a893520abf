import fc from 'fast-check';
import { ByteMap } from '../../../structures/data/byte-map';
import { PackedScores } from '../../../structures/data/packed-scores';
import { ScoreMap } from '../../../structures/data/score-map';
import { LexRange, type Run, ScoreRange } from '../../../structures/data/score-range';
import { readScore, type Scores } from '../../../structures/data/scores';
import { PackedMemory } from '../../support/packed-memory';
import { textOf } from '../../../structures/data/slices';
import { slice } from '../../support/slice';

type Pair = readonly [score: number, member: string];

const byScore = ([a, x]: Pair, [b, y]: Pair) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1);

const IMPLEMENTATIONS: readonly [string, () => Scores][] = [
  ['PackedScores', () => new PackedScores(new PackedMemory())],
  ['ScoreMap', () => new ScoreMap(new ByteMap(7))],
];

function filled(make: () => Scores, pairs: readonly Pair[]): Scores {
  const scores = make();
  for (const [score, member] of pairs) scores.add(slice(member), score);
  return scores;
}

function walked(scores: Scores, { from, count }: Run, backwards = false): Pair[] {
  const pairs: Pair[] = [];
  scores.walk(from, count, backwards, (score, member) => pairs.push([score, textOf(member)]));
  return pairs;
}

/** Expects these members, a letter each, in a range: both ways, without the first, and none before the first. */
function expectRun(scores: Scores, range: ScoreRange | LexRange, expected: string): void {
  const shown = (backwards: boolean, offset = 0) =>
    walked(scores, scores.run(range, backwards, offset), backwards)
      .map(([, name]) => name)
      .join('');
  const reversed = expected.split('').reverse().join('');
  expect([shown(false), shown(true)]).toEqual([expected, reversed]);
  expect([shown(false, 1), shown(true, 1)]).toEqual([expected.slice(1), reversed.slice(1)]);
  expect([shown(false, -1), shown(true, -1)]).toEqual(['', '']);
}

const allOf = (scores: Scores) => walked(scores, { from: 0, count: scores.size });

const member = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', '\xff', '\x00'),
  fc.constantFrom(253, 254, 300, 1024, 2000).map((length) => 'm'.repeat(length)),
);
const score = fc.constantFrom(-Infinity, -1.5, 0, 1, 2, 2 ** 53, Infinity);
const step = fc.tuple(fc.constantFrom('put', 'put', 'delete', 'removeRange'), member, score, fc.nat(9));

describe.each(IMPLEMENTATIONS)('%s', (_, make) => {
  test('does what a sorted array does', () => {
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const scores = make();
      const model = new Map<string, number>();
      for (const [what, name, value, number] of steps) {
        const before = model.get(name);
        expect(scores.score(slice(name))).toBe(before);
        expect(scores.has(slice(name))).toBe(before !== undefined);
        if (what === 'delete') expect(scores.delete(slice(name))).toBe(model.delete(name));
        else if (what === 'removeRange') {
          const sorted = sortedPairs(model);
          const from = Math.min(number, sorted.length);
          const count = Math.min(2, sorted.length - from);
          if (count > 0) scores.removeRange(from, count);
          for (const [, gone] of sorted.slice(from, from + count)) model.delete(gone);
        } else {
          if (before === undefined) scores.add(slice(name), value);
          else scores.change(slice(name), before, value);
          model.set(name, value);
        }
      }
      const sorted = sortedPairs(model);
      expect(scores.size).toBe(sorted.length);
      expect(allOf(scores)).toEqual(sorted);
      expect(walked(scores, { from: sorted.length - 1, count: sorted.length }, true)).toEqual(
        sorted.toReversed(),
      );
      sorted.forEach(([value, name], rank) => expect(scores.rank(value, slice(name))).toBe(rank));
      const visited: Pair[] = [];
      scores.forEach((name, bytes) => visited.push([readScore(bytes), textOf(name)]));
      expect(visited.sort(byScore)).toEqual(sorted);
    });
    fc.assert(property, { numRuns: 300 });
  });

  const FIVE: readonly Pair[] = [
    [1, 'a'],
    [2, 'b'],
    [2, 'c'],
    [3, 'd'],
    [4, 'e'],
  ];

  test.each<[string, ScoreRange, string]>([
    ['2 to 3', new ScoreRange(2, 3), 'bcd'],
    ['above 2 to 4', new ScoreRange(2, 4, true), 'de'],
    ['2 to below 4', new ScoreRange(2, 4, false, true), 'bcd'],
    ['all', new ScoreRange(-Infinity, Infinity), 'abcde'],
    ['none between', new ScoreRange(2, 3, true, true), ''],
    ['2 to below 2', new ScoreRange(2, 2, false, true), ''],
    ['3 to 2', new ScoreRange(3, 2), ''],
    ['above all', new ScoreRange(5, 9), ''],
  ])('finds scores from %s', (_range, range, expected) => {
    const scores = filled(make, FIVE);
    expectRun(scores, range, expected);
  });

  test.each([
    ['-', '+', 'abcde'],
    ['[b', '[d', 'bcd'],
    ['(b', '(d', 'c'],
    ['[bb', '(dd', 'cd'],
    ['(b', '(b', ''],
    ['[b', '[b', 'b'],
    ['+', '-', ''],
    ['+', '+', ''],
    ['-', '-', ''],
    ['-', '(a', ''],
    ['[e', '+', 'e'],
  ])('finds members from %s to %s', (min, max, expected) => {
    const scores = filled(
      make,
      ['a', 'b', 'c', 'd', 'e'].map((name) => [0, name]),
    );
    const range = LexRange.read(slice(min), slice(max))!;
    expectRun(scores, range, expected);
  });

  test('draws each member with its score', () => {
    const scores = filled(make, FIVE);
    let state = 1;
    const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const drawn = new Set<string>();
    for (let count = 0; count < 200; count++) {
      const [name, bytes] = scores.random(random);
      drawn.add(`${readScore(bytes)}${textOf(name)}`);
    }
    expect([...drawn].sort()).toEqual(['1a', '2b', '2c', '3d', '4e']);
  });

  test('is scanned', () => {
    const scores = filled(make, FIVE);
    const found: string[] = [];
    let cursor = 0;
    do cursor = scores.scan(cursor, 1, (name) => found.push(textOf(name)));
    while (cursor !== 0);
    expect(found.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

const sortedPairs = (model: ReadonlyMap<string, number>) =>
  [...model].map(([name, value]): Pair => [value, name]).sort(byScore);

describe('PackedScores', () => {
  test('has no -0', () => {
    const scores = filled(() => new PackedScores(new PackedMemory()), [[-0, 'a']]);
    expect(scores.score(slice('a'))).toBe(0);
    scores.change(slice('a'), 0, 1);
    scores.change(slice('a'), 1, -0);
    expect(scores.score(slice('a'))).toBe(0);
  });

  test('takes 9 bytes for a member beside its own', () => {
    const memory = new PackedMemory();
    filled(
      () => new PackedScores(memory),
      [
        [1, 'a'],
        [2, 'bcd'],
      ],
    );
    expect(memory.length).toBe(4 + 2 * 9 + 4);
  });

  test('is packed from others', () => {
    const pairs: Pair[] = [
      [1, 'a'],
      [2, 'x'.repeat(300)],
    ];
    const memory = new PackedMemory();
    memory.assign(PackedScores.pack(filled(() => new ScoreMap(new ByteMap(7)), pairs)));
    expect(allOf(new PackedScores(memory))).toEqual(pairs);
  });

  test.each([
    ['[b', '[d', 0, false, 'dbac'],
    ['[b', '[d', 1, false, 'bac'],
    ['[b', '[d', 2, false, 'ac'],
    ['[b', '[d', 3, false, 'c'],
    ['-', '[c', 0, false, ''],
    ['[b', '[d', 0, true, 'c'],
    ['[b', '[d', 2, true, 'bd'],
  ])(
    'answers what Redis does for members of different scores: %s to %s from %i',
    (min, max, offset, backwards, expected) => {
      const scores = filled(
        () => new PackedScores(new PackedMemory()),
        [
          [1, 'd'],
          [2, 'b'],
          [3, 'a'],
          [4, 'c'],
          [5, 'e'],
        ],
      );
      const range = LexRange.read(slice(min), slice(max))!;
      const found = walked(scores, scores.run(range, backwards, offset), backwards);
      expect(found.map(([, name]) => name).join('')).toBe(expected);
    },
  );
});

test('a ScoreMap takes over a map of members with the bytes of scores', () => {
  const map = new ByteMap(7);
  filled(
    () => new ScoreMap(map),
    [
      [2, 'b'],
      [1, 'aaa'],
    ],
  );
  const scores = new ScoreMap(map);
  expect(allOf(scores)).toEqual([
    [1, 'aaa'],
    [2, 'b'],
  ]);
  expect(scores.longest).toBe(3);
});
