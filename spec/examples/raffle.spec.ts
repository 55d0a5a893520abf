import { Raffle } from '../../examples/raffle';
import { expectReplaySafe } from '../../lib/testing';
import { serving } from '../support/serving';

describe('A raffle', () => {
  let now = 1_700_000_000_000;
  const { say, refusal } = serving({ structures: [Raffle], clock: { now: () => now } });

  it('sells tickets with numbers that nobody can guess', async () => {
    const first = await say('RAFFLEBUY', 'tombola', 'ada', 2.5);
    expect(first).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(await say('RAFFLEBUY', 'tombola', 'ada', 2.5)).not.toBe(first);
  });

  it('draws each ticket once, and tells who has won', async () => {
    for (const holder of ['ada', 'bob', 'cy']) await say('RAFFLEBUY', 'tombola', holder, 1);
    now += 2000;
    const winners = (await say('RAFFLEDRAW', 'tombola', 2)) as string[];
    const rest = (await say('RAFFLEDRAW', 'tombola', 2)) as string[];
    expect([...winners, ...rest].sort()).toEqual(['ada', 'bob', 'cy']);
    expect(await say('RAFFLEDRAW', 'tombola', 2)).toEqual([]);
    expect(await say('WINNERS', 'tombola')).toEqual([...winners, ...rest].map((holder) => [holder, 2000]));
    expect(Math.abs(Number(await say('GET', 'tombola:last')) - now)).toBeLessThan(1);
  });

  it('tells who has spent how much', async () => {
    await say('RAFFLEBUY', 'tombola', 'ada', 0.1);
    await say('RAFFLEBUY', 'tombola', 'bob', 0.5);
    await say('RAFFLEBUY', 'tombola', 'ada', 0.2);
    expect(await say('SPENT', 'tombola')).toEqual(['bob', '0.5', 'ada', '0.30000000000000004']);
    expect(await say('ZSCORE', 'tombola:by-hour', '2023-11-14T22')).toBe('0.80000000000000004');
  });

  it('is over a day after the last ticket was sold', async () => {
    await say('RAFFLEBUY', 'tombola', 'ada', 1);
    now += 24 * 3_600_000 + 1;
    expect(await refusal('SPENT', 'tombola')).toBe('ERR no such key');
  });

  it('comes out the same when it is replayed', async () => {
    const buying = ['ada', 'bob', 'cy', 'ada', 'dot'].map((holder, n) => `RAFFLEBUY r ${holder} 0.${n + 1}`);
    await expectReplaySafe(Raffle, [
      ...buying,
      'RAFFLEDRAW r 2',
      'RAFFLEBUY r eve 7e-3',
      'RAFFLEDRAW r 3',
      'RAFFLEBUY other "ä b" 1e300',
      'RAFFLEDRAW other 9',
      'MULTI',
      'RAFFLEBUY r fay 1',
      'RAFFLEDRAW r 1',
      'RAFFLEDRAW r none',
      'EXEC',
    ]);
  });
});
