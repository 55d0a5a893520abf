import { ActiveExpiry } from '../../../lib/keyspace/expiry';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { serving } from '../../support/serving';

describe('Active expiry', () => {
  let left = 0;
  let steps = 0;
  const keyspace = {
    maintain: () => {
      steps++;
      return left-- > 0;
    },
  } as unknown as Keyspace;
  let expiry: ActiveExpiry;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    [left, steps] = [0, 0];
    expiry = new ActiveExpiry(keyspace, { clock: () => 0, onStep: () => undefined });
  });
  afterEach(() => {
    expiry.stop();
    jest.useRealTimers();
  });

  it('takes a step every tenth of a second', () => {
    expiry.start();
    expect(steps).toBe(0);
    jest.advanceTimersByTime(100);
    expect(steps).toBe(1);
    jest.advanceTimersByTime(400);
    expect(steps).toBe(5);
  });

  it('goes on at once while there is more to do, one step a turn of the event loop', () => {
    left = 3;
    expiry.start();
    jest.advanceTimersToNextTimer();
    expect(steps).toBe(1);
    jest.advanceTimersToNextTimer();
    expect(steps).toBe(2);
    jest.advanceTimersByTime(50);
    expect(steps).toBe(4);
  });

  it('does nothing any more when it is stopped', () => {
    left = 10;
    expiry.start();
    jest.advanceTimersByTime(100);
    const before = steps;
    expiry.stop();
    jest.advanceTimersByTime(1000);
    expect(steps).toBe(before);
  });
});

describe('A key that expires', () => {
  let now = 1_700_000_000_000;
  const context = serving({ clock: { now: () => now } });
  const { say } = context;

  it('is there until its time has passed, and not after it', async () => {
    await say('SET', 'k', 'v', 'PX', 100);
    now += 100;
    expect([await say('EXISTS', 'k'), await say('PTTL', 'k')]).toEqual([1, 0]);
    now += 1;
    expect([await say('EXISTS', 'k'), await say('GET', 'k'), await say('PTTL', 'k')]).toEqual([0, null, -2]);
  });

  it('is removed though nobody asks for it, and counted', async () => {
    await Promise.all(Array.from({ length: 500 }, (_, key) => say('SET', `k${key}`, 'v', 'PX', key + 1)));
    await say('SET', 'stays', 'v');
    const { expiredKeys } = context.memo.metrics;
    now += 1000;
    while ((await say('DBSIZE')) !== 1) continue;
    expect(context.memo.metrics.expiredKeys - expiredKeys).toBe(500);
    expect(await say('KEYS', '*')).toEqual(['stays']);
  });

  it('is in no list of keys after its time', async () => {
    await say('SET', 'k', 'v', 'PX', 100);
    await say('SET', 'l', 'v');
    now += 101;
    expect(await say('KEYS', '*')).toEqual(['l']);
    expect(await say('RANDOMKEY')).toBe('l');
    expect(await say('SCAN', 0)).toEqual(['0', ['l']]);
  });

  it('stays when its clock is set back', async () => {
    await say('SET', 'k', 'v', 'PX', 100);
    now -= 1000;
    expect(await say('PTTL', 'k')).toBe(1100);
  });
});
