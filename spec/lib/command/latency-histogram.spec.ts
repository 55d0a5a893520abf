import { LatencyHistogram } from '../../../lib/command/latency-histogram';

const histogramOf = (...nanoseconds: number[]) => {
  const histogram = new LatencyHistogram();
  for (const each of nanoseconds) histogram.record(each);
  return histogram;
};

describe('A latency histogram', () => {
  it.each([
    [1, 1],
    [0, 1],
    [255, 255],
    [256, 257],
    [4992, 5023],
    [5023, 5023],
    [8000, 8031],
    [126_000, 126_463],
    [5_111_000, 5_111_807],
    [1_000_000_000, 1_002_438_655],
    [90_000_000_000, 1_002_438_655],
  ])('tells %i ns as %i, the end of its place, as Redis does', (nanoseconds, told) => {
    expect(histogramOf(nanoseconds).valueAt(50)).toBe(told);
  });

  it('keeps every value to within a hundredth', () => {
    for (let value = 1; value < 1e9; value = Math.ceil(value * 1.01)) {
      const told = histogramOf(value).valueAt(100);
      expect(told).toBeGreaterThanOrEqual(value);
      expect(told).toBeLessThan(value * 1.01 + 1);
    }
  });

  it('tells percentiles, of 0 percent where the least place begins', () => {
    const histogram = histogramOf(...Array.from({ length: 100 }, (_, index) => index + 101));
    expect([0, 1, 50, 99, 99.9, 100].map((percent) => histogram.valueAt(percent))).toEqual([
      101, 101, 150, 199, 200, 200,
    ]);
    expect(histogramOf(5000).valueAt(0)).toBe(4992);
  });

  it('tells how many took no longer than each power of two that has more than the one before', () => {
    expect(histogramOf(100, 5000, 5000, 20_000, 1_000_000, 8_300_000, 2e9).powers()).toEqual([
      [1, 1],
      [8, 3],
      [33, 4],
      [1056, 5],
      [8454, 6],
      [1_073_741, 7],
    ]);
    expect(histogramOf().powers()).toEqual([]);
  });
});
