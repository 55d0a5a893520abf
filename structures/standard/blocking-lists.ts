import { type Entry, NULL_ARRAY, type Reply, type Server, Structure, structure, t, writes } from 'memo';
import { awaited, awaitOne, BLOCKING, firstAwaited } from './awaited';
import { List, type Side } from './list';
import { TAKE_COUNT } from './take-count';

const about = { group: 'list', event: false as const };
const POPS = {
  ...about,
  since: '2.0.0',
  complexity: 'O(N), N being the number of keys',
  flags: BLOCKING,
  keys: [['RW', 'access', 'delete']],
};
const MOVES = {
  ...about,
  complexity: 'O(1)',
  flags: ['denyoom', ...BLOCKING],
  keys: [
    ['RW', 'access', 'delete'],
    ['RW', 'insert'],
  ],
};
const KEYS = t.list(t.entry());

/** What takes an element without waiting. */
const POP = { LEFT: 'LPOP', RIGHT: 'RPOP' } as const;

/** Lists that are waited for. */
@structure()
export class BlockingLists extends Structure {
  @writes(
    'Takes the first element of the first list that is there, or waits; answers the key, too.',
    POPS,
    KEYS,
    t.timeout(),
  )
  static BLPOP(server: Server, entries: readonly Entry[], timeout: number) {
    return taken(server, entries, 'LEFT', timeout);
  }

  @writes(
    'Takes the last element of the first list that is there, or waits; answers the key, too.',
    POPS,
    KEYS,
    t.timeout(),
  )
  static BRPOP(server: Server, entries: readonly Entry[], timeout: number) {
    return taken(server, entries, 'RIGHT', timeout);
  }

  @writes(
    'Takes an element, or so many, from the first list that is there, or waits; answers its key and the elements.',
    {
      ...about,
      since: '7.0.0',
      complexity: 'O(N+M), N being the number of keys, M that of the elements taken',
      flags: ['blocking'],
      keys: [['RW', 'access', 'delete']],
    },
    t.timeout(),
    t.counted('numkeys', t.entry()),
    t.oneOf('where', 'LEFT', 'RIGHT'),
    TAKE_COUNT,
  )
  static BLMPOP(server: Server, timeout: number, entries: readonly Entry[], from: Side, count = 1): Reply {
    const [entry] = firstAwaited(server, entries, List) ?? [];
    if (!entry) return server.wait(timeout, NULL_ARRAY);
    if (server.isLogged) server.logAs(POP[from], entry.key, count);
    return List.LMPOP(server, [entry], from, count);
  }

  @writes(
    'Takes an element at one end of a list, or waits for it, and puts it at one end of another, or of the same.',
    { ...MOVES, since: '6.2.0' },
    t.entry('source'),
    t.entry('destination'),
    t.oneOf('wherefrom', 'LEFT', 'RIGHT'),
    t.oneOf('whereto', 'LEFT', 'RIGHT'),
    t.timeout(),
  )
  static BLMOVE(
    server: Server,
    source: Entry,
    destination: Entry,
    from: Side,
    to: Side,
    timeout: number,
  ): Reply {
    if (!awaited(server, source, List)) return awaitOne(server, timeout);
    if (server.isLogged) server.logAs('LMOVE', source.key, destination.key, from, to);
    return List.LMOVE(server, source, destination, from, to);
  }

  @writes(
    'Takes the last element of a list, or waits for it, and puts it in front of another, or of the same.',
    { ...MOVES, since: '2.2.0' },
    t.entry('source'),
    t.entry('destination'),
    t.timeout(),
  )
  static BRPOPLPUSH(server: Server, source: Entry, destination: Entry, timeout: number) {
    return BlockingLists.BLMOVE(server, source, destination, 'RIGHT', 'LEFT', timeout);
  }
}

function taken(server: Server, entries: readonly Entry[], from: Side, timeout: number): Reply {
  const found = firstAwaited(server, entries, List);
  if (!found) return server.wait(timeout, NULL_ARRAY);
  const [entry, list] = found;
  if (server.isLogged) server.logAs(POP[from], entry.key);
  const element = list[POP[from]]();
  server.notify(POP[from].toLowerCase(), entry);
  return [entry.keyBytes, element];
}
