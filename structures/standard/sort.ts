import {
  type ByteSlice,
  type Entry,
  reads,
  type Reply,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from 'memo';
import { copiesOf, EMPTY } from '../data/slices';
import { List } from './list';
import { Sorting, type SortOptions } from './sorting';

interface StoreOption {
  readonly store: Entry | undefined;
}

const ABOUT = {
  group: 'generic',
  complexity: 'O(N+M*log(M)), where N is the number of elements, and M the number of those that are answered',
  categories: ['set', 'sortedset', 'list', 'dangerous'],
};
const READ = ['RO', 'access'];

const OPTIONS = {
  by: t.repeated(t.keyword('BY', t.keyPattern()), { undocumented: true }),
  limit: t.keyword('LIMIT', t.block('offset_count', t.int('offset'), t.int('count'))),
  get: t.repeated(t.keyword('GET', t.keyPattern())),
  order: t.oneOf({ name: 'order', lastWins: true }, 'ASC', 'DESC'),
  alpha: t.flag('ALPHA'),
};

/** Elements of lists, sets and sorted sets in an order. */
@structure()
export class Sort extends Structure {
  @writes(
    'Sorts the elements of a list, a set or a sorted set; answers them or what they name, or makes it a list.',
    {
      event: false,
      ...ABOUT,
      since: '1.0.0',
      flags: ['denyoom'],
      keys: [READ, READ, READ, ['OW', 'update']],
    },
    t.entry(),
    t.options({ ...OPTIONS, store: t.keyword('STORE', t.entry('destination')) }),
  )
  static SORT(server: Server, entry: Entry, options: SortOptions & StoreOption): Reply {
    const { store } = options;
    const answers = new Sorting(server, entry, options, store !== undefined).answers();
    if (store) return storeList(server, store, answers);
    return server.unchanged(answers);
  }

  @reads(
    'Sorts the elements of a list, a set or a sorted set; answers them, or what they name.',
    { ...ABOUT, since: '7.0.0', keys: [READ, READ, READ] },
    t.entry(),
    t.options(OPTIONS),
  )
  static SORT_RO(server: Server, entry: Entry, options: SortOptions): Reply {
    return new Sorting(server, entry, options, false).answers();
  }
}

/** Makes answers a list; those that are missing are empty. Removes the key when there are none. */
function storeList(server: Server, entry: Entry, answers: readonly (ByteSlice | undefined)[]): number {
  const elements = copiesOf(answers.map((answer) => answer ?? EMPTY));
  if (elements.length > 0) {
    entry.replace(List).RPUSH(elements);
    server.notify('sortstore', entry, 'l');
  } else if (!entry.delete()) server.unchanged();
  return elements.length;
}
