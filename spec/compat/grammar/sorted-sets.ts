import type { TypeGrammar } from './type-grammar';
import { anyOf, count, counted, index, line, maybe, mostly, some, type Words, word } from './words';

const member = word('a', 'b', 'c', 'd', 'e', '', '\x00\xff', '1', '22', 'x'.repeat(65));
const usualScore = word(
  '0',
  '1',
  '1',
  '2',
  '2',
  '3',
  '-1',
  '1.5',
  '0.1',
  '-0',
  'inf',
  '-inf',
  '1e17',
  '5e-3',
);
const score = mostly(usualScore, word('x', 'nan', '', '1e400', '0x10', ' 1'));
const bound = mostly(
  word('0', '1', '2', '-1', '(1', '(2', '0.1', '-inf', '+inf', '(inf', '(-inf'),
  word('x', '', '(', '(x', ' 1', '1e400'),
);
const lexBound = mostly(
  word('-', '+', '[a', '(a', '[b', '(c', '[d', '[', '(', '[1'),
  word('a', '', '1', '+a'),
);
const limit = maybe(line('LIMIT', index, count), 'LIMIT 0 -1', 'LIMIT 1');
const withScores = maybe('WITHSCORES', 'WITHSCORES', 'withscores', 'BAD');
const weight = mostly(word('1', '2', '0', '-1', '0.5', 'inf'), word('x'));
const condition = maybe(
  'NX',
  'XX',
  'GT',
  'LT',
  'CH',
  'XX GT',
  'xx lt CH',
  'GT CH',
  'NX CH',
  'NX XX',
  'GT LT',
);

/** All its scores are the same: of others, what Redis answers for ranges of bytes is left to chance. */
const LEX_KEY = 'lex';

/** Weights for as many keys as there are, mostly. */
const combining = (key: Words): Words[] => [
  line('1', key, maybe(line('WEIGHTS', weight))),
  line('2', key, key, maybe(line('WEIGHTS', weight, weight))),
  line('3', key, key, key, maybe(line('WEIGHTS', weight, weight, weight), 'WEIGHTS 1')),
  line(counted(key), maybe('WEIGHTS 1 2')),
  line(word('0', '-1', 'x', '5'), key),
];
const aggregate = maybe('AGGREGATE SUM', 'AGGREGATE MIN', 'aggregate max', 'AGGREGATE BAD');

function rangeCommands(key: Words): Words[] {
  const options = some(anyOf('REV', 'BYSCORE', line('LIMIT', index, count), 'WITHSCORES', 'BYLEX'), 3);
  return [
    line('ZRANGE', key, index, index, maybe('WITHSCORES', 'REV', 'REV WITHSCORES', 'BAD')),
    line('ZRANGE', key, bound, bound, 'BYSCORE', limit, maybe('WITHSCORES', 'REV', 'REV WITHSCORES')),
    line('ZRANGE', 'nothing', index, bound, options),
    line('ZREVRANGE', key, index, index, withScores, limit),
    line(anyOf('ZRANGEBYSCORE', 'ZREVRANGEBYSCORE'), key, bound, bound, withScores, limit),
    line('ZRANGESTORE', key, key, index, index, maybe('REV')),
    line('ZRANGESTORE', key, key, bound, bound, 'BYSCORE', maybe('REV'), limit),
    line('ZREMRANGEBYRANK', key, index, index),
    line(anyOf('ZREMRANGEBYSCORE', 'ZCOUNT'), key, bound, bound),
  ];
}

function lexCommands(): Words[] {
  return [
    line('ZADD', LEX_KEY, some(line('0', member), 4)),
    line(anyOf('ZLEXCOUNT', 'ZREMRANGEBYLEX'), LEX_KEY, lexBound, lexBound),
    line(anyOf('ZRANGEBYLEX', 'ZREVRANGEBYLEX'), LEX_KEY, lexBound, lexBound, limit),
    line('ZRANGE', LEX_KEY, lexBound, lexBound, 'BYLEX', maybe('REV'), limit),
    line('ZRANGESTORE', LEX_KEY, LEX_KEY, lexBound, lexBound, 'BYLEX', maybe('REV'), limit),
    line('ZRANGE', LEX_KEY, '0 -1', 'WITHSCORES'),
  ];
}

function algebraCommands(key: Words): Words[] {
  const keys = anyOf(...combining(key));
  return [
    line(anyOf('ZUNION', 'ZINTER'), keys, aggregate, withScores),
    line(anyOf('ZUNIONSTORE', 'ZINTERSTORE'), key, keys, aggregate),
    line('ZDIFF', counted(key), withScores),
    line('ZDIFFSTORE', key, counted(key)),
    line('ZINTERCARD', counted(key), maybe('LIMIT 0', 'LIMIT 1', 'LIMIT 2', 'LIMIT -1', 'LIMIT x')),
  ];
}

export const sortedSets: TypeGrammar = {
  of: 'zset',
  commands: (key) => [
    line('ZADD', key, condition, some(line(score, member), 5)),
    line('ZADD', key, condition, some(line(usualScore, member), 5)),
    line('ZADD', key, condition, 'INCR', score, member),
    line('ZINCRBY', key, score, member),
    line(anyOf('ZREM', 'ZMSCORE'), key, some(member, 4)),
    line(anyOf('ZSCORE', 'ZRANK', 'ZREVRANK'), key, member),
    line('ZCARD', key),
    line(anyOf('ZPOPMIN', 'ZPOPMAX'), key, maybe(count, word('x'))),
    line('ZMPOP', counted(key), anyOf('MIN', 'MAX', 'min'), maybe('COUNT 1', 'COUNT 2', 'COUNT 0')),
    line('ZRANDMEMBER', key, maybe(line(count, maybe('WITHSCORES', 'BAD'))), '~shape'),
    line('ZSCAN', key, anyOf('0', 'x'), maybe('MATCH b*', 'COUNT 1000', 'COUNT 0', 'BAD'), '~pairs'),
    line('SADD', key, some(member, 4)),
    ...rangeCommands(key),
    ...lexCommands(),
    ...algebraCommands(key),
  ],
  reading: (key) => [
    `ZRANGE ${key} 0 -1 WITHSCORES`,
    `ZSCAN ${key} 0 COUNT 1000 ~pairs`,
    `OBJECT ENCODING ${key}`,
  ],
  thresholds: { 'zset-max-listpack-entries': '3', 'zset-max-listpack-value': '8' },
};
