import {
  type ByteSlice,
  CommandError,
  double,
  type Entry,
  errors,
  formatDouble,
  NULL_ARRAY,
  pairsOf,
  parseFloat64,
  reads,
  type Reply,
  type Server,
  structure,
  t,
  writes,
} from 'memo';
import type { ByteMap } from '../data/byte-map';
import { type End, PackedSortedSet } from '../data/packed-sorted-set';
import { anyPairs, distinctPairs, type Source } from '../data/samples';
import { ScoreMap } from '../data/score-map';
import { readScore } from '../data/scores';
import { textOf } from '../data/slices';
import { SortedPairs } from '../data/sorted-pairs';
import { sortedSetForm } from './rdb-forms';
import { refusePairCount, SAMPLE_COUNT, sampleCount } from './sample-count';
import { NOTHING_SCANNED, SCAN_OPTIONS, scanned, type ScanOptions } from './scan-options';
import { TAKE_COUNT } from './take-count';

type ZaddOption = 'NX' | 'XX' | 'GT' | 'LT' | 'CH' | 'INCR';
type ScoredWord = readonly [score: () => number, member: ByteSlice];

const about = { group: 'sorted-set' };
const LOOK = { ...about, flags: ['fast'] };
const MEASURE = { ...LOOK, complexity: 'O(1)', keys: [['RO']] };
const RANK = { ...LOOK, since: '2.0.0', complexity: 'O(log(N)), N being the number of members' };
const ADD = {
  ...about,
  since: '1.2.0',
  complexity: 'O(log(N)) for each member, N being the number of members',
  flags: ['denyoom', 'fast'],
};
const POP = {
  ...about,
  since: '5.0.0',
  complexity: 'O(M*log(N)), M being the number of members taken',
  flags: ['fast'],
  keys: [['RW', 'access', 'delete']],
};
const POP_COUNT = t.optional(t.int('count', { min: 0, error: errors.notPositive().message }), {
  alone: true,
});

const MEMBERS = t.list(t.slice('member'));

const ZADD_OPTION = /^(?:nx|xx|gt|lt|ch|incr)$/i;
const NO_OPTIONS: ReadonlySet<ZaddOption> = new Set();

const excluding = (message: string) => new CommandError(`ERR ${message}`);
const notNumber = () => new CommandError('ERR resulting score is not a number (NaN)');

/** Members with scores, in the order of the scores. Few and short ones are packed, others in a map and a tree. */
@structure('zset')
export class SortedSet extends PackedSortedSet {
  /** What it is in Redis' files. */
  static readonly rdb = sortedSetForm;

  /** What OBJECT ENCODING answers: `listpack` or `skiplist`. */
  encoding(): string {
    return this.memory.object ? 'skiplist' : 'listpack';
  }

  /**
   * Gives members, each the second of a pair, these scores if ZADD's options want it; answers how many are new, with CH
   * how many changed.
   */
  addAll(
    pairs: readonly (readonly [given: unknown, member: ByteSlice])[],
    scores: readonly number[],
    options: ReadonlySet<ZaddOption>,
  ): number {
    let added = 0;
    let updated = 0;
    for (let index = 0; index < scores.length; index++) {
      const member = pairs[index]![1];
      const score = scores[index]!;
      const before = this.score(member);
      if (!isWanted(before, score, options)) continue;
      if (before === undefined) this.add(member, score);
      else if (before !== score) this.scores.change(member, before, score);
      if (before === undefined) added++;
      else if (before !== score) updated++;
    }
    if (added + updated === 0) this.server.unchanged();
    else this.server.notify('zadd', this.entry);
    return options.has('CH') ? added + updated : added;
  }

  @writes(
    'Gives members scores, or with INCR adds to one; answers how many members are new, with CH how many changed.',
    { event: false, ...ADD, keys: [['RW', 'update']] },
    t.entry(),
    t.leading(
      t.flags('condition', 'NX', 'XX'),
      t.flags('comparison', 'GT', 'LT'),
      t.flag('CH'),
      t.flag('INCR'),
    ),
    t.pairList(t.lazy(t.float('score')), t.slice('member'), 'score_member', { odd: errors.syntax }),
  )
  static ZADD(
    server: Server,
    entry: Entry,
    options: ReadonlySet<ZaddOption>,
    pairs: readonly ScoredWord[],
  ): Reply {
    refuseOptions(options, pairs.length);
    const scores = pairs.map(([score]) => score());
    const set = options.has('XX') ? entry.find(SortedSet) : entry.open(SortedSet);
    if (!set) return server.unchanged(options.has('INCR') ? null : 0);
    if (options.has('INCR')) return set.increase(pairs[0]![1], scores[0]!, options);
    return set.addAll(pairs, scores, options);
  }

