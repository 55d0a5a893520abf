/** Above 0 when the first belongs after the second, below 0 when before it, else 0. */
export type Comparison<T> = (one: T, other: T) => number;

/** Fewer items than this are sorted by insertion; from more than MANY the pivot is the middle of nine. */
const FEW = 7;
const MANY = 40;

/**
 * Sorts as much of an array as puts the right items from one index up to and with another. This is the quicksort
 * of Bentley and McIlroy ("Engineering a sort function", 1993), step by step: items that compare equal come out in
 * the order in which C programs that use it have them.
 */
export function partialSort<T>(items: T[], compare: Comparison<T>, first: number, last: number): void {
  new PartialSort(items, compare, first, last).sort(0, items.length);
}

class PartialSort<T> {
  constructor(
    private readonly items: T[],
    private readonly compare: Comparison<T>,
    private readonly first: number,
    private readonly last: number,
  ) {}

  /** Of the items from one index up to, not including, another. */
  sort(start: number, end: number): void {
    if (end - start < FEW) return this.insert(start, end);
    const [less, greater] = this.partition(start, end);
    if (this.isWanted(start, start + less)) this.sort(start, start + less);
    if (this.isWanted(end - greater, end)) this.sort(end - greater, end);
  }

  private isWanted(start: number, end: number): boolean {
    return end - start > 1 && this.first < end && this.last >= start;
  }

  private insert(start: number, end: number): void {
    for (let next = start + 1; next < end; next++) {
      for (let at = next; at > start && this.compareAt(at - 1, at) > 0; at--) this.swap(at, at - 1);
    }
  }

  /** Puts what is less than a pivot to the start and what is greater to the end; answers how many each are. */
  private partition(start: number, end: number): [less: number, greater: number] {
    this.swap(start, this.pivot(start, end));
    let [equalAtStart, low] = [start, start];
    let [equalAtEnd, high] = [end - 1, end - 1];
    for (;;) {
      for (let order; low <= high && (order = this.compareAt(low, start)) <= 0; low++) {
        if (order === 0) this.swap(equalAtStart++, low);
      }
      for (let order; low <= high && (order = this.compareAt(high, start)) >= 0; high--) {
        if (order === 0) this.swap(high, equalAtEnd--);
      }
      if (low > high) break;
      this.swap(low++, high--);
    }
    const [less, greater] = [low - equalAtStart, equalAtEnd - high];
    this.exchange(start, low, Math.min(equalAtStart - start, less));
    this.exchange(low, end, Math.min(greater, end - equalAtEnd - 1));
    return [less, greater];
  }

  /** The index of an item that is likely near the middle. */
  private pivot(start: number, end: number): number {
    const count = end - start;
    let [low, middle, high] = [start, start + (count >>> 1), end - 1];
    if (count === FEW) return middle;
    if (count > MANY) {
      const step = count >>> 3;
      low = this.median(low, low + step, low + 2 * step);
      middle = this.median(middle - step, middle, middle + step);
      high = this.median(high - 2 * step, high - step, high);
    }
    return this.median(low, middle, high);
  }

  private median(a: number, b: number, c: number): number {
    if (this.compareAt(a, b) < 0) {
      if (this.compareAt(b, c) < 0) return b;
      return this.compareAt(a, c) < 0 ? c : a;
    }
    if (this.compareAt(b, c) > 0) return b;
    return this.compareAt(a, c) < 0 ? a : c;
  }

  /** Exchanges so many items from an index on with as many before another. */
  private exchange(start: number, end: number, count: number): void {
    for (let index = 0; index < count; index++) this.swap(start + index, end - count + index);
  }

  private compareAt(one: number, other: number): number {
    return this.compare(this.items[one]!, this.items[other]!);
  }

  private swap(one: number, other: number): void {
    const { items } = this;
    const item = items[one]!;
    items[one] = items[other]!;
    items[other] = item;
  }
}
