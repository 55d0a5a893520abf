import {
  type ByteSlice,
  type Entry,
  errors,
  NULL_ARRAY,
  OK,
  Packed,
  reads,
  type Reply,
  type Server,
  structure,
  t,
  writes,
} from 'memo';
import type { ByteList } from '../data/byte-list';
import { changeList, listAt, listLength } from '../data/packed-list';
import { copyOf } from '../data/slices';
import { listForm } from './rdb-forms';
import { TAKE_COUNT } from './take-count';

export type Side = 'LEFT' | 'RIGHT';

interface Matches {
  readonly rank: number | undefined;
  readonly count: number | undefined;
  readonly within: number | undefined;
}

const PUSHES = {
  complexity: 'O(1) for each element',
  flags: ['denyoom', 'fast'],
  keys: [['RW', 'insert']],
};
const POPS = {
  since: '1.0.0',
  complexity: 'O(N), where N is the number of elements taken',
  flags: ['fast'],
  keys: [['RW', 'access', 'delete']],
};
const MOVES = {
  event: false as const,
  complexity: 'O(1)',
  flags: ['denyoom'],
  keys: [
    ['RW', 'access', 'delete'],
    ['RW', 'insert'],
  ],
};
const ACCESS = [['RO', 'access']];

/** How the names of commands begin for a side. */
const SIDE = { LEFT: 'l', RIGHT: 'r' } as const;

const POP_COUNT = t.optional(t.int('count', { min: 0, error: errors.notPositive().message }));

const RANK_ZERO =
  "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list";

/** Redis negates a rank in 64 bits, where this one has no opposite. */
const LEAST_RANK = -(2 ** 63);

/** Elements in a row, taken and given at both ends. Few of them are packed, others in segments of a few KB. */
@structure('list')
export class List extends Packed {
  /** What it is in Redis' files. */
  static readonly rdb = listForm;

  isEmpty() {
    return this.size === 0;
  }

  /** How many elements there are. */
  get size(): number {
    return listLength(this.memory);
  }

  /** All elements, in place: views that are good until the next change. */
  elements(): ByteSlice[] {
    const { items } = this;
    return items.range(0, items.length - 1);
  }

  /** Puts elements behind the last. */
  append(elements: readonly ByteSlice[]): void {
    this.RPUSH(elements);
  }

  /** What OBJECT ENCODING says of it. */
  encoding() {
    return 'quicklist';
  }

  /** Bytes of the object that stands in place of the packed bytes. */
  memoryUsage(): number {
    return (this.memory.object as ByteList | undefined)?.byteLength ?? 0;
  }

  @writes(
    'Puts elements in front, one after the other.',
    { since: '1.0.0', ...PUSHES },
    t.list(t.slice('element')),
  )
  LPUSH(elements: readonly ByteSlice[]) {
    return this.change((items) => {
      for (const element of elements) items.pushFront(element);
      return items.length;
    });
  }

  @writes('Puts elements behind the last.', { since: '1.0.0', ...PUSHES }, t.list(t.slice('element')))
  RPUSH(elements: readonly ByteSlice[]) {
    return this.change((items) => {
      for (const element of elements) items.pushBack(element);
      return items.length;
    });
  }

  @writes(
    'Puts elements in front of a list that is there.',
    { event: 'lpush', since: '2.2.0', ...PUSHES },
    t.list(t.slice('element')),
  )
  LPUSHX(elements: readonly ByteSlice[]) {
    return this.isEmpty() ? this.server.unchanged(0) : this.LPUSH(elements);
  }

  @writes(
    'Puts elements behind the last of a list that is there.',
    { event: 'rpush', since: '2.2.0', ...PUSHES },
    t.list(t.slice('element')),
  )
  RPUSHX(elements: readonly ByteSlice[]) {
    return this.isEmpty() ? this.server.unchanged(0) : this.RPUSH(elements);
  }

  @writes('Takes the first element, or so many.', POPS, POP_COUNT)
  LPOP(count?: number) {
    return this.pop('LEFT', count);
  }

  @writes('Takes the last element, or so many.', POPS, POP_COUNT)
  RPOP(count?: number) {
    return this.pop('RIGHT', count);
  }

