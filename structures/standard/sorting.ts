import { ByteSlice, CommandError, type DatabaseView, type Entry, type Server } from 'memo';
import { ElementOrder } from '../data/element-order';
import { NamePattern } from '../data/name-pattern';
import { weightOf } from '../data/sort-weight';
import { Hash } from './hash';
import { sortableOf, type Sortable } from './sortable';
import { StringValue } from './string';

export interface SortOptions {
  /** The last counts; but with a constant one among them nothing is sorted. */
  readonly by: readonly Buffer[];
  readonly limit: readonly [offset: number, count: number] | undefined;
  readonly get: readonly Buffer[];
  readonly order: 'ASC' | 'DESC' | undefined;
  readonly alpha: boolean;
}

type Answers = readonly (ByteSlice | undefined)[];

const notNumbers = () => new CommandError("ERR One or more scores can't be converted into double");

/** One run of SORT. What it answers is in place: good until the next change. */
export class Sorting {
  private readonly source: Sortable;
  private readonly database: DatabaseView;
  private readonly by: NamePattern | undefined;
  private readonly get: readonly NamePattern[];
  private readonly isDescending: boolean;
  private readonly isText: boolean;
  /** Whether the order of the source is kept. */
  private readonly isKept: boolean;
  /** Where the answers begin in the order, and how many there are. */
  private readonly first: number;
  private readonly count: number;

  /** Throws WRONGTYPE for a key whose value has no elements. */
  constructor(
    private readonly server: Server,
    entry: Entry,
    { by, get, order, alpha, limit }: SortOptions,
    private readonly isStored: boolean,
  ) {
    const source = sortableOf(entry);
    const patterns = by.map((each) => new NamePattern(each));
    const isUnsorted = patterns.some(({ isVariable }) => !isVariable);
    // What is stored, or is asked for by a write, must not depend on the order that a set happens to have.
    const mustSort = isUnsorted && !source.isOrdered && (isStored || server.isCovered);
    this.source = source;
    this.database = server.database();
    this.by = mustSort ? undefined : patterns.at(-1);
    this.get = get.map((each) => new NamePattern(each));
    this.isDescending = order === 'DESC';
    this.isText = alpha || mustSort;
    this.isKept = isUnsorted && !mustSort;
    [this.first, this.count] = clipped(source.size, limit);
  }

  /** The elements in their order, or what they name; undefined for what they name and is absent. */
  answers(): Answers {
    const elements = this.isKept ? this.keptElements() : this.sortedElements();
    if (this.get.length === 0) return elements;
    return elements.flatMap((element) => this.get.map((pattern) => this.valueNamedBy(pattern, element)));
  }

  private keptElements(): readonly ByteSlice[] {
    const { source, first, count } = this;
    return source.slice(first, count, source.isOrdered && this.isDescending);
  }

  private sortedElements(): readonly ByteSlice[] {
    const { source } = this;
    const elements = source.slice(0, source.size, false);
    const order = this.isText ? this.orderOfTexts(elements) : this.orderOfNumbers(elements);
    const indexes = this.wanted(this.isDescending ? order.reversed() : order);
    return Array.from(indexes, (index) => elements[index]!);
  }

  /** Elements that are equal come out as in Redis, which sorts no more than is asked for when it sorts by a pattern. */
  private wanted(order: ElementOrder): Iterable<number> & ArrayLike<number> {
    const { source, first, count, by } = this;
    if (by && count < source.size) return order.part(first, count);
    return order.all().subarray(first, first + count);
  }

  private orderOfTexts(elements: readonly ByteSlice[]): ElementOrder {
    const named = this.named(elements);
    const order = ElementOrder.ofTexts(this.isStored ? named : named.map(upToZero));
    return this.source.isOrdered ? order : order.orElse(ElementOrder.ofTexts(elements));
  }

  /** Throws when one of them is none. */
  private orderOfNumbers(elements: readonly ByteSlice[]): ElementOrder {
    const named = this.named(elements);
    const numbers = new Float64Array(named.length);
    for (let index = 0; index < named.length; index++) numbers[index] = numberOf(named[index]);
    return ElementOrder.ofNumbers(elements, numbers);
  }

  /** What is compared in place of the elements. */
  private named(elements: readonly ByteSlice[]): Answers {
    const { by } = this;
    return by ? elements.map((element) => this.valueNamedBy(by, element)) : elements;
  }

  /** The string, or the field of the hash, that the pattern names with the element in it. */
  private valueNamedBy(pattern: NamePattern, element: ByteSlice): ByteSlice | undefined {
    if (pattern.isElement) return element;
    if (!pattern.isVariable) return undefined;
    const entry = this.database.entry(pattern.nameFor(element));
    const value = entry.value();
    if (value === undefined) this.server.notify('keymiss', entry, 'm');
    if (pattern.field) return value instanceof Hash ? value.value(pattern.field) : undefined;
    return value instanceof StringValue ? value.bytes : undefined;
  }
}

/** Throws when there is something that is no number. */
function numberOf(text: ByteSlice | undefined): number {
  if (!text) return 0;
  const number = weightOf(text.bytes, text.start, text.end);
  if (Number.isNaN(number)) throw notNumbers();
  return number;
}

/** Where the answers begin, and how many there are. */
function clipped(size: number, [offset, most] = [0, -1] as readonly [number, number]): [number, number] {
  const first = Math.min(Math.max(offset, 0), size);
  return [first, most < 0 ? size - first : Math.min(most, size - first)];
}

/** What C's strcoll compares. */
function upToZero(text: ByteSlice | undefined): ByteSlice | undefined {
  if (!text) return text;
  const { bytes, start, end } = text;
  let zero = start;
  while (zero < end && bytes[zero] !== 0) zero++;
  return zero === end ? text : new ByteSlice(bytes, start, zero);
}
