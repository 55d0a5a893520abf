import { OK, reads, serves, status, Structure, structure, t, writes } from '../../../lib/index';
import { CommandTable } from '../../../lib/command/command-table';
import { describe as described } from '../../../lib/keyspace/registration';
import type { Reply } from '../../../lib/protocol/reply';

@structure()
class Shelf extends Structure {
  private books: string[] = [];

  @writes('Puts books on the shelf.', t.rest(t.text('book')))
  PUT(...books: string[]) {
    return this.books.push(...books);
  }

  @reads(
    'The books from a place on.',
    { since: '1.2.0', complexity: 'O(N)' },
    t.int('from'),
    t.optional(t.int('to')),
  )
  FROM(from: number, to?: number) {
    return this.books.slice(from, to);
  }

  @writes('Puts away, by the clock or by hand.', t.key('from'), t.key('to'), t.key('log'), t.text('why'))
  static CARRY() {
    return OK;
  }

  @writes(
    'Lends books.',
    { keys: [['RO'], ['RW', 'insert']], flags: ['fast'] },
    t.key('shelf'),
    t.key('list'),
    t.options({
      until: t.oneOf('until', t.keyword('DAYS', t.int('days')), 'FOREVER'),
      quietly: t.flag('QUIETLY'),
      reader: t.keyword('READER', t.block('reader', t.text('name'), t.optional(t.text('town')))),
    }),
  )
  static LEND() {
    return OK;
  }

  @reads(
    'Counts what several shelves have.',
    t.counted('numshelves', t.key('shelf')),
    t.flags('what', 'NEW', 'OLD'),
  )
  static COUNTALL() {
    return 0;
  }

  @serves('Opens.', t.text('hour', { undocumented: true }), t.rest(t.text('note'), { optional: true }))
  static 'SHOP OPEN'() {
    return OK;
  }

  @reads('Counts.', { group: 'generic', categories: ['list', 'dangerous'] }, t.key())
  static COUNTLISTS() {
    return 0;
  }

  @writes('Moves a book.', { since: '0.9.0', keysFor: flagsOfMove }, t.key('from'), t.text('how'))
  static 'SHOP MOVE'() {
    return OK;
  }
}

function flagsOfMove(_from: string, how: string) {
  return [how === 'look' ? ['RO'] : ['RW', 'delete']];
}

@structure()
class Pile extends Structure {
  isEmpty() {
    return true;
  }

  @reads('What lies on top.')
  FROM() {
    return null;
  }
}

const table = new CommandTable();
for (const Class of [Shelf, Pile]) table.register(described(Class));

const info = (name: string) => table.get(name)!.info() as Reply[];
const docs = (name: string) => table.get(name)!.docs() as Map<string, Reply>;
const statuses = (...names: string[]) => new Set(names.map(status));
const range = (index: number, last = 0, step = 1) => ({
  begin_search: { type: 'index', spec: { index } },
  find_keys: { type: 'range', spec: { lastkey: last, keystep: step, limit: 0 } },
});
const keysOf = (...words: string[]) =>
  table.keysOf(words.map((word) => Buffer.from(word))).map(({ key, flags }) => [key.toString(), ...flags]);

describe('COMMAND INFO', () => {
  it('tells of an instance method: the key is its first word', () => {
    expect(info('PUT')).toEqual([
      'put',
      -3,
      statuses('write'),
      1,
      1,
      1,
      statuses('@shelf', '@write', '@slow'),
      new Set(),
      new Set([{ flags: statuses('RW', 'update'), ...range(1) }]),
      new Set(),
    ]);
  });

  it('tells of a name that classes share what holds for each: fewest words', () => {
    expect(info('FROM')[1]).toBe(-2);
  });

  it('names the types that a command is for in place of the keyspace', () => {
    expect(info('COUNTLISTS')[6]).toEqual(statuses('@read', '@list', '@slow', '@dangerous'));
  });

  it('has one specification for keys in a row that are used alike', () => {
    expect(info('CARRY').slice(3, 6)).toEqual([1, 3, 1]);
    expect(info('CARRY')[8]).toEqual(new Set([{ flags: statuses('RW', 'update'), ...range(1, 2) }]));
  });

  it('has one for each where they are used otherwise', () => {
    expect(info('LEND')[8]).toEqual(
      new Set([
        { flags: statuses('RO'), ...range(1) },
        { flags: statuses('RW', 'insert'), ...range(2) },
      ]),
    );
    expect(info('LEND').slice(2, 6)).toEqual([statuses('write', 'fast'), 1, 2, 1]);
  });

  it('finds counted keys by their number', () => {
    expect(info('COUNTALL').slice(2, 6)).toEqual([statuses('readonly', 'movablekeys'), 0, 0, 0]);
    expect(info('COUNTALL')[8]).toEqual(
      new Set([
        {
          flags: statuses('RO', 'access'),
          begin_search: { type: 'index', spec: { index: 1 } },
          find_keys: { type: 'keynum', spec: { keynumidx: 0, firstkey: 1, keystep: 1 } },
        },
      ]),
    );
  });

  it('tells that the use of a key depends on the request', () => {
    expect(info('SHOP MOVE')[8]).toEqual(
      new Set([{ flags: statuses('RW', 'update', 'variable_flags'), ...range(2) }]),
    );
  });

  it('lists the sub-commands of a name, HELP among them', () => {
    const [name, arity, , , , , , , , subcommands] = info('SHOP');
    expect([name, arity]).toEqual(['shop', -2]);
    expect((subcommands as Reply[][]).map(([own]) => own)).toEqual(['shop|open', 'shop|help', 'shop|move']);
  });
});

