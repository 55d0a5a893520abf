import {
  type ByteSlice,
  CommandError,
  double,
  type Entry,
  errors,
  pairsOf,
  reads,
  type Reply,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from 'memo';
import { ByteMap, newSeed } from '../data/byte-map';
import { LexRange, NO_RUN, RankRange, type Run, ScoreRange } from '../data/score-range';
import { scoreSlice } from '../data/scores';
import { EMPTY } from '../data/slices';
import { SortedSet, storeScores } from './sorted-set';

type SortBy = 'BYSCORE' | 'BYLEX';
type Range = RankRange | ScoreRange | LexRange;

type Limit = readonly [offset: number, count: number];

interface RangeOptions {
  readonly sortBy?: SortBy | undefined;
  readonly reverse?: boolean;
  readonly limit?: Limit | undefined;
  readonly withScores?: boolean;
}

const about = { group: 'sorted-set' };
const COUNTS = { ...about, complexity: 'O(log(N)), N being the number of members', flags: ['fast'] };
const SHOWS = {
  ...about,
  complexity: 'O(log(N)+M), N being the number of members, M that of those answered',
  keys: [['RO', 'access']],
};
const REMOVES = {
  ...about,
  complexity: 'O(M*log(N)), N being the number of members, M that of those removed',
  keys: [['RW', 'delete']],
};

const notScores = () => new CommandError('ERR min or max is not a float');
const notMembers = () => new CommandError('ERR min or max not valid string range item');
const limitOfRanks = () =>
  new CommandError('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX');
const scoresOfMembers = () =>
  new CommandError('ERR syntax error, WITHSCORES not supported in combination with BYLEX');

const MIN_SCORE = t.slice('min', { type: 'double' });
const MAX_SCORE = t.slice('max', { type: 'double' });
const MIN = t.slice('min');
const MAX = t.slice('max');

const LIMIT = t.keyword('LIMIT', t.block('offset_count', t.int('offset'), t.int('count')));
const UNDOCUMENTED_LIMIT = t.keyword('LIMIT', t.block('offset_count', t.int('offset'), t.int('count')), {
  undocumented: true,
});
const SORT_BY = t.oneOf({ name: 'sortby', once: true }, 'BYSCORE', 'BYLEX');
const REVERSE = t.flag('REV', { once: true });
const WITH_SCORES = t.flag('WITHSCORES');
const UNDOCUMENTED_SCORES = t.flag('WITHSCORES', { undocumented: true });

/** Sorted sets by ranges of ranks, scores and members. */
@structure()
export class SortedSetRanges extends Structure {
  @reads(
    'How many members have scores in a range.',
    { ...COUNTS, since: '2.0.0' },
    t.entry(),
    MIN_SCORE,
    MAX_SCORE,
  )
  static ZCOUNT(_server: Server, entry: Entry, min: ByteSlice, max: ByteSlice) {
    return countOf(entry, scoreRange(min, max));
  }

  @reads(
    'How many members of one score are in a range of bytes.',
    { ...COUNTS, since: '2.8.9' },
    t.entry(),
    MIN,
    MAX,
  )
  static ZLEXCOUNT(_server: Server, entry: Entry, min: ByteSlice, max: ByteSlice) {
    return countOf(entry, lexRange(min, max));
  }

  @reads(
    'The members in a range of ranks, of scores, or of bytes.',
    { ...SHOWS, since: '1.2.0' },
    t.entry(),
    t.slice('start'),
    t.slice('stop'),
    t.options({ sortBy: SORT_BY, reverse: REVERSE, limit: LIMIT, withScores: WITH_SCORES }),
  )
  static ZRANGE(_server: Server, entry: Entry, start: ByteSlice, stop: ByteSlice, options: RangeOptions) {
    return membersIn(entry, readRange(start, stop, options), options);
  }

  @reads(
    'The members in a range of ranks, the highest score first.',
    { ...SHOWS, since: '1.2.0' },
    t.entry(),
    t.slice('start', { type: 'integer' }),
    t.slice('stop', { type: 'integer' }),
    t.options({ withScores: WITH_SCORES, limit: UNDOCUMENTED_LIMIT }),
  )
  static ZREVRANGE(_server: Server, entry: Entry, start: ByteSlice, stop: ByteSlice, options: RangeOptions) {
    refuseLimit(options);
    return membersIn(entry, rankRange(start, stop), options, true);
  }

  @reads(
    'The members in a range of scores.',
    { ...SHOWS, since: '1.0.5' },
    t.entry(),
    MIN_SCORE,
    MAX_SCORE,
    t.options({ withScores: WITH_SCORES, limit: LIMIT }),
  )
  static ZRANGEBYSCORE(_server: Server, entry: Entry, min: ByteSlice, max: ByteSlice, options: RangeOptions) {
    return membersIn(entry, scoreRange(min, max), options);
  }

  @reads(
    'The members in a range of scores, the highest first.',
    { ...SHOWS, since: '2.2.0' },
    t.entry(),
    MAX_SCORE,
    MIN_SCORE,
    t.options({ withScores: WITH_SCORES, limit: LIMIT }),
  )
  static ZREVRANGEBYSCORE(
    _server: Server,
    entry: Entry,
    max: ByteSlice,
    min: ByteSlice,
    options: RangeOptions,
  ) {
    return membersIn(entry, scoreRange(min, max), options, true);
  }

  @reads(
    'The members of one score in a range of bytes.',
    { ...SHOWS, since: '2.8.9' },
    t.entry(),
    MIN,
    MAX,
    t.options({ limit: LIMIT, withScores: UNDOCUMENTED_SCORES }),
  )
  static ZRANGEBYLEX(_server: Server, entry: Entry, min: ByteSlice, max: ByteSlice, options: RangeOptions) {
    refuseScores(options);
    return membersIn(entry, lexRange(min, max), options);
  }

  @reads(
    'The members of one score in a range of bytes, the last first.',
    { ...SHOWS, since: '2.8.9' },
    t.entry(),
    MAX,
    MIN,
    t.options({ limit: LIMIT, withScores: UNDOCUMENTED_SCORES }),
  )
  static ZREVRANGEBYLEX(
    _server: Server,
    entry: Entry,
    max: ByteSlice,
    min: ByteSlice,
    options: RangeOptions,
  ) {
    refuseScores(options);
    return membersIn(entry, lexRange(min, max), options, true);
  }

  @writes(
    'Puts the members in a range of ranks, of scores, or of bytes in another key; answers how many.',
    {
      event: false,
      ...about,
      since: '6.2.0',
      complexity: 'O(log(N)+M*log(M)), N being the number of members, M that of those put',
      flags: ['denyoom'],
      keys: [
        ['OW', 'update'],
        ['RO', 'access'],
      ],
    },
    t.entry('dst'),
    t.entry('src'),
    MIN,
    MAX,
    t.options({ sortBy: SORT_BY, reverse: REVERSE, limit: LIMIT }),
  )
  static ZRANGESTORE(
    server: Server,
    target: Entry,
    source: Entry,
    min: ByteSlice,
    max: ByteSlice,
    options: RangeOptions,
  ) {
    const { reverse = false, limit } = options;
    const range = readRange(min, max, options);
    const set = source.find(SortedSet);
    const found = new ByteMap(newSeed());
    if (set) {
      const { from, count } = runOf(set, range, reverse, limit);
      // Redis packs them until one is too many or too long, unless it knows that they are too many; what is packed has no -0.
      let isPacked = !(range instanceof RankRange) || set.packs(EMPTY, count - 1);
      set.scores.walk(from, count, reverse, (score, member) => {
        isPacked &&= set.packs(member, found.size);
        found.set(member, scoreSlice(isPacked ? score + 0 : score));
      });
    }
    return storeScores(server, target, found, 'zrangestore');
  }

  @writes(
    'Removes the members in a range of ranks; answers how many.',
    { ...REMOVES, since: '2.0.0' },
    t.entry(),
    t.slice('start', { type: 'integer' }),
    t.slice('stop', { type: 'integer' }),
  )
  static ZREMRANGEBYRANK(server: Server, entry: Entry, start: ByteSlice, stop: ByteSlice) {
    return removeIn(server, entry, rankRange(start, stop));
  }

  @writes(
    'Removes the members with scores in a range; answers how many.',
    { ...REMOVES, since: '1.2.0' },
    t.entry(),
    MIN_SCORE,
    MAX_SCORE,
  )
  static ZREMRANGEBYSCORE(server: Server, entry: Entry, min: ByteSlice, max: ByteSlice) {
    return removeIn(server, entry, scoreRange(min, max));
  }

  @writes(
    'Removes the members of one score in a range of bytes; answers how many.',
    { ...REMOVES, since: '2.8.9' },
    t.entry(),
    MIN,
    MAX,
  )
  static ZREMRANGEBYLEX(server: Server, entry: Entry, min: ByteSlice, max: ByteSlice) {
    return removeIn(server, entry, lexRange(min, max));
  }
}

function rankRange(start: ByteSlice, stop: ByteSlice): RankRange {
  const range = RankRange.read(start, stop);
  if (!range) throw errors.notInteger();
  return range;
}

function scoreRange(min: ByteSlice, max: ByteSlice): ScoreRange {
  const range = ScoreRange.read(min, max);
  if (!range) throw notScores();
  return range;
}

function lexRange(min: ByteSlice, max: ByteSlice): LexRange {
  const range = LexRange.read(min, max);
  if (!range) throw notMembers();
  return range;
}

/** What the options make of the first and the second end of a range; those that don't fit are refused before. */
function readRange(first: ByteSlice, second: ByteSlice, options: RangeOptions): Range {
  const { sortBy, reverse = false } = options;
  if (sortBy) {
    const [min, max] = reverse ? [second, first] : [first, second];
    if (sortBy === 'BYSCORE') return scoreRange(min, max);
    refuseScores(options);
    return lexRange(min, max);
  }
  refuseLimit(options);
  return rankRange(first, second);
}

/** A limit that limits something is none of a range of ranks. */
function refuseLimit({ limit }: RangeOptions): void {
  if (limit && limit[1] !== -1) throw limitOfRanks();
}

/** Scores are not shown in a range of bytes. */
function refuseScores({ withScores }: RangeOptions): void {
  if (withScores) throw scoresOfMembers();
}

/** Where the members are that a range and the options tell. */
function runOf(set: SortedSet, range: Range, reverse: boolean, limit: Limit | undefined): Run {
  const { scores } = set;
  if (range instanceof RankRange) return range.run(scores.size, reverse);
  const [offset, most] = limit ?? [0, -1];
  const { from, count } = scores.run(range, reverse, offset);
  return { from, count: most < 0 ? count : Math.min(most, count) };
}

function membersIn(
  entry: Entry,
  range: Range,
  options: RangeOptions,
  reverse = options.reverse ?? false,
): Reply {
  const set = entry.find(SortedSet);
  if (!set) return [];
  const { limit, withScores } = options;
  const { from, count } = runOf(set, range, reverse, limit);
  const items: Reply[] = [];
  set.scores.walk(from, count, reverse, (score, member) => {
    items.push(member);
    if (withScores) items.push(double(score));
  });
  return withScores ? pairsOf(items) : items;
}

function countOf(entry: Entry, range: ScoreRange | LexRange): number {
  return entry.find(SortedSet)?.scores.run(range, false, 0).count ?? 0;
}

function removeIn(server: Server, entry: Entry, range: Range): number {
  const set = entry.find(SortedSet);
  const { from, count } = set ? runOf(set, range, false, undefined) : NO_RUN;
  if (count === 0) server.unchanged();
  else set!.scores.removeRange(from, count);
  return count;
}
