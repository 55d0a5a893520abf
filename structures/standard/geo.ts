import {
  type ByteSlice,
  type Entry,
  errors,
  NULL_ARRAY,
  reads,
  type Reply,
  type Server,
  Structure,
  structure,
  t,
  type Words,
  writes,
} from 'memo';
import { distanceBetween } from '../data/geo/distance';
import { geohashOf, type Position, positionOf, scoreOf } from '../data/geo/geohash';
import { Circle } from '../data/geo/shapes';
import { answer, distanceReply, type Found, positionReply, search, store } from './geo/geo-search';
import {
  CIRCLE,
  MEMBER,
  METRES,
  onMap,
  POSITION,
  RADIUS_OPTIONS,
  refusal,
  type SearchWords,
  SHAPE_OPTIONS,
  type ShapeWords,
  STORING_OPTIONS,
  STORING_SHAPE_OPTIONS,
  type Unit,
  UNIT,
} from './geo/geo-words';
import { SortedSet } from './sorted-set';

type Degrees = readonly [longitude: number, latitude: number];
type Located = readonly [position: Position, member: ByteSlice];
type CircleWords = readonly [radius: number, unit: Unit];

const about = { group: 'geo', since: '3.2.0' };
const searches = {
  complexity:
    'O(N+log(M)), N being the number of members in the cells around the shape, M that of all members',
};
const SOURCE = ['RO', 'access'];
const TARGET = ['OW', 'update'];
const radiusSearch = { ...about, ...searches, keys: [SOURCE] };
const storingSearch = {
  ...radiusSearch,
  event: false as const,
  flags: ['denyoom'],
  keys: [SOURCE, TARGET, TARGET],
};

const LOCATED = t.block('longitude_latitude_member', t.float('longitude'), t.float('latitude'), MEMBER);
const LOCATED_MEMBERS = t.lazy(t.words([t.list(LOCATED)], readLocated));
const MEMBERS = t.list(MEMBER, { optional: true });
const ANY_UNIT = t.words([t.optional(UNIT)], readUnit);
const AROUND = t.lazy(POSITION);
const WITHIN = t.lazy(CIRCLE);

/** Members at positions, which their scores are: geo indexes are sorted sets. */
@structure()
export class Geo extends Structure {
  @writes(
    'Adds members at positions, or moves them; answers how many are new, with CH how many changed.',
    {
      event: false,
      ...about,
      complexity: 'O(log(N)) for each member, N being the number of members',
      flags: ['denyoom'],
      keys: [['RW', 'update']],
    },
    t.entry(),
    t.leading(t.flags('condition', 'NX', 'XX'), t.flag('CH')),
    LOCATED_MEMBERS,
  )
  static GEOADD(
    server: Server,
    entry: Entry,
    options: ReadonlySet<'NX' | 'XX' | 'CH'>,
    members: () => readonly Located[],
  ) {
    if (options.has('NX') && options.has('XX')) throw errors.syntax();
    const located = members();
    if (located.length === 0) throw errors.syntax();
    const set = options.has('XX') ? entry.find(SortedSet) : entry.open(SortedSet);
    if (!set) return server.unchanged(0);
    const scores = located.map(([position]) => scoreOf(position));
    return set.addAll(located, scores, options);
  }

  @reads(
    'The longitudes and latitudes of members; null for a member that is not there.',
    { ...about, complexity: 'O(1) for each member', keys: [SOURCE] },
    t.entry(),
    MEMBERS,
  )
  static GEOPOS(_server: Server, entry: Entry, members: readonly ByteSlice[]): Reply {
    return scoresOf(entry, members).map((score) =>
      score === undefined ? NULL_ARRAY : positionReply(positionOf(score)),
    );
  }

  @reads(
    'The positions of members as geohashes of 11 characters; null for a member that is not there.',
    { ...about, complexity: 'O(1) for each member', keys: [SOURCE] },
    t.entry(),
    MEMBERS,
  )
  static GEOHASH(_server: Server, entry: Entry, members: readonly ByteSlice[]): Reply {
    return scoresOf(entry, members).map((score) => (score === undefined ? null : geohashOf(score)));
  }

  @reads(
    'How far two members are from each other, in metres or another unit; null when one is not there.',
    { ...about, complexity: 'O(1)', keys: [SOURCE] },
    t.entry(),
    t.slice('member1'),
    t.slice('member2'),
    ANY_UNIT,
  )
  static GEODIST(_server: Server, entry: Entry, one: ByteSlice, other: ByteSlice, unit: Unit): Reply {
    const [from, to] = scoresOf(entry, [one, other]);
    if (from === undefined || to === undefined) return null;
    return distanceReply(distanceBetween(positionOf(from), positionOf(to)), unit);
  }

