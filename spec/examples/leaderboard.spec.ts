import { Leaderboard } from '../../examples/leaderboard';
import { expectReplaySafe } from '../../lib/testing';
import { serving } from '../support/serving';

describe('A leaderboard', () => {
  const { say, refusal } = serving({ structures: [Leaderboard] });

  beforeEach(async () => {
    for (const [player, points] of Object.entries({ ada: 50, bob: 40, cy: 40, dot: 30, eve: 20 }))
      await say('SCORE', 'chess', player, points);
  });

  it('adds points, and tells the place', async () => {
    expect(await say('SCORE', 'chess', 'eve', 25.5)).toEqual([2, '45.5']);
    expect(await say('SCORE', 'chess', 'fay', 1)).toEqual([6, '1']);
  });

  it('shows a player between neighbours, of which those with the same points share a place', async () => {
    expect(await say('AROUND', 'chess', 'dot', 1)).toEqual([
      [2, 'bob', '40'],
      [4, 'dot', '30'],
      [5, 'eve', '20'],
    ]);
    expect(await say('AROUND', 'chess', 'ada')).toHaveLength(3);
    expect(await say('AROUND', 'chess', 'ada', 0)).toEqual([[1, 'ada', '50']]);
    expect(await say('AROUND', 'chess', 'nobody')).toBeNull();
  });

  it('shows the best', async () => {
    expect(await say('TOP', 'chess', 2)).toEqual([
      [1, 'ada', '50'],
      [2, 'cy', '40'],
    ]);
    expect(await say('TOP', 'empty')).toEqual([]);
  });

  it('is a sorted set to everybody else', async () => {
    expect(await say('TYPE', 'chess')).toBe('zset');
    await say('ZREM', 'chess', 'ada');
    expect(await say('TOP', 'chess', 1)).toEqual([[1, 'cy', '40']]);
    await say('SET', 'text', 'a');
    expect(await refusal('TOP', 'text')).toMatch(/^WRONGTYPE/);
    expect(await refusal('SCORE', 'chess', 'ada', 'many')).toBe('ERR value is not a valid float');
  });

  it('comes out the same when it is replayed', () =>
    expectReplaySafe(Leaderboard, [
      'SCORE a ada 1',
      'SCORE a bob 2.5',
      'SCORE a ada 1e300',
      'SCORE a x nan',
    ]));
});
