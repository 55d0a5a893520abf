import {
  ByteSlice,
  CommandError,
  type Entry,
  errors,
  OK,
  reads,
  type Reply,
  type Server,
  structure,
  t,
  writes,
} from 'memo';
import { LongDouble } from '../data/long-double';
import { PackedString } from '../data/packed-string';
import { bytesOf, EMPTY } from '../data/slices';
import { COMMON_OPTIONS, type CommonOptions, commonSubsequence } from './common-subsequence';
import { expiryOf, type Time, TIMES } from './expiry-option';
import { stringForm } from './rdb-forms';

/** proto-max-bulk-len can't be set below this. */
const ALWAYS_ALLOWED = 1024 * 1024;

/** The least of 64 bits has no opposite. */
const LEAST_DECREMENT = 1n - 2n ** 63n;

const READS = { complexity: 'O(1)', flags: ['fast'] };
const OVERWRITES = { complexity: 'O(1)', flags: ['denyoom'], keys: [['OW', 'update']] };
const UPDATES = { complexity: 'O(1)', flags: ['denyoom', 'fast'], keys: [['RW', 'access', 'update']] };

interface SetOptions {
  readonly condition: 'NX' | 'XX' | undefined;
  readonly get: boolean;
  readonly expiration: Time | 'KEEPTTL' | undefined;
}

interface ExpiryOption {
  readonly expiration: Time | 'PERSIST' | undefined;
}

/** A string of bytes, off the JavaScript heap. Redis' integers and floats are strings that spell one. */
@structure('string')
export class StringValue extends PackedString {
  /** What it is in Redis' files. */
  static readonly rdb = stringForm;

  @reads('The value.', { since: '1.0.0', ...READS })
  GET(): Reply {
    return this.memory.present ? this.bytes : null;
  }

  @writes(
    'Sets the value, whatever was there; it stays unless told to expire.',
    {
      since: '1.0.0',
      complexity: 'O(1)',
      flags: ['denyoom'],
      keys: [['RW', 'access', 'update']],
      keysFor: (_key: Entry, _value: ByteSlice, { get }: SetOptions) => [
        get ? ['RW', 'access', 'update'] : ['OW', 'update'],
      ],
    },
    t.entry(),
    t.slice('value'),
    t.options({
      condition: t.oneOf('condition', 'NX', 'XX'),
      get: t.flag('GET'),
      expiration: t.oneOf('expiration', ...TIMES, 'KEEPTTL'),
    }),
  )
  static SET(server: Server, entry: Entry, value: ByteSlice, options: SetOptions): Reply {
    if (options.condition || options.get || options.expiration)
      return setAsTold(server, entry, value, options);
    put(entry, value);
    return OK;
  }

  @writes(
    'Sets the value if there is none; answers 1 if it did, else 0.',
    {
      event: 'set',
      since: '1.0.0',
      complexity: 'O(1)',
      flags: ['denyoom', 'fast'],
      keys: [['OW', 'insert']],
    },
    t.entry(),
    t.slice('value'),
  )
  static SETNX(server: Server, entry: Entry, value: ByteSlice) {
    if (entry.exists) return server.unchanged(0);
    put(entry, value);
    return 1;
  }

  @writes(
    'Sets the value for so many seconds.',
    { event: 'set', since: '2.0.0', ...OVERWRITES },
    t.entry(),
    t.bigint('seconds'),
    t.slice('value'),
  )
  static SETEX(server: Server, entry: Entry, seconds: bigint, value: ByteSlice) {
    putUntil(server, entry, value, expiryOf(server, 'setex', ['EX', () => seconds]));
    return OK;
  }

  @writes(
    'Sets the value for so many milliseconds.',
    { event: 'set', since: '2.6.0', ...OVERWRITES },
    t.entry(),
    t.bigint('milliseconds'),
    t.slice('value'),
  )
  static PSETEX(server: Server, entry: Entry, milliseconds: bigint, value: ByteSlice) {
    putUntil(server, entry, value, expiryOf(server, 'psetex', ['PX', () => milliseconds]));
    return OK;
  }

  @writes(
    'Sets the value; answers the one before.',
    { misses: true, event: 'set', since: '1.0.0', ...UPDATES },
    t.slice('value'),
  )
  GETSET(value: ByteSlice): Reply {
    const before = this.copy();
    put(this.entry, value);
    if (this.server.isLogged) this.server.logAs('SET', this.key, bytesOf(value));
    return before;
  }

  @writes('Removes the key; answers its value.', {
    misses: true,
    event: false,
    since: '6.2.0',
    ...READS,
    keys: [['RW', 'access', 'delete']],
  })
  GETDEL(): Reply {
    const value = this.copy();
    if (!this.memory.delete()) return this.server.unchanged(null);
    if (this.server.isLogged) this.server.logAs('DEL', this.key);
    return value;
  }

