import { type ByteSlice, double, type Entry, type Reply, type Server } from 'memo';
import { ByteMap, newSeed } from '../../data/byte-map';
import { shortFixedPoint, fixedPoint } from '../../data/fixed-point';
import { type Position, positionOf, scoresOf } from '../../data/geo/geohash';
import { cellsToSearch } from '../../data/geo/search-cells';
import type { Shape } from '../../data/geo/shapes';
import { mergeSort } from '../../data/merge-sort';
import { partialSort } from '../../data/partial-sort';
import { ScoreRange } from '../../data/score-range';
import { scoreSlice } from '../../data/scores';
import { type SortedSet, storeScores } from '../sorted-set';
import { METRES, type SearchWords, type Unit } from './geo-words';

/** Coordinates have so many decimals, distances so many. */
const COORDINATE_DECIMALS = 17;
const DISTANCE_DECIMALS = 4;

/** Members are looked at in runs of so many where a few of them may be enough. */
const FEW = 64;

/** A member within a shape. */
export interface Found {
  readonly member: ByteSlice;
  readonly score: number;
  readonly position: Position;
  /** Metres from the shape's center. */
  readonly distance: number;
}

/** The members of a sorted set that are within a shape, as many as are wanted, in the order that is wanted. */
export function search(set: SortedSet, shape: Shape, { count, any, order }: SearchWords): Found[] {
  const found = collect(set, shape, any ? count : Infinity);
  const wanted = count === 0 ? found.length : Math.min(count, found.length);
  const sorting = order ?? (count > 0 && !any ? 'ASC' : undefined);
  return sorting ? sorted(found, sorting === 'DESC', wanted) : found;
}

/** In the order of the cells, and of the scores in each; `limit` is how many are enough. */
function collect(set: SortedSet, shape: Shape, limit: number): Found[] {
  const { scores } = set;
  const found: Found[] = [];
  const visit = (score: number, member: ByteSlice): void => {
    if (found.length >= limit) return;
    const position = positionOf(score);
    const distance = shape.distanceTo(position);
    if (distance !== undefined) found.push({ member, score, position, distance });
  };
  for (const cell of cellsToSearch(shape)) {
    const [least, end] = scoresOf(cell);
    const { from, count } = scores.run(new ScoreRange(least, end, false, true), false, 0);
    const step = limit === Infinity ? count : FEW;
    for (let seen = 0; seen < count && found.length < limit; seen += step)
      scores.walk(from + seen, Math.min(step, count - seen), false, visit);
  }
  return found;
}

/** So many of them by their distances. Where these are equal, the order is what C's library makes it in Redis. */
function sorted(found: Found[], descending: boolean, wanted: number): Found[] {
  const sign = descending ? -1 : 1;
  if (wanted < found.length) {
    partialSort(found, (one, other) => sign * Math.sign(one.distance - other.distance), 0, wanted - 1);
    return found.slice(0, wanted);
  }
  const weights = Float64Array.from(found, ({ distance }) => sign * distance);
  return Array.from(
    mergeSort(weights, () => 0),
    (index) => found[index]!,
  );
}

/** What the client is told of each: the member alone, or with what it asked for. */
export function answer(found: readonly Found[], words: SearchWords, unit: Unit): Reply {
  if (!words.isWith) return found.map(({ member }) => member);
  return found.map(({ member, score, position, distance }) => {
    const items: Reply[] = [member];
    if (words.withDistance) items.push(distanceReply(distance, unit));
    if (words.withHash) items.push(integerOf(score));
    if (words.withPosition) items.push(positionReply(position));
    return items;
  });
}

/** Makes them a sorted set at a key, with their scores or their distances. */
export function store(
  server: Server,
  target: Entry,
  found: readonly Found[],
  words: SearchWords,
  unit: Unit,
  event: string,
): number {
  const members = new ByteMap(newSeed());
  for (const { member, score, distance } of found)
    members.set(member, scoreSlice(words.storesDistance ? distance / METRES[unit] : score));
  return storeScores(server, target, members, event);
}

export const distanceReply = (metres: number, unit: Unit): string =>
  fixedPoint(metres / METRES[unit], DISTANCE_DECIMALS);

export const positionReply = ({ longitude, latitude }: Position): Reply =>
  [longitude, latitude].map((degrees) => double(degrees, shortFixedPoint(degrees, COORDINATE_DECIMALS)));

/** A score as C makes a 64-bit integer of it. */
function integerOf(score: number): number | bigint {
  const integer = Math.trunc(score);
  if (Number.isSafeInteger(integer)) return integer;
  return Math.abs(integer) < 2 ** 63 ? BigInt(integer) : -(2n ** 63n);
}