  @reads('How many elements there are.', {
    since: '1.0.0',
    complexity: 'O(1)',
    flags: ['fast'],
    keys: [['RO']],
  })
  LLEN() {
    return this.size;
  }

  @reads(
    'The element at an index; a negative one counts from the end.',
    {
      since: '1.0.0',
      complexity: 'O(N), where N is the distance from the nearer end in segments of a few KB',
      keys: ACCESS,
    },
    t.lazy(t.int('index')),
  )
  LINDEX(index: () => number) {
    if (this.isEmpty()) return null;
    const at = this.fromEitherEnd(index());
    return this.isWithin(at) ? this.items.at(at) : null;
  }

  @writes(
    'Puts another element at an index.',
    {
      since: '1.0.0',
      complexity: 'O(N), where N is the distance from the nearer end in segments of a few KB',
      flags: ['denyoom'],
      keys: [['RW', 'update']],
    },
    t.lazy(t.int('index')),
    t.slice('element'),
  )
  LSET(index: () => number, element: ByteSlice) {
    if (this.isEmpty()) throw errors.noSuchKey();
    const at = this.fromEitherEnd(index());
    if (!this.isWithin(at)) throw errors.indexOutOfRange();
    this.change((items) => items.set(at, element));
    return OK;
  }

  @writes(
    'Inserts an element beside the first that equals the pivot; answers the length, -1 without a pivot.',
    {
      since: '2.2.0',
      complexity: 'O(N), where N is the number of elements before the pivot',
      flags: ['denyoom'],
      keys: [['RW', 'insert']],
    },
    t.oneOf('where', 'BEFORE', 'AFTER'),
    t.slice('pivot'),
    t.slice('element'),
  )
  LINSERT(where: 'BEFORE' | 'AFTER', pivot: ByteSlice, element: ByteSlice) {
    if (this.isEmpty()) return this.server.unchanged(0);
    const [at] = this.items.find(pivot, { limit: 1 });
    if (at === undefined) return this.server.unchanged(-1);
    this.change((items) => items.insert(where === 'BEFORE' ? at : at + 1, element));
    return this.size;
  }

  @reads(
    'The elements from one index up to and with another; negative ones count from the end.',
    {
      since: '1.0.0',
      complexity:
        'O(S+N), where S is the distance of the first from the nearer end in segments of a few KB, and N is the number of elements',
      keys: ACCESS,
    },
    t.int('start'),
    t.int('stop'),
  )
  LRANGE(start: number, stop: number) {
    const [first, last] = this.clip(start, stop);
    return this.items.range(first, last);
  }

  @writes(
    'Keeps the elements from one index up to and with another, and drops the others.',
    {
      since: '1.0.0',
      complexity: 'O(N), where N is the number of segments of a few KB that are dropped',
      keys: [['RW', 'delete']],
    },
    t.int('start'),
    t.int('stop'),
  )
  LTRIM(start: number, stop: number) {
    if (this.isEmpty()) return this.server.unchanged(OK);
    const [first, last] = this.clip(start, stop);
    this.change((items) => items.trim(first, last));
    return OK;
  }

  @writes(
    'Removes elements that equal this one: so many from the front, from the back if negative, all if 0.',
    {
      since: '1.0.0',
      complexity: 'O(N), where N is the length',
      keys: [['RW', 'delete']],
    },
    t.int('count'),
    t.slice('element'),
  )
  LREM(count: number, element: ByteSlice) {
    const backwards = count < 0;
    const found = this.items.find(element, { backwards, limit: Math.abs(count) || Infinity });
    if (found.length === 0) return this.server.unchanged(0);
    this.change((items) => items.remove(backwards ? found.reverse() : found));
    return found.length;
  }

