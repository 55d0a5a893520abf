import {
  CommandError,
  reads,
  Structure,
  structure,
  t,
  type ByteSlice,
  type Entry,
  type Server,
} from '../../../lib/index';
import { serving } from '../../support/serving';

type Side = 'LEFT' | 'RIGHT';

interface Options {
  readonly quiet: boolean;
  readonly limit: number | undefined;
  readonly order: 'ASC' | 'DESC' | readonly ['BY', string] | undefined;
}

interface Duties {
  readonly names: readonly string[];
  readonly order: 'ASC' | 'DESC' | undefined;
  readonly by: Buffer;
  readonly all: readonly [readonly string[], readonly number[]];
}

/** Each command shows what its arguments were read as. */
const shown = (...values: unknown[]) =>
  JSON.stringify(values, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Set) return [...value];
    return value === undefined || value === Infinity || value === -Infinity ? String(value) : value;
  });

@structure()
class Words extends Structure {
  @reads('A key.', t.key('name'))
  static KEY(_server: Server, key: string) {
    return shown(key);
  }

  @reads('An entry.', t.entry())
  static ENTRY(_server: Server, entry: Entry) {
    return shown(entry.key, entry.exists);
  }

  @reads('Text.', t.text('text', { type: 'pattern' }))
  static TEXT(_server: Server, text: string) {
    return shown(text);
  }

  @reads('Text that is checked.', t.checked(t.text('text'), (text) => text.trim() !== '', 'ERR it is blank'))
  static CHECKED(_server: Server, text: string) {
    return shown(text);
  }

  @reads('A character a byte.', t.wire('text'))
  static WIRE(_server: Server, text: string) {
    return shown(text);
  }

  @reads('A copy, and a view of bytes.', t.bytes('copy'), t.slice('view'))
  static BYTES(_server: Server, copy: Buffer, { bytes, start, end }: ByteSlice) {
    return [copy, bytes.subarray(start, end)];
  }

  @reads('An integer.', t.int('n'))
  static INT(_server: Server, n: number) {
    return shown(n);
  }

  @reads('An integer within bounds.', t.int('n', { min: 1, max: 9 }))
  static BOUNDED(_server: Server, n: number) {
    return shown(n);
  }

  @reads('An integer with errors.', t.int('n', { min: 1, error: 'ERR no', outOfRange: 'ERR too low' }))
  static INTERROR(_server: Server, n: number) {
    return shown(n);
  }

  @reads('64 bits.', t.bigint('n', { min: -5n, outOfRange: 'ERR too low' }))
  static BIGINT(_server: Server, n: bigint) {
    return shown(n);
  }

  @reads('A float.', t.float('x'))
  static FLOAT(_server: Server, x: number) {
    return shown(x);
  }

  @reads('A cursor.', t.cursor())
  static CURSOR(_server: Server, cursor: number) {
    return shown(cursor);
  }

  @reads('One of some.', t.oneOf('side', 'LEFT', 'RIGHT'))
  static ONEOF(_server: Server, side: Side) {
    return shown(side);
  }

  @reads('Flags.', t.flags('how', 'FAST', 'SAFE'))
  static FLAGS(_server: Server, how: ReadonlySet<'FAST' | 'SAFE'>) {
    return shown(how);
  }

  @reads(
    'Options, after a word.',
    t.text('word'),
    t.options({
      quiet: t.flag('QUIET'),
      limit: t.keyword('LIMIT', t.int('limit', { min: 0 })),
      order: t.oneOf('order', 'ASC', 'DESC', t.keyword('BY', t.text('field'))),
    }),
  )
  static OPTIONS(_server: Server, word: string, { quiet, limit, order }: Options) {
    return shown(word, quiet, limit, order);
  }

  @reads(
    'Options with an error.',
    t.options({ nx: t.flag('NX') }, { unknown: (word) => new CommandError(`ERR no ${word}`) }),
  )
  static OPTIONERROR(_server: Server, { nx }: { nx: boolean }) {
    return shown(nx);
  }

  @reads('Optional ones.', t.optional(t.int('count')), t.optional(t.oneOf('side', 'LEFT', 'RIGHT')))
  static OPTIONAL(_server: Server, count?: number, side?: Side) {
    return shown(count, side);
  }

