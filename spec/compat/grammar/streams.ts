import type { TypeGrammar } from './type-grammar';
import { anyOf, count, line, maybe, mostly, some, value, word, type Words } from './words';

const USUAL_IDS = ['1-1', '1-2', '1-5', '2', '2-0', '2-1', '3-7', '4-0', '5-5', '6-1', '7', '8-8', '9-9'];
const ODD_IDS = [
  '0',
  '0-1',
  '20-1',
  '18446744073709551615-18446744073709551615',
  '9007199254740993-7',
  'abc',
  '1-',
  '-',
  '+',
];
/** So far in the future that what the server adds comes right behind. */
const FUTURE = '9000000000000-3';

const usual = word(...USUAL_IDS);
const id = mostly(usual, word(...ODD_IDS));
const newId = mostly(usual, anyOf(word(...ODD_IDS), word('1-*', '5-*', '9-*', '7-*', '9007199254740993-*')));
const start = anyOf(id, word('-', '(1-2', '(3-7', '(5', '(0-0', '(-'));
const end = anyOf(id, word('+', '(5-5', '(7', '(9-9', '(0-0', '(+'));
const group = mostly(word('g', 'h'), word('', '\xff', 'none'));
const consumer = mostly(word('c', 'd', 'e'), word('', 'x\x00y'));
const field = word('a', 'a', 'b', '7', '');
const few = mostly(word('0', '1', '2', '3', '5'), word('-1', '100', 'abc', '9223372036854775807'));
/** Far enough from 2^63 that no conversation passes it: there Memo and Redis differ. */
const readSoFar = mostly(word('0', '1', '2', '3', '5'), word('-1', '100', 'abc', '9223372036854770000'));

const threshold = anyOf(line('MAXLEN', maybe('=', '~'), few), line('MINID', maybe('=', '~'), id));
const limit = mostly(maybe(), line('LIMIT', word('0', '1', '3', '6', '-1')));
const trim = anyOf(
  line(threshold, limit),
  line('MAXLEN ~', few, 'LIMIT', word('0', '1', '3', '6', '100')),
  line('MINID ~', id, 'LIMIT', word('0', '1', '3', '6', '100')),
);
const pairs = anyOf('a 1', 'a 2', line('a', value), line('a', value, 'b', value), some(line(field, value)));
const claimed = some(usual, 4);
const minIdle = mostly(word('0'), word('100000', '-1', 'abc'));
const block = maybe('BLOCK 1', 'BLOCK -1');

/** Entries that come one after the other, so that there are several nodes. */
const row = (key: Words, from: number): Words =>
  key.map((name) => Array.from({ length: 9 }, (_, i) => `XADD ${name} ${from + i}-${i} a ${i}`).join('\n'));

const entryCommands = (key: Words): Words[] => [
  line('XADD', key, newId, pairs),
  line('XADD', key, newId, pairs),
  line('XADD', key, maybe('NOMKSTREAM'), maybe(trim), newId, pairs),
  line('XADD', key, maybe(trim), maybe('NOMKSTREAM', 'LIMIT 2'), newId, maybe(pairs, 'a', 'a 1 b')),
  key.map((name) => `XADD ${name} ${FUTURE} a 1\nXADD ${name} * a 2`),
  row(key, 10),
  row(key, 30),
  line('XTRIM', key, trim),
  line('XTRIM', key, threshold),
  line('XTRIM', key, maybe('LIMIT 1', 'LIMIT 0'), trim, maybe('BAD')),
  line('XDEL', key, some(id, 4)),
  line('XDEL', key, usual),
  line('XLEN', key),
  line('XRANGE', key, start, end, maybe(line('COUNT', few))),
  line('XREVRANGE', key, end, start, maybe(line('COUNT', few))),
  line(
    'XSETID',
    key,
    id,
    maybe(line('ENTRIESADDED', few)),
    maybe(line('MAXDELETEDID', id), 'MAXDELETEDID 2-2', 'BAD'),
  ),
  line('XREAD', maybe(line('COUNT', few)), block, 'STREAMS', key, anyOf(id, '$', '0', '>')),
  line('XREAD', block, maybe('NOACK', line('COUNT', few)), 'STREAMS', key, key, id, anyOf(id, '$')),
];

const groupCommands = (key: Words): Words[] => [
  line('XGROUP CREATE', key, group, anyOf('0', '$', id), maybe('MKSTREAM')),
  line('XGROUP CREATE', key, group, '0', maybe('MKSTREAM'), maybe(line('ENTRIESREAD', readSoFar), 'BAD')),
  line('XGROUP CREATE', key, 'g 0 MKSTREAM'),
  line('XGROUP SETID', key, group, anyOf('0', '$', id), maybe(line('ENTRIESREAD', readSoFar), 'BAD')),
  line('XGROUP DESTROY', key, group),
  line('XGROUP', anyOf('CREATECONSUMER', 'DELCONSUMER'), key, group, consumer),
  line('XREADGROUP GROUP', group, consumer, maybe(line('COUNT', few)), 'STREAMS', key, '>'),
  line('XREADGROUP GROUP g', consumer, maybe('NOACK'), maybe(line('COUNT', few)), 'STREAMS', key, '>'),
  line('XREADGROUP GROUP g c', block, 'STREAMS', key, key, '>', anyOf('>', '0', id)),
  line('XREADGROUP GROUP', group, consumer, maybe(line('COUNT', few)), 'STREAMS', key, anyOf('0', id, '$')),
  line('XACK', key, group, some(id, 4)),
  line('XACK', key, 'g', usual),
  line('XINFO GROUPS', key),
  line('XINFO CONSUMERS', key, group, '~recent'),
  line('XINFO STREAM', key),
  line('XINFO STREAM', key, 'FULL', maybe(line('COUNT', few)), '~clock'),
];

const pendingCommands = (key: Words): Words[] => [
  line('XPENDING', key, group),
  line('XPENDING', key, group, maybe(line('IDLE', minIdle)), start, end, few, maybe(consumer), '~recent'),
  line(
    'XCLAIM',
    key,
    group,
    consumer,
    minIdle,
    claimed,
    maybe('FORCE'),
    maybe(line('IDLE', word('0', '100000', '-5', 'abc')), line('TIME', word('1000', '-1', '99999999999999'))),
    maybe(line('RETRYCOUNT', few)),
    maybe('JUSTID'),
    maybe(line('LASTID', id), 'BAD'),
  ),
  line('XCLAIM', key, 'g', consumer, '0', claimed, 'FORCE'),
  line(
    'XAUTOCLAIM',
    key,
    group,
    consumer,
    minIdle,
    start,
    maybe(line('COUNT', count)),
    maybe('JUSTID', 'BAD'),
  ),
  line('XAUTOCLAIM', key, 'g', consumer, '0', maybe('0', usual), maybe(line('COUNT', few)), maybe('JUSTID')),
];

export const streams: TypeGrammar = {
  of: 'stream',
  commands: (key) => [...entryCommands(key), ...groupCommands(key), ...pendingCommands(key)],
  reading: (key) => [
    `XINFO STREAM ${key}`,
    `XINFO STREAM ${key} FULL COUNT 0 ~clock`,
    `XRANGE ${key} - +`,
    `XREVRANGE ${key} + -`,
  ],
  thresholds: { 'stream-node-max-entries': '4', 'stream-node-max-bytes': '150' },
};