  @writes(
    'Adds to the score of a member, 0 without the member; answers the score.',
    {
      event: false,
      ...ADD,
      complexity: 'O(log(N)), N being the number of members',
      keys: [['RW', 'access', 'update']],
    },
    t.entry(),
    t.slice('increment', { type: 'integer' }),
    t.slice('member'),
  )
  static ZINCRBY(_server: Server, entry: Entry, word: ByteSlice, member: ByteSlice): Reply {
    const increment = parseFloat64(word);
    if (increment === undefined) throw ZADD_OPTION.test(textOf(word)) ? errors.syntax() : errors.notFloat();
    return entry.open(SortedSet).increase(member, increment, NO_OPTIONS);
  }

  @writes(
    'Removes members; answers how many there were.',
    {
      ...LOOK,
      since: '1.2.0',
      complexity: 'O(M*log(N)), M being the number of members to remove, N that of all',
      keys: [['RW', 'delete']],
    },
    MEMBERS,
  )
  ZREM(members: readonly ByteSlice[]) {
    if (this.isEmpty()) return this.server.unchanged(0);
    const { scores } = this;
    const removed = members.filter((member) => scores.delete(member)).length;
    return removed === 0 ? this.server.unchanged(0) : removed;
  }

  @reads('How many members there are.', { ...MEASURE, since: '1.2.0' })
  ZCARD() {
    return this.size;
  }

  @reads('The score of a member.', { ...LOOK, since: '1.2.0', complexity: 'O(1)' }, t.slice('member'))
  ZSCORE(member: ByteSlice): Reply {
    return shown(this.score(member));
  }

  @reads(
    'The scores of members; null for a member that is not there.',
    { ...LOOK, since: '6.2.0', complexity: 'O(N), N being the number of members asked for' },
    MEMBERS,
  )
  ZMSCORE(members: readonly ByteSlice[]): Reply {
    const { scores } = this;
    return members.map((member) => shown(scores.score(member)));
  }

  @reads('How many members come before this one.', RANK, t.slice('member'))
  ZRANK(member: ByteSlice): Reply {
    return this.rank(member) ?? null;
  }

  @reads('How many members come after this one.', RANK, t.slice('member'))
  ZREVRANK(member: ByteSlice): Reply {
    const rank = this.rank(member);
    return rank === undefined ? null : this.size - 1 - rank;
  }

  @writes('Takes the members with the lowest scores; answers them and the scores.', POP, POP_COUNT)
  ZPOPMIN(count?: number): Reply {
    return this.popped('MIN', count);
  }

  @writes('Takes the members with the highest scores; answers them and the scores.', POP, POP_COUNT)
  ZPOPMAX(count?: number): Reply {
    return this.popped('MAX', count);
  }

  @writes(
    'Takes the members with the lowest or the highest scores from the first of the keys that is there; answers that key, and the members with their scores.',
    {
      event: false,
      ...about,
      since: '7.0.0',
      complexity: 'O(K+M*log(N)), K being the number of keys, M that of the members taken, N that of all',
      keys: [['RW', 'access', 'delete']],
    },
    t.counted('numkeys', t.entry()),
    t.oneOf('where', 'MIN', 'MAX'),
    TAKE_COUNT,
  )
  static ZMPOP(server: Server, entries: readonly Entry[], end: End, count = 1): Reply {
    for (const entry of entries) {
      const set = entry.find(SortedSet);
      if (!set) continue;
      const popped = set.pop(end, count);
      server.notify(end === 'MIN' ? 'zpopmin' : 'zpopmax', entry);
      return [entry.keyBytes, inPairs(popped)];
    }
    return server.unchanged(NULL_ARRAY);
  }

