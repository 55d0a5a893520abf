import { type Entry, errors, reads, type Server, Structure, structure, t, writes } from 'memo';
import { expiryTime } from '../data/expiry-time';

/** A handle notifies of a new expiry itself. */
const about = { group: 'generic', complexity: 'O(1)', flags: ['fast'], event: false as const };
const telling = { ...about, tips: ['nondeterministic_output'] };
const LIMIT = 2n ** 63n - 1n;

const condition = t.flags({ name: 'condition', unknown: errors.unsupportedOption }, 'NX', 'XX', 'GT', 'LT');

type Condition = ReadonlySet<'NX' | 'XX' | 'GT' | 'LT'>;

/** When keys expire. */
@structure()
export class Expiry extends Structure {
  @writes(
    'Lets a key expire after so many seconds.',
    { ...about, since: '1.0.0' },
    t.entry(),
    t.lazy(t.bigint('seconds')),
    condition,
  )
  static EXPIRE(server: Server, entry: Entry, seconds: () => bigint, when: Condition) {
    return expire(server, entry, when, () => milliseconds('expire', seconds(), 1000n, server.now()));
  }

  @writes(
    'Lets a key expire after so many milliseconds.',
    { ...about, since: '2.6.0' },
    t.entry(),
    t.lazy(t.bigint('milliseconds')),
    condition,
  )
  static PEXPIRE(server: Server, entry: Entry, time: () => bigint, when: Condition) {
    return expire(server, entry, when, () => milliseconds('pexpire', time(), 1n, server.now()));
  }

  @writes(
    'Lets a key expire at a Unix time in seconds.',
    { ...about, since: '1.2.0' },
    t.entry(),
    t.lazy(t.bigint('unix-time-seconds', { type: 'unix-time' })),
    condition,
  )
  static EXPIREAT(server: Server, entry: Entry, time: () => bigint, when: Condition) {
    return expire(server, entry, when, () => milliseconds('expireat', time(), 1000n, 0));
  }

  @writes(
    'Lets a key expire at a Unix time in milliseconds.',
    { ...about, since: '2.6.0' },
    t.entry(),
    t.lazy(t.bigint('unix-time-milliseconds', { type: 'unix-time' })),
    condition,
  )
  static PEXPIREAT(server: Server, entry: Entry, time: () => bigint, when: Condition) {
    return expire(server, entry, when, () => milliseconds('pexpireat', time(), 1n, 0));
  }

  @reads('Seconds until the key expires; -1 never, -2 absent.', { ...telling, since: '1.0.0' }, t.entry())
  static TTL(server: Server, entry: Entry) {
    return whenExpires(entry, (at) => Math.floor((Math.max(0, at - server.now()) + 500) / 1000));
  }

  @reads(
    'Milliseconds until the key expires; -1 never, -2 absent.',
    { ...telling, since: '2.6.0' },
    t.entry(),
  )
  static PTTL(server: Server, entry: Entry) {
    return whenExpires(entry, (at) => Math.max(0, at - server.now()));
  }

  @reads(
    'The Unix time in seconds when the key expires; -1 never, -2 absent.',
    { ...about, since: '7.0.0' },
    t.entry(),
  )
  static EXPIRETIME(_server: Server, entry: Entry) {
    return whenExpires(entry, (at) => Math.floor((at + 500) / 1000));
  }

  @reads(
    'The Unix time in milliseconds when the key expires; -1 never, -2 absent.',
    { ...about, since: '7.0.0' },
    t.entry(),
  )
  static PEXPIRETIME(_server: Server, entry: Entry) {
    return whenExpires(entry, (at) => at);
  }

  @writes('Lets a key stay.', { ...about, since: '2.2.0' }, t.entry())
  static PERSIST(server: Server, entry: Entry) {
    if (entry.expiry === undefined) return server.unchanged(0);
    entry.expireAt(undefined);
    return 1;
  }
}

/** An integer also where it is no safe one. */
function whenExpires(entry: Entry, tell: (at: number) => number): number | bigint {
  if (!entry.exists) return -2;
  if (entry.expiry === undefined) return -1;
  const told = tell(entry.expiry);
  return Number.isSafeInteger(told) ? told : BigInt(told);
}

/** Milliseconds since 1970, from a count of units since `base`. Throws when 64 bits don't hold it. */
function milliseconds(command: string, time: bigint, unit: bigint, base: number): number {
  const at = time * unit;
  const limit = LIMIT - BigInt(base);
  if (at > limit || at < -LIMIT - 1n) throw errors.invalidExpireTime(command);
  return expiryTime(at + BigInt(base));
}

function expire(server: Server, entry: Entry, when: Condition, time: () => number): number {
  if (when.has('NX') && when.size > 1) throw errors.expiryConditionsOfNx();
  if (when.has('GT') && when.has('LT')) throw errors.expiryConditionsOfGt();
  const at = time();
  if (!entry.exists || !allows(when, entry.expiry, at)) return server.unchanged(0);
  if (server.isLogged) logExpiry(server, entry.key, at);
  entry.expireAt(at);
  return 1;
}

/** While a log is loaded nothing expires: a time that is past is a DEL. */
function logExpiry(server: Server, key: string, at: number): void {
  if (at > server.now()) server.logAs('PEXPIREAT', key, at);
  else server.logAs('DEL', key);
}

/** A key without an expiry counts as one that expires at the end of time. */
function allows(when: Condition, current: number | undefined, at: number): boolean {
  if (when.has('NX')) return current === undefined;
  if (when.has('XX') && current === undefined) return false;
  if (when.has('GT')) return current !== undefined && at > current;
  return !when.has('LT') || current === undefined || at < current;
}
