import type { TypeGrammar } from './type-grammar';
import { anyOf, line, maybe, mostly, some, value, type Words, word } from './words';

const number = word('1', '2', '3', '10', '-1', '0.5', '1e1', '0x10', 'inf', ' 7', '');
const score = word('1', '2', '2', '-1', '0.5', '1e1', 'inf');
const named = word('w_1', 'w_2', 'w_3', 'w_10', 'w_a');
const element = mostly(number, anyOf(value));

/** Keys of its own: what Redis has sorted once of a sorted set is packed no more, which OBJECT ENCODING tells. */
const source = word('sort_l', 'sort_s', 'sort_z', 'sort_l', 'sort_s', 'sort_z', 'sort_none');

const fixed = anyOf('BY nosort', 'BY ""', 'BY #', 'BY w_* BY nosort');
const variable = anyOf('BY w_*', 'BY w_*->f', 'BY *', 'BY w_*->nosuch');
const get = maybe(some(anyOf('GET #', 'GET w_*', 'GET w_*->f', 'GET *', 'GET nosuch', 'GET *->a'), 2));
const order = maybe('ASC', 'DESC', 'desc asc');
const limit = maybe('LIMIT 0 2', 'LIMIT 1 3', 'LIMIT -1 1', 'LIMIT 2 -1', 'LIMIT 100 1', 'LIMIT 0 0');
const wrong = word('LIMIT', 'BY', 'FOO', 'STORE', 'LIMIT 1 x', 'LIMIT x 1');
const either = anyOf('SORT', 'SORT_RO');

/** Redis refuses numbers while the last that it has read was out of range: it reads another before. */
const sort = (...parts: (string | Words)[]): Words =>
  line(...parts).map((text) => `ZADD sort_number 1 a\n${text}`);

/**
 * Where the order of elements is that of Redis' hash table, replies are compared without it: those of sets that are
 * not sorted, and of texts that are equal.
 */
export const sorting: TypeGrammar = {
  commands: (key) => {
    const destination = anyOf(key, source);
    return [
      line('RPUSH sort_l', some(element, 5)),
      line('SADD sort_s', some(element, 5)),
      line('ZADD sort_z', some(line(score, element), 4)),
      line('MSET', some(line(named, anyOf(number, value)), 4)),
      line('HSET', named, some(line(anyOf('f', 'a'), anyOf(number, value)), 2)),
      line('DEL', some(anyOf(named, source), 2)),
      sort(either, source, maybe(variable), limit, order, get),
      sort('SORT', source, maybe(variable), limit, order, get, 'STORE', destination),
      sort('SORT', source, 'ALPHA', limit, order, get, 'STORE', destination),
      sort(either, source, 'ALPHA', maybe(variable), order, get, '~unordered'),
      sort('SORT', source, fixed, order, get, '~unordered'),
      sort('SORT', source, fixed, order, limit, '~shape'),
      sort('SORT', source, fixed, limit, order, get, 'STORE', destination),
      sort(either, source, mostly(order, wrong), wrong, '~unordered'),
    ];
  },
};
