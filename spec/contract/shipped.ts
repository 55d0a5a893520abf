import { TokenBucket } from '../../examples/token-bucket';
import type { StructureClass } from '../../lib/index';
import { FIFO } from '../../structures/fifo';
import { SearchCache } from '../../structures/search-cache';
import { Bitmap } from '../../structures/standard/bitmap';
import { Geo } from '../../structures/standard/geo';
import { Hash } from '../../structures/standard/hash';
import { HyperLogLog } from '../../structures/standard/hyperloglog';
import { List } from '../../structures/standard/list';
import { SetValue } from '../../structures/standard/set';
import { Sort } from '../../structures/standard/sort';
import { SortedSet } from '../../structures/standard/sorted-set';
import { SortedSetAlgebra } from '../../structures/standard/sorted-set-algebra';
import { SortedSetRanges } from '../../structures/standard/sorted-set-ranges';
import { Stream } from '../../structures/standard/stream';
import { StringValue } from '../../structures/standard/string';
import { Suggest } from '../../structures/suggest';

/** What the contract must know of a structure. Commands are written as people write them; `k` is the key. */
export interface Shipped {
  readonly Class: StructureClass;
  /** Every command of the structure, with words that it takes. */
  readonly commands: readonly string[];
  /** Commands that create a value of it. */
  readonly fill: readonly string[];
  /** Commands whose replies tell all about a value, beside those that only read. */
  readonly probes?: readonly string[];
  /** Commands that take the value of another class, to replace it, to pass it over, or to find no value of theirs. */
  readonly takesAnyType?: readonly string[];
  /** What leaves it empty after `fill`; undefined when it isn't a container. */
  readonly empty?: readonly string[];
  /** The same of a container that stays then. */
  readonly keepsEmpty?: readonly string[];
  /** Commands of a container that refuse an absent key. */
  readonly refusesAbsent?: readonly string[];
}

const string: Shipped = {
  Class: StringValue,
  commands: [
    'GET k',
    'SET k v',
    'SETNX k v',
    'SETEX k 100 v',
    'PSETEX k 100000 v',
    'GETSET k v',
    'GETDEL k',
    'GETEX k',
    'MSET k v l w',
    'MSETNX k v l w',
    'MGET k l',
    'STRLEN k',
    'APPEND k v',
    'GETRANGE k 0 -1',
    'SUBSTR k 0 1',
    'SETRANGE k 2 v',
    'INCR k',
    'DECR k',
    'INCRBY k 3',
    'DECRBY k 3',
    'INCRBYFLOAT k 1.5',
    'LCS k k',
  ],
  fill: ['SET k 10'],
  takesAnyType: ['SET', 'SETNX', 'SETEX', 'PSETEX', 'MSET', 'MSETNX', 'MGET'],
  empty: ['GETDEL k'],
};

/** Has no values of its own: it works on strings. */
const bitmap: Shipped = {
  Class: Bitmap,
  commands: [
    'SETBIT k 7 1',
    'GETBIT k 7',
    'BITCOUNT k 0 -1',
    'BITPOS k 1',
    'BITOP NOT k l',
    'BITFIELD k INCRBY u8 0 1',
    'BITFIELD_RO k GET u8 0',
  ],
  fill: [],
};

/** So does this. */
const hyperLogLog: Shipped = {
  Class: HyperLogLog,
  commands: ['PFADD k a', 'PFCOUNT k l', 'PFMERGE k l', 'PFDEBUG ENCODING k', 'PFSELFTEST'],
  fill: [],
};

const list: Shipped = {
  Class: List,
  commands: [
    'LPUSH k a',
    'RPUSH k a b',
    'LPUSHX k a',
    'RPUSHX k a',
    'LPOP k',
    'RPOP k 2',
    'LLEN k',
    'LINDEX k 0',
    'LSET k 0 x',
    'LINSERT k BEFORE a x',
    'LRANGE k 0 -1',
    'LTRIM k 0 1',
    'LREM k 0 a',
    'LPOS k b COUNT 0',
    'LMOVE k l LEFT RIGHT',
    'RPOPLPUSH k l',
    'LMPOP 1 k LEFT',
  ],
  fill: ['RPUSH k a b c', 'LPUSH k d'],
  empty: ['LPOP k 4'],
};

