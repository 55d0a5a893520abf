import type { ByteSlice } from 'memo';
import { ByteMap } from './byte-map';
import { listOf, mapOf, type Members, NO_VALUE } from './members';

/** Members of all sets that are put together without a map. */
const FEW = 128;

/** Sets in the order of the request, undefined where there is none. */
export type Sets = readonly (Members | undefined)[];

/** So many members are looked at between two looks at the limit, or as many as it is. */
const MOST_AT_ONCE = 1000;

/** Views of the members that all of the sets have. */
export function intersection(sets: Sets): ByteSlice[] {
  const found: ByteSlice[] = [];
  scanIntersection(sets, Infinity, (member) => found.push(member));
  return found;
}

/** How many members all of the sets have, counted up to a limit. */
export function intersectionSize(sets: Sets, limit: number): number {
  let count = 0;
  scanIntersection(sets, limit, () => ++count);
  return Math.min(count, limit);
}

/** Visits members that all have, until `visit` answers that they are enough. The smallest set is gone through. */
function scanIntersection(sets: Sets, limit: number, visit: (member: ByteSlice) => number): void {
  if (sets.includes(undefined)) return;
  const [smallest, ...others] = present(sets).sort((a, b) => a.size - b.size);
  const step = Math.min(MOST_AT_ONCE, limit);
  let cursor = 0;
  let found = 0;
  do {
    cursor = smallest!.scan(cursor, step, (member) => {
      if (others.every((other) => other.has(member))) found = visit(member);
    });
  } while (cursor !== 0 && found < limit);
}

/** The members that any of the sets has: views of them if they are few, else a map. */
export function union(sets: Sets, seed: number): ByteMap | readonly ByteSlice[] {
  const all = present(sets).sort((a, b) => b.size - a.size);
  const [largest, ...others] = all;
  if (!largest || sizeOf(all) <= FEW) return unionOfFew(all);
  const result = copyOf(largest, seed);
  for (const set of others) set.forEach((member) => result.set(member, NO_VALUE));
  return result;
}

/** Looks for each member in the sets before its own. */
const unionOfFew = (all: readonly Members[]) =>
  all.flatMap((set, index) => lookedUp(set, all.slice(0, index)));

/** Views of the members of the first set that none of the others has. */
export function difference(sets: Sets, seed: number): readonly ByteSlice[] {
  const [first, ...rest] = sets;
  if (!first) return [];
  const others = present(rest).sort((a, b) => b.size - a.size);
  const all = sizeOf([first, ...others]);
  const isCheaperToLook = all <= FEW || (first.size * (1 + others.length)) / 2 <= all;
  return isCheaperToLook ? lookedUp(first, others) : takenAway(first, others, seed);
}

/** Looks for each member in the others, the largest first. */
function lookedUp(first: Members, others: readonly Members[]): ByteSlice[] {
  const found: ByteSlice[] = [];
  first.forEach((member) => {
    if (!others.some((other) => other.has(member))) found.push(member);
  });
  return found;
}

/** Takes the others' members from a copy of the first set. */
function takenAway(first: Members, others: readonly Members[], seed: number): readonly ByteSlice[] {
  const result = copyOf(first, seed);
  for (const other of others) {
    if (result.size === 0) break;
    other.forEach((member) => result.delete(member));
  }
  return listOf(result);
}

const copyOf = (members: Members, seed: number) =>
  members instanceof ByteMap ? members.copy() : mapOf(listOf(members), seed);

const present = (sets: Sets) => sets.filter((set) => set !== undefined);

const sizeOf = (sets: readonly Members[]) => sets.reduce((sum, { size }) => sum + size, 0);
