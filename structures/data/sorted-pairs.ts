import type { ByteSlice } from 'memo';
import type { Pairs } from './packed-pairs';
import { partialSort } from './partial-sort';
import type { Source } from './samples';
import { compareSlices } from './slices';

type Pair = [key: ByteSlice, value: ByteSlice];

const byKey = ([one]: Pair, [other]: Pair) => compareSlices(one, other);

/** Views of pairs in the order of their keys, however they are laid out: so replay has them in the same order. */
export class SortedPairs implements Source {
  private readonly pairs: Pair[] = [];
  private isSorted = false;
  private draws = 0;

  constructor(source: Pick<Pairs, 'forEach'>) {
    source.forEach((key, value) => this.pairs.push([key, value]));
  }

  get size(): number {
    return this.pairs.length;
  }

  forEach(visit: (key: ByteSlice, value: ByteSlice) => void): void {
    this.sort();
    for (const [key, value] of this.pairs) visit(key, value);
  }

  /** A pair, each as likely. For the first one not all are sorted. */
  random(random01: () => number): Pair {
    const { pairs, isSorted } = this;
    const place = Math.floor(random01() * pairs.length);
    if (!isSorted && this.draws++ === 0) partialSort(pairs, byKey, place, place);
    else this.sort();
    return pairs[place]!;
  }

  private sort(): void {
    if (this.isSorted) return;
    this.pairs.sort(byKey);
    this.isSorted = true;
  }
}
