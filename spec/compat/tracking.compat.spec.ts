import { comparison } from './compare';

const compare = comparison();

describe('CLIENT TRACKING', () => {
  compare('takes options, and refuses what makes no sense')`
    CLIENT TRACKING
    CLIENT TRACKING maybe
    CLIENT TRACKING {OFF,off NOLOOP,off REDIRECT 999999,on REDIRECT 999999,on REDIRECT x,on REDIRECT,on PREFIX}
    CLIENT TRACKING on {BOGUS,OPTIN OPTOUT,BCAST OPTIN,BCAST OPTOUT,PREFIX a,PREFIX a OPTIN}
    CLIENT TRACKING on BCAST PREFIX a PREFIX {ab,a,""}
    CLIENT TRACKING on BCAST PREFIX abc PREFIX b PREFIX ab
    CLIENT {GETREDIR,TRACKINGINFO,CACHING,CACHING yes,CACHING no,GETREDIR x,TRACKINGINFO x}
    CLIENT TRACKING on REDIRECT <b> REDIRECT <b>
    CLIENT TRACKING on REDIRECT <b> REDIRECT 999999
    CLIENT {GETREDIR,TRACKINGINFO}
    b> PING
  `;

  compare('switches modes only when it was off')`
    CLIENT TRACKING on
    CLIENT TRACKINGINFO
    CLIENT TRACKING on NOLOOP
    CLIENT TRACKINGINFO
    CLIENT TRACKING on BCAST
    CLIENT TRACKING on OPTIN
    CLIENT TRACKINGINFO
    CLIENT TRACKING on OPTOUT
    CLIENT TRACKING on
    CLIENT TRACKINGINFO
    CLIENT TRACKING on OPTOUT
    CLIENT TRACKING on OPTIN
    CLIENT TRACKINGINFO
    CLIENT TRACKING off
    CLIENT TRACKINGINFO
    CLIENT TRACKING on BCAST PREFIX b PREFIX "\xff"
    CLIENT TRACKING on
    CLIENT TRACKING on BCAST PREFIX {bc,b,""}
    CLIENT TRACKING on BCAST PREFIX a
    CLIENT TRACKINGINFO
    CLIENT TRACKING on BCAST
    CLIENT TRACKING on BCAST
    CLIENT TRACKING on BCAST PREFIX z
    CLIENT TRACKINGINFO
    CLIENT GETREDIR
    RESET
    CLIENT TRACKINGINFO
  `;

  compare('CLIENT CACHING is about the next command', [3])`
    CLIENT TRACKING on OPTIN
    CLIENT CACHING {no,maybe,yes}
    CLIENT TRACKINGINFO
    CLIENT TRACKINGINFO
    GET a
    CLIENT TRACKINGINFO
    GET b
    b> SET b 1
    b> SET a 1
    ~hears
    CLIENT CACHING yes
    MULTI
    GET a
    GET b
    EXEC
    CLIENT TRACKINGINFO
    b> MSET b 1 a 1
    ~hears ~replies:2
    CLIENT TRACKING off
    CLIENT TRACKING on OPTOUT
    CLIENT CACHING yes
    CLIENT CACHING no
    CLIENT TRACKINGINFO
    GET a
    GET b
    b> MSET a 1 b 1
    ~hears
    PING
  `;
});

