import {
  type ByteSlice,
  type Entry,
  errors,
  reads,
  type Reply,
  type Server,
  setOf,
  structure,
  t,
  writes,
} from 'memo';
import { ByteMap, newSeed } from '../data/byte-map';
import { ascending, integersOf } from '../data/int-set';
import { listOf, owned } from '../data/members';
import { PackedSet } from '../data/packed-set';
import { difference, intersection, intersectionSize, union } from '../data/set-operations';
import { bytesOf, compareSlices } from '../data/slices';
import { setForm } from './rdb-forms';
import { SAMPLE_COUNT, sampleCount } from './sample-count';
import { NOTHING_SCANNED, SCAN_OPTIONS, scanned, type ScanOptions } from './scan-options';

/** So many members are in one entry of the log. */
const LOGGED_TOGETHER = 1000;

/** The same question has the same answer twice. */
const USUAL_SEED = newSeed();

const MEMBERS = t.list(t.slice('member'));
const KEYS = t.list(t.entry());
const SOURCES = [t.entry('destination'), KEYS] as const;
const POP_COUNT = t.optional(t.int('count', { min: 0, error: errors.notPositive().message }), {
  alone: true,
});

const OPERATES = { since: '1.0.0', tips: ['nondeterministic_output_order'] };
const INTERSECTS = {
  complexity: 'O(N*M) at worst, N being the size of the smallest set and M the number of sets',
};
const UNITES = { complexity: 'O(N), N being the number of members of all sets' };
const stores = (flag: 'RW' | 'OW') => ({
  event: false as const,
  since: '1.0.0',
  flags: ['denyoom'],
  keys: [
    [flag, 'update'],
    ['RO', 'access'],
  ],
});

/** Different members, in no order. Integers and few short members are packed, others are the keys of a map. */
@structure('set')
export class SetValue extends PackedSet {
  /** What it is in Redis' files. */
  static readonly rdb = setForm;

  @writes(
    'Adds members; answers how many are new.',
    {
      since: '1.0.0',
      complexity: 'O(1) for each member',
      flags: ['denyoom', 'fast'],
      keys: [['RW', 'insert']],
    },
    MEMBERS,
  )
  SADD(members: readonly ByteSlice[]) {
    let added = 0;
    for (const member of members) if (this.add(member)) added++;
    return added === 0 ? this.server.unchanged(0) : added;
  }

  @writes(
    'Removes members; answers how many there were.',
    {
      since: '1.0.0',
      complexity: 'O(N), N being the number of members to remove',
      flags: ['fast'],
      keys: [['RW', 'delete']],
    },
    MEMBERS,
  )
  SREM(members: readonly ByteSlice[]) {
    let removed = 0;
    for (const member of members) if (this.remove(member)) removed++;
    return removed === 0 ? this.server.unchanged(0) : removed;
  }

  @reads(
    'Whether there is such a member: 1, or 0.',
    { since: '1.0.0', complexity: 'O(1)', flags: ['fast'], keys: [['RO']] },
    t.slice('member'),
  )
  SISMEMBER(member: ByteSlice) {
    return Number(this.has(member));
  }

  @reads(
    'For each word whether there is such a member: 1, or 0.',
    { since: '6.2.0', complexity: 'O(N), N being the number of members asked for', flags: ['fast'] },
    MEMBERS,
  )
  SMISMEMBER(members: readonly ByteSlice[]) {
    const all = this.members;
    return members.map((member) => Number(all.has(member)));
  }

  @reads('How many members there are.', {
    since: '1.0.0',
    complexity: 'O(1)',
    flags: ['fast'],
    keys: [['RO']],
  })
  SCARD() {
    return this.size;
  }

  @reads('All members.', {
    since: '1.0.0',
    complexity: 'O(N), N being the number of members',
    tips: ['nondeterministic_output_order'],
  })
  SMEMBERS() {
    const members: ByteSlice[] = [];
    this.forEach((member) => members.push(member));
    return setOf(members);
  }

  @writes(
    'Takes a member at random, or so many.',
    {
      since: '1.0.0',
      complexity: 'O(1), or O(N) with a count, N being that count',
      flags: ['fast'],
      keys: [['RW', 'access', 'delete']],
      tips: ['nondeterministic_output'],
    },
    POP_COUNT,
  )
  SPOP(count?: number): Reply {
    if (count === undefined) return this.popOne();
    if (count === 0 || this.isEmpty()) return this.server.unchanged(setOf([]));
    const encoding = this.encoding();
    const popped = this.take(count, this.server.isCovered);
    if (this.isEmpty()) this.server.logAs('DEL', this.key);
    else this.logRemoval(popped);
    if (!this.isEmpty() && this.encoding() !== encoding) this.logRenewal();
    return setOf(popped);
  }

  @reads(
    'A member at random, or so many: different ones, with repetitions if negative.',
    {
      since: '1.0.0',
      complexity: 'O(1), or O(N) with a count, N being that count without its sign',
      tips: ['nondeterministic_output'],
    },
    t.optional(SAMPLE_COUNT, { alone: true }),
  )
  SRANDMEMBER(wanted?: bigint): Reply {
    if (this.isEmpty()) return wanted === undefined ? null : [];
    if (wanted === undefined) return this.sampleOne();
    return this.sample(sampleCount(wanted));
  }

