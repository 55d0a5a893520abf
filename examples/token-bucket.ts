import { CommandError, packed, structure, t, writes, type Entry, type Server } from 'memo';

/**
 * A rate limiter in 16 bytes: tokens flow in at a steady rate up to a capacity, and a request takes some.
 * A full bucket and none at all are the same, so a bucket that nobody takes from goes when it is full.
 */
@structure()
export class TokenBucket extends packed({ tokens: 'float64', updated: 'float64' }) {
  @writes(
    'Take tokens, one if not told otherwise; answers 1 or 0, how many are left, and the milliseconds until as many are there again.',
    t.entry(),
    t.int('capacity', { min: 1 }),
    t.float('refill-per-second'),
    t.optional(t.int('tokens', { min: 1 })),
  )
  static TAKE(server: Server, entry: Entry, capacity: number, perSecond: number, wanted = 1) {
    if (!(perSecond > 0 && perSecond < Infinity)) throw new CommandError('ERR refill-per-second must be positive');
    if (wanted > capacity) throw new CommandError('ERR tokens must not be more than capacity');
    const now = server.now();
    const bucket = entry.find(TokenBucket)?.refill(now, capacity, perSecond) ?? entry.open(TokenBucket).fill(now, capacity);
    const allowed = bucket.tokens >= wanted;
    if (allowed) bucket.tokens -= wanted;
    entry.expireAt(now + milliseconds(capacity - bucket.tokens, perSecond));
    return [Number(allowed), Math.floor(bucket.tokens), milliseconds(wanted - bucket.tokens, perSecond)];
  }
}
