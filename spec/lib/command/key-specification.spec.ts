import { CommandError, OK, reads, serves, status, Structure, structure, t, writes } from '../../../lib/index';
import { CommandTable } from '../../../lib/command/command-table';
import { describe as described } from '../../../lib/keyspace/registration';
import type { Reply } from '../../../lib/protocol/reply';

const READ = ['RO', 'access'];
const STORED = ['OW', 'update'];
const unbalanced = () => new CommandError('ERR unbalanced');

const reading = {
  count: t.keyword('COUNT', t.int('count')),
  block: t.keyword('BLOCK', t.int('milliseconds')),
};
const streams = t.required(
  t.keyword('STREAMS', t.halves('streams', t.entry(), t.wire('id'), { odd: unbalanced })),
);

/** Declared as Redis' commands with such arguments are. */
@structure()
class Keys extends Structure {
  @reads('As XREAD.', t.options({ ...reading, streams }))
  static FOLLOW() {
    return OK;
  }

  @writes(
    'As XREADGROUP.',
    { keys: [READ] },
    t.options({
      group: t.required(
        t.keyword('GROUP', t.block('group_consumer', t.text('group'), t.text('consumer'))),
        'ERR no group',
      ),
      ...reading,
      streams,
    }),
  )
  static SHARE() {
    return OK;
  }

  @writes(
    'As GEORADIUS.',
    { keys: [READ, STORED, STORED] },
    t.entry(),
    t.int('radius'),
    t.options({
      count: t.keyword('COUNT', t.int('count')),
      store: t.keyword('STORE', t.entry()),
      distances: t.keyword('STOREDIST', t.entry()),
    }),
  )
  static NEAR() {
    return OK;
  }

  @writes(
    'As SORT.',
    { keys: [READ, READ, READ, STORED] },
    t.entry(),
    t.options({
      by: t.keyword('BY', t.keyPattern()),
      limit: t.keyword('LIMIT', t.block('range', t.int('offset'), t.int('count'))),
      get: t.repeated(t.keyword('GET', t.keyPattern())),
      order: t.oneOf('order', 'ASC', 'DESC'),
      store: t.keyword('STORE', t.entry('destination')),
    }),
  )
  static ARRANGE() {
    return OK;
  }

  @writes(
    'As MIGRATE.',
    { keys: [['RW'], ['RW', 'delete']] },
    t.entry(),
    t.options({
      password: t.oneOf('auth', t.keyword('AUTH', t.text('password'))),
      keys: t.keyword('KEYS', t.list(t.entry())),
    }),
  )
  static EMIGRATE() {
    return OK;
  }

  @writes(
    'As ZUNIONSTORE.',
    { keys: [STORED, READ] },
    t.entry('destination'),
    t.counted('numkeys', t.entry()),
    t.options({ weights: t.keyword('WEIGHTS', t.list(t.int('weight'))) }),
  )
  static UNITE() {
    return OK;
  }

  @serves('As EVAL.', { flags: ['no_mandatory_keys'] }, t.text('script'), t.counted('numkeys', t.entry()))
  static RUN() {
    return OK;
  }

  @reads(
    'What nobody is told misleads nobody.',
    t.options({ note: t.keyword('NOTE', t.text('note'), { undocumented: true }), streams }),
  )
  static SILENT() {
    return OK;
  }
}

const table = new CommandTable();
table.register(described(Keys));

const info = (name: string) => table.get(name)!.info() as Reply[];
const flags = (...names: string[]) => new Set(names.map(status));
const index = (word: number) => ({ type: 'index', spec: { index: word } });
const keyword = (word: string, startfrom: number) => ({
  type: 'keyword',
  spec: { keyword: word, startfrom },
});
const range = (lastkey: number, limit = 0) => ({ type: 'range', spec: { lastkey, keystep: 1, limit } });
const unknown = { type: 'unknown', spec: {} };
const specification = (names: string[], search: Reply, found: Reply) => ({
  flags: flags(...names),
  begin_search: search,
  find_keys: found,
});