describe('COMMAND DOCS', () => {
  it('tells summary, age, group and complexity', () => {
    expect([...docs('FROM')].slice(0, 3)).toEqual([
      ['summary', 'What lies on top.'],
      ['since', '1.0.0'],
      ['group', 'pile'],
    ]);
    expect(docs('COUNTALL').has('complexity')).toBe(false);
  });

  it('puts the key of an instance method first', () => {
    expect(docs('PUT').get('arguments')).toEqual([
      { name: 'key', type: 'key', key_spec_index: 0 },
      { name: 'book', type: 'string', flags: statuses('multiple') },
    ]);
  });

  it('tells options one by one, alternatives and blocks as such', () => {
    expect((docs('LEND').get('arguments') as Reply[]).slice(2)).toEqual([
      {
        name: 'until',
        type: 'oneof',
        flags: statuses('optional'),
        arguments: [
          { name: 'days', type: 'integer', token: 'DAYS' },
          { name: 'forever', type: 'pure-token', token: 'FOREVER' },
        ],
      },
      { name: 'quietly', type: 'pure-token', token: 'QUIETLY', flags: statuses('optional') },
      {
        name: 'reader',
        type: 'block',
        token: 'READER',
        flags: statuses('optional'),
        arguments: [
          { name: 'name', type: 'string' },
          { name: 'town', type: 'string', flags: statuses('optional') },
        ],
      },
    ]);
  });

  it('says of each key which specification it belongs to', () => {
    const indexes = (name: string) =>
      (docs(name).get('arguments') as Record<string, Reply>[]).map(({ key_spec_index }) => key_spec_index);
    expect(indexes('CARRY')).toEqual([0, 0, 0, undefined]);
    expect(indexes('LEND').slice(0, 2)).toEqual([0, 1]);
    expect(indexes('COUNTALL')).toEqual([undefined, 0, undefined]);
  });

  it('shows flags that may come together as alternatives', () => {
    expect((docs('COUNTALL').get('arguments') as Reply[])[2]).toEqual({
      name: 'what',
      type: 'oneof',
      flags: statuses('optional'),
      arguments: [
        { name: 'new', type: 'pure-token', token: 'NEW' },
        { name: 'old', type: 'pure-token', token: 'OLD' },
      ],
    });
  });

  it('leaves out what is undocumented', () => {
    expect(docs('SHOP OPEN').get('arguments')).toEqual([
      { name: 'note', type: 'string', flags: statuses('optional', 'multiple') },
    ]);
  });

  it('makes a container as old as its oldest sub-command', () => {
    expect(docs('SHOP').get('since')).toBe('0.9.0');
    expect([...(docs('SHOP').get('subcommands') as Map<string, Reply>).keys()]).toEqual([
      'shop|open',
      'shop|help',
      'shop|move',
    ]);
  });
});

describe('COMMAND GETKEYS', () => {
  it('finds keys by the specifications, whatever else is wrong with the request', () => {
    expect(keysOf('PUT', 'a', 'book')).toEqual([['a', 'RW', 'update']]);
    expect(keysOf('LEND', 'a', 'b', 'NONSENSE')).toEqual([
      ['a', 'RO'],
      ['b', 'RW', 'insert'],
    ]);
    expect(keysOf('COUNTALL', '2', 'a', 'b', 'NEW')).toEqual([
      ['a', 'RO', 'access'],
      ['b', 'RO', 'access'],
    ]);
  });

  it('tells how they are used by this very request', () => {
    expect(keysOf('SHOP', 'MOVE', 'a', 'look')).toEqual([['a', 'RO']]);
    expect(keysOf('SHOP', 'MOVE', 'a', 'take')).toEqual([['a', 'RW', 'delete']]);
  });

  it.each([
    [['NOSUCH'], 'ERR Invalid command specified'],
    [['SHOP', 'CLOSE'], 'ERR Invalid command specified'],
    [['SHOP', 'OPEN', '9'], 'ERR The command has no key arguments'],
    [['PUT', 'a'], 'ERR Invalid number of arguments specified for command'],
    [['COUNTALL', '3', 'a', 'b'], 'ERR Invalid arguments specified for command'],
    [['COUNTALL', 'x', 'a', 'b'], 'ERR Invalid arguments specified for command'],
  ])('%j is refused', (words, message) => {
    expect(() => keysOf(...words)).toThrow(message);
  });
});

describe('HELP', () => {
  it('shows each sub-command with its arguments and its summary', () => {
    const { handler } = table.get('SHOP HELP')!.main!;
    expect(handler.call(Shelf, { memo: { commands: table } } as never)).toEqual(
      [
        'SHOP <subcommand> [<arg> [value] [opt] ...]. Subcommands are:',
        'HELP',
        '    Shows these lines.',
        'MOVE <from> <how>',
        '    Moves a book.',
        'OPEN <hour> [<note> [<note> ...]]',
        '    Opens.',
      ].map(status),
    );
  });
});
