import fc from 'fast-check';
import { bucketOf, bucketToSplit } from '../../../structures/data/linear-hashing';

const hash = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('linear hashing', () => {
  it('finds a bucket among those that are there', () => {
    fc.assert(
      fc.property(hash, fc.integer({ min: 1, max: 5000 }), (hash, buckets) => {
        expect(bucketOf(hash, buckets)).toBeGreaterThanOrEqual(0);
        expect(bucketOf(hash, buckets)).toBeLessThan(buckets);
      }),
    );
  });

  it('moves only from the bucket that is split to the new one', () => {
    fc.assert(
      fc.property(hash, fc.integer({ min: 1, max: 5000 }), (hash, buckets) => {
        const before = bucketOf(hash, buckets);
        const after = bucketOf(hash, buckets + 1);
        if (before === bucketToSplit(buckets)) expect([before, buckets]).toContain(after);
        else expect(after).toBe(before);
      }),
    );
  });

  it('fills buckets evenly when their number is a power of two', () => {
    const counts = new Array<number>(64).fill(0);
    for (let hash = -3200; hash < 3200; hash++) counts[bucketOf(hash, 64)]!++;
    expect(new Set(counts)).toEqual(new Set([100]));
  });
});
