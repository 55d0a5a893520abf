import { Usage } from '../../../lib/keyspace/usage';

const MINUTE = 60_000;
const NOW = 1_795_000_000_000 - (1_795_000_000_000 % MINUTE);

function usageAt(time: number, options: Partial<Usage> = {}): Usage {
  const usage = Object.assign(new Usage(), options);
  usage.setTime(time);
  return usage;
}

/** An int32 of the dictionary, as it comes back. */
const stored = (word: number) => word >>> 0;

describe('The time of the last use', () => {
  it('tells how long a value was not used, in whole seconds', () => {
    const usage = usageAt(NOW);
    const word = stored(usage.after(0));
    usage.setTime(NOW + 90_900);
    expect(usage.idle(word)).toBe(90_000);
    expect(usage.idle(stored(usage.after(word)))).toBe(0);
  });

  it('is now for a clock that was set back', () => {
    const usage = usageAt(NOW);
    const word = stored(usage.after(0));
    usage.setTime(NOW - 5000);
    expect(usage.idle(word)).toBe(0);
  });

  it('goes on when seconds need another bit, in 2038', () => {
    const usage = usageAt((2 ** 31 - 10) * 1000);
    const word = stored(usage.after(0));
    usage.setTime((2 ** 31 + 50) * 1000);
    expect(usage.idle(word)).toBe(60_000);
  });

  it('can be set', () => {
    const usage = usageAt(NOW);
    expect(usage.idle(stored(usage.withIdle(0, 7000)))).toBe(7000);
    expect(usage.withFrequency(17, 9)).toBe(17);
  });
});

describe('The count of uses', () => {
  it('begins at 5, and grows by each use without a logarithm', () => {
    const usage = usageAt(NOW, { counts: true, logFactor: 0 });
    let word = 0;
    const counts = Array.from({ length: 4 }, () => usage.frequency((word = stored(usage.after(word)))));
    expect(counts).toEqual([5, 6, 7, 8]);
  });

  it('grows slower when it is large, and ends at 255', () => {
    const usage = usageAt(NOW, { counts: true });
    let word = stored(usage.withFrequency(0, 105));
    for (let use = 0; use < 60_000; use++) word = stored(usage.after(word));
    // 47 times on average, give or take 7: a step from n is taken once in 10 (n - 5) uses.
    expect(usage.frequency(word)).toBeGreaterThan(105 + 12);
    expect(usage.frequency(word)).toBeLessThan(105 + 82);
    usage.logFactor = 0;
    for (let use = 0; use < 300; use++) word = stored(usage.after(word));
    expect(usage.frequency(word)).toBe(255);
  });

  it('shrinks by one in so many minutes, to nothing', () => {
    const usage = usageAt(NOW, { counts: true, decayMinutes: 2 });
    const word = stored(usage.withFrequency(0, 10));
    usage.setTime(NOW + 9 * MINUTE);
    expect(usage.frequency(word)).toBe(6);
    usage.setTime(NOW + 1000 * MINUTE);
    expect(usage.frequency(word)).toBe(0);
    usage.decayMinutes = 0;
    expect(usage.frequency(word)).toBe(10);
  });

  it('knows the minute when minutes begin anew', () => {
    const last = NOW - ((NOW / MINUTE) % 65_536) * MINUTE + 65_535 * MINUTE;
    const usage = usageAt(last, { counts: true });
    const word = stored(usage.withFrequency(0, 10));
    usage.setTime(last + 3 * MINUTE);
    expect(usage.frequency(word)).toBe(7);
  });

  it('begins anew for a value whose time was noted, whose time is that of its count otherwise', () => {
    const usage = usageAt(NOW);
    const time = stored(usage.after(0));
    usage.counts = true;
    expect(usage.frequency(time)).toBe(5);
    expect(usage.withIdle(time, 5000)).toBe(time);
    const count = stored(usage.after(time));
    usage.counts = false;
    usage.setTime(NOW + 3 * MINUTE);
    expect(usage.idle(count)).toBe(3 * MINUTE);
  });
});
