import { highHalf, lowHalf, partOf, type StreamId } from './stream-id';

/** Words of an id. */
const ID_WORDS = 4;
const FEWEST_ROWS = 4;
const MOST_ROWS = 256;
/** Two neighbours that have no more rows together become one. */
const SPARSE_ROWS = MOST_ROWS / 2;

/** Rows in the order of their ids, each with so many 32-bit words. */
export class IdPage {
  rows = 0;
  words: Uint32Array;

  constructor(
    readonly width: number,
    capacity = FEWEST_ROWS,
  ) {
    this.words = new Uint32Array(capacity * width);
  }

  /** Negative, 0 or positive, as the row's id comes before these words, equals them, or comes after them. */
  compare(row: number, key: Uint32Array): number {
    const { words } = this;
    const at = row * this.width;
    for (let index = 0; index < ID_WORDS; index++) {
      const difference = words[at + index]! - key[index]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** The first row that doesn't come before the id. */
  rowOf(key: Uint32Array): number {
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(row: number, key: Uint32Array): void {
    const { width } = this;
    if ((this.rows + 1) * width > this.words.length) this.grow(this.rows * 2);
    const at = row * width;
    this.words.copyWithin(at + width, at, this.rows * width);
    this.words.fill(0, at, at + width);
    this.words.set(key, at);
    this.rows++;
  }

  remove(row: number): void {
    const { width } = this;
    this.words.copyWithin(row * width, (row + 1) * width, this.rows * width);
    this.rows--;
  }

  /** A new page with the rows from one on, which leave this one. */
  splitOff(row: number): IdPage {
    const right = new IdPage(this.width, MOST_ROWS);
    right.words.set(this.words.subarray(row * this.width, this.rows * this.width));
    right.rows = this.rows - row;
    this.rows = row;
    return right;
  }

  append(next: IdPage): void {
    const { width } = this;
    const rows = this.rows + next.rows;
    if (rows * width > this.words.length) this.grow(MOST_ROWS);
    this.words.set(next.words.subarray(0, next.rows * width), this.rows * width);
    this.rows = rows;
  }

  private grow(capacity: number): void {
    const { words } = this;
    this.words = new Uint32Array(Math.min(MOST_ROWS, capacity) * this.width);
    this.words.set(words.subarray(0, this.rows * this.width));
  }
}

/**
 * Ids in their order, each with the same number of 32-bit words beside it, outside of the JavaScript heap in pages of
 * some KB. One row is the current one: the words are read and written there.
 */
export class IdTable {
  size = 0;
  private readonly pages: IdPage[] = [];
  private place = 0;
  private row = 0;

  /** @param extra words beside each id */
  constructor(private readonly extra: number) {}

  get byteLength(): number {
    return this.pages.reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  /** Goes to an id; false when it isn't there. */
  find(id: StreamId): boolean {
    return this.seek(id) && this.page.compare(this.row, keyOf(id)) === 0;
  }

  /** Goes to the first id that doesn't come before this one; false when there is none. */
  seek(id: StreamId): boolean {
    const key = keyOf(id);
    this.place = this.placeOf(key);
    this.row = this.place < this.pages.length ? this.page.rowOf(key) : 0;
    return this.isAtRow;
  }

  /** Goes to the first id; false when there is none. */
  first(): boolean {
    this.place = 0;
    this.row = 0;
    return this.isAtRow;
  }

  /** Goes on to the next id; false behind the last. */
  next(): boolean {
    this.row++;
    return this.settle();
  }

  /** Goes to the last id; false when there is none. */
  last(): boolean {
    this.place = Math.max(0, this.pages.length - 1);
    this.row = this.isEmpty ? 0 : this.page.rows - 1;
    return this.isAtRow;
  }

  /** Whether there is a current row: not behind the last, nor after a change. */
  get isAtRow(): boolean {
    return this.place < this.pages.length && this.row < this.page.rows;
  }

  /** The id of the current row. */
  get id(): StreamId {
    const { words, width } = this.page;
    const at = this.row * width;
    return {
      ms: partOf(words[at]!, words[at + 1]!),
      seq: partOf(words[at + 2]!, words[at + 3]!),
    };
  }

  /** A word of the current row. */
  get(index: number): number {
    const { words, width } = this.page;
    return words[this.row * width + ID_WORDS + index]!;
  }

  set(index: number, value: number): void {
    const { words, width } = this.page;
    words[this.row * width + ID_WORDS + index] = value;
  }

  /** Adds an id, with zeros beside it, and goes there; goes there and answers false if it is there. */
  add(id: StreamId): boolean {
    if (this.find(id)) return false;
    const key = keyOf(id);
    if (this.place === this.pages.length) this.goBehindLast();
    else if (this.page.rows === MOST_ROWS) this.split();
    this.page.insert(this.row, key);
    this.size++;
    return true;
  }

  delete(id: StreamId): boolean {
    const found = this.find(id);
    if (found) this.deleteCurrent();
    return found;
  }

  /** Removes the current row, and goes to the one behind it. */
  deleteCurrent(): void {
    const { page } = this;
    page.remove(this.row);
    this.size--;
    if (page.rows === 0) this.pages.splice(this.place, 1);
    else if (page.rows < SPARSE_ROWS / 2) this.join();
    this.settle();
  }

  private get isEmpty(): boolean {
    return this.pages.length === 0;
  }

  private get page(): IdPage {
    return this.pages[this.place]!;
  }

  /** Behind the last row of a page comes the first of the next. */
  private settle(): boolean {
    if (this.place < this.pages.length && this.row >= this.page.rows) {
      this.place++;
      this.row = 0;
    }
    return this.isAtRow;
  }

  /** The first page whose last id doesn't come before this one. */
  private placeOf(key: Uint32Array): number {
    const { pages } = this;
    let low = 0;
    let high = pages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const page = pages[middle]!;
      if (page.compare(page.rows - 1, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Ids mostly come in order: full pages stay full, and a new one is begun. */
  private goBehindLast(): void {
    const { pages } = this;
    const last = pages.at(-1);
    if (!last) pages.push(new IdPage(ID_WORDS + this.extra));
    else if (last.rows === MOST_ROWS) pages.push(new IdPage(ID_WORDS + this.extra, MOST_ROWS));
    this.place = pages.length - 1;
    this.row = this.page.rows;
  }

  private split(): void {
    const { page } = this;
    const half = MOST_ROWS / 2;
    this.pages.splice(this.place + 1, 0, page.splitOff(half));
    if (this.row <= half) return;
    this.place++;
    this.row -= half;
  }

  /** Moves the rows of a sparse page to a neighbour's, if they fit well. */
  private join(): void {
    const { pages, place } = this;
    const left = this.page.rows + (pages[place - 1]?.rows ?? MOST_ROWS) <= SPARSE_ROWS ? place - 1 : place;
    const right = pages[left + 1];
    if (!right || pages[left]!.rows + right.rows > SPARSE_ROWS) return;
    if (left < place) {
      this.row += pages[left]!.rows;
      this.place = left;
    }
    pages[left]!.append(right);
    pages.splice(left + 1, 1);
  }
}

const KEY = new Uint32Array(ID_WORDS);

/** The words of an id; good until the next one is asked for. */
function keyOf({ ms, seq }: StreamId): Uint32Array {
  KEY[0] = highHalf(ms);
  KEY[1] = lowHalf(ms);
  KEY[2] = highHalf(seq);
  KEY[3] = lowHalf(seq);
  return KEY;
}