describe('COMMAND INFO of keys that move', () => {
  it.each([
    ['FOLLOW', -4, [0, 0, 0], [specification(READ, keyword('STREAMS', 1), range(-1, 2))]],
    ['SHARE', -7, [0, 0, 0], [specification(READ, keyword('STREAMS', 4), range(-1, 2))]],
    [
      'NEAR',
      -3,
      [1, 1, 1],
      [
        specification(READ, index(1), range(0)),
        specification(STORED, keyword('STORE', 3), range(0)),
        specification(STORED, keyword('STOREDIST', 3), range(0)),
      ],
    ],
    [
      'ARRANGE',
      -2,
      [1, 1, 1],
      [
        specification(READ, index(1), range(0)),
        specification(READ, unknown, unknown),
        specification(STORED, unknown, unknown),
      ],
    ],
    [
      'EMIGRATE',
      -2,
      [1, 1, 1],
      [
        specification(['RW'], index(1), range(0)),
        specification(['RW', 'delete', 'incomplete'], keyword('KEYS', -2), range(-1)),
      ],
    ],
    ['SILENT', -4, [0, 0, 0], [specification(READ, keyword('STREAMS', 1), range(-1, 2))]],
  ])('%s', (name, arity, places, specifications) => {
    const [, ownArity, ownFlags, first, last, step, , , own] = info(name);
    expect(ownArity).toBe(arity);
    expect([first, last, step]).toEqual(places);
    expect(own).toEqual(new Set(specifications));
    expect([...(ownFlags as Set<Reply>)]).toContainEqual(status('movablekeys'));
  });
});

describe('COMMAND DOCS of options', () => {
  const argumentsOf = (name: string) =>
    (table.get(name)!.docs() as Map<string, Reply>).get('arguments') as Reply[];

  it('does not call those optional that must be given', () => {
    expect(argumentsOf('FOLLOW')[2]).toEqual({
      name: 'streams',
      type: 'block',
      token: 'STREAMS',
      arguments: [
        { name: 'key', type: 'key', key_spec_index: 0, flags: flags('multiple') },
        { name: 'id', type: 'string', flags: flags('multiple') },
      ],
    });
  });

  it('tells which keys patterns name, and that a token is repeated', () => {
    expect(argumentsOf('ARRANGE').filter((_, at) => at !== 2 && at !== 4)).toEqual([
      { name: 'key', type: 'key', key_spec_index: 0 },
      { name: 'pattern', type: 'pattern', key_spec_index: 1, token: 'BY', flags: flags('optional') },
      {
        name: 'pattern',
        type: 'pattern',
        key_spec_index: 1,
        token: 'GET',
        flags: flags('optional', 'multiple', 'multiple_token'),
      },
      { name: 'destination', type: 'key', key_spec_index: 2, token: 'STORE', flags: flags('optional') },
    ]);
  });
});

describe('COMMAND GETKEYS of keys that move', () => {
  const keysOf = (line: string) => table.keysOf(line.split(' ').map((word) => Buffer.from(word)));

  it.each([
    ['FOLLOW STREAMS a b 0 0', 'a b'],
    ['FOLLOW STREAMS a b 0', 'a'],
    ['FOLLOW COUNT streams STREAMS a', 'STREAMS'],
    ['FOLLOW NONSENSE STREAMS a 0', 'a'],
    ['SHARE GROUP g STREAMS STREAMS a 0', 'a'],
    ['SHARE COUNT 1 GROUP g c STREAMS a 0', 'a'],
    ['NEAR a 1', 'a'],
    ['NEAR a 1 STORE', 'a'],
    ['NEAR a STORE b', 'a'],
    ['NEAR a 1 STORE b STOREDIST c', 'a b c'],
    ['NEAR a 1 STORE b STORE c', 'a b'],
    ['ARRANGE a', 'a'],
    ['ARRANGE a STORE', 'a'],
    ['ARRANGE a BY x GET STORE STORE b', 'a b'],
    ['ARRANGE a LIMIT STORE b STORE c', 'a c'],
    ['ARRANGE a NONSENSE store b DESC STORE c', 'a c'],
    ['ARRANGE a BY STORE', 'a'],
    ['EMIGRATE a AUTH KEYS KEYS b c', 'a b c'],
    ['UNITE a 2 b c', 'a b c'],
    ['RUN x 2 a', ''],
    ['RUN x y a', ''],
    ['RUN x 1 a', 'a'],
  ])('%s: %s', (line, keys) => {
    expect(
      keysOf(line)
        .map(({ key }) => key.toString())
        .join(' '),
    ).toBe(keys);
  });

  it('tells what is done with each', () => {
    expect(keysOf('ARRANGE a STORE b').map((key) => key.flags)).toEqual([READ, STORED]);
  });

  it.each([
    'FOLLOW COUNT 1 BLOCK 2',
    'FOLLOW COUNT 1 STREAMS',
    'FOLLOW COUNT 1 STREAMS a',
    'SHARE STREAMS a b c 0 0 0',
    'UNITE a 3 b c',
    'UNITE a 0 b c',
    'UNITE a x b c',
  ])('%s is refused', (line) => {
    expect(() => keysOf(line)).toThrow('ERR Invalid arguments specified for command');
  });
});