  @reads(
    'Optional ones, then options.',
    t.optional(t.text('word')),
    t.optional(t.int('count')),
    t.optional(t.keyword('AS', t.text('name'))),
    t.options({ quiet: t.flag('QUIET'), order: t.oneOf('order', 'ASC', t.keyword('BY', t.text('name'))) }),
  )
  static OPTIONALOPTIONS(
    _server: Server,
    word?: string,
    count?: number,
    name?: string,
    options?: { quiet: boolean; order: 'ASC' | readonly ['BY', string] | undefined },
  ) {
    return shown(word, count, name, options);
  }

  @reads(
    'An optional one, flags, and one that must be given.',
    t.optional(t.text('word')),
    t.flags('how', 'A', 'B'),
  )
  static OPTIONALFLAGS(_server: Server, word: string | undefined, how: ReadonlySet<'A' | 'B'>) {
    return shown(word, how);
  }

  @reads('One at most.', t.optional(t.int('count', { min: 0 }), { alone: true }))
  static ALONE(_server: Server, count?: number) {
    return shown(count);
  }

  @reads('No more than there are.', t.counted('numkeys', t.key(), { tooMany: 'ERR too many' }))
  static TOOMANY(_server: Server, keys: readonly string[]) {
    return shown(keys);
  }

  @reads('A rest.', t.key(), t.rest(t.int('value')))
  static REST(_server: Server, key: string, ...values: number[]) {
    return shown(key, values);
  }

  @reads('A rest that may be nothing.', t.rest(t.text('value'), { optional: true }))
  static MAYBE(_server: Server, ...values: string[]) {
    return shown(values);
  }

  @reads('Pairs.', t.pairs(t.key('field'), t.int('value')))
  static PAIRS(_server: Server, ...pairs: (readonly [string, number])[]) {
    return shown(pairs);
  }

  @reads(
    'Any number of pairs.',
    t.pairList(t.key('field'), t.int('value'), 'pair', { odd: () => new CommandError('ERR odd') }),
  )
  static PAIRLIST(_server: Server, pairs: readonly (readonly [string, number])[]) {
    return shown(pairs);
  }

  @reads('A list, and more.', t.list(t.key()), t.int('timeout'))
  static LIST(_server: Server, keys: readonly string[], timeout: number) {
    return shown(keys, timeout);
  }

  @reads(
    'So many, and options.',
    t.counted('numkeys', t.key()),
    t.options({ limit: t.keyword('LIMIT', t.int('limit')) }),
  )
  static COUNTED(_server: Server, keys: readonly string[], { limit }: { limit: number | undefined }) {
    return shown(keys, limit);
  }

  @reads(
    'So many, and as many of another.',
    t.counted('numkeys', t.key(), { outOfRange: 'ERR no key' }),
    t.lazy(
      t.options({ weights: t.keyword('WEIGHTS', t.asMany(t.float('weight', { error: 'ERR weight' }))) }),
    ),
  )
  static ASMANY(
    _server: Server,
    keys: readonly string[],
    options: () => { readonly weights: readonly number[] | undefined },
  ) {
    return shown(keys, options().weights ?? []);
  }

  @reads(
    'Tokens before others.',
    t.leading(t.flags('condition', 'NX', 'XX'), t.flag('CH')),
    t.pairList(t.float('score'), t.text('member')),
  )
  static LEADING(
    _server: Server,
    options: ReadonlySet<'NX' | 'XX' | 'CH'>,
    pairs: readonly (readonly [number, string])[],
  ) {
    return shown(options, pairs);
  }

  @reads(
    'Options that are given once.',
    t.options({
      reverse: t.flag('REV', { once: true }),
      by: t.oneOf({ name: 'by', once: true }, 'BYSCORE', 'BYLEX'),
      scores: t.flag('WITHSCORES'),
    }),
  )
  static ONCE(
    _server: Server,
    { reverse, by, scores }: { reverse: boolean; by: 'BYSCORE' | 'BYLEX' | undefined; scores: boolean },
  ) {
    return shown(reverse, by ?? 'none', scores);
  }

  @reads('A block in a rest.', t.rest(t.block('place', t.float('x'), t.float('y'), t.text('name'))))
  static BLOCKS(_server: Server, ...places: (readonly [number, number, string])[]) {
    return shown(places);
  }

