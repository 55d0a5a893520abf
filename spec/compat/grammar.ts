import fc from 'fast-check';
import { quote } from '../support/quoting';

/** Part of a script line: words, or nothing. */
type Words = fc.Arbitrary<string>;

const VALUES = ['', 'a', 'abc', '\x00\xff', '\r\n', ' 1', 'x'.repeat(50), '1.5', '3.0e3', '-0.25', '0'];
const INTEGERS = ['0', '1', '-1', '7', '10', '-3', '100', '9223372036854775807', '-9223372036854775808'];
const FLOATS = ['0', '0.1', '-1.5', '3', '1e2', '3.0e-5', '12345678.5', 'abc'];
const PAST = ['0', '-1'];
const ABSOLUTE = ['4102444799', '4102444800', '4102444801'];

const word = (...words: string[]): Words =>
  fc.constantFrom(...words.map((text) => quote(Buffer.from(text, 'latin1'))));
const maybe = (...options: (string | Words)[]): Words => anyOf('', ...options);
const anyOf = (...options: (string | Words)[]): Words =>
  fc.oneof(...options.map((option) => (typeof option === 'string' ? fc.constant(option) : option)));
const line = (...parts: (string | Words)[]): Words =>
  fc.tuple(...parts.map((part) => anyOf(part))).map((words) => words.filter(Boolean).join(' '));
const some = (part: Words, maxLength = 3): Words =>
  fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join(' '));

const value = word(...VALUES, ...INTEGERS);
const integer = word(...INTEGERS, 'abc');
const index = fc.oneof(fc.integer({ min: -6, max: 6 }).map(String), word('100', '-100', 'x'));
const count = word('0', '1', '2', '5', '-1', '-2');
const side = word('LEFT', 'RIGHT', 'left');
const database = word('0', '1');

/** A relative time of 100 s and more. Hardly two are equal, so GT and LT don't depend on the millisecond. */
const seconds = fc.noShrink(fc.noBias(fc.integer({ min: 100, max: 1_000_000 }))).map(String);
const milliseconds = seconds.map((time) => `${time}000`);
const absolute = word(...ABSOLUTE, ...ABSOLUTE, '1');
const absoluteMs = absolute.map((time) => (time === '1' ? '1' : `${time}500`));
const lasting = anyOf(
  line('EX', seconds),
  line('PX', milliseconds),
  line('EXAT', absolute),
  line('PXAT', absoluteMs),
);
const condition = maybe('NX', 'XX', 'GT', 'LT');

function stringCommands(key: Words): Words[] {
  return [
    line('SET', key, value, maybe('NX', 'XX', 'GET', 'GET NX', 'KEEPTTL', lasting, line('GET', lasting))),
    line(anyOf('GET', 'STRLEN', 'GETDEL', 'INCR', 'DECR'), key),
    line(anyOf('GETSET', 'SETNX', 'APPEND'), key, value),
    line('GETEX', key, maybe('PERSIST', lasting)),
    line('SETEX', key, anyOf(seconds, '0'), value),
    line('PSETEX', key, anyOf(milliseconds, '0'), value),
    line(anyOf('MSET', 'MSETNX'), some(line(key, value))),
    line('MGET', some(key, 4)),
    line(anyOf('INCRBY', 'DECRBY'), key, integer),
    line('INCRBYFLOAT', key, word(...FLOATS)),
    line(anyOf('GETRANGE', 'SUBSTR'), key, index, index),
    line('SETRANGE', key, index, value),
    line('LCS', key, key, maybe('LEN', 'IDX', 'IDX WITHMATCHLEN', 'IDX MINMATCHLEN 2')),
  ];
}

function bitCommands(key: Words): Words[] {
  const bit = word('0', '1');
  const place = word('0', '1', '7', '8', '100', '300');
  const range = maybe(line(index, index, maybe('BYTE', 'BIT')));
  const type = word('u1', 'u8', 'i8', 'i5', 'u63', 'i64', 'u64');
  const at = fc.oneof(place, word('#0', '#1', '#7'));
  const operation = anyOf(
    line('GET', type, at),
    line(anyOf('SET', 'INCRBY'), type, at, integer),
    line('OVERFLOW', anyOf('WRAP', 'SAT', 'FAIL')),
  );
  return [
    line('SETBIT', key, place, bit),
    line('GETBIT', key, place),
    line('BITCOUNT', key, range),
    line('BITPOS', key, bit, maybe(index, range)),
    line('BITOP', anyOf('AND', 'OR', 'XOR', 'NOT'), key, some(key)),
    line(anyOf('BITFIELD', 'BITFIELD_RO'), key, some(operation, 4)),
  ];
}

