import { type DatabaseView, errors, OK, reads, type Server, Structure, structure, t, writes } from 'memo';

const group = 'server';
const flushing = {
  since: '1.0.0',
  group,
  complexity: 'O(N), N being the number of keys',
  categories: ['keyspace', 'dangerous'],
  tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
};

/** Memory is given back in small steps either way. */
const how = t.optional(t.oneOf('async', 'ASYNC', 'SYNC'));

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** The number of a database, which may be none of those there are. */
export const databaseIndex = (name: string) =>
  t.int(name, { ...INT32, outOfRange: errors.notInt32().message });

/** The numbered databases as wholes. */
@structure()
export class Databases extends Structure {
  @reads('How many keys the database has.', {
    since: '1.0.0',
    group,
    complexity: 'O(1)',
    flags: ['fast'],
    categories: ['keyspace'],
    tips: ['request_policy:all_shards', 'response_policy:agg_sum'],
  })
  static DBSIZE(server: Server) {
    return server.database().size;
  }

  @writes('Removes every key of the database.', flushing, how)
  static FLUSHDB(server: Server) {
    server.database().flush();
    return OK;
  }

  @writes('Removes every key of every database.', flushing, how)
  static FLUSHALL(server: Server) {
    for (const database of every(server)) database.flush();
    return OK;
  }

  @writes(
    'Exchanges two databases for every connection.',
    {
      since: '4.0.0',
      group,
      complexity: 'O(1)',
      flags: ['fast'],
      categories: ['keyspace', 'dangerous'],
    },
    t.int('index1', { ...INT32, error: errors.invalidFirstDatabase().message }),
    t.int('index2', { ...INT32, error: errors.invalidSecondDatabase().message }),
  )
  static SWAPDB(server: Server, first: number, second: number) {
    server.memo.swapDatabases(first, second);
    return OK;
  }
}

const every = (server: Server): DatabaseView[] =>
  Array.from({ length: server.memo.databases }, (_, index) => server.database(index));
