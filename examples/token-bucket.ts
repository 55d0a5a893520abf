import { CommandError, packed, structure, t, writes, type Entry, type Server } from 'memo';

/**
 * A rate limiter in 16 bytes: tokens flow in at a steady rate up to a capacity, and each request takes some.
 * A full bucket and an absent one are the same, so a bucket that nobody takes from expires when it is full.
 */
@structure()
export class TokenBucket extends packed({ tokens: 'float64', updated: 'float64' }) {
  @writes(
    'Take tokens, one if not told otherwise. Answers 1, or 0 when there are too few; how many are left; and in how many milliseconds as many can be taken.',
    { complexity: 'O(1)', flags: ['denyoom', 'fast'] },
    t.entry(),
    t.int('capacity', { min: 1 }),
    t.float('refill-per-second'),
    t.optional(t.int('tokens', { min: 1 })),
  )
  static TAKE(server: Server, entry: Entry, capacity: number, perSecond: number, wanted = 1) {
    if (!(perSecond > 0 && perSecond < Infinity)) throw new CommandError('ERR the refill must be positive');
    if (wanted > capacity) throw new CommandError('ERR more tokens than the capacity');
    const millisecondsFor = (tokens: number) => Math.max(0, Math.ceil((tokens / perSecond) * 1000));
    if (millisecondsFor(capacity) > Number.MAX_SAFE_INTEGER)
      throw new CommandError('ERR the refill takes too long');

    const now = server.now();
    const isFull = !entry.exists;
    const bucket = entry.open(TokenBucket);
    const earned = (Math.max(0, now - bucket.updated) / 1000) * perSecond;
    const tokens = isFull ? capacity : Math.min(capacity, bucket.tokens + earned);
    const isAllowed = tokens >= wanted;
    const left = isAllowed ? tokens - wanted : tokens;

    bucket.tokens = left;
    bucket.updated = now;
    entry.expireAt(now + millisecondsFor(capacity - left));
    return [Number(isAllowed), Math.floor(left), millisecondsFor(wanted - left)];
  }
}
