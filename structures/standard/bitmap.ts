import type { ByteSlice } from 'memo';
import {
  CommandError,
  type Entry,
  errors,
  reads,
  type Reply,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from 'memo';
import { BIT_OPERATIONS } from '../data/bit-operations';
import { BitEncoding, type Overflow } from '../data/bit-field';
import { bitAt, countBits, positionOf, putBit } from '../data/bits';
import { integerOf } from '../data/decimal';
import { bytesOf, EMPTY } from '../data/slices';
import { longestString, StringValue } from './string';

const about = { group: 'bitmap', complexity: 'O(1)' };
const ranging = { group: 'bitmap', complexity: 'O(N), N being the number of bytes in the range' };
const looking = [['RO', 'access']];

const BIT_OFFSET = 'ERR bit offset is not an integer or out of range';
const BIT_VALUE = 'ERR bit is not an integer or out of range';
const BIT_ARGUMENT = 'ERR The bit argument must be 1 or 0.';
const NOT_OF_ONE = 'ERR BITOP NOT must be called with a single source key.';
const ENCODING =
  'ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.';
const OVERFLOW = 'ERR Invalid OVERFLOW type specified';
const GET_ONLY = 'ERR BITFIELD_RO only supports the GET subcommand';

const offset = t.int('offset', { min: 0, error: BIT_OFFSET });
const unit = t.optional(t.lazy(t.oneOf('index_unit', 'BYTE', 'BIT')));

type Unit = (() => 'BYTE' | 'BIT') | undefined;
type CountRange = () => readonly [start: number, end: number, unit: Unit] | undefined;
type EndOfRange = readonly [end: () => number, unit: Unit] | undefined;
type SearchRange = () => readonly [start: number, end: EndOfRange] | undefined;

/** An integer's type, where it stands, and for a write its value. */
type Field = readonly [encoding: string, offset: string];
type Written = readonly [...field: Field, value: bigint];
type Operation =
  readonly ['GET', Field] | readonly ['SET' | 'INCRBY', Written] | readonly ['OVERFLOW', Overflow];

const encoding = t.checked(t.text('encoding'), (word) => BitEncoding.parse(word) !== undefined, ENCODING);
const place = t.checked(
  t.text('offset', { type: 'integer' }),
  (word) => /^#?(?:0|[1-9]\d{0,17})$/.test(word),
  BIT_OFFSET,
);

const overflow = t.oneOf(
  { name: 'wrap_sat_fail', unknown: () => new CommandError(OVERFLOW) },
  'WRAP',
  'SAT',
  'FAIL',
);

/** BITFIELD's operations; BITFIELD_RO reads those that write, but has none of them. */
const operations = (about: { undocumented?: boolean } = {}) =>
  t.list(
    t.oneOf(
      'operation',
      t.keyword('GET', t.block('encoding_offset', encoding, place)),
      t.keyword('OVERFLOW', overflow, about),
      t.keyword('SET', t.block('encoding_offset_value', encoding, place, t.bigint('value')), about),
      t.keyword(
        'INCRBY',
        t.block('encoding_offset_increment', encoding, place, t.bigint('increment')),
        about,
      ),
    ),
    { optional: true },
  );

/** Strings as rows of bits, the highest bit of the first byte first. */
@structure()
export class Bitmap extends Structure {
  @writes(
    'Sets a bit, after zeros where the value is too short; answers what it was.',
    { ...about, since: '2.2.0', flags: ['denyoom'], keys: [['RW', 'access', 'update']] },
    t.entry(),
    offset,
    t.lazy(t.int('value', { min: 0, max: 1, error: BIT_VALUE })),
  )
  static SETBIT(server: Server, entry: Entry, offset: number, value: () => number) {
    refuseTooFar(server, offset);
    const bit = value();
    const string = entry.open(StringValue);
    const length = string.memory.length;
    const bytes = string.widen(Math.floor(offset / 8) + 1);
    const before = bitAt(bytes, offset);
    if (before === bit && bytes.end - bytes.start === length) server.unchanged();
    putBit(bytes, offset, bit);
    return before;
  }

  @reads(
    'A bit; 0 behind the end.',
    { ...about, since: '2.2.0', flags: ['fast'], keys: looking },
    t.entry(),
    offset,
  )
  static GETBIT(server: Server, entry: Entry, offset: number) {
    refuseTooFar(server, offset);
    return bitAt(bytesAt(entry), offset);
  }

  @reads(
    'Counts the bits that are set, all or from one index up to and with another, of bytes or of bits.',
    { ...ranging, since: '2.6.0', keys: looking },
    t.entry(),
    t.lazy(t.optional(t.block('index', t.int('start'), t.int('end'), unit))),
  )
  static BITCOUNT(_server: Server, entry: Entry, range: CountRange) {
    const bytes = bytesAt(entry);
    if (!entry.exists) return 0;
    const [start, end, unit] = range() ?? [0, -1, undefined];
    if (start < 0 && end < 0 && start > end) return 0;
    const clipped = clip(bytes, start, end, unit?.());
    return clipped ? countBits(bytes, ...clipped) : 0;
  }

  @reads(
    'Where the first bit of a kind is, -1 when there is none. A string goes on with zeros, unless an end is given.',
    { ...ranging, since: '2.8.7', keys: looking },
    t.entry(),
    t.int('bit', { min: 0, max: 1, outOfRange: BIT_ARGUMENT }),
    t.lazy(
      t.optional(
        t.block('index', t.int('start'), t.optional(t.block('end_index', t.lazy(t.int('end')), unit))),
      ),
    ),
  )
  static BITPOS(_server: Server, entry: Entry, bit: number, range: SearchRange) {
    const bytes = bytesAt(entry);
    if (!entry.exists) return bit === 1 ? -1 : 0;
    const [start, last] = range() ?? [0, undefined];
    const unit = last?.[1]?.();
    const clipped = clip(bytes, start, last ? last[0]() : -1, unit);
    if (!clipped) return -1;
    const position = positionOf(bytes, bit, ...clipped);
    return position < 0 && bit === 0 && !last ? (bytes.end - bytes.start) * 8 : position;
  }

  @writes(
    'Sets a key to what AND, OR, XOR or NOT make of others; answers the length in bytes.',
    {
      event: false,
      ...ranging,
      since: '2.6.0',
      complexity: 'O(N), N being the length of the longest string',
      flags: ['denyoom'],
      keys: [['OW', 'update'], ...looking],
    },
    t.text('operation'),
    t.entry('destkey'),
    t.list(t.entry()),
  )
  static BITOP(server: Server, name: string, target: Entry, entries: readonly Entry[]) {
    const operation = BIT_OPERATIONS[name.toUpperCase()];
    if (!operation) throw errors.syntax();
    if (name.toUpperCase() === 'NOT' && entries.length > 1) throw new CommandError(NOT_OF_ONE);
    const result = operation(entries.map((entry) => bytesOf(bytesAt(entry))));
    if (result.length === 0) {
      if (!target.delete()) server.unchanged();
      return 0;
    }
    target.set(StringValue, result);
    target.open(StringValue).widen(result.length);
    server.notify('set', target);
    return result.length;
  }

  @writes(
    'Reads, sets and adds to integers of any number of bits.',
    {
      event: false,
      ...about,
      since: '3.2.0',
      complexity: 'O(1) for each operation',
      flags: ['denyoom'],
      keys: [['RW', 'access', 'update', 'variable_flags']],
    },
    t.entry(),
    operations(),
  )
  static BITFIELD(server: Server, entry: Entry, operations: readonly Operation[]): Reply {
    const fields = new Fields(server, operations);
    if (!fields.isReadOnly) return fields.write(entry);
    if (!entry.exists) server.notify('keymiss', entry, 'm');
    return fields.readOnly(entry);
  }

  @reads(
    'Reads integers of any number of bits.',
    {
      ...about,
      since: '6.0.0',
      complexity: 'O(1) for each operation',
      flags: ['fast'],
      keys: looking,
    },
    t.entry(),
    operations({ undocumented: true }),
  )
  static BITFIELD_RO(server: Server, entry: Entry, operations: readonly Operation[]): Reply {
    const fields = new Fields(server, operations);
    if (!fields.isReadOnly) throw new CommandError(GET_ONLY);
    return fields.readOnly(entry);
  }
}

/** One operation of BITFIELD. */
interface FieldOperation {
  readonly name: 'GET' | 'SET' | 'INCRBY';
  readonly encoding: BitEncoding;
  readonly offset: number;
  readonly value: bigint;
  readonly overflow: Overflow;
}

/** What a BITFIELD does, one operation after the other. */
class Fields {
  private readonly operations: FieldOperation[] = [];

  /** Throws the offset error. */
  constructor(
    private readonly server: Server,
    given: readonly Operation[],
  ) {
    let overflow: Overflow = 'WRAP';
    for (const each of given) {
      if (each[0] === 'OVERFLOW') overflow = each[1];
      else this.operations.push(this.operation(each, overflow));
    }
  }

  get isReadOnly(): boolean {
    return this.operations.every(({ name }) => name === 'GET');
  }

  readOnly(entry: Entry): Reply {
    const bytes = bytesAt(entry);
    this.server.unchanged();
    return this.operations.map(({ encoding, offset }) => integerOf(encoding.read(bytes, offset)));
  }

  write(entry: Entry): Reply {
    const writes = this.operations.filter(({ name }) => name !== 'GET');
    const bits = Math.max(...writes.map(({ encoding, offset }) => offset + encoding.bits));
    const string = entry.open(StringValue);
    const { length } = string.memory;
    const bytes = string.widen(Math.ceil(bits / 8));
    const hasGrown = bytes.end - bytes.start > length;
    const outcomes = this.operations.map((operation) => run(operation, bytes));
    const isNews = ({ changes }: Outcome) => changes ?? false;
    const isDone = ({ changes }: Outcome) => changes !== undefined;
    if (outcomes.some(hasGrown ? isDone : isNews)) this.server.notify('setbit', entry);
    return outcomes.map(({ reply }) => reply);
  }

  private operation(
    [name, [type, place, value = 0n]]: Exclude<Operation, readonly ['OVERFLOW', Overflow]>,
    overflow: Overflow,
  ): FieldOperation {
    const encoding = BitEncoding.parse(type)!;
    const offset = place.startsWith('#') ? Number(place.slice(1)) * encoding.bits : Number(place);
    refuseTooFar(this.server, offset);
    return { name, encoding, offset, value, overflow };
  }
}

/** What an operation answers, and whether it has written another value; undefined when it has written none. */
interface Outcome {
  readonly reply: Reply;
  readonly changes?: boolean;
}

function run({ name, encoding, offset, value, overflow }: FieldOperation, bytes: ByteSlice): Outcome {
  const before = encoding.read(bytes, offset);
  if (name === 'GET') return { reply: integerOf(before) };
  const after = encoding.fit(name === 'SET' ? encoding.given(value) : before + value, overflow);
  if (after === undefined) return { reply: null };
  encoding.write(bytes, offset, after);
  return { reply: integerOf(name === 'SET' ? before : after), changes: after !== before };
}

/** The string's bytes in place, none when absent. Throws WRONGTYPE for another type. */
const bytesAt = (entry: Entry): ByteSlice => entry.find(StringValue)?.bytes ?? EMPTY;

function refuseTooFar(server: Server, offset: number): void {
  if (Math.floor(offset / 8) >= longestString(server)) throw new CommandError(BIT_OFFSET);
}

/** The first and the last bit of a range whose ends may be counted from the end; undefined when it has none. */
function clip(
  { start: from, end: to }: ByteSlice,
  start: number,
  end: number,
  unit: 'BYTE' | 'BIT' | undefined,
): [first: number, last: number] | undefined {
  const total = unit === 'BIT' ? (to - from) * 8 : to - from;
  const first = Math.max(0, start < 0 ? total + start : start);
  const last = Math.min(total - 1, Math.max(0, end < 0 ? total + end : end));
  if (first > last) return undefined;
  return unit === 'BIT' ? [first, last] : [first * 8, last * 8 + 7];
}
