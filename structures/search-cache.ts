import { type Reply, serves, type Server, Structure, structure, t } from 'memo';

/** Finds the results of a query in an index: words, or lines of JSON, whatever the application shows. */
export type Search = (index: string, query: string) => Promise<readonly string[]> | readonly string[];

const KEPT_SECONDS = 15 * 60;

/**
 * Searches with a function of yours, and keeps what it found for 15 minutes.
 * Equal searches at the same time are one search, and a search that finds nothing is kept as well.
 */
@structure()
export class SearchCache extends Structure {
  /** What searches; set it before the server starts. */
  static search: Search = () => {
    throw new Error('SearchCache.search is not set: give it the function that searches');
  };

  @serves(
    'Searches an index, and keeps the results for 15 minutes.',
    t.text('index'),
    t.text('query'),
    t.holds((index: string, query: string) => cacheKey(index, query)),
  )
  static async SEARCH(server: Server, index: string, query: string): Promise<Reply> {
    const key = cacheKey(index, query);
    const kept = server.call<string[]>('LRANGE', key, 1, -1);
    if (server.call('EXISTS', key) === 1) return kept;
    const found = await SearchCache.search(index, query);
    server.call('RPUSH', key, HEAD);
    for (let at = 0; at < found.length; at += PIECE)
      server.call('RPUSH', key, ...found.slice(at, at + PIECE));
    server.expire(key, KEPT_SECONDS);
    return found;
  }
}

/** A list is never empty: its first element stands for the search itself. */
const HEAD = 'results';

/** JavaScript has a limit on parameters; nobody sees the list until all are there, since its key is held. */
const PIECE = 1000;

const cacheKey = (index: string, query: string) => `search:${JSON.stringify([index, query])}`;