function listCommands(key: Words): Words[] {
  return [
    line(anyOf('LPUSH', 'RPUSH'), key, some(value, 5)),
    line(anyOf('LPUSHX', 'RPUSHX'), key, some(value, 2)),
    line(anyOf('LPOP', 'RPOP'), key, maybe(count)),
    line('LLEN', key),
    line('LINDEX', key, index),
    line('LSET', key, index, value),
    line('LINSERT', key, anyOf('BEFORE', 'AFTER'), value, value),
    line(anyOf('LRANGE', 'LTRIM'), key, index, index),
    line('LREM', key, count, value),
    line(
      'LPOS',
      key,
      value,
      maybe('COUNT 0', 'RANK -1', 'RANK 2 COUNT 2', 'MAXLEN 2', 'RANK -2 MAXLEN 3 COUNT 1'),
    ),
    line('LMOVE', key, key, side, side),
    line('RPOPLPUSH', key, key),
    line('LMPOP', '2', key, key, side, maybe('COUNT 2', 'COUNT 1')),
  ];
}

function keyCommands(key: Words): Words[] {
  return [
    line(anyOf('DEL', 'UNLINK', 'EXISTS', 'TOUCH'), some(key)),
    line('TYPE', key),
    line(anyOf('RENAME', 'RENAMENX'), key, key),
    line('COPY', key, key, maybe(line('DB', database)), maybe('REPLACE')),
    line('MOVE', key, database),
    line('SELECT', database),
    line(anyOf('SWAPDB 0 1', 'RANDOMKEY ~shape', 'KEYS * ~unordered', 'KEYS *a ~unordered')),
    line('SCAN 0 COUNT 1000', maybe('TYPE list', 'TYPE string', 'MATCH *b'), '~unordered'),
  ];
}

function expiryCommands(key: Words): Words[] {
  return [
    line('EXPIRE', key, anyOf(seconds, word(...PAST)), condition),
    line('PEXPIRE', key, anyOf(milliseconds, word(...PAST)), condition),
    line('EXPIREAT', key, absolute, condition),
    line('PEXPIREAT', key, absoluteMs, condition),
    line('PERSIST', key),
    line(anyOf('TTL', 'PTTL', 'EXPIRETIME', 'PEXPIRETIME'), key, '~ttl'),
  ];
}

/**
 * Lines of random commands about the keys; what they answer depends on nothing but the lines before.
 * Strings are mostly at the first keys and lists at the last, else most answers were WRONGTYPE.
 */
export function randomLines(keys: readonly string[], maxLength: number): fc.Arbitrary<string[]> {
  const key = fc.constantFrom(...keys);
  const mostly = (favourites: readonly string[]) =>
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...favourites) }, { weight: 1, arbitrary: key });
  const half = keys.length / 2;
  const line = fc.oneof(
    { weight: 3, arbitrary: fc.oneof(...stringCommands(mostly(keys.slice(0, half)))) },
    { weight: 1, arbitrary: fc.oneof(...bitCommands(mostly(keys.slice(0, half)))) },
    { weight: 3, arbitrary: fc.oneof(...listCommands(mostly(keys.slice(half)))) },
    { weight: 1, arbitrary: fc.oneof(...keyCommands(key)) },
    { weight: 1, arbitrary: fc.oneof(...expiryCommands(key)) },
  );
  return fc.array(line, { minLength: 1, maxLength, size: 'max' });
}

/** Lines that read all there is about the keys in the first two databases. */
export function readingLines(keys: readonly string[]): string[] {
  const about = (key: string) => [`TYPE ${key}`, `GET ${key}`, `LRANGE ${key} 0 -1`, `PTTL ${key} ~ttl`];
  return ['0', '1'].flatMap((db) => [`SELECT ${db}`, ...keys.flatMap(about), 'KEYS * ~unordered', 'DBSIZE']);
}
