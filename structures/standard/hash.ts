import {
  type ByteSlice,
  CommandError,
  errors,
  mapOf,
  OK,
  Packed,
  pairsOf,
  reads,
  type Reply,
  structure,
  t,
  writes,
} from 'memo';
import { ByteMap, newSeed } from '../data/byte-map';
import { LongDouble } from '../data/long-double';
import { PackedPairs, type Pairs } from '../data/packed-pairs';
import { type Integer, integerOf, parseInteger } from '../data/decimal';
import { anyPairs, distinctPairs, type Source } from '../data/samples';
import { bytesOf, lengthOf, textSlice } from '../data/slices';
import { SortedPairs } from '../data/sorted-pairs';
import { hashForm } from './rdb-forms';
import { refusePairCount, SAMPLE_COUNT, sampleCount } from './sample-count';
import { NOTHING_SCANNED, SCAN_OPTIONS, scanned, type ScanOptions } from './scan-options';

type FieldValue = readonly [field: ByteSlice, value: ByteSlice];

const READ_ONE = { complexity: 'O(1)', flags: ['fast'] };
const READ_ALL = {
  complexity: 'O(N), N being the number of fields',
  tips: ['nondeterministic_output_order'],
};
const MEASURE = { ...READ_ONE, keys: [['RO']] };
const SET = { flags: ['denyoom', 'fast'], keys: [['RW', 'update']] };
const ADD = { complexity: 'O(1)', flags: ['denyoom', 'fast'], keys: [['RW', 'access', 'update']] };

const FIELDS = t.list(t.slice('field'));

const notInteger = () => new CommandError('ERR hash value is not an integer');
const notFloat = () => new CommandError('ERR hash value is not a float');

/** What HINCRBYFLOAT adds, which Redis looks at before it does at the key. */
const FLOAT_INCREMENT = t.checked(
  t.checked(
    t.slice('increment', { type: 'double' }),
    (word) => LongDouble.read(word) !== undefined,
    errors.notFloat().message,
  ),
  (word) => LongDouble.read(word)!.isFinite,
  'ERR value is NaN or Infinity',
);

/** Fields with values. Few and short ones are packed, others in a map. */
@structure('hash')
export class Hash extends Packed {
  /** What it is in Redis' files. */
  static readonly rdb = hashForm;

  isEmpty() {
    return this.size === 0;
  }

  /** How many fields there are. */
  get size(): number {
    return this.pairs.size;
  }

  /** The value of a field, in place until the next change. */
  value(field: ByteSlice): ByteSlice | undefined {
    return this.pairs.get(field);
  }

  /** Gives a field a value; true when the field is new. */
  put(field: ByteSlice, value: ByteSlice): boolean {
    const big = this.memory.object as ByteMap | undefined;
    if (big) return big.set(field, value);
    const { configuration } = this.server.memo;
    const longest = configuration.number('hash-max-listpack-value');
    if (lengthOf(field) > longest || lengthOf(value) > longest) return this.grow().set(field, value);
    const pairs = new PackedPairs(this.memory);
    const isNew = pairs.set(field, value);
    if (pairs.size > configuration.number('hash-max-listpack-entries')) this.grow();
    return isNew;
  }

  /** Fields and values as they are laid out, good until the next change of any value. */
  get pairs(): Pairs {
    return (this.memory.object as ByteMap | undefined) ?? new PackedPairs(this.memory);
  }

  /** Visits all fields, in place: what is called must change nothing. In a turn that is replayed, by their bytes. */
  forEach(visit: (field: ByteSlice, value: ByteSlice) => void): void {
    this.source.forEach(visit);
  }

  /** What OBJECT ENCODING answers: `listpack` or `hashtable`. */
  encoding(): string {
    return this.memory.object ? 'hashtable' : 'listpack';
  }

  /** Bytes of the object that stands in place of the packed bytes. */
  memoryUsage(): number {
    return (this.memory.object as ByteMap | undefined)?.byteLength ?? 0;
  }

  @writes(
    'Gives fields values; answers how many fields are new.',
    { since: '2.0.0', complexity: 'O(1) for each field', ...SET },
    t.pairList(t.slice('field'), t.slice('value'), 'field_value', { odd: () => errors.wrongArity('HSET') }),
  )
  HSET(pairs: readonly FieldValue[]) {
    let added = 0;
    for (const [field, value] of pairs) if (this.put(field, value)) added++;
    return added;
  }

  @writes(
    'Gives fields values.',
    { event: 'hset', since: '2.0.0', complexity: 'O(1) for each field', ...SET },
    t.pairList(t.slice('field'), t.slice('value'), 'field_value', { odd: () => errors.wrongArity('HMSET') }),
  )
  HMSET(pairs: readonly FieldValue[]) {
    for (const [field, value] of pairs) this.put(field, value);
    return OK;
  }

  @writes(
    'Gives a field a value if there is no such field; answers 1 if it did, else 0.',
    {
      event: 'hset',
      since: '2.0.0',
      complexity: 'O(1)',
      flags: ['denyoom', 'fast'],
      keys: [['RW', 'insert']],
    },
    t.slice('field'),
    t.slice('value'),
  )
  HSETNX(field: ByteSlice, value: ByteSlice) {
    if (this.pairs.has(field)) return this.server.unchanged(0);
    this.put(field, value);
    return 1;
  }

  @reads('The value of a field.', { since: '2.0.0', ...READ_ONE }, t.slice('field'))
  HGET(field: ByteSlice): Reply {
    return this.pairs.get(field);
  }

