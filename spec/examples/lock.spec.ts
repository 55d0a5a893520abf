import { Lock } from '../../examples/lock';
import { serving } from '../support/serving';

describe('A lock', () => {
  let now = 1_700_000_000_000;
  const { say, refusal } = serving({ structures: [Lock], clock: { now: () => now } });

  it('is had by one at a time', async () => {
    expect(await say('LOCK', 'printer', 1000)).toBe(1);
    expect(await say('LOCK', 'printer', 1000)).toBeNull();
    expect(await say('HOLDER', 'printer')).toEqual([1, 1000]);
    expect(await say('LOCK', 'other', 1000)).toBe(1);
  });

  it('gives each holder a larger token, whether the one before gave it back or came too late', async () => {
    await say('LOCK', 'printer', 1000);
    expect(await say('UNLOCK', 'printer', 1)).toBe(1);
    expect(await say('LOCK', 'printer', 1000)).toBe(2);
    now += 1000;
    expect(await say('HOLDER', 'printer')).toBeNull();
    expect(await say('LOCK', 'printer', 1000)).toBe(3);
  });

  it('does not listen to who came too late', async () => {
    await say('LOCK', 'printer', 1000);
    now += 1000;
    expect([await say('RENEW', 'printer', 1, 1000), await say('UNLOCK', 'printer', 1)]).toEqual([0, 0]);
    await say('LOCK', 'printer', 1000);
    expect([await say('RENEW', 'printer', 1, 9000), await say('UNLOCK', 'printer', 1)]).toEqual([0, 0]);
    expect(await say('HOLDER', 'printer')).toEqual([2, 1000]);
  });

  it('is kept longer by its holder', async () => {
    await say('LOCK', 'printer', 1000);
    now += 900;
    expect(await say('RENEW', 'printer', 1, 1000)).toBe(1);
    now += 900;
    expect(await say('LOCK', 'printer', 1000)).toBeNull();
  });

  it('is 16 bytes, which stay', async () => {
    await say('LOCK', 'printer', 1000);
    await say('UNLOCK', 'printer', 1);
    expect(await say('TTL', 'printer')).toBe(-1);
    expect(Lock.size).toBe(16);
    expect(await refusal('UNLOCK', 'nothing', 1)).toBe('ERR no such key');
  });
});
