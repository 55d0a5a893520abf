import { comparison } from './compare';

describe('DEBUG', () => {
  const compare = comparison();

  compare('PROTOCOL answers a sample of each type')`
    DEBUG PROTOCOL {string,integer,double,bignum,null,array,set,map,verbatim,true,false,STRING}
    DEBUG PROTOCOL {foo,""}
    DEBUG PROTOCOL
  `;

  compare('PROTOCOL push, which RESP2 has not', [2])`
    DEBUG PROTOCOL {push,attrib}
  `;

  compare('PROTOCOL push sends a message first', [3])`
    DEBUG PROTOCOL push ~replies:2
    PING
  `;

  compare('OBJECT tells how a value is kept')`
    SET s foo
    SET n 12
    HSET h f v
    SADD i 1 2
    ZADD z 1 a
    DEBUG OBJECT {s,n,h,i,z} ~object
    DEBUG OBJECT none
    DEBUG OBJECT
    DEBUG OBJECT s x
  `;

  compare('DIGEST-VALUE answers equal digests for equal values')`
    SET s foo
    SET n 12
    SET e foo EX 100
    RPUSH l a b c 17
    SADD st a b c
    SADD i 1 2 3
    HSET h f v g w
    ZADD z 1 a 2.5 b
    DEBUG DIGEST-VALUE s n e l
    DEBUG DIGEST-VALUE st i h z none
    DEBUG DIGEST-VALUE
    DEBUG DIGEST
    SELECT 3
    SET k "\xff\x00"
    SET "\xff" v
    DEBUG DIGEST
    PING
    GET k
    FLUSHALL
    DEBUG DIGEST
  `;

  compare('POPULATE creates strings where there are none')`
    SET key:1 mine
    DEBUG POPULATE 3
    DEBUG POPULATE 2 foo
    DEBUG POPULATE 2 bar 10
    DEBUG POPULATE 2 baz 3
    KEYS * ~unordered
    MGET key:0 key:1 foo:1 bar:1 baz:0
    DEBUG POPULATE {x,-1,1 a -1,1 a x}
    DEBUG POPULATE
  `;

  compare('takes what there is nothing to do for, and refuses the rest')`
    DEBUG {SET-ACTIVE-EXPIRE x,SET-ACTIVE-EXPIRE 1,PAUSE-CRON 0,CHANGE-REPL-ID,SET-DISABLE-DENY-SCRIPTS 1,LOG hello}
    DEBUG QUICKLIST-PACKED-THRESHOLD {0,1,100,10mb,4gb,5gb,x,1x,-1,"",kb}
    DEBUG REPLYBUFFER {RESIZING 0,PEAK-RESET-TIME 100}
    DEBUG {JMAP,STRINGMATCH-LEN 10 a*,ZIPLIST k,QUICKLIST-PACKED-THRESHOLD,REPLYBUFFER x}
    DEBUG {SET-ACTIVE-EXPIRE,PAUSE-CRON,CHANGE-REPL-ID x,LOG,ERROR,HELP x,NOSUCH,SLEEP,SLEEP 0 x}
    DEBUG
    DEBUG SLEEP {x,0}
  `;

  compare('counts no error that DEBUG ERROR answers', [2])`
    CONFIG RESETSTAT
    DEBUG ERROR "FOO bar"
    DEBUG ERROR "multi\r\nline"
    INFO commandstats ~figures
    INFO errorstats ~figures
  `;
});

describe('DEBUG that is not allowed', () => {
  const compare = comparison({ 'enable-debug-command': 'no' });

  compare('is refused, in a transaction as it is queued')`
    DEBUG {SLEEP 0,HELP,NOSUCH}
    DEBUG
    MULTI
    DEBUG SLEEP 0
    EXEC
    CONFIG RESETSTAT
    DEBUG SLEEP 0
    INFO commandstats ~figures
  `;
});
