import fc from 'fast-check';
import { expiryTime } from '../../../structures/data/expiry-time';

const LONG_MAX = 2n ** 63n - 1n;

describe('A time that a value keeps', () => {
  it('is exact up to 2^53', () => {
    expect(expiryTime(1_700_000_000_000n)).toBe(1_700_000_000_000);
    expect(expiryTime(BigInt(Number.MAX_SAFE_INTEGER))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('reads as a 64-bit integer when it is written out, and as the same again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: LONG_MAX }), (time) => {
        const written = BigInt(String(expiryTime(time)));
        expect(written <= LONG_MAX).toBe(true);
        expect(expiryTime(written)).toBe(expiryTime(time));
      }),
      { examples: [[LONG_MAX], [LONG_MAX - 1024n]] },
    );
  });
});