  @reads(
    'A member at random, or so many: different ones, with repetitions if negative.',
    {
      ...about,
      since: '6.2.0',
      complexity: 'O(N), N being the number of members answered',
      tips: ['nondeterministic_output'],
    },
    t.optional(t.block('options', SAMPLE_COUNT, t.optional(t.flag('WITHSCORES')))),
  )
  ZRANDMEMBER(options?: readonly [count: bigint, withScores: true | undefined]): Reply {
    const random = () => this.server.random();
    if (!options) return this.isEmpty() ? null : this.source.random(random)[0];
    const [wanted, withScores] = options;
    if (withScores) refusePairCount(wanted);
    if (this.isEmpty()) return [];
    const { source } = this;
    const count = sampleCount(wanted);
    const found = count < 0 ? anyPairs(source, -count, random) : distinctPairs(source, count, random);
    if (!withScores) return found.map(([member]) => member);
    return pairsOf(found.flatMap(([member, score]) => [member, double(readScore(score))]));
  }

  @reads(
    'Some members with their scores from a cursor on, and the next cursor.',
    {
      ...about,
      since: '2.8.0',
      complexity: 'O(1) a call for the default COUNT, O(N) for all N members',
      tips: ['nondeterministic_output'],
      unrepeatable: true,
    },
    t.cursor(),
    SCAN_OPTIONS,
  )
  ZSCAN(cursor: number, options: () => ScanOptions): Reply {
    if (this.isEmpty()) return NOTHING_SCANNED;
    const { scores } = this;
    const format = this.memory.object ? formatDouble : formatPackedScore;
    return scanned(cursor, options(), scores.scan.bind(scores), (member, score) => [
      member,
      format(readScore(score)),
    ]);
  }

  /** What samples are taken from. */
  private get source(): Source {
    return this.server.isReplayed ? new SortedPairs(this.scores) : this.scores;
  }

  private popped(end: End, count: number | undefined): Reply {
    if (this.isEmpty() || count === 0) return this.server.unchanged([]);
    const items = this.pop(end, count ?? 1);
    return count === undefined ? items : pairsOf(items);
  }

  private increase(member: ByteSlice, increment: number, options: ReadonlySet<ZaddOption>): Reply {
    const before = this.scores.score(member);
    const score = (before ?? 0) + increment;
    if (before !== undefined && options.has('NX')) return this.server.unchanged(null);
    if (Number.isNaN(score)) throw notNumber();
    if (!isWanted(before, score, options)) return this.server.unchanged(null);
    if (before === score) this.server.unchanged();
    else {
      if (before === undefined) this.add(member, increment);
      else this.scores.change(member, before, score);
      this.server.notify('zincr', this.entry);
    }
    return double(before === undefined ? increment : score);
  }
}

/** Puts members in place of whatever is at a key, or removes it when there are none; answers how many. */
export function storeScores(server: Server, target: Entry, members: ByteMap, event: string): number {
  if (members.size > 0) {
    target.replace(SortedSet).take(new ScoreMap(members));
    server.notify(event, target);
  } else if (!target.delete()) server.unchanged();
  return members.size;
}

const shown = (score: number | undefined): Reply => (score === undefined ? null : double(score));

/** In the order in which Redis looks at them. */
function refuseOptions(options: ReadonlySet<ZaddOption>, pairs: number): void {
  if (pairs === 0) throw errors.syntax();
  if (options.size === 0) return;
  const [nx, gt, lt] = [options.has('NX'), options.has('GT'), options.has('LT')];
  if (nx && options.has('XX')) throw excluding('XX and NX options at the same time are not compatible');
  if ((nx && (gt || lt)) || (gt && lt))
    throw excluding('GT, LT, and/or NX options at the same time are not compatible');
  if (options.has('INCR') && pairs > 1)
    throw excluding('INCR option supports a single increment-element pair');
}

/** Whether a member with this score, or without one, gets another, as the conditions say. */
function isWanted(before: number | undefined, score: number, options: ReadonlySet<ZaddOption>): boolean {
  if (options.size === 0) return true;
  if (before === undefined) return !options.has('XX');
  if (options.has('NX') || (options.has('GT') && score <= before)) return false;
  return !(options.has('LT') && score >= before);
}

/** Arrays of two. */
const inPairs = (items: readonly Reply[]): Reply[] =>
  Array.from({ length: items.length / 2 }, (_, index) => items.slice(2 * index, 2 * index + 2));

/** Redis packs whole numbers as integers, up to 2^62. */
const formatPackedScore = (score: number) =>
  Number.isInteger(score) && Math.abs(score) <= 2 ** 62 ? String(BigInt(score)) : formatDouble(score);
