import { packed, reads, structure, t, writes, type Entry, type Server } from 'memo';

/**
 * A lock with fencing tokens, in 16 bytes. Who takes it gets a number that is larger than any before: what the lock
 * protects refuses numbers that are smaller than one it has seen, so that a holder who comes back too late does no harm.
 * The key stays when the lock is free, for the numbers must go on.
 */
@structure()
export class Lock extends packed({ token: 'float64', until: 'float64' }) {
  @writes(
    'Take the lock for so many milliseconds. Answers a fencing token; null while somebody has it.',
    { complexity: 'O(1)', flags: ['denyoom', 'fast'] },
    t.entry(),
    t.int('milliseconds', { min: 1 }),
  )
  static LOCK(server: Server, entry: Entry, milliseconds: number) {
    const lock = entry.open(Lock);
    if (lock.left > 0) return server.unchanged(null);
    lock.until = server.now() + milliseconds;
    return ++lock.token;
  }

  @writes(
    'Keep the lock for so many milliseconds from now; whether the token still had it.',
    { complexity: 'O(1)', flags: ['fast'] },
    t.int('token'),
    t.int('milliseconds', { min: 1 }),
  )
  RENEW(token: number, milliseconds: number) {
    return this.end(token, this.server.now() + milliseconds);
  }

  @writes(
    'Give the lock back; whether the token still had it.',
    { complexity: 'O(1)', flags: ['fast'] },
    t.int('token'),
  )
  UNLOCK(token: number) {
    return this.end(token, 0);
  }

  @reads('The token that has the lock, and for how many milliseconds; null while it is free.', {
    complexity: 'O(1)',
    flags: ['fast'],
  })
  HOLDER() {
    return this.left > 0 ? [this.token, this.left] : null;
  }

  private get left() {
    return this.until - this.server.now();
  }

  /** Lets the lock end at a time, if the token has it. */
  private end(token: number, until: number) {
    if (token !== this.token || this.left <= 0) return this.server.unchanged(false);
    this.until = until;
    return true;
  }
}