  @writes(
    'The value; sets when it expires, or lets it stay.',
    { misses: true, event: false, since: '6.2.0', ...READS, keys: [['RW', 'access', 'update']] },
    t.options({ expiration: t.oneOf('expiration', ...TIMES, 'PERSIST') }),
  )
  GETEX({ expiration }: ExpiryOption): Reply {
    if (!this.memory.present) return this.server.unchanged(null);
    if (expiration === undefined) return this.server.unchanged(this.bytes);
    if (expiration === 'PERSIST') return this.persist();
    return this.expireAt(expiryOf(this.server, 'getex', expiration));
  }

  @writes(
    'Sets the values of several keys.',
    {
      event: false,
      since: '1.0.1',
      complexity: 'O(N), N being the number of keys',
      flags: ['denyoom'],
      tips: ['request_policy:multi_shard', 'response_policy:all_succeeded'],
      keys: [['OW', 'update']],
    },
    t.pairList(t.entry(), t.slice('value'), 'key_value'),
  )
  static MSET(server: Server, pairs: readonly (readonly [Entry, ByteSlice])[]) {
    putAll(server, pairs);
    return OK;
  }

  @writes(
    'Sets the values of several keys if none of them has one; answers 1 if it did, else 0.',
    {
      event: false,
      since: '1.0.1',
      complexity: 'O(N), N being the number of keys',
      flags: ['denyoom'],
      tips: ['request_policy:multi_shard', 'response_policy:agg_min'],
      keys: [['OW', 'insert']],
    },
    t.pairList(t.entry(), t.slice('value'), 'key_value'),
  )
  static MSETNX(server: Server, pairs: readonly (readonly [Entry, ByteSlice])[]) {
    if (pairs.some(([entry]) => entry.exists)) return server.unchanged(0);
    putAll(server, pairs);
    return 1;
  }

  @reads(
    'The values of several keys; null for a key without a string.',
    {
      since: '1.0.0',
      complexity: 'O(N), N being the number of keys',
      flags: ['fast'],
      tips: ['request_policy:multi_shard'],
    },
    t.list(t.entry()),
  )
  static MGET(_server: Server, entries: readonly Entry[]): Reply {
    return entries.map((entry) => stringAt(entry)?.bytes ?? null);
  }

  @reads('The length of the value, in bytes.', { since: '2.2.0', ...READS, keys: [['RO']] })
  STRLEN() {
    return this.memory.length;
  }

  @writes(
    'Adds bytes at the end; answers the length.',
    {
      since: '2.0.0',
      complexity: 'O(N), N being the number of bytes added',
      flags: ['denyoom', 'fast'],
      keys: [['RW', 'insert']],
    },
    t.slice('value'),
  )
  APPEND(value: ByteSlice) {
    const { memory } = this;
    if (!memory.present) {
      memory.assign(value);
      return memory.length;
    }
    refuseTooLong(this.server, memory.length + value.end - value.start);
    return this.edit(memory.length, value);
  }

  @reads(
    'The bytes from one index to another, that one included; negative indexes count from the end.',
    { since: '2.4.0', complexity: 'O(N), N being the number of bytes in the reply' },
    t.int('start'),
    t.int('end'),
  )
  GETRANGE(start: number, end: number): Reply {
    if (start < 0 && end < 0 && start > end) return '';
    const { length } = this.memory;
    const first = Math.max(0, start < 0 ? length + start : start);
    const last = Math.min(length - 1, Math.max(0, end < 0 ? length + end : end));
    if (first > last) return '';
    const { bytes, start: origin } = this.bytes;
    return new ByteSlice(bytes, origin + first, origin + last + 1);
  }

  @reads(
    'The old name of GETRANGE.',
    { since: '1.0.0', complexity: 'O(N), N being the number of bytes in the reply' },
    t.int('start'),
    t.int('end'),
  )
  SUBSTR(start: number, end: number): Reply {
    return this.GETRANGE(start, end);
  }

  @writes(
    'Overwrites bytes from an offset on, after zeros where the value is too short; answers the length.',
    {
      since: '2.2.0',
      complexity: 'O(N), N being the number of bytes written',
      flags: ['denyoom'],
      keys: [['RW', 'update']],
    },
    t.int('offset', { min: 0, outOfRange: errors.offsetOutOfRange().message }),
    t.slice('value'),
  )
  SETRANGE(offset: number, value: ByteSlice) {
    const length = value.end - value.start;
    if (length === 0) return this.server.unchanged(this.memory.length);
    refuseTooLong(this.server, offset + length);
    return this.edit(offset, value);
  }

  @writes('Adds one to the integer, 0 when absent.', { event: 'incrby', since: '1.0.0', ...UPDATES })
  INCR() {
    return this.add(1);
  }

  @writes('Takes one from the integer, 0 when absent.', { event: 'incrby', since: '1.0.0', ...UPDATES })
  DECR() {
    return this.add(-1);
  }

