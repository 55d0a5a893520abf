import fc from 'fast-check';
import { mixedScript } from '.';
import {
  anyOf,
  counted,
  float,
  integer,
  line,
  maybe,
  milliseconds,
  side,
  some,
  value,
  word,
  type Words,
} from './words';

/** Milliseconds that soon have passed. */
export const soon: Words = fc.integer({ min: 1, max: 5000 }).map(String);
const few = word('1', '2', '3', '-3', '5');
const members = some(fc.integer({ min: 0, max: 300 }).map(String), 9);

/** A list of `hello` and 1, as DUMP answers it. */
export const PAYLOAD =
  '"\\x12\\x01\\x02\\x10\\x10\\x00\\x00\\x00\\x02\\x00\\x85hello\\x06\\x01\\x01\\xff\\n\\x000I5K}\\r\\x87\\x82"';

/** What follows from chance and from the clock: no other server would do the same. */
const byChance = (key: Words, time: Words): Words[] => [
  line(anyOf('SADD', 'PFADD', 'RPUSH'), key, members),
  line('SPOP', key, maybe(few)),
  line(anyOf('SRANDMEMBER', 'HRANDFIELD', 'ZRANDMEMBER'), key, maybe(few)),
  line('XADD', key, maybe('MAXLEN ~ 3', 'MAXLEN 2'), '* a', value),
  line('XADD', key, maybe('NOMKSTREAM'), '* b', value),
  line('XREADGROUP GROUP g c COUNT 2 STREAMS', key, '>'),
  line(anyOf('XGROUP CREATE', 'XGROUP CREATE'), key, 'g 0 MKSTREAM'),
  line('XAUTOCLAIM', key, 'g d', anyOf('0', '1000'), '0'),
  line('SET', key, value, anyOf('PX', 'XX PX', 'GET PX'), time),
  line(anyOf('PEXPIRE', 'GETEX'), key, anyOf(line('PX', time), time)),
  line('PSETEX', key, time, value),
  line('PEXPIRE', key, time, maybe('NX', 'XX', 'GT', 'LT')),
  line('INCRBYFLOAT', key, float),
  line('HINCRBYFLOAT', key, 'f', float),
  line('HINCRBY', key, 'f', integer),
  line('ZINCRBY', key, float, value),
  line('ZADD', key, 'INCR', float, value),
  line('ZADD', key, some(line(float, value), 4)),
  line('SORT', key, maybe('ALPHA'), maybe('BY nosort', 'BY *', 'DESC'), 'STORE', key),
  line(anyOf('SUNIONSTORE', 'SDIFFSTORE', 'ZUNIONSTORE'), key, counted(key)),
  line('RESTORE', key, anyOf('0', time), PAYLOAD, maybe('REPLACE')),
  line('RESTORE', key, '4102444800000', PAYLOAD, 'REPLACE ABSTTL'),
];

const aboutDatabases = (key: Words): Words[] => [
  line('SELECT', anyOf('0', '1')),
  line('MOVE', key, anyOf('0', '1')),
  line('COPY', key, key, 'DB', anyOf('0', '1'), maybe('REPLACE')),
  line(anyOf('RENAME', 'RENAMENX'), key, key),
  line('SWAPDB 0 1'),
];

const flushing = fc.constantFrom('FLUSHDB', 'FLUSHALL', 'FLUSHDB ASYNC');

/** Commands of a client that waits, and those of another that serve it. */
const blocking = (key: Words): Words[] => [
  line(anyOf('BLPOP', 'BRPOP', 'BZPOPMIN', 'BZPOPMAX'), some(key), '0'),
  line('BLMOVE', key, key, side, side, '0'),
  line('BRPOPLPUSH', key, key, '0'),
  line('BLMPOP 0', counted(key), 'LEFT COUNT 2'),
  line('BZMPOP 0', counted(key), 'MAX'),
  line('XREADGROUP GROUP g c BLOCK 0 STREAMS', key, '>'),
];

const serving = (key: Words): Words[] => [
  line(anyOf('LPUSH', 'RPUSH'), key, some(value)),
  line('ZADD', key, some(line(anyOf('1', '2'), value))),
  line('XADD', key, '* a', value),
  line(anyOf('RENAME', 'COPY'), key, key),
  line('SORT sort_l BY nosort STORE', key),
];

type Lines = fc.Arbitrary<readonly string[]>;

const several = (lines: Words[], maxLength: number): fc.Arbitrary<string[]> =>
  fc.array(fc.oneof(...lines), { minLength: 1, maxLength, size: 'max' });

/**
 * What clients say: lines of a script, which are sent at once where none waits.
 * @param time milliseconds that keys live
 */
export function conversations(keys: readonly string[], time = milliseconds): Lines {
  const key = fc.constantFrom(...keys);
  const unforeseen = several([...byChance(key, time), ...byChance(key, time), ...aboutDatabases(key)], 30);
  const transaction = fc
    .oneof(unforeseen, mixedScript(keys))
    .map((lines) => ['MULTI', ...lines.flatMap((text) => text.split('\n')), 'EXEC']);
  const served = fc
    .tuple(fc.oneof(...blocking(key)), several(serving(key), 6))
    .map(([waiting, lines]) => [`b> ${waiting} ~waits`, ...lines]);
  return fc.oneof(
    { weight: 4, arbitrary: mixedScript(keys) },
    { weight: 6, arbitrary: unforeseen },
    { weight: 2, arbitrary: transaction },
    { weight: 2, arbitrary: served },
    { weight: 1, arbitrary: flushing.map((text) => [text]) },
  );
}
