import { comparison } from './compare';

describe('Transactions', () => {
  const compare = comparison();

  compare('MULTI queues, EXEC runs')`
    MULTI
    SET a 1
    INCR a
    LPUSH a 1
    GET a
    EXEC
    GET a
    MULTI
    EXEC
    EXEC
    DISCARD
    MULTI
    MULTI
    SET a 5
    EXEC
  `;

  compare('DISCARD forgets')`
    MULTI
    SET a 1
    DISCARD
    EXISTS a
    DISCARD
    WATCH a
    MULTI
    DISCARD
    b> SET a 2
    MULTI
    GET a
    EXEC
  `;

  compare('a command that is refused while queueing aborts')`
    MULTI
    {SET a,NOSUCH,NOSUCH 1 2,CLIENT NOSUCH,OBJECT ENCODING,WATCH,SHUTDOWN}
    SET a 1
    EXEC
    MULTI
    SET a 1
    NOSUCH
    DISCARD
    EXEC
    MULTI
    EXEC x
    EXEC
    EXEC x
    MULTI x
    DISCARD x
    WATCH
    UNWATCH x
    EXISTS a
  `;

  compare('a command that fails in EXEC stops no other')`
    SET s text
    MULTI
    INCR s
    LPUSH s 1
    HGET s f
    SET t 1
    SET t 2 EX -1
    ZADD z nan m
    EXPIRE t x
    EXEC
    GET t
  `;

  compare('replies of all types, each in the protocol of its time')`
    HSET h f v
    SADD s 1
    ZADD z 1.5 m
    XADD x 1-1 f v
    MULTI
    HGETALL h
    SMEMBERS s
    ZRANGE z 0 -1 WITHSCORES
    XRANGE x - +
    GET none
    LPOP none 1
    HELLO 3
    HGETALL h
    ZSCORE z m
    GET none
    HELLO 2
    HGETALL h
    ECHO "\x00\xff\r\n"
    EXEC ~digits
  `;

  compare('the connection commands in it')`
    MULTI
    SELECT 3
    SET k 3
    AUTH a b
    CLIENT SETNAME me
    CLIENT GETNAME
    EXEC
    GET k
    SELECT 0
    GET k
    MULTI
    RESET
    EXEC
    MULTI
    PING
    QUIT ~close
    PING
  `;

  compare('values that are created and removed within')`
    MULTI
    RPUSH l a b
    RPOP l
    RPOP l
    EXISTS l
    SPOP none
    SET k v PX 100000
    PERSIST k
    DEL k
    RENAME k l
    EXEC
    DBSIZE
  `;

  describe('WATCH', () => {
    compare('sees a key of another connection change')`
      WATCH k
      b> SET k 1
      MULTI
      SET k 2
      EXEC
      GET k
      MULTI
      SET k 2
      EXEC
      GET k
    `;

    compare('sees its own change')`
      WATCH k
      SET k 1
      MULTI
      EXEC
      WATCH k
      MULTI
      SET k 2
      EXEC
    `;

    compare('sees nothing in what changes nothing')`
      SET k 1
      SADD s a
      HSET h f v
      RPUSH l a
      PFADD p a
      WATCH k s h l p none z
      b> SETNX k 2
      b> GET k
      b> SADD s a
      b> SREM s x
      b> HSETNX h f w
      b> HDEL h x
      b> DEL none
      b> LPOP none
      b> ZREM z a
      b> EXPIRE none 10
      b> PERSIST k
      b> SET k 3 XX GET NX
      b> SET k 3 NX
      b> RENAMENX k h
      b> COPY k h
      b> MOVE none 1
      b> SINTERSTORE none nothing nowhere
      b> ZADD z XX 1 a
      b> LPUSHX none 1
      b> LINSERT l BEFORE none x
      b> LREM l 0 none
      b> LPOP l 0
      b> LMOVE none l LEFT LEFT
      b> LMPOP 1 none LEFT
      b> PFADD p a
      b> SETRANGE none 0 ""
      b> APPEND k
      b> INCR h
      b> PFCOUNT none
      b> TOUCH k
      MULTI
      PING
      EXEC
    `;

    // Each line changes k, of one type after the other, or tells why not.
    for (const [made, ...changes] of [
      [
        'SET k 10',
        'SET k 10',
        'APPEND k ""',
        'APPEND k 1',
        'INCR k',
        'SETRANGE k 1 5',
        'SETBIT k 1 1',
        'GETDEL k',
      ],
      [
        'SET k 10',
        'GETEX k EX 100',
        'GETEX k',
        'EXPIRE k 100',
        'EXPIRE k -1',
        'PERSIST k',
        'GETSET k 10',
        'DEL k',
      ],
      [
        'SET k 10',
        'UNLINK k',
        'RENAME k other',
        'RENAME other k',
        'COPY other k REPLACE',
        'MOVE k 1',
        'SET k 1 KEEPTTL',
      ],
      [
        'SET k 10',
        'BITFIELD k SET u8 0 1',
        'BITFIELD k GET u8 0',
        'BITOP NOT k k',
        'BITOP NOT other k',
        'LCS k k',
      ],
      [
        'LPUSH k a b c',
        'LPUSH k d',
        'LPOP k',
        'LSET k 0 x',
        'LTRIM k 0 -1',
        'LREM k 0 none',
        'LINSERT k BEFORE b x',
      ],
      [
        'LPUSH k a b c',
        'LMOVE k other LEFT LEFT',
        'LMOVE other k LEFT LEFT',
        'RPOPLPUSH k k',
        'LMPOP 2 none k LEFT',
        'LRANGE k 0 -1',
      ],
      [
        'SADD k a b c',
        'SADD k d',
        'SREM k a',
        'SPOP k ~shape',
        'SMOVE k other b',
        'SMOVE other k b',
        'SUNIONSTORE other k',
        'SUNIONSTORE k other',
      ],
      ['HSET k f 1', 'HSET k f 1', 'HINCRBY k f 1', 'HDEL k f', 'HGET k f', 'HSCAN k 0', 'HSETNX k g 1'],
      [
        'ZADD k 1 a 2 b',
        'ZADD k 1 a',
        'ZADD k 2 a',
        'ZADD k NX 3 a',
        'ZINCRBY k 1 a',
        'ZPOPMIN k',
        'ZRANGESTORE other k 0 -1',
        'ZUNIONSTORE k 1 k',
      ],
      [
        'ZADD k 1 a 2 b',
        'ZREMRANGEBYRANK k 0 0',
        'ZREMRANGEBYSCORE k 5 6',
        'ZMPOP 1 k MIN',
        'GEOADD k 1 1 p',
        'GEOSEARCHSTORE other k FROMLONLAT 1 1 BYRADIUS 1 km',
      ],
      [
        'XADD k 1-1 f v',
        'XADD k 2-1 f v',
        'XDEL k 9-9',
        'XDEL k 1-1',
        'XTRIM k MAXLEN 10',
        'XREADGROUP GROUP g c STREAMS k >',
        'XACK k g 1-1',
        'XLEN k',
      ],
      ['PFADD k a', 'PFADD k a', 'PFADD k b', 'PFMERGE other k', 'PFMERGE k other'],
      ['LPUSH k 2 1', 'SORT k', 'SORT k STORE k', 'SORT k STORE other', 'DUMP k', 'OBJECT ENCODING k'],
      ['SET k 1', 'FLUSHDB', 'FLUSHALL', 'SWAPDB 0 1', 'SWAPDB 1 2', 'b> SELECT 1'],
    ]) {
      for (const change of changes) {
        const said = change.startsWith('b>') ? change : `b> ${change}`;
        compare(`and ${change}`)`
          ${made!}
          SET other 1
          {DEL other,EXISTS other}
          WATCH k
          ${said}
          MULTI
          PING
          EXEC
        `;
      }
    }

    compare('sees an absent key come')`
      WATCH k l
      b> {RENAME none k,MSETNX k 1,LPUSH l 1}
      MULTI
      EXEC
    `;

    compare('sees a key expire')`
      SET k v PX 200
      WATCH k
      b> DEBUG SLEEP 0.25
      MULTI
      PING
      EXEC
      SET k v PX 1
      DEBUG SLEEP 0.03
      WATCH k
      b> GET k
      MULTI
      PING
      EXEC
      SET k v PX 200
      WATCH k
      b> DEBUG SLEEP 0.25
      b> GET k
      MULTI
      PING
      EXEC
    `;

    compare('is of a database, whatever is exchanged')`
      SET k 0
      b> SELECT 1
      WATCH k
      b> SET k 1
      MULTI
      PING
      EXEC
      WATCH k none
      b> SWAPDB 2 3
      MULTI
      PING
      EXEC
      WATCH none
      b> SWAPDB 0 1
      MULTI
      PING
      EXEC
      WATCH k
      b> SWAPDB 0 1
      MULTI
      PING
      EXEC
      WATCH none
      b> FLUSHALL
      MULTI
      PING
      EXEC
    `;

    compare('is forgotten')`
      WATCH k
      UNWATCH
      b> SET k 1
      MULTI
      PING
      EXEC
      WATCH k
      b> SET k 2
      UNWATCH
      MULTI
      PING
      EXEC
      WATCH k
      b> SET k 3
      RESET
      MULTI
      PING
      EXEC
      WATCH k
      MULTI
      UNWATCH
      WATCH l
      EXEC
    `;

    compare('sees what a transaction changes')`
      WATCH k
      b> MULTI
      b> SET k 1
      MULTI
      PING
      EXEC
      b> EXEC
      WATCH k
      b> MULTI
      b> SET k 1
      b> EXEC
      MULTI
      PING
      EXEC
    `;
  });
});
