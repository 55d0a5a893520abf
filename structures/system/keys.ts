import {
  type Entry,
  errors,
  Glob,
  OK,
  reads,
  type Reply,
  type Server,
  status,
  Structure,
  structure,
  t,
  writes,
} from 'memo';
import { databaseIndex } from './databases';

/** What a handle does to its key, it notifies of itself. */
const about = { group: 'generic', complexity: 'O(1)', event: false as const };
const quick = { ...about, flags: ['fast'] };
const onMany = {
  ...about,
  complexity: 'O(N), N being the number of keys',
  tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
};
const removed = [['RM', 'delete']];
const looked = [['RO']];
const taken = ['RW', 'access', 'delete'];

/** What can be done with a key whatever its value is. */
@structure()
export class Keys extends Structure {
  @writes(
    'Removes keys; answers how many there were.',
    { ...onMany, since: '1.0.0', keys: removed },
    t.list(t.entry()),
  )
  static DEL(server: Server, entries: readonly Entry[]) {
    return remove(server, entries);
  }

  @writes(
    'Removes keys; answers how many there were.',
    { ...onMany, since: '4.0.0', flags: ['fast'], keys: removed },
    t.list(t.entry()),
  )
  static UNLINK(server: Server, entries: readonly Entry[]) {
    return remove(server, entries);
  }

  @reads(
    'Counts the keys that exist.',
    { ...onMany, since: '1.0.0', flags: ['fast'], keys: looked },
    t.list(t.entry()),
  )
  static EXISTS(_server: Server, entries: readonly Entry[]) {
    return entries.filter((entry) => entry.exists).length;
  }

  @reads(
    'Marks keys as used now; counts them.',
    { ...onMany, since: '3.2.1', flags: ['fast'], keys: looked },
    t.list(t.entry()),
  )
  static TOUCH(_server: Server, entries: readonly Entry[]) {
    return entries.filter((entry) => entry.touch()).length;
  }

  @reads(
    'The type of the value: the name of its structure.',
    { ...quick, since: '1.0.0', keys: looked },
    t.entry(),
  )
  static TYPE(_server: Server, entry: Entry) {
    return status(entry.typeName ?? 'none');
  }

  @writes(
    'Renames a key, in place of what has the new name.',
    { ...about, since: '1.0.0', keys: [taken, ['OW', 'update']] },
    t.entry(),
    t.entry('newkey'),
  )
  static RENAME(_server: Server, entry: Entry, target: Entry) {
    rename(entry, target);
    return OK;
  }

  @writes(
    'Renames a key unless the new name is taken.',
    { ...quick, since: '1.0.0', keys: [taken, ['OW', 'insert']] },
    t.entry(),
    t.entry('newkey'),
  )
  static RENAMENX(server: Server, entry: Entry, target: Entry) {
    if (!entry.exists) throw errors.noSuchKey();
    if (target.exists) return server.unchanged(0);
    rename(entry, target);
    return 1;
  }

  @writes(
    'Copies a value to another key.',
    {
      ...about,
      since: '6.2.0',
      complexity: 'O(N), N being the size of the value',
      flags: ['denyoom'],
      keys: [
        ['RO', 'access'],
        ['OW', 'update'],
      ],
    },
    t.entry('source'),
    t.entry('destination'),
    t.options({ database: t.keyword('DB', databaseIndex('destination-db')), replace: t.flag('REPLACE') }),
  )
  static COPY(
    server: Server,
    source: Entry,
    destination: Entry,
    options: { database?: number; replace: boolean },
  ) {
    const target = inDatabase(server, destination, options.database);
    if (target.isSame(source)) throw errors.sameObject();
    if (!source.exists || (target.exists && !options.replace)) return server.unchanged(0);
    source.copyTo(target);
    return 1;
  }

  @writes(
    'Moves a key to another database.',
    { ...quick, since: '1.0.0', keys: [['RW', 'access', 'update']] },
    t.entry(),
    databaseIndex('db'),
  )
  static MOVE(server: Server, entry: Entry, index: number) {
    const target = inDatabase(server, entry, index);
    if (target.isSame(entry)) throw errors.sameObject();
    if (!entry.exists || target.exists) return server.unchanged(0);
    entry.moveTo(target);
    return 1;
  }

  @reads('A key at random.', {
    ...about,
    since: '1.0.0',
    tips: ['request_policy:all_shards', 'nondeterministic_output'],
    unrepeatable: true,
  })
  static RANDOMKEY(server: Server) {
    return server.database().randomKey()?.keyBytes ?? null;
  }

  @reads(
    'Every key that matches a pattern.',
    {
      ...about,
      since: '1.0.0',
      complexity: 'O(N), N being the number of keys in the database',
      categories: ['dangerous'],
      tips: ['request_policy:all_shards', 'nondeterministic_output_order'],
    },
    t.bytes('pattern', { type: 'pattern' }),
  )
  static KEYS(server: Server, pattern: Buffer) {
    const glob = new Glob(pattern);
    const keys = [...server.database().entries()].map(({ keyBytes }) => keyBytes);
    return keys.filter((key) => glob.matches(key));
  }

  @reads(
    'Some keys from a cursor on, and the next cursor.',
    {
      ...about,
      since: '2.8.0',
      complexity: 'O(1) a call for the default COUNT, O(N) for all N keys',
      tips: ['nondeterministic_output', 'request_policy:special'],
      unrepeatable: true,
    },
    t.cursor('cursor'),
    t.options({
      pattern: t.keyword('MATCH', t.bytes('pattern', { type: 'pattern' })),
      count: t.keyword('COUNT', t.int('count', { min: 1, outOfRange: errors.syntax().message })),
      type: t.keyword('TYPE', t.text('type')),
    }),
  )
  static SCAN(server: Server, cursor: number, options: ScanOptions): Reply {
    const { keys, cursor: next } = server.database().scan(cursor, options.count ?? 10);
    const glob = new Glob(options.pattern ?? '*');
    const type = options.type?.toLowerCase();
    const matching = keys.filter(
      (entry) =>
        glob.matches(entry.keyBytes) && (type === undefined || entry.typeName?.toLowerCase() === type),
    );
    return [String(next), matching.map(({ keyBytes }) => keyBytes)];
  }
}

interface ScanOptions {
  pattern?: Buffer;
  count?: number;
  type?: string;
}

function remove(server: Server, entries: readonly Entry[]): number {
  const removed = entries.filter((entry) => entry.delete()).length;
  return removed === 0 ? server.unchanged(0) : removed;
}

function rename(entry: Entry, target: Entry): void {
  if (!entry.exists) throw errors.noSuchKey();
  if (!target.isSame(entry)) entry.moveTo(target);
}

/** The same key in another database. Throws the DB index error. */
function inDatabase(server: Server, entry: Entry, index: number | undefined): Entry {
  return index === undefined ? entry : server.database(index).entry(entry.key);
}
