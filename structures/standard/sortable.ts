import type { ByteSlice, Entry } from 'memo';
import { listOf } from '../data/members';
import { List } from './list';
import { SetValue } from './set';
import { SortedSet } from './sorted-set';

/** What SORT takes elements of. */
export interface Sortable {
  readonly size: number;
  /** Whether elements have places, which stay when they are not sorted. */
  readonly isOrdered: boolean;
  /** So many elements from a place on, counted from the end when backwards; in place, until the next change. */
  slice(first: number, count: number, backwards: boolean): readonly ByteSlice[];
}

const NOTHING: Sortable = { size: 0, isOrdered: true, slice: () => [] };

/** The elements of the value at a key, none when it is absent. Throws WRONGTYPE for what has no elements. */
export function sortableOf(entry: Entry): Sortable {
  const value = entry.value();
  if (value instanceof SetValue) return ofSet(value);
  if (value instanceof SortedSet) return ofSortedSet(value);
  const list = value instanceof List ? value : entry.find(List);
  return list ? ofList(list) : NOTHING;
}

function ofList(list: List): Sortable {
  const { size } = list;
  return {
    size,
    isOrdered: true,
    slice: (first, count, backwards) => {
      if (count === 0) return [];
      if (!backwards) return list.LRANGE(first, first + count - 1);
      return list.LRANGE(size - first - count, size - first - 1).reverse();
    },
  };
}

function ofSet(set: SetValue): Sortable {
  return {
    size: set.size,
    isOrdered: false,
    slice: (first, count) => listOf(set.members).slice(first, first + count),
  };
}

function ofSortedSet({ scores }: SortedSet): Sortable {
  const { size } = scores;
  return {
    size,
    isOrdered: true,
    slice: (first, count, backwards) => {
      const members: ByteSlice[] = [];
      const from = backwards ? size - 1 - first : first;
      scores.walk(from, count, backwards, (_, member) => members.push(member));
      return members;
    },
  };
}