  @writes(
    'Adds to the integer, 0 when absent.',
    { event: 'incrby', since: '1.0.0', ...UPDATES },
    t.bigint('increment'),
  )
  INCRBY(increment: bigint) {
    return this.addLong(increment);
  }

  @writes(
    'Takes from the integer, 0 when absent.',
    { event: 'incrby', since: '1.0.0', ...UPDATES },
    t.bigint('decrement', { min: LEAST_DECREMENT, outOfRange: errors.decrementOverflow().message }),
  )
  DECRBY(decrement: bigint) {
    return this.addLong(-decrement);
  }

  @writes(
    'Adds to the number, 0 when absent, that may have a fraction.',
    { since: '2.6.0', ...UPDATES },
    t.slice('increment', { type: 'double' }),
  )
  INCRBYFLOAT(increment: ByteSlice) {
    const value = this.memory.present ? LongDouble.read(this.bytes) : LongDouble.parse('0');
    const added = value && LongDouble.read(increment);
    if (!added) throw errors.notFloat();
    const sum = value.plus(added);
    if (!sum.isFinite) throw errors.notFinite();
    const text = sum.toString();
    this.print(text);
    if (this.server.isLogged) this.server.logAs('SET', this.key, text, 'KEEPTTL');
    return text;
  }

  @reads(
    'The longest common subsequence of two strings; its length, or where in the strings its parts are.',
    { since: '7.0.0', complexity: 'O(N*M), N and M being the lengths of the strings' },
    t.entry('key1'),
    t.entry('key2'),
    COMMON_OPTIONS,
  )
  static LCS(server: Server, first: Entry, second: Entry, readOptions: () => CommonOptions): Reply {
    if (isOfAnotherType(first) || isOfAnotherType(second)) throw notStrings();
    return commonSubsequence(bytesAt(first), bytesAt(second), readOptions(), longestString(server));
  }

  /** Lets the value stay; answers it. */
  private persist(): Reply {
    const { entry, server } = this;
    if (entry.expiry === undefined) return server.unchanged(this.bytes);
    if (server.isLogged) server.logAs('PERSIST', this.key);
    entry.expireAt(undefined);
    return this.bytes;
  }

  /** Lets the value expire, at once if the time is past; answers it. */
  private expireAt(time: number): Reply {
    const { entry, server } = this;
    const isPast = time <= server.now();
    if (server.isLogged) server.logAs(isPast ? 'DEL' : 'PEXPIREAT', this.key, ...(isPast ? [] : [time]));
    const value = isPast ? this.copy() : undefined;
    entry.expireAt(time);
    return value ?? this.bytes;
  }
}

const notStrings = () => new CommandError('ERR The specified keys must contain string values');

const stringAt = (entry: Entry) => (entry.type === StringValue ? entry.find(StringValue) : undefined);

const isOfAnotherType = ({ type }: Entry) => type !== undefined && type !== StringValue;

const bytesAt = (entry: Entry) => bytesOf(stringAt(entry)?.bytes ?? EMPTY);

function put(entry: Entry, value: ByteSlice): void {
  entry.set(StringValue, value);
}

function putAll(server: Server, pairs: readonly (readonly [Entry, ByteSlice])[]): void {
  for (const [entry, value] of pairs) {
    put(entry, value);
    server.notify('set', entry);
  }
}

/** In the log a time that is past is a DEL: while Redis loads a log, nothing expires. */
function putUntil(server: Server, entry: Entry, value: ByteSlice, time: number): void {
  if (server.isLogged && time <= server.now()) server.logAs('DEL', entry.key);
  else if (server.isLogged) server.logAs('SET', entry.key, bytesOf(value), 'PXAT', time);
  put(entry, value);
  entry.expireAt(time);
}

/** SET with options. The number is refused before the type of the old value, and that before the condition counts. */
function setAsTold(server: Server, entry: Entry, value: ByteSlice, options: SetOptions): Reply {
  const { condition, get, expiration } = options;
  const time = typeof expiration === 'object' ? expiryOf(server, 'set', expiration) : undefined;
  const before = get ? (entry.find(StringValue)?.copy() ?? null) : undefined;
  if (before === null) server.notify('keymiss', entry, 'm');
  if (condition && entry.exists !== (condition === 'XX')) return server.unchanged(before ?? null);
  if (time !== undefined) putUntil(server, entry, value, time);
  else putForNow(server, entry, value, options);
  return get ? before : OK;
}

function putForNow(server: Server, entry: Entry, value: ByteSlice, { get, expiration }: SetOptions): void {
  entry.set(StringValue, value, { keepExpiry: expiration === 'KEEPTTL' });
  if (get && server.isLogged)
    server.logAs('SET', entry.key, bytesOf(value), ...(expiration ? ['KEEPTTL'] : []));
}

/** The most bytes of a string. */
export const longestString = (server: Server) => server.memo.configuration.number('proto-max-bulk-len');

function refuseTooLong(server: Server, length: number): void {
  if (length > ALWAYS_ALLOWED && length > longestString(server)) throw errors.tooLong();
}