  @writes(
    'Moves a member to another set; answers 1 if it was there, else 0.',
    {
      event: false,
      since: '1.0.0',
      complexity: 'O(1)',
      flags: ['fast'],
      keys: [
        ['RW', 'access', 'delete'],
        ['RW', 'insert'],
      ],
    },
    t.entry('source'),
    t.entry('destination'),
    t.slice('member'),
  )
  static SMOVE(server: Server, source: Entry, destination: Entry, member: ByteSlice) {
    const set = source.find(SetValue);
    if (!set) return server.unchanged(0);
    destination.find(SetValue);
    if (source.isSame(destination)) return server.unchanged(Number(set.has(member)));
    if (!set.remove(member)) return server.unchanged(0);
    server.notify('srem', source);
    if (set.isEmpty()) source.delete();
    if (destination.open(SetValue).add(member)) server.notify('sadd', destination);
    return 1;
  }

  @reads('The members that all of the sets have.', { ...OPERATES, ...INTERSECTS }, KEYS)
  static SINTER(server: Server, entries: readonly Entry[]) {
    const members = intersection(membersOf(entries));
    return setOf(server.isReplayed ? members.sort(compareSlices) : members);
  }

  @writes(
    'Stores the members that all of the sets have; answers how many they are.',
    { ...stores('RW'), ...INTERSECTS },
    ...SOURCES,
  )
  static SINTERSTORE(server: Server, target: Entry, entries: readonly Entry[]) {
    return store(server, target, intersection(membersOf(entries)), 'sinterstore');
  }

  @reads(
    'How many members all of the sets have; it stops counting at a limit, 0 for none.',
    { since: '7.0.0', ...INTERSECTS },
    t.counted('numkeys', t.entry(), { tooMany: "ERR Number of keys can't be greater than number of args" }),
    t.options({
      limit: t.keyword('LIMIT', t.int('limit', { min: 0, error: "ERR LIMIT can't be negative" })),
    }),
  )
  static SINTERCARD(
    _server: Server,
    entries: readonly Entry[],
    { limit = 0 }: { limit: number | undefined },
  ) {
    return intersectionSize(membersOf(entries), limit === 0 ? Infinity : limit);
  }

  @reads('The members that any of the sets has.', { ...OPERATES, ...UNITES }, KEYS)
  static SUNION(server: Server, entries: readonly Entry[]) {
    return ordered(server, listOf(union(membersOf(entries), USUAL_SEED)));
  }

  @writes(
    'Stores the members that any of the sets has; answers how many they are.',
    { ...stores('OW'), ...UNITES },
    ...SOURCES,
  )
  static SUNIONSTORE(server: Server, target: Entry, entries: readonly Entry[]) {
    return store(server, target, union(membersOf(entries), newSeed()), 'sunionstore');
  }

  @reads('The members of the first set that none of the others has.', { ...OPERATES, ...UNITES }, KEYS)
  static SDIFF(server: Server, entries: readonly Entry[]) {
    return ordered(server, difference(membersOf(entries), USUAL_SEED));
  }

  @writes(
    'Stores the members of the first set that none of the others has; answers how many they are.',
    { ...stores('OW'), ...UNITES },
    ...SOURCES,
  )
  static SDIFFSTORE(server: Server, target: Entry, entries: readonly Entry[]) {
    return store(server, target, difference(membersOf(entries), newSeed()), 'sdiffstore');
  }

  @reads(
    'Some members from a cursor on, and the next cursor.',
    {
      since: '2.8.0',
      complexity: 'O(1) a call for the default COUNT, O(N) for all N members',
      tips: ['nondeterministic_output'],
      unrepeatable: true,
    },
    t.cursor(),
    SCAN_OPTIONS,
  )
  SSCAN(cursor: number, options: () => ScanOptions): Reply {
    if (this.isEmpty()) return NOTHING_SCANNED;
    const { members } = this;
    return scanned(cursor, options(), members.scan.bind(members), (member) => [member]);
  }

  private popOne(): Reply {
    const member = this.takeOne(this.server.isCovered);
    if (!member) return this.server.unchanged(null);
    this.logRemoval([member]);
    return member;
  }

  private logRemoval(members: readonly ByteSlice[]): void {
    if (!this.server.isLogged) return;
    for (let from = 0; from < members.length; from += LOGGED_TOGETHER) {
      const words = members.slice(from, from + LOGGED_TOGETHER).map(bytesOf);
      this.server.logAs('SREM', this.key, ...words);
    }
  }

  /** What makes a new set of the same members, which may have another encoding. */
  private logRenewal(): void {
    const { expiry } = this.entry;
    this.server.logAs('SUNIONSTORE', this.key, this.key);
    if (expiry !== undefined) this.server.logAs('PEXPIREAT', this.key, expiry);
  }
}

/** The members of each set, undefined when absent. Throws WRONGTYPE. */
const membersOf = (entries: readonly Entry[]) => entries.map((entry) => entry.find(SetValue)?.members);

/** Makes these the members of the set at a key, in place of what is there; answers how many they are. */
function store(server: Server, target: Entry, result: ByteMap | readonly ByteSlice[], event: string): number {
  const members = owned(result, newSeed());
  const size = members instanceof ByteMap ? members.size : members.length;
  if (size > 0) {
    target.replace(SetValue).fill(members);
    server.notify(event, target);
  } else if (!target.delete()) server.unchanged();
  return size;
}

/** The reply with these members: integers in their order if they would be stored as such, as in Redis. */
function ordered(server: Server, members: readonly ByteSlice[]): Reply {
  if (server.isReplayed) return setOf(members.toSorted(compareSlices));
  const isLong = members.length > server.memo.configuration.number('set-max-intset-entries');
  const integers = isLong ? undefined : integersOf(members);
  return setOf(integers ? ascending(integers).map(String) : members);
}
