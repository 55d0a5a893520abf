import { type Entry, NULL_ARRAY, type Reply, type Server, Structure, structure, t, writes } from 'memo';
import type { End } from '../data/packed-sorted-set';
import { BLOCKING, firstAwaited } from './awaited';
import { SortedSet } from './sorted-set';
import { TAKE_COUNT } from './take-count';

const about = { group: 'sorted-set', event: false as const };
const POPS = {
  ...about,
  since: '5.0.0',
  complexity: 'O(log(N)), N being the number of members',
  flags: [...BLOCKING, 'fast'],
  keys: [['RW', 'access', 'delete']],
};
const KEYS = t.list(t.entry());

/** Sorted sets that are waited for. */
@structure()
export class BlockingSortedSets extends Structure {
  @writes(
    'Takes the member with the lowest score from the first sorted set that is there, or waits; answers the key, too.',
    POPS,
    KEYS,
    t.timeout(),
  )
  static BZPOPMIN(server: Server, entries: readonly Entry[], timeout: number) {
    return taken(server, entries, 'MIN', timeout);
  }

  @writes(
    'Takes the member with the highest score from the first sorted set that is there, or waits; answers the key, too.',
    POPS,
    KEYS,
    t.timeout(),
  )
  static BZPOPMAX(server: Server, entries: readonly Entry[], timeout: number) {
    return taken(server, entries, 'MAX', timeout);
  }

  @writes(
    'Takes the members with the lowest or the highest scores from the first sorted set that is there, or waits; answers that key, and the members with their scores.',
    {
      ...about,
      since: '7.0.0',
      complexity: 'O(K+M*log(N)), K being the number of keys, M that of the members taken, N that of all',
      flags: ['blocking'],
      keys: [['RW', 'access', 'delete']],
    },
    t.timeout(),
    t.counted('numkeys', t.entry()),
    t.oneOf('where', 'MIN', 'MAX'),
    TAKE_COUNT,
  )
  static BZMPOP(server: Server, timeout: number, entries: readonly Entry[], end: End, count = 1): Reply {
    const [entry] = firstAwaited(server, entries, SortedSet) ?? [];
    if (!entry) return server.wait(timeout, NULL_ARRAY);
    if (server.isLogged) server.logAs(`ZPOP${end}`, entry.key, count);
    return SortedSet.ZMPOP(server, [entry], end, count);
  }
}

function taken(server: Server, entries: readonly Entry[], end: End, timeout: number): Reply {
  const found = firstAwaited(server, entries, SortedSet);
  if (!found) return server.wait(timeout, NULL_ARRAY);
  const [entry, set] = found;
  if (server.isLogged) server.logAs(`ZPOP${end}`, entry.key);
  const popped = set.pop(end, 1);
  server.notify(end === 'MIN' ? 'zpopmin' : 'zpopmax', entry);
  return [entry.keyBytes, ...popped];
}
