import type { TypeGrammar } from './type-grammar';
import { anyOf, count, float, integer, line, maybe, some, value, word } from './words';

const field = word('a', 'b', 'c', 'd', '', '\x00\xff', 'n', 'x'.repeat(65));

export const hashes: TypeGrammar = {
  of: 'hash',
  commands: (key) => [
    line(anyOf('HSET', 'HMSET'), key, some(line(field, value), 5)),
    line('HSET', key, field, anyOf(value, word('y'.repeat(65))), maybe(field)),
    line('HSETNX', key, field, value),
    line(anyOf('HGET', 'HSTRLEN', 'HEXISTS'), key, field),
    line(anyOf('HMGET', 'HDEL'), key, some(field, 4)),
    line(anyOf('HLEN', 'HKEYS', 'HVALS'), key, '~unordered'),
    line('HGETALL', key, '~pairs'),
    line('HINCRBY', key, field, integer),
    line('HINCRBYFLOAT', key, field, anyOf(float, word('inf', '1e400'))),
    line('HRANDFIELD', key, maybe(line(count, maybe('WITHVALUES', 'BAD'))), '~shape'),
    line('HSCAN', key, anyOf('0', 'x'), maybe('MATCH b*', 'COUNT 1000', 'COUNT 0', 'BAD'), '~pairs'),
  ],
  reading: (key) => [`HGETALL ${key} ~pairs`, `HLEN ${key}`],
  thresholds: { 'hash-max-listpack-entries': '3', 'hash-max-listpack-value': '8' },
};
