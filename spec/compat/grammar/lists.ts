import type { TypeGrammar } from './type-grammar';
import { anyOf, count, counted, index, line, maybe, side, some, value, word } from './words';

/** A few of them are more than is packed. */
const large = word('x'.repeat(300), 'x'.repeat(1000), 'y'.repeat(2500), 'y'.repeat(5000));

export const lists: TypeGrammar = {
  of: 'list',
  commands: (key) => [
    line(anyOf('LPUSH', 'RPUSH'), key, some(value, 5)),
    line(anyOf('LPUSH', 'RPUSH'), key, some(large, 4)),
    line(anyOf('LSET', 'LINSERT'), key, anyOf(index, line('BEFORE', large)), large),
    line('LREM', key, count, large),
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
      maybe(
        'COUNT 0',
        'RANK -1',
        'RANK 2 COUNT 2',
        'MAXLEN 2',
        'RANK -2 MAXLEN 3 COUNT 1',
        'RANK 0',
        'COUNT -1',
      ),
    ),
    line('LMOVE', key, key, side, side),
    line('RPOPLPUSH', key, key),
    line('LMPOP', counted(key), side, maybe('COUNT 2', 'COUNT 1', 'COUNT 0')),
  ],
  reading: (key) => [`LRANGE ${key} 0 -1`, `LLEN ${key}`],
  thresholds: { 'list-max-listpack-size': '3' },
};
