import { TokenBucket } from '../../examples/token-bucket';
import { serving } from '../support/serving';

describe('A token bucket', () => {
  let now = 1_700_000_000_000;
  const { say, refusal } = serving({ structures: [TokenBucket], clock: { now: () => now } });

  it('is full at first', async () => {
    expect(await say('TAKE', 'ada', 3, 1)).toEqual([1, 2, 0]);
  });

  it('gives what is there, and tells when there is more', async () => {
    expect(await say('TAKE', 'ada', 2, 0.5)).toEqual([1, 1, 0]);
    expect(await say('TAKE', 'ada', 2, 0.5)).toEqual([1, 0, 2000]);
    expect(await say('TAKE', 'ada', 2, 0.5)).toEqual([0, 0, 2000]);
    now += 1999;
    expect(await say('TAKE', 'ada', 2, 0.5)).toEqual([0, 0, 1]);
    now += 1;
    expect(await say('TAKE', 'ada', 2, 0.5)).toEqual([1, 0, 2000]);
  });

  it('gives several at once, or none of them', async () => {
    expect(await say('TAKE', 'ada', 10, 10, 7)).toEqual([1, 3, 400]);
    expect(await say('TAKE', 'ada', 10, 10, 4)).toEqual([0, 3, 100]);
    expect(await say('TAKE', 'ada', 10, 10, 3)).toEqual([1, 0, 300]);
  });

  it('holds no more than its capacity, however long nobody takes any', async () => {
    await say('TAKE', 'ada', 2, 1, 2);
    now += 3_600_000;
    expect(await say('TAKE', 'ada', 2, 1)).toEqual([1, 1, 0]);
  });

  it('refuses a refill that no time is long enough for', async () => {
    expect(await refusal('TAKE', 'ada', '9223372036854775807', '1.5')).toBe('ERR the refill takes too long');
    expect(await say('EXISTS', 'ada')).toBe(0);
  });

  it('is not there any more when it is full again', async () => {
    await say('TAKE', 'ada', 10, 2, 5);
    expect(await say('PTTL', 'ada')).toBe(2500);
    now += 2501;
    expect(await say('EXISTS', 'ada')).toBe(0);
  });

  it('does not lose tokens when the clock is set back', async () => {
    await say('TAKE', 'ada', 10, 1, 5);
    now -= 60_000;
    expect(await say('TAKE', 'ada', 10, 1, 5)).toEqual([1, 0, 5000]);
  });

  it('is one for each key, of 16 bytes', async () => {
    await say('TAKE', 'ada', 1, 1);
    expect(await say('TAKE', 'bob', 1, 1)).toEqual([1, 0, 1000]);
    expect(TokenBucket.size).toBe(16);
  });

  it('refuses what makes no sense, and takes nothing', async () => {
    expect(await refusal('TAKE', 'ada', 0, 1)).toBe('ERR value is out of range');
    expect(await refusal('TAKE', 'ada', 5, 0)).toBe('ERR the refill must be positive');
    expect(await refusal('TAKE', 'ada', 5, 'inf')).toBe('ERR the refill must be positive');
    expect(await refusal('TAKE', 'ada', 5, 1, 6)).toBe('ERR more tokens than the capacity');
    expect(await refusal('TAKE', 'ada', 5, 1, 'all')).toBe('ERR value is not an integer or out of range');
    expect(await say('EXISTS', 'ada')).toBe(0);
  });
});
