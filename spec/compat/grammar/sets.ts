import fc from 'fast-check';
import type { TypeGrammar } from './type-grammar';
import { anyOf, counted, line, maybe, mostly, some, value, word } from './words';

/** Few different ones, integers of all widths among them, so that sets have members in common. */
const member = anyOf(
  word('1', '2', '3', '4', '5', '-1', '32767', '32768', '-32769', '2147483648', '9007199254740993'),
  word('1', '2', '3', '4', '5', '6'),
  word('a', 'b', 'c', '01', 'x'.repeat(65)),
  value,
);
const integers = some(word('1', '2', '3', '4', '5', '6', '7', '8', '-3', '65536'), 8);
const row = (prefix: string, longest: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom(5, 140, longest))
    .map(([from, length]) => Array.from({ length }, (_, i) => `${prefix}${from + i}`).join(' '));
/** So many in a row that some sets are not packed, but all of them fewer than a scan asks for. */
const many = anyOf(row('', 430), row('m', 200));
const limit = line('LIMIT', word('0', '1', '2', '100', '-1', 'x'));

/** What SPOP takes is compared where there is no choice: it takes all, nothing, or is refused. */
export const sets: TypeGrammar = {
  of: 'set',
  commands: (key) => [
    line('SADD', key, some(member, 6)),
    line('SADD', key, integers),
    line(anyOf('SADD', 'SADD', 'SREM'), key, many),
    line('SREM', key, some(member, 4)),
    line('SISMEMBER', key, member, maybe('x')),
    line('SMISMEMBER', key, some(member, 4)),
    line('SCARD', key),
    line('SMEMBERS', key, '~unordered'),
    line('SPOP', key, mostly(anyOf('0', '-1', 'x', '1 2'), word('10000')), '~unordered'),
    line('SRANDMEMBER', key, maybe('0', '1', '3', '-3', 'x', '1 2', '-9223372036854775808'), '~shape'),
    line('SRANDMEMBER', key, '10000', '~unordered'),
    line('SMOVE', key, key, member),
    line(anyOf('SINTER', 'SUNION', 'SDIFF'), some(key, 3), '~unordered'),
    line(anyOf('SINTERSTORE', 'SUNIONSTORE', 'SDIFFSTORE'), key, some(key, 3)),
    line('SINTERCARD', mostly(counted(key), line(word('0', '-1', 'x', '9'), key)), maybe(limit, 'BAD')),
    line(
      'SSCAN',
      key,
      mostly(word('0'), word('x', '-1x')),
      anyOf(
        'MATCH *1* COUNT 10000',
        'COUNT 10000',
        'count 10000 match a*',
        'COUNT 0',
        'COUNT x',
        'BAD',
        'MATCH',
      ),
      '~unordered',
    ),
  ],
  reading: (key) => [`SMEMBERS ${key} ~unordered`, `SCARD ${key}`, `OBJECT ENCODING ${key}`],
  thresholds: { 'set-max-intset-entries': '3' },
};
