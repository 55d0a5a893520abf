import { comparison } from './compare';

describe('keyspace notifications', () => {
  const compare = comparison({ 'notify-keyspace-events': 'KEA' }, { notified: true });

  compare('of strings', [2])`
    SET k v
    SET k v {NX,XX,GET,KEEPTTL,EX 100,PX 100000,PXAT 4102444800000,XX GET EX 100,NX GET}
    SET k v KEEPTTL
    SET n 1 NX EX 100
    {SETNX k v,SETNX a v,SETEX k 100 v,PSETEX k 100000 v,GETSET k w,GETSET b w}
    {GETDEL nosuch,GETDEL k,GETDEL a}
    {GETEX n,GETEX nosuch EX 10,GETEX n EX 100,GETEX n PX 100000,GETEX n PERSIST,GETEX n PERSIST,GETEX n PXAT 1}
    {MSET a 1 b 2 a 3,MSETNX a 1 c 2,MSETNX c 1 d 2}
    {APPEND a x,APPEND new x,APPEND a "",APPEND new2 "",SETRANGE a 2 xy,SETRANGE a 2 "",SETRANGE new3 0 ""}
    {INCR i,DECR i,INCRBY i 5,DECRBY i 5,INCRBY i 0,INCRBYFLOAT i 1.5,INCRBYFLOAT f 2,INCR f,INCRBY a 1}
    {GET a,MGET a b,STRLEN a,GETRANGE a 0 1,LCS a b}
    LPUSH l x
    {SET l v NX,INCR l,APPEND l x,GETSET l x,SET l v GET}
    SET l v
  `;

  compare('of bitmaps', [2])`
    {SETBIT k 7 1,SETBIT k 7 1,SETBIT k 7 0,SETBIT k 100 0,SETBIT k 100 0,GETBIT k 7,BITCOUNT k,BITPOS k 1}
    SET a abc
    {BITOP AND d a k,BITOP OR d a k,BITOP NOT d a,BITOP XOR a a a,BITOP AND d nosuch,BITOP AND d nosuch,BITOP NOT x nosuch}
    BITFIELD f SET u8 0 1
    BITFIELD f {SET u8 0 1,GET u8 0,INCRBY u8 0 0,INCRBY u8 0 1,SET u8 0 5 GET u8 0 SET u8 8 6,SET u8 100 0}
    BITFIELD f {OVERFLOW FAIL INCRBY u2 0 3,OVERFLOW FAIL INCRBY u2 200 9,OVERFLOW SAT INCRBY u2 0 3}
    {BITFIELD g GET u8 0,BITFIELD g,BITFIELD_RO f GET u8 0}
  `;

  compare('of HyperLogLogs', [2])`
    {PFADD h,PFADD h,PFADD h a b,PFADD h a b,PFADD h c,PFCOUNT h,PFADD i x}
    {PFMERGE h i,PFMERGE j h i,PFMERGE j h i,PFMERGE h,PFMERGE new}
    PFCOUNT h j
    PFDEBUG TODENSE h
    PFDEBUG GETREG i ~shape
  `;

  compare('of lists', [2])`
    {LPUSH k a b,RPUSH k c d,LPUSHX k x,RPUSHX k x,LPUSHX nosuch x,RPUSHX nosuch x}
    {LPOP k,RPOP k,LPOP k 2,RPOP k 0,LPOP nosuch,LPOP nosuch 2,RPOP k 100}
    RPUSH k a b c a b c a
    {LSET k 0 z,LSET k 0 z,LSET k 99 z,LSET nosuch 0 z,LINSERT k BEFORE b x,LINSERT k AFTER nosuch x,LINSERT nosuch AFTER a b}
    {LREM k 1 a,LREM k -1 a,LREM k 0 nosuch,LREM nosuch 0 a,LTRIM k 0 -1,LTRIM k 1 2,LTRIM nosuch 0 1,LTRIM k 5 1}
    {LLEN k,LRANGE k 0 -1,LINDEX k 0,LPOS k a}
    RPUSH one a
    {LREM one 0 a}
    RPUSH s a b c d e f
    {LMOVE s d LEFT RIGHT,LMOVE s d RIGHT LEFT,RPOPLPUSH s d,LMOVE s s LEFT RIGHT,RPOPLPUSH s s,LMOVE nosuch d LEFT LEFT}
    {LMOVE s d LEFT LEFT,LMOVE s d LEFT LEFT,LMOVE s d LEFT LEFT}
    {LMPOP 2 nosuch d LEFT,LMPOP 2 nosuch d RIGHT COUNT 2,LMPOP 1 nosuch LEFT,LMPOP 1 d LEFT COUNT 100}
    RPUSH s a
    RPOPLPUSH s s
    SET str x
    {LPUSH str a,LPOP str,LMOVE s str LEFT LEFT}
  `;

  compare('of lists that are waited for', [2])`
    RPUSH k a b c d e f
    {BLPOP k 0,BRPOP k 0,BLMPOP 0 1 k LEFT,BLMPOP 0 1 k RIGHT COUNT 2,BLMOVE k d LEFT RIGHT 0,BRPOPLPUSH d d 0}
    DEL d
    b> BLPOP q k 0 ~waits
    RPUSH k x
    b> ~hears
    b> BRPOP k 0 ~waits
    RPUSH k x y
    b> ~hears
    b> BLMPOP 0 1 q RIGHT COUNT 2 ~waits
    LPUSH q x y z
    b> ~hears
    b> BLMOVE src dst LEFT RIGHT 0 ~waits
    LPUSH src x
    b> ~hears
    b> BRPOPLPUSH src dst 0 ~waits
    LPUSH src x y
    b> ~hears
    b> BLMOVE loop loop LEFT RIGHT 0 ~waits
    LPUSH loop x
    b> ~hears
    b> BLPOP k2 0 ~waits
    MULTI
    RPUSH k2 a
    RPUSH k2 b
    EXEC
    b> ~hears
    BLPOP nosuch 0.01
  `;

  compare('of sets', [2])`
    {SADD k a b,SADD k a b,SADD k c,SREM k a x,SREM k x,SREM nosuch x,SPOP nosuch,SPOP nosuch 2,SPOP k 0}
    SREM k b c
    SADD k a b c d
    {SMOVE k d a,SMOVE k d nosuch,SMOVE nosuch d a,SMOVE k k b,SMOVE d e a}
    SADD both x
    SADD k x
    {SMOVE k both x,SCARD k,SMEMBERS both,SISMEMBER k a}
    SADD i 1 2 3
    SADD j 2 3 4
    {SINTERSTORE d i j,SUNIONSTORE d i j,SDIFFSTORE d i j,SDIFFSTORE d i i,SDIFFSTORE d i i,SINTERSTORE i i j,SUNIONSTORE n nosuch}
    {SINTER i j,SINTERCARD 2 i j,SUNION i j,SDIFF i j}
    SPOP j 2 ~shape
    SPOP j 9 ~shape
    SADD one x
    SPOP one
    SET str x
    {SADD str x,SINTERSTORE d str,SMOVE i str 2}
    SUNIONSTORE str i
  `;

  compare('of hashes', [2])`
    {HSET k a 1 b 2,HSET k a 1,HMSET k c 3,HSETNX k a 9,HSETNX k d 9,HINCRBY k a 5,HINCRBY k a 0,HINCRBYFLOAT k a 1.5,HINCRBY k a 1}
    {HDEL k nosuch,HDEL nosuch a,HDEL k a b,HGET k c,HGETALL k,HLEN k}
    HDEL k c d x
    HINCRBYFLOAT k f 1
    SET str x
    HSET str a b
  `;

  compare('of sorted sets', [2])`
    ZADD k 1 a 2 b
    ZADD k {1 a,3 a,XX 4 a,NX 5 a,GT 1 a,LT 0 a,CH 1 a,XX 1 nosuch,GT CH 9 a 1 new,INCR 1 a,INCR 0 a,NX INCR 1 a,XX INCR 1 nosuch}
    ZADD nosuch XX 1 a
    {ZINCRBY k 1 a,ZINCRBY k 0 a,ZINCRBY k 1 z,ZREM k z nosuch,ZREM k nosuch,ZREM nosuch a}
    {ZPOPMIN k,ZPOPMAX k,ZPOPMIN k 0,ZPOPMIN nosuch,ZPOPMAX k 9,ZPOPMAX k 9}
    ZADD k 1 a 2 b 3 c 4 d 5 e
    {ZREMRANGEBYRANK k 0 0,ZREMRANGEBYSCORE k 2 2,ZREMRANGEBYRANK k 9 10,ZREMRANGEBYSCORE nosuch 0 1}
    ZADD l 0 a 0 b 0 c
    {ZREMRANGEBYLEX l [a [a,ZREMRANGEBYLEX l [a [a,ZREMRANGEBYLEX l - +}
    {ZUNIONSTORE d 2 k k,ZINTERSTORE d 2 k k,ZDIFFSTORE d 2 k k,ZDIFFSTORE d 2 k k,ZRANGESTORE d k 0 -1,ZRANGESTORE d k 9 10,ZRANGESTORE d k 9 10}
    {ZUNIONSTORE k 1 k,ZINTERSTORE k 1 nosuch}
    ZADD k 1 a 2 b 3 c 4 d 5 e
    {ZMPOP 2 nosuch k MIN,ZMPOP 1 k MAX COUNT 2,ZMPOP 1 nosuch MIN,ZMPOP 1 k MIN COUNT 9}
    ZADD k 1 a
    ZREMRANGEBYRANK k 0 -1
    ZADD k 1 a 2 b 3 c 4 d
    {BZPOPMIN k 0,BZPOPMAX k 0,BZMPOP 0 1 k MIN,BZPOPMIN k 0}
    b> BZPOPMIN k 0 ~waits
    ZADD k 1 x
    b> ~hears
    b> BZMPOP 0 1 k MAX COUNT 2 ~waits
    ZADD k 1 x 2 y 3 z
    b> ~hears
    SET str x
    {ZADD str 1 a,ZUNIONSTORE d 1 str}
    ZUNIONSTORE str 1 k
  `;

  compare('of places', [2])`
    GEOADD k 13.36 38.11 Palermo 15.08 37.5 Catania
    GEOADD k {13.36 38.11 Palermo,XX 14 38 Palermo,NX 13 38 Palermo,CH 13 38 Palermo,XX 13 38 nosuch}
    {GEOSEARCHSTORE d k FROMLONLAT 15 37 BYRADIUS 500 km,GEOSEARCHSTORE d k FROMLONLAT 90 0 BYRADIUS 1 km,GEOSEARCHSTORE d nosuch FROMLONLAT 15 37 BYRADIUS 1 km}
    {GEORADIUS k 15 37 500 km STORE d,GEORADIUS k 15 37 500 km STOREDIST e,GEORADIUS k 90 0 1 km STORE d,GEORADIUS k 15 37 500 km}
    {GEORADIUSBYMEMBER k Palermo 500 km STORE d,GEORADIUSBYMEMBER nosuch Palermo 1 km STORE d}
    {GEOSEARCH k FROMLONLAT 15 37 BYRADIUS 500 km,GEOPOS k Palermo,GEODIST k Palermo Catania,GEOHASH k Palermo}
  `;

  compare('of streams', [2])`
    {XADD k 1-1 f v,XADD k NOMKSTREAM 2-1 f v,XADD nosuch NOMKSTREAM 1-1 f v,XADD k MAXLEN 2 3-1 f v,XADD k MAXLEN 9 4-1 f v,XADD k MINID 4 5-1 f v}
    {XTRIM k MAXLEN 1,XTRIM k MAXLEN 1,XDEL k 5-1,XDEL k 5-1,XDEL nosuch 1-1,XTRIM nosuch MAXLEN 1,XSETID k 9-1,XSETID k 9-1}
    {XGROUP CREATE k g $,XGROUP CREATE k g $,XGROUP CREATE new g $ MKSTREAM,XGROUP CREATE nosuch g $}
    {XGROUP SETID k g 0,XGROUP CREATECONSUMER k g c,XGROUP CREATECONSUMER k g c,XGROUP DELCONSUMER k g c,XGROUP DELCONSUMER k g c}
    XADD k 10-1 f v
    XADD k 11-1 f v
    {XREADGROUP GROUP g c COUNT 1 STREAMS k >,XREADGROUP GROUP g c STREAMS k 0,XREADGROUP GROUP g c2 STREAMS k >,XREADGROUP GROUP g c3 STREAMS k >,XREADGROUP GROUP g c4 STREAMS k 0} ~digits
    {XREAD STREAMS k 0,XPENDING k g,XLEN k,XRANGE k - +} ~digits
    {XCLAIM k g c5 0 10-1,XCLAIM k g c6 0 99-1,XCLAIM k g c5 0 10-1,XAUTOCLAIM k g c7 0 0,XAUTOCLAIM k g c7 0 0,XAUTOCLAIM k g c8 99999999 0} ~digits
    {XACK k g 10-1,XACK k g 10-1,XGROUP DESTROY k g,XGROUP DESTROY k g}
    XGROUP CREATE k g $
    b> XREADGROUP GROUP g c BLOCK 0 STREAMS k > ~waits
    XADD k 20-1 f v
    b> ~hears
    b> XREAD BLOCK 0 STREAMS k $ ~waits
    XADD k 21-1 f v
    b> ~hears
    SET str x
    XADD str * f v
  `;

  compare('of keys', [2])`
    MSET a 1 b 2 c 3
    {DEL a nosuch b a,UNLINK c,UNLINK nosuch,DEL nosuch}
    MSET a 1 b 2 c 3
    {RENAME a b,RENAME b b,RENAME nosuch x,RENAMENX b c,RENAMENX b d,RENAMENX d d}
    {COPY c e,COPY c d,COPY c d REPLACE,COPY nosuch x,COPY c c DB 1,COPY c c DB 1,COPY c c DB 1 REPLACE}
    {MOVE c 1,MOVE c 2,MOVE nosuch 1}
    SELECT 1
    DEL c
    SELECT 0
    {TOUCH d,EXISTS d,TYPE d,OBJECT ENCODING d,RANDOMKEY,DBSIZE,KEYS nosuch,SCAN 0 MATCH nosuch} ~shape
    SET k v EX 100
    RENAME k k2
    COPY k2 k3
    DUMP k3 ~shape
    RESTORE r 0 "\x00\x01v\n\x00\x1e\xb4\xdd\x96\x17\xb3\xa1N"
    SWAPDB 0 1
    SWAPDB 0 1
    FLUSHDB
    SET k v
    FLUSHALL
  `;

  compare('of expiries', [2])`
    SET k v
    {EXPIRE k 100,PEXPIRE k 100000,EXPIREAT k 4102444800,PEXPIREAT k 4102444800000,EXPIRE k 5 NX,EXPIRE k 100 LT,EXPIRE nosuch 1,PERSIST k,PERSIST k,PERSIST nosuch,EXPIRE k 1 XX}
    {TTL k,PTTL k,EXPIRETIME k,PEXPIRETIME k}
    EXPIRE k -1
    SET k v
    PEXPIREAT k 1
    SET k v PX 1 ~later
    DEBUG SLEEP 0.02 ~later
    GET k
    HSET h f v ~later
    PEXPIRE h 1 ~later
    DEBUG SLEEP 0.02 ~later
    HSET h f v
    SADD s a ~later
    PEXPIRE s 1 ~later
    DEBUG SLEEP 0.02 ~later
    {SPOP s,SADD s b}
  `;

  compare('of what is sorted', [2])`
    RPUSH l 3 1 2
    {SORT l,SORT l STORE d,SORT nosuch STORE d,SORT nosuch STORE d,SORT_RO l,SORT l BY nosort STORE l}
  `;

  compare('of a transaction, in order', [2])`
    MULTI
    SET k v
    LPUSH l a
    INCR l
    LPOP l
    SELECT 1
    SET k v EX 100
    EXEC
    MULTI
    SET k w
    DISCARD
    SELECT 0
    WATCH k
    b> SET k w
    MULTI
    SET k x
    EXEC
  `;

  compare('are the same for a client of RESP3', [3])`
    SET "k\x00\xff" v EX 100
    DEL "k\x00\xff"
    LPUSH l a
    LPOP l
    HSET h a b
    HDEL h a
  `;

  compare('come from commands of every connection and database', [2])`
    b> SELECT 3
    b> SET k v
    b> MOVE k 5
    c> SELECT 5
    c> DEL k
  `;
});

