import type { TypeGrammar } from './type-grammar';
import {
  anyOf,
  float,
  index,
  integer,
  lasting,
  line,
  maybe,
  milliseconds,
  seconds,
  some,
  value,
} from './words';

export const strings: TypeGrammar = {
  of: 'string',
  commands: (key) => [
    line('SET', key, value, maybe('NX', 'XX', 'GET', 'GET NX', 'KEEPTTL', lasting, line('GET', lasting))),
    line(anyOf('GET', 'STRLEN', 'GETDEL', 'INCR', 'DECR'), key),
    line(anyOf('GETSET', 'SETNX', 'APPEND'), key, value),
    line('GETEX', key, maybe('PERSIST', lasting)),
    line('SETEX', key, anyOf(seconds, '0'), value),
    line('PSETEX', key, anyOf(milliseconds, '0'), value),
    line(anyOf('MSET', 'MSETNX'), some(line(key, value))),
    line('MGET', some(key, 4)),
    line(anyOf('INCRBY', 'DECRBY'), key, integer),
    line('INCRBYFLOAT', key, float),
    line(anyOf('GETRANGE', 'SUBSTR'), key, index, index),
    line('SETRANGE', key, index, value),
    line('LCS', key, key, maybe('LEN', 'IDX', 'IDX WITHMATCHLEN', 'IDX MINMATCHLEN 2')),
  ],
  reading: (key) => [`GET ${key}`],
};
