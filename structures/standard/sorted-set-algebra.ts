import {
  double,
  type Entry,
  pairsOf,
  reads,
  type Reply,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from 'memo';
import { type ByteMap, newSeed } from '../data/byte-map';
import { type Aggregate, intersected, ScoreSource, subtracted, united } from '../data/score-algebra';
import { ScoreMap } from '../data/score-map';
import { intersectionSize } from '../data/set-operations';
import { SetValue } from './set';
import { SortedSet, storeScores } from './sorted-set';

interface Combination {
  readonly weights?: readonly number[] | undefined;
  readonly aggregate?: Aggregate | undefined;
  readonly withScores?: boolean;
}

const shows = (complexity: string) => ({ group: 'sorted-set', since: '6.2.0', complexity });
const stores = (complexity: string) => ({
  event: false as const,
  group: 'sorted-set',
  complexity,
  flags: ['denyoom'],
  keys: [
    ['OW', 'update'],
    ['RO', 'access'],
  ],
});

const UNITES = 'O(N+M*log(M)), N being the number of members of all keys, M that of the union';
const INTERSECTS =
  'O(N*K+M*log(M)), N being the size of the smallest, K the number of keys, M the size of the intersection';
const SUBTRACTS = 'O(N+M*log(M)), N being the number of members of all keys, M that of the difference';

const keysOf = (command: string) =>
  t.counted('numkeys', t.entry(), {
    outOfRange: `ERR at least 1 input key is needed for '${command}' command`,
  });

const WEIGHTS = t.keyword(
  'WEIGHTS',
  t.asMany(t.float('weight', { type: 'integer', error: 'ERR weight value is not a float' })),
);
const AGGREGATE = t.keyword('AGGREGATE', t.oneOf({ name: 'aggregate', lastWins: true }, 'SUM', 'MIN', 'MAX'));
const NEGATIVE_LIMIT = "ERR LIMIT can't be negative";
const WITH_SCORES = t.flag('WITHSCORES');

/** Read once the keys are known to hold what can be combined. */
const COMBINED = t.lazy(t.options({ weights: WEIGHTS, aggregate: AGGREGATE, withScores: WITH_SCORES }));
const STORED = t.lazy(t.options({ weights: WEIGHTS, aggregate: AGGREGATE }));

/** Sorted sets and sets that are united, intersected and subtracted. */
@structure()
export class SortedSetAlgebra extends Structure {
  @reads(
    'The members of any of the keys, in the order of their scores.',
    shows(UNITES),
    keysOf('zunion'),
    COMBINED,
  )
  static ZUNION(server: Server, entries: readonly Entry[], options: () => Combination): Reply {
    const [members, withScores] = combine(united, server, entries, options);
    return shown(members, withScores);
  }

  @reads(
    'The members that all keys have, in the order of their scores.',
    shows(INTERSECTS),
    keysOf('zinter'),
    COMBINED,
  )
  static ZINTER(server: Server, entries: readonly Entry[], options: () => Combination): Reply {
    const [members, withScores] = combine(intersected, server, entries, options);
    return shown(members, withScores);
  }

  @reads(
    'The members of the first key that no other has, in the order of their scores.',
    shows(SUBTRACTS),
    keysOf('zdiff'),
    t.lazy(t.options({ withScores: WITH_SCORES })),
  )
  static ZDIFF(server: Server, entries: readonly Entry[], options: () => Combination): Reply {
    const [members, withScores] = combine(subtracted, server, entries, options);
    return shown(members, withScores);
  }

  @writes(
    'Puts the members of any of the keys in another key; answers how many.',
    { ...stores(UNITES), since: '2.0.0' },
    t.entry('destination'),
    keysOf('zunionstore'),
    STORED,
  )
  static ZUNIONSTORE(server: Server, target: Entry, entries: readonly Entry[], options: () => Combination) {
    return storeScores(server, target, combine(united, server, entries, options)[0], 'zunionstore');
  }

  @writes(
    'Puts the members that all keys have in another key; answers how many.',
    { ...stores(INTERSECTS), since: '2.0.0' },
    t.entry('destination'),
    keysOf('zinterstore'),
    STORED,
  )
  static ZINTERSTORE(server: Server, target: Entry, entries: readonly Entry[], options: () => Combination) {
    return storeScores(server, target, combine(intersected, server, entries, options)[0], 'zinterstore');
  }

  @writes(
    'Puts the members of the first key that no other has in another key; answers how many.',
    { ...stores(SUBTRACTS), since: '6.2.0' },
    t.entry('destination'),
    keysOf('zdiffstore'),
    t.lazy(t.options({})),
  )
  static ZDIFFSTORE(server: Server, target: Entry, entries: readonly Entry[], options: () => Combination) {
    return storeScores(server, target, combine(subtracted, server, entries, options)[0], 'zdiffstore');
  }

  @reads(
    'How many members all keys have, counted up to a limit if there is one.',
    {
      ...shows('O(N*K), N being the size of the smallest, K the number of keys'),
      since: '7.0.0',
    },
    keysOf('zintercard'),
    t.lazy(t.options({ limit: t.keyword('LIMIT', t.int('limit', { min: 0, error: NEGATIVE_LIMIT })) })),
  )
  static ZINTERCARD(
    _server: Server,
    entries: readonly Entry[],
    options: () => { readonly limit: number | undefined },
  ) {
    const members = entries.map(membersAt);
    const { limit = 0 } = options();
    return intersectionSize(members, limit || Infinity);
  }
}

/** What an operation makes of the keys, and whether the scores are asked for. Types are refused before options. */
function combine(
  operation: typeof united,
  server: Server,
  entries: readonly Entry[],
  options: () => Combination,
): readonly [members: ByteMap, withScores: boolean] {
  const members = entries.map(membersAt);
  const { weights, aggregate = 'SUM', withScores = false } = options();
  const sources = members.map((each, index) => new ScoreSource(each, weights?.[index]));
  return [operation(sources, aggregate, newSeed()), withScores];
}

function membersAt(entry: Entry) {
  if (entry.type === SetValue) return entry.find(SetValue)!.members;
  return entry.find(SortedSet)?.scores;
}

function shown(members: ByteMap, withScores: boolean): Reply {
  const scores = new ScoreMap(members);
  const items: Reply[] = [];
  scores.walk(0, scores.size, false, (score, member) => {
    items.push(member);
    if (withScores) items.push(double(score));
  });
  return withScores ? pairsOf(items) : items;
}