  @reads(
    'The index of an element that equals this one, or with COUNT an array of so many (0: all).',
    {
      since: '6.0.6',
      complexity: 'O(N), where N is the number of elements looked at',
      keys: ACCESS,
    },
    t.slice('element'),
    t.options({
      rank: t.keyword(
        'RANK',
        t.checked(t.int('rank'), (rank) => rank !== 0, RANK_ZERO),
      ),
      count: t.keyword('COUNT', t.int('num-matches', { min: 0, error: "ERR COUNT can't be negative" })),
      within: t.keyword('MAXLEN', t.int('len', { min: 0, error: "ERR MAXLEN can't be negative" })),
    }),
  )
  LPOS(element: ByteSlice, { rank = 1, count, within }: Matches): Reply {
    const found = this.items.find(element, {
      backwards: rank < 0,
      skip: rank === LEAST_RANK ? 0 : Math.abs(rank) - 1,
      limit: count === 0 ? Infinity : (count ?? 1),
      within: within === 0 ? Infinity : within,
    });
    return count === undefined ? found[0] : found;
  }

  @writes(
    'Takes an element from one end of a list and puts it at one end of another, or of the same.',
    { since: '6.2.0', ...MOVES },
    t.entry('source'),
    t.entry('destination'),
    t.oneOf('wherefrom', 'LEFT', 'RIGHT'),
    t.oneOf('whereto', 'LEFT', 'RIGHT'),
  )
  static LMOVE(server: Server, source: Entry, destination: Entry, from: Side, to: Side): Reply {
    const list = source.find(List);
    if (!list) return server.unchanged(null);
    const target = destination.open(List);
    const element = copyOf(list.take(from)!);
    target.give(to, element);
    server.notify(`${SIDE[to]}push`, destination);
    server.notify(`${SIDE[from]}pop`, source);
    return element;
  }

  @writes(
    'Takes the last element of a list and puts it in front of another, or of the same.',
    { since: '1.2.0', ...MOVES },
    t.entry('source'),
    t.entry('destination'),
  )
  static RPOPLPUSH(server: Server, source: Entry, destination: Entry) {
    return List.LMOVE(server, source, destination, 'RIGHT', 'LEFT');
  }

  @writes(
    'Takes an element, or so many, from the first of the lists that is there; answers its key and the elements.',
    {
      event: false,
      since: '7.0.0',
      complexity: 'O(N+M), where N is the number of keys and M is the number of elements taken',
      keys: [['RW', 'access', 'delete']],
    },
    t.counted('numkeys', t.entry()),
    t.oneOf('where', 'LEFT', 'RIGHT'),
    TAKE_COUNT,
  )
  static LMPOP(server: Server, entries: readonly Entry[], from: Side, count = 1): Reply {
    for (const entry of entries) {
      const list = entry.find(List);
      if (!list) continue;
      const elements = list.pop(from, count);
      server.notify(`${SIDE[from]}pop`, entry);
      return [entry.keyBytes, elements];
    }
    return server.unchanged(NULL_ARRAY);
  }

  private pop(from: Side, count: number | undefined): Reply {
    if (this.isEmpty()) return this.server.unchanged(count === undefined ? null : NULL_ARRAY);
    if (count === undefined) return this.take(from);
    if (count === 0) return this.server.unchanged([]);
    return this.change((items) => {
      const most = Math.min(count, items.length);
      return Array.from({ length: most }, () => (from === 'LEFT' ? items.popFront() : items.popBack()));
    });
  }

  private take(from: Side): ByteSlice | undefined {
    return this.change((items) => (from === 'LEFT' ? items.popFront() : items.popBack()));
  }

  private give(to: Side, element: ByteSlice): void {
    this.change((items) => (to === 'LEFT' ? items.pushFront(element) : items.pushBack(element)));
  }

  /** The elements to be read, in place until the next change of any value. */
  private get items(): ByteList {
    return listAt(this.memory);
  }

  private change<T>(change: (items: ByteList) => T): T {
    return changeList(this.memory, change);
  }

  private isWithin(index: number): boolean {
    return index >= 0 && index < this.size;
  }

  private fromEitherEnd(index: number): number {
    return index < 0 ? index + this.size : index;
  }

  /** The bounds of a range, inclusive and clipped to what is there; 0 and -1 for an empty one. */
  private clip(start: number, stop: number): readonly [first: number, last: number] {
    const first = Math.max(0, this.fromEitherEnd(start));
    const last = Math.min(this.size - 1, this.fromEitherEnd(stop));
    return first > last ? [0, -1] : [first, last];
  }
}
