import { comparison } from './compare';

const compare = comparison();

describe('CLIENT REPLY', () => {
  compare('OFF silences errors and replies, ON ends that')`
    CLIENT REPLY ON
    CLIENT REPLY OFF ~replies:0
    PING ~replies:0
    NOSUCH ~replies:0
    SET k v ~replies:0
    CLIENT REPLY SKIP ~replies:0
    PING ~replies:0
    CLIENT REPLY ON
    GET k
    CLIENT REPLY {BAD,"",ON OFF}
    CLIENT REPLY
    client reply on
  `;

  compare('SKIP silences the next command')`
    CLIENT REPLY SKIP ~replies:0
    SET k v ~replies:0
    GET k
    CLIENT REPLY SKIP ~replies:0
    CLIENT REPLY SKIP ~replies:0
    NOSUCH ~replies:0
    GET k
    CLIENT REPLY SKIP ~replies:0
    CLIENT REPLY ON
    GET k
    CLIENT REPLY SKIP ~replies:0
    BLPOP none 0.01 ~replies:0
    GET k
    CLIENT REPLY SKIP ~replies:0
    CLIENT REPLY OFF ~replies:0
    GET k ~replies:0
    CLIENT REPLY ON
  `;

  compare('in a transaction')`
    MULTI
    CLIENT REPLY OFF
    CLIENT REPLY ON
    PING
    EXEC ~replies:0
    PING
    MULTI
    PING
    CLIENT REPLY SKIP
    EXEC ~replies:0
    PING ~replies:0
    CLIENT REPLY ON
    PING
  `;

  compare('ends with RESET')`
    CLIENT REPLY OFF ~replies:0
    RESET
    PING
  `;
});

describe('CLIENT KILL', () => {
  compare('refuses what it does not understand')`
    CLIENT KILL
    CLIENT KILL {x,1.1.1.1:5,addr,ID x,ID 0,ID -1,ID 99999999999999999999,TYPE x,USER nobody,a b c,BAD x,ID 1 ID}
    CLIENT KILL {SKIPME maybe,SKIPME yes TYPE master,USER default SKIPME x,ADDR 1.1.1.1:1,LADDR 1.1.1.1:1,ID 999999}
    CLIENT KILL {TYPE replica,TYPE slave,TYPE pubsub,type MASTER,TYPE normal TYPE replica,USER default TYPE slave SKIPME no}
  `;

  compare('of the own connection answers first')`
    MULTI
    CLIENT KILL TYPE normal SKIPME no ~shape
    PING
    PING
    EXEC ~close
    PING
    b> PING
    CLIENT KILL TYPE normal SKIPME no ~close
    b> ~close
  `;

  compare('closes what waits, or queues')`
    a> BLPOP l 0 ~waits
    b> MULTI
    b> RPUSH l x
    CLIENT KILL TYPE normal SKIPME yes ~shape
    a> ~close
    b> ~close
    EXISTS l
    RPUSH l x
    EXISTS l
  `;
});

describe('CLIENT PAUSE', () => {
  compare('refuses what it does not understand')`
    CLIENT PAUSE
    CLIENT PAUSE {x,-1,1.5,99999999999999999999,1 BAD,x BAD,-1 BAD,1 ALL x,1 WRITE x y}
    client pause 1 all x
    CLIENT UNPAUSE x
    CLIENT UNPAUSE
    CLIENT PAUSE 9223372036854775807 ALL
    PING
    CLIENT PAUSE 1 {WRITE,ALL}
    PING
  `;

  compare('WRITE lets reads pass, and writes wait in their order')`
    SET k 1
    CLIENT PAUSE 100000 WRITE
    GET k
    a> APPEND k a ~waits
    b> APPEND k b ~waits
    a> GET k ~replies:0
    GET k
    CLIENT UNPAUSE
    a> ~hears
    b> ~hears
    a> ~hears
    GET k
  `;

  for (const command of [
    'SET k v',
    'DEL k',
    'SORT l',
    'GETEX k',
    'BLPOP l 0',
    'FLUSHALL',
    'SWAPDB 0 1',
    'EXPIRE k 1',
    'COPY a b',
  ])
    compare(`WRITE stops ${command}`, [2])`
      RPUSH l a
      CLIENT PAUSE 100000 WRITE
      a> ${command} ~waits
      CLIENT UNPAUSE
      a> ~hears
    `;

  compare('WRITE passes what reads, and what is refused', [2])`
    CLIENT PAUSE 100000 WRITE
    {GET k,NOSUCH,SET,SET k,WAIT 0 1,XREAD STREAMS a 0,OBJECT ENCODING k,SORT_RO l,SELECT 1,CONFIG GET databases,DBSIZE}
    CLIENT UNPAUSE
  `;

  compare('ALL stops everything until its time is over')`
    CLIENT PAUSE 100 ALL
    PING
    CLIENT PAUSE 100
    PING
  `;

  compare('and transactions')`
    a> MULTI
    a> GET k
    b> MULTI
    b> SET k v
    c> MULTI
    c> SET k x
    CLIENT PAUSE 100000 WRITE
    a> EXEC
    b> EXEC ~waits
    c> DISCARD
    GET k
    CLIENT UNPAUSE
    b> ~hears
    GET k
    MULTI
    CLIENT PAUSE 100000 WRITE
    SET k y
    GET k
    EXEC
    GET k
    CLIENT UNPAUSE
  `;

  compare('lets a command wait for a key after it')`
    CLIENT PAUSE 100000 WRITE
    a> BLPOP l 0 ~waits
    CLIENT UNPAUSE
    CLIENT LIST ~shape
    RPUSH l x
    a> ~hears
    EXISTS l
  `;

  compare('stops what would be queued, too')`
    a> MULTI
    CLIENT PAUSE 100000 WRITE
    a> SET k v ~waits
    CLIENT UNPAUSE
    a> ~hears
    a> EXEC
  `;

  compare('keeps what expires out of sight')`
    SET k v
    MULTI
    SET e v PX 1
    CLIENT PAUSE 100000 WRITE
    EXEC
    WAIT 1 20
    GET e
    EXISTS e
    TTL e
    KEYS *
    SCAN 0
    RANDOMKEY
    DBSIZE
    CLIENT UNPAUSE
    GET e
    DBSIZE
  `;

  compare('lets blocked clients time out')`
    a> BLPOP none 0.2 ~waits
    CLIENT PAUSE 100000 WRITE
    a> ~hears
    CLIENT UNPAUSE
  `;

  compare('of ALL is not made less by one of WRITE, nor shorter')`
    CLIENT PAUSE 150 WRITE
    CLIENT PAUSE 1 ALL
    PING
    GET k
  `;
});