describe('a client that is tracked', () => {
  compare('hears of a key that it has read, once', [3])`
    CLIENT TRACKING on
    GET k
    b> SET k 1
    ~hears
    b> SET k 2
    MGET k j
    b> MSET j 1 k 2
    ~hears ~replies:2
    b> SELECT 3
    GET k
    b> SET k other
    ~hears
    PING
  `;

  compare('hears of what it changes itself behind the reply, but not with NOLOOP', [3])`
    CLIENT TRACKING on
    GET k
    SET k 1 ~replies:2
    GET k
    MULTI
    SET k 2
    GET k
    SET k 3
    EXEC ~replies:2
    GET k
    FLUSHALL ~replies:2
    CLIENT TRACKING on NOLOOP
    GET k
    SET k 1
    GET k
    b> SET k 1
    ~hears
    FLUSHDB ~replies:2
    PING
  `;

  compare('hears of keys that expire, are renamed, moved, restored, flushed', [3])`
    CLIENT TRACKING on
    b> MSET a 1 b 2 c 3
    MGET b c d e
    b> RENAME a d
    ~hears
    GET d
    b> RENAME d a
    ~hears
    b> COPY b e
    ~hears
    b> MOVE b 3
    ~hears
    b> PEXPIRE c 1
    ~hears
    b> SET f 1 PX 3600000
    GET f
    b> EXPIRE f 0
    ~hears
    MGET a b
    b> FLUSHALL
    ~hears
    b> FLUSHDB
    ~hears
    PING
  `;

  compare('hears of each type, whichever command has read it', [3])`
    CLIENT TRACKING on
    b> RPUSH l 1 2
    LRANGE l 0 -1
    b> LPOP l
    ~hears
    b> HSET h f v
    HGETALL h
    b> HSET h f w
    ~hears
    b> SADD s 1
    SISMEMBER s 1
    b> SADD s 2
    ~hears
    b> ZADD z 1 a
    ZSCORE z a
    b> ZADD z 2 a
    ~hears
    b> XADD x 1-1 f v
    XRANGE x - +
    b> XADD x 1-2 f v
    ~hears
    EXISTS q
    TYPE w
    TTL u
    OBJECT ENCODING o
    b> MSET q 1 w 1 u 1 o 1
    ~hears ~replies:4
    b> APPEND q 1
    BITCOUNT q
    b> SETBIT q 1 1
    ~hears
    PING
  `;

  compare('does not hear of what changed nothing, nor of what it has written only', [3])`
    CLIENT TRACKING on
    b> SADD s 1
    SMEMBERS s
    b> SADD s 1
    b> DEL none
    b> SETNX s 1
    b> EXPIRE none 10
    SET w 1
    b> SET w 2
    GETEX g
    b> SET g 2
    PING
  `;

  compare('in RESP2 hears by another connection only')`
    b> HELLO 3 ~digits
    CLIENT TRACKING on REDIRECT <b>
    CLIENT GETREDIR ~digits
    GET k
    SET k 1
    b> ~hears
    MGET k j
    c> MSET j 1 k 1
    b> ~hears ~replies:2
    CLIENT TRACKING on
    CLIENT GETREDIR
    PING
  `;

  compare('hears by a channel, when the other speaks RESP2', [2])`
    CLIENT TRACKING on REDIRECT <b>
    GET k
    SET k 1
    b> SUBSCRIBE __redis__:invalidate
    GET k
    SET k 1
    b> ~hears
    b> SUBSCRIBE other
    MGET j k
    c> MSET j 2 k 1
    b> ~hears ~replies:2
    FLUSHALL
    b> ~hears
    b> UNSUBSCRIBE other __redis__:invalidate ~replies:2
    GET k
    SET k 1
    b> PING
  `;

  compare('is told that the other connection has gone', [3])`
    CLIENT TRACKING on REDIRECT <b>
    b> QUIT ~close
    GET k
    c> SET k 1
    ~hears ~digits
    CLIENT TRACKINGINFO ~digits
    CLIENT TRACKING on
    CLIENT TRACKINGINFO
    GET k
    c> SET k 1
    ~hears
  `;
});

describe('BCAST', () => {
  compare('tells of all keys with a prefix, together', [3])`
    CLIENT TRACKING on BCAST PREFIX user: PREFIX z
    b> MSET user:2 1 user:1 1 other 1 z 1
    ~hears ~replies:2
    b> SET user:1 2
    ~hears
    b> MSET other 1 u 1
    b> DEL z user:1
    ~hears ~replies:2
    b> FLUSHALL
    ~hears
    PING
  `;

  compare('without prefixes tells of every key, and with NOLOOP not of its own changes', [3])`
    CLIENT TRACKING on BCAST
    SET a 1 ~replies:2
    b> MSET b 1 a 1 "" x
    ~hears
    CLIENT TRACKING off
    CLIENT TRACKING on BCAST NOLOOP
    SET a 1
    b> SET b 1
    ~hears
    PING
  `;

  compare('in RESP2 tells another connection', [2])`
    b> HELLO 3 ~digits
    CLIENT TRACKING on BCAST PREFIX k REDIRECT <b>
    SET k1 1
    b> ~hears
    c> MSET k3 1 k2 1 other 1
    b> ~hears
    PING
  `;
});

describe('what is remembered', () => {
  const compareSmall = comparison({ 'tracking-table-max-keys': '2' });

  compareSmall('has a limit', [3])`
    CONFIG GET tracking-table-max-keys
    CLIENT TRACKING on
    GET a
    GET b
    b> MSET a 1 b 1
    ~hears ~replies:2
    PING
  `;
});
