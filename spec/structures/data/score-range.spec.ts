import { LexRange, RankRange, runBetween, ScoreRange } from '../../../structures/data/score-range';
import { slice } from '../../support/slice';

const NONE = { from: 0, count: 0 };

describe('a run', () => {
  test.each([
    [2, 5, false, 0, { from: 2, count: 3 }],
    [2, 5, true, 0, { from: 4, count: 3 }],
    [2, 5, false, 1, { from: 3, count: 2 }],
    [2, 5, true, 1, { from: 3, count: 2 }],
    [2, 5, false, 3, NONE],
    [2, 5, false, -1, NONE],
    [5, 2, false, 0, NONE],
  ])('from %i to before %i, backwards %s, without %i: %j', (start, end, backwards, offset, expected) => {
    expect(runBetween(start, end, backwards, offset)).toEqual(expected);
  });
});

describe('ranks', () => {
  test.each([
    ['0', '-1', false, { from: 0, count: 5 }],
    ['0', '-1', true, { from: 4, count: 5 }],
    ['1', '2', true, { from: 3, count: 2 }],
    ['-2', '100', false, { from: 3, count: 2 }],
    ['-100', '0', false, { from: 0, count: 1 }],
    ['3', '2', false, NONE],
    ['5', '9', false, NONE],
    ['9223372036854775807', '-9223372036854775808', false, NONE],
  ])('%s to %s of five, backwards %s: %j', (start, stop, backwards, expected) => {
    expect(RankRange.read(slice(start), slice(stop))!.run(5, backwards)).toEqual(expected);
  });

  test.each(['x', '', '1.5', '+1', '9223372036854775808'])('are no %j', (word) => {
    expect(RankRange.read(slice(word), slice('1'))).toBeUndefined();
    expect(RankRange.read(slice('1'), slice(word))).toBeUndefined();
  });
});

describe('scores', () => {
  test.each([
    ['1', '2', new ScoreRange(1, 2)],
    ['(1', '(2', new ScoreRange(1, 2, true, true)],
    ['-inf', '+inf', new ScoreRange(-Infinity, Infinity)],
    ['(-inf', '(1e400', new ScoreRange(-Infinity, Infinity, true, true)],
    ['', '(', new ScoreRange(0, 0, false, true)],
  ])('%s to %s', (min, max, expected) => {
    expect(ScoreRange.read(slice(min), slice(max))).toEqual(expected);
  });

  test.each(['x', '((1', '[1', 'nan', '(nan', '1 '])('are no %j', (word) => {
    expect(ScoreRange.read(slice(word), slice('1'))).toBeUndefined();
    expect(ScoreRange.read(slice('1'), slice(word))).toBeUndefined();
  });
});

describe('members', () => {
  const isWithin = (range: LexRange, member: string) =>
    range.isAboveMin(slice(member)) && range.isBelowMax(slice(member));

  test.each([
    ['-', '+', ['', 'a', '\xff'], []],
    ['[a', '(c', ['a', 'ab', 'b', 'bz'], ['', 'A', 'c', 'd']],
    ['(a', '[c', ['ab', 'b', 'c'], ['a', 'cc']],
    ['[', '[', [''], ['\x00']],
    ['+', '+', [], ['', 'a']],
  ])('from %s to %s', (min, max, within, without) => {
    const range = LexRange.read(slice(min), slice(max))!;
    expect(within.filter((member) => !isWithin(range, member))).toEqual([]);
    expect(without.filter((member) => isWithin(range, member))).toEqual([]);
  });

  test.each(['a', '', '-a', '+ ', '1'])('have no bound %j', (word) => {
    expect(LexRange.read(slice(word), slice('+'))).toBeUndefined();
    expect(LexRange.read(slice('-'), slice(word))).toBeUndefined();
  });

  test.each([
    ['[b', '[a', true],
    ['[a', '(a', true],
    ['[a', '[a', false],
    ['+', '-', true],
    ['-', '-', true],
    ['-', '+', false],
    ['-', '[', false],
  ])('from %s to %s: none %s', (min, max, isEmpty) => {
    expect(LexRange.read(slice(min), slice(max))!.isEmpty).toBe(isEmpty);
  });
});
