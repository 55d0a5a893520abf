import { comparison } from './compare';

/** `a` waits for what `b` brings, with `c` and `d`; what does not serve it is followed by something that does. */
describe('Blocking commands', () => {
  const compare = comparison();

  compare('that need not wait')`
    RPUSH l a b c d e f
    BLPOP l 0
    BRPOP none l 0
    BLMOVE l m LEFT RIGHT 0
    BRPOPLPUSH l m 0
    BLMPOP 0 2 none l LEFT COUNT 5
    EXISTS l
    ZADD z 1 a 2 b 3 c 4 d
    BZPOPMIN none z 0
    BZPOPMAX z 0
    BZMPOP 0 2 none z MIN COUNT 5
    EXISTS z
    XADD x 1-1 f v
    XREAD BLOCK 0 STREAMS x 0
    XGROUP CREATE x g 0
    XREADGROUP GROUP g c BLOCK 0 STREAMS x >
    XREADGROUP GROUP g c BLOCK 0 STREAMS x 0
  `;

  compare('whose time is over')`
    BLPOP none other 0.01
    BRPOP none 0.01
    BLMOVE none l LEFT LEFT 0.01
    BRPOPLPUSH none l 0.01
    BLMPOP 0.01 1 none LEFT
    BZPOPMIN none 0.01
    BZPOPMAX none 0.01
    BZMPOP 0.01 1 none MIN
    XREAD BLOCK 10 STREAMS none $
    XADD x 1-1 f v
    XGROUP CREATE x g $
    XREADGROUP GROUP g c BLOCK 10 STREAMS x >
    XREAD BLOCK 10 STREAMS x 1-1
  `;

  compare('that are told nonsense')`
    SET s text
    RPUSH l a b c d e f
    {BLPOP,BLPOP l,BLPOP l x,BLPOP l -1,BLPOP l nan,BLPOP l inf,BLPOP l 1e300,BLPOP l 9007199254740,BLPOP s 0}
    {BLPOP none s l 0,BRPOP s 0,BLPOP "" x}
    {BLMOVE l m UP LEFT 0,BLMOVE l m LEFT LEFT,BLMOVE l m LEFT LEFT -1,BLMOVE s m LEFT LEFT 0,BLMOVE l s LEFT LEFT 0}
    {BRPOPLPUSH l m x,BRPOPLPUSH s m 0}
    {BLMPOP 0 0 l LEFT,BLMPOP x 1 l LEFT,BLMPOP -1 1 l LEFT,BLMPOP 0 1 l UP,BLMPOP 0 1 l LEFT COUNT 0,BLMPOP 0 2 l LEFT,BLMPOP 0 1 s LEFT}
    {BZPOPMIN l 0,BZPOPMIN z x,BZMPOP 0 1 l MIN,BZMPOP 0 1 z LEFT,BZMPOP 0 1 z MIN COUNT -1}
    {XREAD BLOCK -1 STREAMS x 0,XREAD BLOCK x STREAMS x 0,XREADGROUP GROUP g c BLOCK 0 STREAMS none >,XREAD BLOCK 0 STREAMS l 0}
    {CLIENT UNBLOCK x,CLIENT UNBLOCK 999999,CLIENT UNBLOCK 1 NEVER}
    LRANGE l 0 -1
  `;

  compare('answer at once in a transaction')`
    MULTI
    BLPOP none 0
    BRPOP none 0
    BLMOVE none l LEFT LEFT 0
    BRPOPLPUSH none l 0
    BLMPOP 0 1 none LEFT
    BZPOPMIN none 0
    BZMPOP 0 1 none MIN
    XREAD BLOCK 0 STREAMS none $
    EXEC
    MULTI
    RPUSH l a
    BLPOP l 0
    BLPOP l 0
    EXEC
  `;

  for (const [waiting, ...bringing] of [
    [
      'BLPOP l 0',
      'RPUSH l a b',
      'LPUSH l a b',
      'LINSERT l BEFORE a b',
      'RPUSHX l a',
      'SET l text',
      'SADD l a',
    ],
    ['BLPOP none l 0', 'RPUSH l a', 'RPUSH other a', 'RPUSH none a'],
    [
      'BRPOP l 0',
      'RPUSH l a b',
      'SORT src STORE l',
      'RENAME src l',
      'COPY src l',
      'RESTORE l 0 "\\x12\\x01\\x02\\x0b\\x0b\\x00\\x00\\x00\\x01\\x00\\x81a\\x02\\xff\\n\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00"',
      'LMOVE src l LEFT LEFT',
    ],
    ['BLMOVE l m LEFT RIGHT 0', 'RPUSH l a b', 'RPUSH m a'],
    ['BLMOVE l l LEFT RIGHT 0', 'RPUSH l a b'],
    ['BRPOPLPUSH l m 0', 'RPUSH l a b'],
    ['BLMPOP 0 2 none l LEFT COUNT 2', 'RPUSH l a b c'],
    ['BLMOVE l s LEFT RIGHT 0', 'RPUSH l a b'],
    [
      'BZPOPMIN l 0',
      'ZADD l 1 a 2 b',
      'ZINCRBY l 5 a',
      'ZUNIONSTORE l 1 zsrc',
      'GEOADD l 1 1 a',
      'RPUSH l a',
    ],
    ['BZPOPMAX none l 0', 'ZADD l 1 a 2 b', 'ZRANGESTORE l zsrc 0 -1'],
    ['BZMPOP 0 2 none l MAX COUNT 2', 'ZADD l 1 a 2 b 3 c'],
    ['XREAD BLOCK 0 STREAMS l $', 'XADD l 5-1 f v', 'RPUSH l a'],
    ['XREAD COUNT 1 BLOCK 0 STREAMS none l 0 4-1', 'XADD l 5-1 f v', 'XADD l 3-1 f v'],
    [
      'XREADGROUP GROUP g c BLOCK 0 STREAMS xsrc >',
      'XADD xsrc 5-1 f v',
      'DEL xsrc',
      'XGROUP DESTROY xsrc g',
      'SET xsrc v',
      'XDEL xsrc 1-1',
    ],
  ]) {
    for (const line of bringing)
      compare(`${waiting!}, and ${line}`)`
        SET s text
        RPUSH src 2 1
        ZADD zsrc 1 a 2 b
        XADD xsrc 1-1 f v
        XGROUP CREATE xsrc g $
        a> ${waiting!} ~waits
        b> ${line}
        b> DEL l
        b> ${bringing[0]!}
        a> ~hears
        EXISTS l m
        TYPE l
        LRANGE m 0 -1
      `;
  }

  compare('first come, first served')`
    a> BLPOP l 0 ~waits
    c> BLPOP l m 0 ~waits
    d> BLMOVE l m LEFT LEFT 0 ~waits
    b> RPUSH l 1
    a> ~hears
    b> RPUSH l 2 3
    c> ~hears
    d> ~hears
    LRANGE m 0 -1
  `;

  compare('in a chain')`
    a> BLMOVE k l LEFT LEFT 0 ~waits
    c> BLMOVE l m LEFT LEFT 0 ~waits
    d> BRPOP m 0 ~waits
    b> RPUSH k 1
    a> ~hears
    c> ~hears
    d> ~hears
    EXISTS k l m
  `;

  compare('served before the next command of the one who brings')`
    a> BLPOP l 0 ~waits
    raw: "*3\r\n$5\r\nRPUSH\r\n$1\r\nl\r\n$1\r\n1\r\n*2\r\n$4\r\nLPOP\r\n$1\r\nl\r\n" ~replies:2
    a> ~hears
  `;

  compare('served after a transaction')`
    a> BLPOP l 0 ~waits
    MULTI
    RPUSH l 1
    LPOP l
    RPUSH l 2
    SET done 1
    EXEC
    a> ~hears
    MULTI
    RPUSH l 1
    DEL l
    EXEC
    EXISTS l
  `;

  compare('in their database')`
    a> SELECT 1
    a> BLPOP l 0 ~waits
    RPUSH l 1
    MOVE l 1
    a> ~hears
    a> BLPOP l 0 ~waits
    RPUSH l 2
    SWAPDB 0 1
    a> ~hears
  `;

  compare('that are unblocked')`
    a> CLIENT ID ~shape
    a> BLPOP l 0.05
    a> PING
  `;

  compare('and what the client sends behind')`
    a> BLPOP l 0 ~waits
    a> PING ~replies:0
    b> RPUSH l 1
    a> ~hears
    a> ~hears
  `;
});