  @reads(
    'The values of fields; null for a field that is not there.',
    { since: '2.0.0', complexity: 'O(N), N being the number of fields asked for', flags: ['fast'] },
    FIELDS,
  )
  HMGET(fields: readonly ByteSlice[]): Reply {
    const { pairs } = this;
    return fields.map((field) => pairs.get(field));
  }

  @reads('All fields with their values.', { since: '2.0.0', ...READ_ALL })
  HGETALL() {
    const items: ByteSlice[] = [];
    this.forEach((field, value) => items.push(field, value));
    return mapOf(items);
  }

  @reads('All fields.', { since: '2.0.0', ...READ_ALL })
  HKEYS() {
    const fields: ByteSlice[] = [];
    this.forEach((field) => fields.push(field));
    return fields;
  }

  @reads('All values.', { since: '2.0.0', ...READ_ALL })
  HVALS() {
    const values: ByteSlice[] = [];
    this.forEach((_, value) => values.push(value));
    return values;
  }

  @reads('How many fields there are.', { since: '2.0.0', ...MEASURE })
  HLEN() {
    return this.size;
  }

  @reads(
    'The length of the value of a field, in bytes; 0 without the field.',
    { since: '3.2.0', ...MEASURE },
    t.slice('field'),
  )
  HSTRLEN(field: ByteSlice) {
    const value = this.pairs.get(field);
    return value ? lengthOf(value) : 0;
  }

  @reads('Whether there is such a field: 1, or 0.', { since: '2.0.0', ...MEASURE }, t.slice('field'))
  HEXISTS(field: ByteSlice) {
    return Number(this.pairs.has(field));
  }

  @writes(
    'Removes fields; answers how many there were.',
    {
      since: '2.0.0',
      complexity: 'O(N), N being the number of fields to remove',
      flags: ['fast'],
      keys: [['RW', 'delete']],
    },
    FIELDS,
  )
  HDEL(fields: readonly ByteSlice[]) {
    if (this.isEmpty()) return this.server.unchanged(0);
    const { pairs } = this;
    const removed = fields.filter((field) => pairs.delete(field)).length;
    return removed === 0 ? this.server.unchanged(0) : removed;
  }

  @writes(
    'Adds to the integer of a field, 0 without the field.',
    { since: '2.0.0', ...ADD },
    t.slice('field'),
    t.bigint('increment'),
  )
  HINCRBY(field: ByteSlice, increment: bigint) {
    const before = this.pairs.get(field);
    const sum = before ? added(before, increment) : increment;
    this.put(field, textSlice(String(sum)));
    return sum;
  }

  @writes(
    'Adds to the number of a field, which may have a fraction, 0 without the field.',
    { since: '2.6.0', ...ADD },
    t.slice('field'),
    FLOAT_INCREMENT,
  )
  HINCRBYFLOAT(field: ByteSlice, increment: ByteSlice) {
    const before = this.pairs.get(field);
    const value = before ? LongDouble.read(before) : LongDouble.parse('0');
    if (!value) throw notFloat();
    const sum = value.plus(LongDouble.read(increment)!);
    if (!sum.isFinite) throw errors.notFinite();
    const text = sum.toString();
    this.put(field, textSlice(text));
    if (this.server.isLogged) this.server.logAs('HSET', this.key, bytesOf(field), text);
    return text;
  }

  @reads(
    'A field at random, or so many: different ones, with repetitions if negative.',
    {
      since: '6.2.0',
      complexity: 'O(N), N being the number of fields answered',
      tips: ['nondeterministic_output'],
    },
    t.optional(t.block('options', SAMPLE_COUNT, t.optional(t.flag('WITHVALUES')))),
  )
  HRANDFIELD(options?: readonly [count: bigint, withValues: true | undefined]): Reply {
    const random = () => this.server.random();
    if (!options) return this.isEmpty() ? null : this.source.random(random)[0];
    const [wanted, withValues] = options;
    if (withValues) refusePairCount(wanted);
    if (this.isEmpty()) return [];
    const { source } = this;
    const count = sampleCount(wanted);
    const found = count < 0 ? anyPairs(source, -count, random) : distinctPairs(source, count, random);
    return withValues ? pairsOf(found.flat()) : found.map(([field]) => field);
  }

  @reads(
    'Some fields with their values from a cursor on, and the next cursor.',
    {
      since: '2.8.0',
      complexity: 'O(1) a call for the default COUNT, O(N) for all N fields',
      tips: ['nondeterministic_output'],
      unrepeatable: true,
    },
    t.cursor(),
    SCAN_OPTIONS,
  )
  HSCAN(cursor: number, options: () => ScanOptions): Reply {
    if (this.isEmpty()) return NOTHING_SCANNED;
    const { pairs } = this;
    return scanned(cursor, options(), pairs.scan.bind(pairs), (field, value) => [field, value]);
  }

  /** What is visited, and what samples are taken from. */
  private get source(): Source {
    return this.server.isReplayed ? new SortedPairs(this.pairs) : this.pairs;
  }

  /** From packed bytes to a map. */
  private grow(): ByteMap {
    const map = new ByteMap(newSeed());
    this.pairs.forEach((field, value) => map.set(field, value));
    this.memory.object = map;
    return map;
  }
}

/** The sum of a value and an increment; a bigint where a number is not exact. */
function added(slice: ByteSlice, increment: bigint): Integer {
  const value = parseInteger(slice);
  if (value === undefined) throw notInteger();
  const step = integerOf(increment);
  if (typeof value === 'number' && typeof step === 'number') {
    const near = value + step;
    if (Number.isSafeInteger(near)) return near;
  }
  const sum = BigInt(value) + increment;
  if (BigInt.asIntN(64, sum) !== sum) throw errors.incrementOverflow();
  return sum;
}