const hash: Shipped = {
  Class: Hash,
  commands: [
    'HSET k a 1 b 2',
    'HMSET k a 1 c 3',
    'HSETNX k a 1',
    'HGET k a',
    'HMGET k a b c',
    'HGETALL k',
    'HKEYS k',
    'HVALS k',
    'HLEN k',
    'HSTRLEN k a',
    'HEXISTS k a',
    'HDEL k a',
    'HINCRBY k a 2',
    'HINCRBYFLOAT k a 0.5',
    'HRANDFIELD k 9 WITHVALUES',
    'HSCAN k 0',
  ],
  fill: ['HSET k a 1 b 2 c 3', 'HDEL k c'],
  empty: ['HDEL k a b'],
};

const set: Shipped = {
  Class: SetValue,
  commands: [
    'SADD k a b',
    'SREM k a',
    'SISMEMBER k a',
    'SMISMEMBER k a x',
    'SCARD k',
    'SMEMBERS k',
    'SPOP k',
    'SRANDMEMBER k 1000',
    'SMOVE k l a',
    'SINTER k l',
    'SINTERSTORE l k',
    'SINTERCARD 2 k l',
    'SUNION k l',
    'SUNIONSTORE l k',
    'SDIFF k l',
    'SDIFFSTORE l k',
    'SSCAN k 0',
  ],
  // A letter is always left: what is loaded of integers alone has another encoding.
  fill: ['SADD k a b c d 3 4', 'SPOP k 2', 'SPOP k'],
  empty: ['SPOP k 5'],
};

/** Has no values of its own: it works on lists, sets and sorted sets. */
const sort: Shipped = { Class: Sort, commands: ['SORT k STORE l', 'SORT_RO k'], fill: [] };

const sortedSet: Shipped = {
  Class: SortedSet,
  commands: [
    'ZADD k 1 a 2 b',
    'ZINCRBY k 1.5 a',
    'ZREM k a',
    'ZCARD k',
    'ZSCORE k a',
    'ZMSCORE k a b',
    'ZRANK k a',
    'ZREVRANK k a',
    'ZPOPMIN k',
    'ZPOPMAX k 2',
    'ZMPOP 1 k MIN',
    'ZRANDMEMBER k 9 WITHSCORES',
    'ZSCAN k 0',
  ],
  fill: ['ZADD k 1 a 2 b 3 c', 'ZINCRBY k 5 a'],
  empty: ['ZPOPMIN k 3'],
};

/** These have no values of their own: they work on sorted sets, and on sets. */
const sortedSetRanges: Shipped = {
  Class: SortedSetRanges,
  commands: [
    'ZCOUNT k 0 1',
    'ZLEXCOUNT k - +',
    'ZRANGE k 0 -1',
    'ZREVRANGE k 0 -1',
    'ZRANGEBYSCORE k 0 1',
    'ZREVRANGEBYSCORE k 1 0',
    'ZRANGEBYLEX k - +',
    'ZREVRANGEBYLEX k + -',
    'ZRANGESTORE l k 0 -1',
    'ZREMRANGEBYRANK k 0 1',
    'ZREMRANGEBYSCORE k 0 1',
    'ZREMRANGEBYLEX k - +',
  ],
  fill: [],
};

const sortedSetAlgebra: Shipped = {
  Class: SortedSetAlgebra,
  commands: [
    'ZUNION 1 k',
    'ZINTER 1 k',
    'ZDIFF 1 k',
    'ZUNIONSTORE l 1 k',
    'ZINTERSTORE l 1 k',
    'ZDIFFSTORE l 1 k',
    'ZINTERCARD 1 k',
  ],
  fill: [],
};

