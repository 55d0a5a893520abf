import { double, OK, reads, Structure, structure, t, writes, type Server } from 'memo';

/**
 * Books, and who has them.
 * What the tools say of it is in their specs.
 */
@structure()
export class Library extends Structure {
  private readonly books = new Map<string, { title: string; stars: number[] }>();

  @writes(
    'Add books; answers how many there are.',
    { complexity: 'O(N)' },
    t.pairs(t.text('isbn'), t.text('title')),
  )
  SHELVE(...books: (readonly [string, string])[]) {
    for (const [isbn, title] of books) this.books.set(isbn, { title, stars: [] });
    return this.books.size;
  }

  @writes(
    'Give stars to a book.',
    t.text('isbn'),
    t.int('stars', { min: 1, max: 5 }),
    t.optional(t.text('reader')),
  )
  REVIEW(isbn: string, stars: number, _reader?: string) {
    return this.books.get(isbn)?.stars.push(stars) !== undefined;
  }

  @reads('How many stars a book has on average.', t.text('isbn'))
  STARS(isbn: string) {
    const { stars } = this.books.get(isbn) ?? { stars: [] };
    return stars.length === 0 ? null : double(stars.reduce((sum, each) => sum + each, 0) / stars.length);
  }

  @reads(
    'Books in order, from one on.',
    t.optional(t.int('first')),
    t.options({ count: t.keyword('COUNT', t.int('count')) }),
  )
  LIST(first = 0, { count }: { count: number | undefined }) {
    return [...this.books.keys()].slice(first, count === undefined ? undefined : first + count);
  }

  @reads(
    'Find books.',
    t.text('word'),
    t.options({
      order: t.oneOf('order', 'BYTITLE', 'BYISBN'),
      limit: t.keyword('LIMIT', t.block('range', t.int('offset'), t.int('count'))),
      reverse: t.flag('REV'),
    }),
  )
  BROWSE(word: string, options: { limit: readonly [number, number] | undefined; reverse: boolean }) {
    const found = [...this.books].filter(([, { title }]) => title.includes(word));
    if (options.reverse) found.reverse();
    const [offset, count] = options.limit ?? [0, found.length];
    return new Map(found.slice(offset, offset + count).map(([isbn, { title }]) => [isbn, title]));
  }

  @reads('How many books libraries have together.', t.counted('numkeys', t.key()))
  static 'LIBRARY SIZE'(server: Server, keys: readonly string[]) {
    return keys.reduce((sum, key) => sum + (server.find(Library, key)?.books.size ?? 0), 0);
  }

  @writes('Take the oldest book.')
  POP() {
    const [oldest] = this.books.keys();
    if (oldest === undefined) return null;
    this.books.delete(oldest);
    return oldest;
  }

  isEmpty() {
    return this.books.size === 0;
  }
}

/** Numbers that are taken in turn. */
@structure()
export class Counter extends Structure {
  private next = 0;

  @writes('Take a number.')
  POP() {
    return this.next++;
  }

  @writes('Begin at a number.', t.key(), t.int('number'))
  static BEGIN(server: Server, key: string, number: number) {
    server.open(Counter, key).next = number;
    return OK;
  }
}
