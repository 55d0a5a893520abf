import type { ByteSlice } from 'memo';
import type { Pairs } from './packed-pairs';
import { textOf } from './slices';

/** What samples are taken from. */
export type Source = Pick<Pairs, 'size' | 'forEach' | 'random'>;
type Pair = readonly [key: ByteSlice, value: ByteSlice];

/** A sample of more than a part of this size is what is left when others are taken away. */
const LARGE_PART = 1 / 3;

/** So many different pairs at random, all if there are no more; `random01` answers numbers from 0 up to 1. */
export function distinctPairs(pairs: Source, count: number, random01: () => number): readonly Pair[] {
  const { size } = pairs;
  if (count >= size || count > size * LARGE_PART) return drawn(allPairs(pairs), count, random01);
  const found = new Map<string, Pair>();
  while (found.size < count) {
    const pair = pairs.random(random01);
    found.set(textOf(pair[0]), pair);
  }
  return [...found.values()];
}

/** So many pairs at random, each from all of them. */
export function anyPairs(pairs: Source, count: number, random01: () => number): readonly Pair[] {
  return Array.from({ length: count }, () => pairs.random(random01));
}

function allPairs(pairs: Source): Pair[] {
  const all: Pair[] = [];
  pairs.forEach((key, value) => all.push([key, value]));
  return all;
}

/** The first of the items when they are shuffled. */
function drawn<T>(items: T[], count: number, random01: () => number): T[] {
  if (count >= items.length) return items;
  for (let index = 0; index < count; index++) {
    const other = index + Math.floor(random01() * (items.length - index));
    [items[index], items[other]] = [items[other]!, items[index]!];
  }
  return items.slice(0, count);
}
