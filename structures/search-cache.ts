import { type Reply, serves, type Server, type Step, Structure, structure, t } from 'memo';

/**
 * Finds the results of a query in an index: words, or lines of JSON, whatever the application shows. The signal is aborted
 * when nobody waits for them any more: `fetch` takes it, and most clients of other services.
 */
export type Search = (
  index: string,
  query: string,
  signal: AbortSignal,
) => Promise<readonly string[]> | readonly string[];

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
    return server.attempt(async (attempt) => {
      const kept = attempt.call<string[]>('LRANGE', key, 1, -1);
      if (attempt.call('EXISTS', key) === 1) return kept;
      const found = await SearchCache.search(index, query, server.signal);
      attempt.commit([...pushes(key, found), ['EXPIRE', key, KEPT_SECONDS]]);
      return found;
    });
  }
}

/** The commands that keep the results as a list. */
function pushes(key: string, found: readonly string[]): Step[] {
  const steps: Step[] = [['RPUSH', key, HEAD]];
  for (let at = 0; at < found.length; at += PIECE) steps.push(['RPUSH', key, ...found.slice(at, at + PIECE)]);
  return steps;
}

/** A list is never empty: its first element stands for the search itself. */
const HEAD = 'results';

/** A command has as many words as JavaScript lets a function have parameters, at most. */
const PIECE = 1000;

const cacheKey = (index: string, query: string) => `search:${JSON.stringify([index, query])}`;
