import { serving } from '../../support/serving';

const MANY = 5000;

/** Whole numbers below a million in some order, none twice. */
const numbers = Array.from({ length: MANY }, (_, i) => (i * 7919 + 13) % 1_000_003);
const sorted = numbers.toSorted((a, b) => a - b).map(String);

describe('SORT', () => {
  const context = serving({});
  const { say } = context;

  it.each([
    ['a list', () => say('RPUSH', 'k', ...numbers)],
    ['a set', () => say('SADD', 'k', ...numbers)],
    ['a sorted set', () => say('ZADD', 'k', ...numbers.flatMap((number, i) => [i % 7, number]))],
  ])('sorts many elements of %s', async (_, fill) => {
    await fill();
    expect(await say('SORT', 'k')).toEqual(sorted);
    expect(await say('SORT', 'k', 'DESC', 'LIMIT', 100, 10)).toEqual(sorted.toReversed().slice(100, 110));
    expect(await say('SORT', 'k', 'ALPHA')).toEqual(sorted.toSorted());
    expect(await say('SORT', 'k', 'STORE', 'k')).toBe(MANY);
    expect(await say('LRANGE', 'k', 0, -1)).toEqual(sorted);
  });

  it('looks up what many elements name', async () => {
    await say('RPUSH', 'k', ...numbers);
    await say('MSET', ...numbers.flatMap((number) => [`w_${number}`, -number]));
    const expected = sorted.toReversed();
    expect(await say('SORT', 'k', 'BY', 'w_*')).toEqual(expected);
    expect(await say('SORT', 'k', 'BY', 'w_*', 'LIMIT', 10, 5, 'GET', '#', 'GET', 'w_*')).toEqual(
      expected.slice(10, 15).flatMap((number) => [number, `-${number}`]),
    );
    expect(await say('SORT', 'k', 'BY', 'w_*', 'GET', 'w_*', 'STORE', 'k')).toBe(MANY);
    expect(await say('LINDEX', 'k', 0)).toBe(`-${expected[0]!}`);
  });

  it('is in the log only where it changes something', async () => {
    const logged: string[] = [];
    const stop = context.memo.changes.subscribe(({ changes }) => {
      logged.push(...changes.map(({ words }) => words.map(String).join(' ')));
    });
    await say('RPUSH', 'k', 2, 1);
    await say('SORT', 'k');
    await say('SORT', 'k', 'STORE', 'l');
    await say('SORT', 'nokey', 'STORE', 'l');
    await say('SORT', 'nokey', 'STORE', 'l');
    stop();
    expect(logged).toEqual(['RPUSH k 2 1', 'SORT k STORE l', 'SORT nokey STORE l']);
  });
});