describe('CLIENT LIST and INFO', () => {
  compare('tell what a client is about')`
    CLIENT INFO ~digits
    CLIENT NO-EVICT ON
    CLIENT INFO ~digits
    RESET
    CLIENT INFO ~digits
    CLIENT NO-EVICT OFF
    WATCH k
    SET k v
    CLIENT INFO ~digits
    MULTI
    SET k v
    EXEC
    CLIENT NO-EVICT {x,""}
    CLIENT NO-EVICT
  `;

  compare('take what filters them')`
    CLIENT LIST {ID,TYPE,ID x,ID 0,ID 1 TYPE normal,TYPE bad,TYPE normal x,BAD,x y,ID 99999999999999999999,TYPE bad x}
    CLIENT LIST TYPE {master,replica,slave,pubsub}
  `;

  compare('know what 7.0 does not have')`
    CLIENT {SETINFO LIB-NAME x,NO-TOUCH ON,NO-TOUCH,BAD}
  `;
});

describe('WAIT', () => {
  compare('counts replicas, of which there are none')`
    WAIT {x 1,0 x,0 -1,0 1.5,1 99999999999999999999,-1 0,0 0,1 5,99999999999 5}
    WAIT
    WAIT {1,1 1 1}
    MULTI
    WAIT 1 0
    EXEC
  `;

  compare('waits until somebody ends that')`
    a> WAIT 1 0 ~waits
    CLIENT KILL TYPE normal ~shape
    a> ~close
  `;
});

describe('a server that has no replicas and is no node of a cluster', () => {
  compare('says so')`
    {REPLICAOF NO ONE,SLAVEOF no one,SLAVEOF,REPLICAOF NO,REPLICAOF a b,REPLICAOF a 99999,REPLICAOF a -1,REPLICAOF NO ONE x}
    FAILOVER
    FAILOVER {ABORT,x,TIMEOUT,TO a,TO a 5,FORCE,TIMEOUT 0,TIMEOUT x,ABORT x,TO a b,TO a 1 FORCE,TO a 1 TO b 2,FORCE FORCE}
    FAILOVER {FORCE TO a 1,TIMEOUT 5 TIMEOUT 6,TO a 1 ABORT,TO a 1 TIMEOUT 5 FORCE,TIMEOUT -1 ABORT,timeout 1}
    {READONLY,READWRITE,ASKING,READONLY x,CLUSTER,CLUSTER INFO,CLUSTER NODES,CLUSTER SLOTS,CLUSTER SHARDS,CLUSTER MYID}
    CLUSTER {BAD,HELP,HELP x,KEYSLOT a,KEYSLOT,INFO x,GETKEYSINSLOT,RESET,RESET HARD,FAILOVER,MEET a 1,ADDSLOTS 1,SETSLOT 1 STABLE}
    MULTI
    REPLICAOF NO ONE
    FAILOVER
    READONLY
    EXEC
  `;
});

describe('SHUTDOWN', () => {
  compare('refuses what makes no sense')`
    SHUTDOWN {BAD,"",NOSAVE SAVE,SAVE NOSAVE,ABORT NOSAVE,NOSAVE ABORT,NOW ABORT,FORCE ABORT,ABORT ABORT,NOSAVE BAD,NOW x}
    SHUTDOWN ABORT
    MULTI
    SHUTDOWN NOSAVE
    EXEC
  `;
});