  @reads(
    'The members within a circle or a box around a member or a position.',
    { ...about, ...searches, since: '6.2.0', keys: [SOURCE] },
    t.entry(),
    SHAPE_OPTIONS,
  )
  static GEOSEARCH(server: Server, entry: Entry, options: () => ShapeWords): Reply {
    return searchShape(server, entry, options);
  }

  @writes(
    'Puts the members within a circle or a box around a member or a position in another key; answers how many.',
    { event: false, ...about, ...searches, since: '6.2.0', flags: ['denyoom'], keys: [TARGET, SOURCE] },
    t.entry('destination'),
    t.entry('source'),
    STORING_SHAPE_OPTIONS,
  )
  static GEOSEARCHSTORE(server: Server, target: Entry, source: Entry, options: () => ShapeWords): Reply {
    return searchShape(server, source, options, target);
  }

  @writes(
    'The members within a circle around a position; or how many, once they are in another key.',
    storingSearch,
    t.entry(),
    AROUND,
    WITHIN,
    STORING_OPTIONS,
  )
  static GEORADIUS(
    server: Server,
    entry: Entry,
    center: () => Degrees,
    circle: () => CircleWords,
    options: () => SearchWords,
  ): Reply {
    const set = entry.find(SortedSet);
    const position = onMap(center());
    const [radius, unit] = circle();
    const words = refuseGaps(options());
    const found = set ? search(set, new Circle(position, radius, METRES[unit]), words) : [];
    return reply(server, found, words, unit);
  }

  @reads(
    'The members within a circle around a position.',
    { ...radiusSearch, since: '3.2.10' },
    t.entry(),
    AROUND,
    WITHIN,
    RADIUS_OPTIONS,
  )
  static GEORADIUS_RO(
    server: Server,
    entry: Entry,
    center: () => Degrees,
    circle: () => CircleWords,
    options: () => SearchWords,
  ): Reply {
    return Geo.GEORADIUS(server, entry, center, circle, options);
  }

  @writes(
    'The members within a circle around a member; or how many, once they are in another key.',
    storingSearch,
    t.entry(),
    MEMBER,
    WITHIN,
    STORING_OPTIONS,
  )
  static GEORADIUSBYMEMBER(
    server: Server,
    entry: Entry,
    member: ByteSlice,
    circle: () => CircleWords,
    options: () => SearchWords,
  ): Reply {
    const set = entry.find(SortedSet);
    if (!set) return reply(server, [], refuseGaps(options()), 'M');
    const center = memberPosition(set, member);
    const [radius, unit] = circle();
    const words = refuseGaps(options());
    return reply(server, search(set, new Circle(center, radius, METRES[unit]), words), words, unit);
  }

  @reads(
    'The members within a circle around a member.',
    { ...radiusSearch, since: '3.2.10' },
    t.entry(),
    MEMBER,
    WITHIN,
    RADIUS_OPTIONS,
  )
  static GEORADIUSBYMEMBER_RO(
    server: Server,
    entry: Entry,
    member: ByteSlice,
    circle: () => CircleWords,
    options: () => SearchWords,
  ): Reply {
    return Geo.GEORADIUSBYMEMBER(server, entry, member, circle, options);
  }
}

function readLocated(words: Words): Located[] {
  if (words.left % 3 !== 0) throw errors.syntax();
  const located: Located[] = [];
  while (words.left > 0) located.push([onMap(words.read(POSITION)), words.read(MEMBER)]);
  return located;
}

/** Metres when there is no word. */
function readUnit(words: Words): Unit {
  if (words.left > 1) throw errors.syntax();
  return words.left === 1 ? words.read(UNIT) : 'M';
}

function scoresOf(entry: Entry, members: readonly ByteSlice[]): (number | undefined)[] {
  const set = entry.find(SortedSet);
  return members.map((member) => set?.score(member));
}

function memberPosition(set: SortedSet, member: ByteSlice): Position {
  const score = set.score(member);
  if (score === undefined) throw refusal('could not decode requested zset member');
  return positionOf(score);
}

function refuseGaps(words: SearchWords): SearchWords {
  if (words.target && words.isWith)
    throw refusal(
      'STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options',
    );
  words.refuseAnyWithoutCount();
  return words;
}

function searchShape(server: Server, source: Entry, options: () => ShapeWords, target?: Entry): Reply {
  const set = source.find(SortedSet);
  const words = options();
  words.target = target;
  const centers = set ? words.members.map((member) => memberPosition(set, member)) : [];
  if (words.failure) throw words.failure;
  const center = centers.at(-1) ?? words.position;
  const found = set && center && words.shape ? search(set, words.shape(center), words) : [];
  return reply(server, found, words, words.unit, 'geosearchstore');
}

function reply(
  server: Server,
  found: readonly Found[],
  words: SearchWords,
  unit: Unit,
  event = 'georadiusstore',
): Reply {
  if (words.target) return store(server, words.target, found, words, unit, event);
  return server.unchanged(answer(found, words, unit));
}