  @reads(
    'Options that must be given, and that may be given twice.',
    t.options({
      names: t.repeated(t.keyword('NAME', t.text('name'))),
      order: t.oneOf({ name: 'order', lastWins: true }, 'ASC', 'DESC'),
      by: t.required(t.keyword('BY', t.keyPattern()), 'ERR no BY'),
      all: t.required(
        t.keyword('OF', t.halves('of', t.key(), t.int('n'), { odd: () => new CommandError('ERR odd') })),
      ),
    }),
  )
  static DUTIES(_server: Server, { names, order, by, all }: Duties) {
    return shown(names, ...(order ? [order] : []), by.toString(), all);
  }

  @reads('A number when it is asked for.', t.lazy(t.int('n')), t.text('mode'))
  static LAZY(_server: Server, n: () => number, mode: string) {
    return shown(mode === 'ask' ? n() : 'not asked');
  }

  @reads('Keys when they are asked for.', t.lazy(t.counted('numkeys', t.key())))
  static LAZYCOUNTED(_server: Server, keys: () => readonly string[]) {
    return shown(keys());
  }

  @reads('Five arguments.', t.text('a'), t.int('b'), t.float('c'), t.bigint('d'), t.wire('e'))
  static FIVE(_server: Server, ...all: [string, number, number, bigint, string]) {
    return shown(...all);
  }

  @reads('Of an instance.', t.text('a'), t.optional(t.int('b')))
  INSTANCE(a: string, b?: number) {
    return shown(this.key, a, b);
  }

  isEmpty() {
    return true;
  }
}

const NOT_INTEGER = 'ERR value is not an integer or out of range';
const OUT_OF_RANGE = 'ERR value is out of range';
const NOT_FLOAT = 'ERR value is not a valid float';
const SYNTAX = 'ERR syntax error';
const arity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