const stream: Shipped = {
  Class: Stream,
  commands: [
    'XADD k * a 1',
    'XTRIM k MAXLEN 2',
    'XDEL k 1-1',
    'XLEN k',
    'XRANGE k - +',
    'XREVRANGE k + -',
    'XSETID k 99-9',
    'XREAD STREAMS k $',
    'XGROUP CREATE k h 0',
    'XGROUP SETID k g 2-2',
    'XGROUP DESTROY k g',
    'XGROUP CREATECONSUMER k g d',
    'XGROUP DELCONSUMER k g d',
    'XREADGROUP GROUP g d STREAMS k >',
    'XACK k g 1-1',
    'XCLAIM k g d 0 2-2',
    'XAUTOCLAIM k g d 0 0',
    'XPENDING k g - + 10',
    'XINFO STREAM k FULL',
    'XINFO GROUPS k',
    'XINFO CONSUMERS k g',
  ],
  fill: [
    'XADD k 1-1 a 1 b 2',
    'XADD k 2-2 a 3',
    'XADD k 3-3 c 4',
    'XGROUP CREATE k g 0',
    'XREADGROUP GROUP g c COUNT 2 STREAMS k >',
    'XDEL k 1-1',
  ],
  keepsEmpty: ['XTRIM k MAXLEN 0', 'XGROUP DESTROY k g'],
  refusesAbsent: ['XPENDING', 'XINFO STREAM', 'XINFO GROUPS', 'XINFO CONSUMERS'],
};

/** Has no values of its own: it works on sorted sets. */
const geo: Shipped = {
  Class: Geo,
  commands: [
    'GEOADD k 13.36 38.11 a 15.08 37.5 b',
    'GEOPOS k a b',
    'GEOHASH k a b',
    'GEODIST k a b km',
    'GEOSEARCH k FROMLONLAT 15 37 BYRADIUS 200 km',
    'GEOSEARCHSTORE k l FROMLONLAT 15 37 BYBOX 200 200 km',
    'GEORADIUS k 15 37 200 km',
    'GEORADIUS_RO k 15 37 200 km',
    'GEORADIUSBYMEMBER k a 200 km',
    'GEORADIUSBYMEMBER_RO k a 200 km',
  ],
  fill: [],
};

const fifo: Shipped = {
  Class: FIFO,
  commands: ['FIFOADD k a b', 'POP k', 'BPOP k 0.01', 'SIZE k'],
  fill: ['FIFOADD k a b c', 'POP k'],
  probes: ['POP k', 'POP k', 'POP k'],
};

const suggest: Shipped = {
  Class: Suggest,
  commands: [
    'SUGGESTADD k apple 3',
    'SUGGESTLEARN k apples',
    'SUGGEST k aple',
    'CORRECT k aple',
    'FREQUENCY k apple',
    'FORGET k apple',
    'WORDS k',
  ],
  fill: ['SUGGESTADD k apple 3 apply 2 maple 9', 'FORGET k apply', 'SUGGESTLEARN k ample'],
  empty: ['FORGET k apple maple ample'],
};

const tokenBucket: Shipped = {
  Class: TokenBucket,
  commands: ['TAKE k 10 1'],
  fill: ['TAKE k 10 1 3'],
  probes: ['TAKE k 10 1 4', 'TAKE k 10 1 4'],
};

const searchCache: Shipped = { Class: SearchCache, commands: ['SEARCH index query'], fill: [] };

export const shipped: readonly Shipped[] = [
  string,
  bitmap,
  hyperLogLog,
  list,
  hash,
  set,
  sortedSet,
  sortedSetRanges,
  sortedSetAlgebra,
  sort,
  stream,
  geo,
  fifo,
  suggest,
  tokenBucket,
  searchCache,
];

/** Those whose values stand at keys. */
export const stateful = shipped.filter(({ fill }) => fill.length > 0);
