/** What comes at a time. */
export interface Timed {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of those of one time the lowest is first. */
  readonly order: number;
  /** Where the heap has it, -1 when it has not. */
  place: number;
}

/** Things by their time, the earliest first: a binary heap that knows where each stands. */
export class TimeHeap<T extends Timed> {
  private readonly items: T[] = [];

  get first(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    item.place = this.items.length;
    this.items.push(item);
    this.rise(item);
  }

  remove(item: T): void {
    const { place } = item;
    item.place = -1;
    const last = this.items.pop()!;
    if (last === item) return;
    this.put(last, place);
    this.settle(last);
  }

  /** Puts an item, whose time is another now, where it belongs. */
  settle(item: T): void {
    const before = item.place;
    this.rise(item);
    if (item.place === before) this.sink(item);
  }

  private rise(item: T): void {
    let { place } = item;
    while (place > 0) {
      const above = this.items[(place - 1) >>> 1]!;
      if (!isBefore(item, above)) break;
      const free = above.place;
      this.put(above, place);
      place = free;
    }
    this.put(item, place);
  }

  private sink(item: T): void {
    let { place } = item;
    for (;;) {
      const below = this.earlierBelow(place);
      if (!below || !isBefore(below, item)) break;
      const free = below.place;
      this.put(below, place);
      place = free;
    }
    this.put(item, place);
  }

  private earlierBelow(place: number): T | undefined {
    const left = this.items[place * 2 + 1];
    const right = this.items[place * 2 + 2];
    return left && right && isBefore(right, left) ? right : left;
  }

  private put(item: T, place: number): void {
    this.items[place] = item;
    item.place = place;
  }
}

const isBefore = (a: Timed, b: Timed) => a.at < b.at || (a.at === b.at && a.order < b.order);