describe('The schema', () => {
  const context = serving({ structures: [Words] });
  const { say, refusal } = context;

  describe('reads', () => {
    it.each<[string, unknown[]]>([
      ['KEY a', ['a']],
      ['ENTRY a', ['a', false]],
      ['TEXT ä€😀', ['ä€😀']],
      ['CHECKED a', ['a']],
      ['WIRE ä', ['Ã¤']],
      ['INT 12', [12]],
      ['INT -7', [-7]],
      ['INT 9223372036854775807', [2 ** 63]],
      ['BOUNDED 1', [1]],
      ['BOUNDED 9', [9]],
      ['BIGINT 9223372036854775807', ['9223372036854775807n']],
      ['BIGINT -5', ['-5n']],
      ['FLOAT 3', [3]],
      ['FLOAT -1.5e3', [-1500]],
      ['FLOAT .5', [0.5]],
      ['FLOAT inf', ['Infinity']],
      ['FLOAT -INFINITY', ['-Infinity']],
      ['FLOAT 0x1F', [31]],
      ['CURSOR 0', [0]],
      ['CURSOR 17', [17]],
      ['ONEOF left', ['LEFT']],
      ['ONEOF Right', ['RIGHT']],
      ['OPTIONALOPTIONS', ['undefined', 'undefined', 'undefined', { quiet: false, order: 'undefined' }]],
      ['OPTIONALOPTIONS quiet', ['undefined', 'undefined', 'undefined', { quiet: true, order: 'undefined' }]],
      ['OPTIONALOPTIONS w by me', ['w', 'undefined', 'undefined', { quiet: false, order: ['BY', 'me'] }]],
      ['OPTIONALOPTIONS as me ASC', ['undefined', 'undefined', 'me', { quiet: false, order: 'ASC' }]],
      ['OPTIONALOPTIONS w 3 as quiet QUIET', ['w', 3, 'quiet', { quiet: true, order: 'undefined' }]],
      ['OPTIONALFLAGS b', ['undefined', ['B']]],
      ['OPTIONALFLAGS b a', ['undefined', ['B', 'A']]],
      ['OPTIONALFLAGS w a', ['w', ['A']]],
      ['FLAGS', [[]]],
      ['FLAGS safe FAST safe', [['SAFE', 'FAST']]],
      ['OPTIONS w', ['w', false, 'undefined', 'undefined']],
      ['OPTIONS w quiet', ['w', true, 'undefined', 'undefined']],
      ['OPTIONS w ASC limit 3 QUIET', ['w', true, 3, 'ASC']],
      ['OPTIONS w BY name LIMIT 0', ['w', false, 0, ['BY', 'name']]],
      ['OPTIONS w LIMIT 1 LIMIT 2', ['w', false, 2, 'undefined']],
      ['OPTIONS QUIET', ['QUIET', false, 'undefined', 'undefined']],
      ['OPTIONERROR nx', [true]],
      ['OPTIONAL', ['undefined', 'undefined']],
      ['OPTIONAL 3', [3, 'undefined']],
      ['OPTIONAL 3 RIGHT', [3, 'RIGHT']],
      ['ALONE', ['undefined']],
      ['ALONE 3', [3]],
      ['TOOMANY 2 a b', [['a', 'b']]],
      ['REST k 1', ['k', [1]]],
      ['REST k 1 2 3', ['k', [1, 2, 3]]],
      ['MAYBE', [[]]],
      ['MAYBE a b', [['a', 'b']]],
      ['PAIRS a 1', [[['a', 1]]]],
      [
        'PAIRS a 1 b 2',
        [
          [
            ['a', 1],
            ['b', 2],
          ],
        ],
      ],
      [
        'PAIRLIST a 1 b 2',
        [
          [
            ['a', 1],
            ['b', 2],
          ],
        ],
      ],
      ['LIST a 0', [['a'], 0]],
      ['LIST a b c 0', [['a', 'b', 'c'], 0]],
      ['COUNTED 1 a', [['a'], 'undefined']],
      ['LAZYCOUNTED 3 a b c', [['a', 'b', 'c']]],
      ['COUNTED 2 a LIMIT LIMIT 3', [['a', 'LIMIT'], 3]],
      ['BLOCKS 1 2 here', [[[1, 2, 'here']]]],
      [
        'BLOCKS 1 2 here 3 4 there',
        [
          [
            [1, 2, 'here'],
            [3, 4, 'there'],
          ],
        ],
      ],
      ['DUTIES BY a OF k 1', [[], 'a', [['k'], [1]]]],
      [
        'DUTIES NAME x BY a NAME y BY b NAME z OF k l 1 2',
        [
          ['x', 'y', 'z'],
          'b',
          [
            ['k', 'l'],
            [1, 2],
          ],
        ],
      ],
      ['DUTIES ASC DESC BY a ASC OF k 1', [[], 'ASC', 'a', [['k'], [1]]]],
      ['ASMANY 2 a b', [['a', 'b'], []]],
      [
        'ASMANY 2 a b WEIGHTS 1 2.5',
        [
          ['a', 'b'],
          [1, 2.5],
        ],
      ],
      ['LEADING 1 a', [[], [[1, 'a']]]],
      [
        'LEADING xx CH ch NX 1 a 2 NX',
        [
          ['XX', 'CH', 'NX'],
          [
            [1, 'a'],
            [2, 'NX'],
          ],
        ],
      ],
      ['LEADING CH NX', [['CH', 'NX'], []]],
      ['ONCE BYLEX WITHSCORES REV withscores', [true, 'BYLEX', true]],
      ['ONCE', [false, 'none', false]],
      ['LAZY 3 ask', [3]],
      ['LAZY three skip', ['not asked']],
      ['FIVE a 1 2.5 3 e', ['a', 1, 2.5, '3n', 'e']],
      ['INSTANCE k a', ['k', 'a', 'undefined']],
      ['INSTANCE k a 2', ['k', 'a', 2]],
    ])('%s as %j', async (command, values) => {
      const [name, ...words] = command.split(' ');
      expect(JSON.parse((await say(name!, ...words)) as string)).toEqual(values);
    });

    it('text whose bytes are no UTF-8 so that they come back', async () => {
      expect(JSON.parse((await say('TEXT', Buffer.of(0x61, 0xff))) as string)).toEqual(['a\udcff']);
    });

    it('bytes as a copy and as a view', async () => {
      const bytes = Buffer.of(0, 255, 13, 10);
      expect(await context.client.callBuffer('BYTES', bytes, bytes)).toEqual([bytes, bytes]);
    });
  });

  describe('refuses', () => {
    it.each([
      ['KEY', arity('key')],
      ['KEY a b', arity('key')],
      ['CHECKED \t', 'ERR it is blank'],
      ['INT', arity('int')],
      ['INT x', NOT_INTEGER],
      ['INT 1.0', NOT_INTEGER],
      ['INT +1', NOT_INTEGER],
      ['INT 01', NOT_INTEGER],
      ['INT 9223372036854775808', NOT_INTEGER],
      ['BOUNDED 0', OUT_OF_RANGE],
      ['BOUNDED 10', OUT_OF_RANGE],
      ['BOUNDED x', NOT_INTEGER],
      ['INTERROR x', 'ERR no'],
      ['INTERROR 0', 'ERR too low'],
      ['BIGINT x', NOT_INTEGER],
      ['BIGINT -6', 'ERR too low'],
      ['FLOAT nan', NOT_FLOAT],
      ['FLOAT 1,5', NOT_FLOAT],
      ['FLOAT 1e', NOT_FLOAT],
      ['CURSOR x', 'ERR invalid cursor'],
      ['ONEOF up', SYNTAX],
      ['FLAGS FAST slow', SYNTAX],
      ['OPTIONS', arity('options')],
      ['OPTIONS w LOUD', SYNTAX],
      ['OPTIONS w LIMIT', SYNTAX],
      ['OPTIONS w LIMIT x', NOT_INTEGER],
      ['OPTIONS w LIMIT -1', OUT_OF_RANGE],
      ['OPTIONS w ASC DESC', SYNTAX],
      ['OPTIONS w BY', SYNTAX],
      ['OPTIONERROR XX', 'ERR no XX'],
      ['OPTIONAL x', NOT_INTEGER],
      ['OPTIONAL 1 UP', SYNTAX],
      ['REST k', arity('rest')],
      ['REST k 1 x', NOT_INTEGER],
      ['PAIRS a', arity('pairs')],
      ['PAIRS a 1 b', arity('pairs')],
      ['PAIRLIST a 1 b', 'ERR odd'],
      ['LIST a', arity('list')],
      ['LIST a x', NOT_INTEGER],
      ['ALONE x', NOT_INTEGER],
      ['ALONE x y', SYNTAX],
      ['TOOMANY 3 a b', 'ERR too many'],
      ['TOOMANY 0 a', 'ERR numkeys should be greater than 0'],
      ['COUNTED 0 a', 'ERR numkeys should be greater than 0'],
      ['COUNTED x a', 'ERR numkeys should be greater than 0'],
      ['COUNTED 2 a', SYNTAX],
      ['LAZYCOUNTED 2 a', SYNTAX],
      ['LAZYCOUNTED 1 a b', SYNTAX],
      ['COUNTED 1 a b', SYNTAX],
      ['BLOCKS 1 2', arity('blocks')],
      ['DUTIES BY a', arity('duties')],
      ['DUTIES NAME x NAME y NAME z', SYNTAX],
      ['DUTIES NAME x OF k 1', 'ERR no BY'],
      ['DUTIES BY a NAME x OF k', 'ERR odd'],
      ['DUTIES BY a NAME x y OF', SYNTAX],
      ['DUTIES BY a OF k x', NOT_INTEGER],
      ['ASMANY x a', NOT_INTEGER],
      ['ASMANY 0 a', 'ERR no key'],
      ['ASMANY 2 a', SYNTAX],
      ['ASMANY 2 a b WEIGHTS 1', SYNTAX],
      ['ASMANY 2 a b WEIGHTS 1 x', 'ERR weight'],
      ['ASMANY 2 a b WEIGHTS 1 2 3', SYNTAX],
      ['LEADING CH GT 1 a', NOT_FLOAT],
      ['ONCE REV rev', SYNTAX],
      ['ONCE BYLEX BYLEX', SYNTAX],
      ['ONCE BYLEX BYSCORE', SYNTAX],
      ['LAZY x ask', NOT_INTEGER],
      ['FIVE a 1 2 3', arity('five')],
      ['FIVE a 1 2 3 4 5', arity('five')],
      ['INSTANCE', arity('instance')],
      ['INSTANCE k', arity('instance')],
      ['INSTANCE k a 1 2', arity('instance')],
    ])('%s: %s', async (command, error) => {
      const [name, ...words] = command.split(' ');
      expect(await refusal(name!, ...words)).toBe(error);
    });
  });

  describe('tells clients', () => {
    const info = async (name: string) => {
      const [[, words, flags, first, last, step]] = (await say('COMMAND', 'INFO', name)) as [unknown[]];
      return [words, flags, first, last, step];
    };

    it.each<[string, unknown[]]>([
      ['KEY', [2, ['readonly'], 1, 1, 1]],
      ['TEXT', [2, ['readonly'], 0, 0, 0]],
      ['FLAGS', [-1, ['readonly'], 0, 0, 0]],
      ['OPTIONS', [-2, ['readonly'], 0, 0, 0]],
      ['OPTIONAL', [-1, ['readonly'], 0, 0, 0]],
      ['ALONE', [-1, ['readonly'], 0, 0, 0]],
      ['REST', [-3, ['readonly'], 1, 1, 1]],
      ['MAYBE', [-1, ['readonly'], 0, 0, 0]],
      ['PAIRS', [-3, ['readonly'], 1, -1, 2]],
      ['LIST', [-3, ['readonly'], 1, -2, 1]],
      ['COUNTED', [-3, ['readonly', 'movablekeys'], 0, 0, 0]],
      ['BLOCKS', [-4, ['readonly'], 0, 0, 0]],
      ['FIVE', [6, ['readonly'], 0, 0, 0]],
      ['INSTANCE', [-3, ['readonly'], 1, 1, 1]],
    ])('arity, flags and keys of %s: %j', async (name, expected) => {
      expect(await info(name)).toEqual(expected);
    });

    it.each([
      ['KEY k', ['k']],
      ['REST k 1 2', ['k']],
      ['PAIRS a 1 b 2', ['a', 'b']],
      ['LIST a b 0', ['a', 'b']],
      ['COUNTED 2 a b LIMIT 1', ['a', 'b']],
      ['INSTANCE k a', ['k']],
    ])('the keys of %s: %j', async (command, keys) => {
      expect(await say('COMMAND', 'GETKEYS', ...command.split(' '))).toEqual(keys);
    });

    const described = async (name: string) => {
      const [, docs] = (await say('COMMAND', 'DOCS', name)) as [string, unknown[]];
      return toObject(docs).arguments;
    };

    it('the name and the type of each argument', async () => {
      expect(await described('KEY')).toEqual([{ name: 'name', type: 'key', key_spec_index: 0 }]);
      expect(await described('TEXT')).toEqual([{ name: 'text', type: 'pattern' }]);
      expect(await described('FIVE')).toEqual([
        { name: 'a', type: 'string' },
        { name: 'b', type: 'integer' },
        { name: 'c', type: 'double' },
        { name: 'd', type: 'integer' },
        { name: 'e', type: 'string' },
      ]);
    });

    it('what may be missing, and what may be many', async () => {
      expect(await described('OPTIONAL')).toEqual([
        { name: 'count', type: 'integer', flags: ['optional'] },
        { name: 'side', type: 'oneof', flags: ['optional'], arguments: [flag('LEFT'), flag('RIGHT')] },
      ]);
      expect(await described('MAYBE')).toEqual([
        { name: 'value', type: 'string', flags: ['optional', 'multiple'] },
      ]);
      expect(await described('PAIRS')).toEqual([
        {
          name: 'data',
          type: 'block',
          flags: ['multiple'],
          arguments: [
            { name: 'field', type: 'key', key_spec_index: 0 },
            { name: 'value', type: 'integer' },
          ],
        },
      ]);
    });

    it('options one by one', async () => {
      expect(await described('OPTIONS')).toEqual([
        { name: 'word', type: 'string' },
        { ...flag('QUIET'), flags: ['optional'] },
        { name: 'limit', type: 'integer', token: 'LIMIT', flags: ['optional'] },
        {
          name: 'order',
          type: 'oneof',
          flags: ['optional'],
          arguments: [flag('ASC'), flag('DESC'), { name: 'field', type: 'string', token: 'BY' }],
        },
      ]);
    });

    it('a count, and what it counts', async () => {
      expect(await described('COUNTED')).toEqual([
        { name: 'numkeys', type: 'integer' },
        { name: 'key', type: 'key', key_spec_index: 0, flags: ['multiple'] },
        { name: 'limit', type: 'integer', token: 'LIMIT', flags: ['optional'] },
      ]);
    });

    it('the key of an instance', async () => {
      expect(await described('INSTANCE')).toEqual([
        { name: 'key', type: 'key', key_spec_index: 0 },
        { name: 'a', type: 'string' },
        { name: 'b', type: 'integer', flags: ['optional'] },
      ]);
    });
  });
});

const flag = (token: string) => ({ name: token.toLowerCase(), type: 'pure-token', token });

/** What RESP2 has flat: names and values in turn, arguments once more. */
function toObject(flat: readonly unknown[]): Record<string, unknown> {
  const pairs = flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name as string, flat[index + 1]] as const] : [],
  );
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, name === 'arguments' ? (value as unknown[][]).map(toObject) : value]),
  );
}