describe('keyspace notifications that no command causes', () => {
  const compare = comparison({ 'notify-keyspace-events': 'KEx' });

  compare('tell of keys that have expired while nobody asked for them', [2])`
    a> PSUBSCRIBE __key*
    SET k v PX 5
    a> ~hears ~replies:2
  `;
});

describe('keyspace notifications that are asked for', () => {
  const compare = comparison({}, { notified: true });

  compare('are none at first, and as CONFIG SET says', [2])`
    CONFIG GET notify-keyspace-events
    SET k v
    CONFIG SET notify-keyspace-events {K,E,KE,A,g$}
    SET k v
    CONFIG SET notify-keyspace-events Kg
    SET k v
    DEL k
    CONFIG SET notify-keyspace-events E$lshztx
    {SET k v,LPUSH l a,SADD s a,HSET h a b,ZADD z 1 a,XADD x 1-1 a b,DEL k,EXPIRE l 100}
    CONFIG SET notify-keyspace-events Elg
    {SET k v,LPUSH l a,LPOP l 9,RPUSH l 1,SORT l STORE l2}
    CONFIG SET notify-keyspace-events ""
    SET k v
  `;

  compare('are written in an order of their own', [2])`
    CONFIG SET notify-keyspace-events {A,KEA,AKE,g$lshzxetd,g$lshzxet,mnE,Kg,KEQ,kk,dtezxhs,KEn,KEmd,AA,A m,Em$K,""}
    CONFIG GET notify-keyspace-events
    CONFIG SET notify-keyspace-events KEA
    CONFIG GET notify-keyspace-events
    CONFIG SET notify-keyspace-events mEdK
    CONFIG GET notify-keyspace-events
    CONFIG SET notify-keyspace-events x$gKn
    CONFIG GET notify-keyspace-events
    CONFIG SET notify-keyspace-events ""
  `;

  compare('tell of new keys', [2])`
    CONFIG SET notify-keyspace-events KEn
    {SET k v,SET k w,INCR i,APPEND a x,SETRANGE r 0 x,SETBIT b 0 1,MSET k 1 m 2,MSETNX n 1 o 2,LPUSH l a,LPUSH l b,RPOPLPUSH l l2}
    {SADD s a,HSET h a b,ZADD z 1 a,XADD x 1-1 a b,PFADD p a,GEOADD g 1 1 a,SUNIONSTORE s2 s,SUNIONSTORE s2 s,ZUNIONSTORE z2 1 z,SORT l2 STORE l3}
    {RENAME k k2,RENAME k2 i,COPY i c,COPY i c REPLACE,MOVE c 1,BITOP NOT bo i,XGROUP CREATE xs g $ MKSTREAM,HINCRBY hh a 1,SMOVE s s3 a}
    {GETSET gs x,SETNX nx x,SETEX ex 100 x,INCRBYFLOAT f 1,ZINCRBY zi 1 a,BITFIELD bf SET u8 0 1,PFMERGE pm p,LPUSH l a}
    CONFIG SET notify-keyspace-events E$nm
    {SET new0 v GET,GETSET new9 v,GETEX new8,PFMERGE new7 new6}
    CONFIG SET notify-keyspace-events E$n
    {SET new v EX 100,MSET n1 1 n2 2}
    CONFIG SET notify-keyspace-events ""
  `;

  compare('tell of keys that are missing', [2])`
    CONFIG SET notify-keyspace-events KEm
    SET k v
    {GET k,GET nosuch,MGET k a b,STRLEN nosuch,GETRANGE nosuch 0 1,EXISTS a k b,TYPE nosuch,TTL nosuch,LLEN nosuch,LRANGE nosuch 0 1}
    {HGET nosuch a,HGETALL nosuch,SCARD nosuch,SINTER nosuch k,SISMEMBER nosuch a,ZSCORE nosuch a,ZRANGE nosuch 0 1,XLEN nosuch,XRANGE nosuch - +}
    {SET nosuch2 v,DEL nosuch,INCR new,LPOP nosuch,HDEL nosuch a,EXPIRE nosuch 1,GETBIT nosuch 0,BITCOUNT nosuch,PFCOUNT nosuch,GEOPOS nosuch a}
    {SINTERSTORE d nosuch,SUNIONSTORE d x y,ZUNIONSTORE d 2 x y,ZDIFFSTORE d 1 x,ZRANGESTORE d x 0 1,COPY x y,SORT x STORE y,SORT x,SORT_RO x,BITOP NOT d x}
    {GEORADIUS x 1 1 1 m STORE d,GEOSEARCHSTORE d x FROMLONLAT 1 1 BYRADIUS 1 m,PFMERGE pm x,LMOVE x y LEFT LEFT,SMOVE x y a,RENAME x y,MOVE x 1,XREAD STREAMS x 0}
    {DUMP x,OBJECT ENCODING x,OBJECT FREQ x,TOUCH x,MEMORY USAGE x,SUBSTR x 0 1,LCS x y,XINFO STREAM x,EXPIRETIME x,XPENDING x g,GETEX x,GETDEL x,SMISMEMBER x a}
    {ZRANDMEMBER x,HRANDFIELD x,SRANDMEMBER x,ZINTERCARD 1 x,SINTERCARD 1 x,ZDIFF 1 x,LPOS x a,LINDEX x 0,HSCAN x 0,ZSCORE x a,ZRANK x a,BITPOS x 1,BITFIELD x GET u8 0,BITFIELD_RO x GET u8 0}
    {SET x v GET,GETSET x2 v,LPUSHX y v,PERSIST y,XACK y g 1-1,XLEN y,PFADD y a,LMPOP 2 y1 y2 LEFT,ZMPOP 1 y3 MIN,BLPOP y4 0.01,EXISTS y5 y5,WATCH y6,ZADD y7 XX 1 a}
    RPUSH list 1 2
    SORT list BY w_* GET v_* GET #
    GETRANGE list 0 1
    SET str v
    SINTER nosuch str
    CONFIG SET notify-keyspace-events ""
  `;
});
