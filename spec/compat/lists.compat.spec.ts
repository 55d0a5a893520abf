import { comparison } from './compare';

const compare = comparison();

describe('pushing and popping', () => {
  compare('LPUSH and RPUSH answer the length')`
    LPUSH k {a,b c,"",a a a,"\x00\xff"}
    LRANGE k 0 -1
    RPUSH k {d,e f,1,-1,9223372036854775807}
    LRANGE k 0 -1
    {LLEN,TYPE,EXISTS} k
    {LPUSH,RPUSH} "" x
    LRANGE "" 0 -1
  `;

  compare('LPUSHX and RPUSHX push onto what exists')`
    {LPUSHX,RPUSHX} k a b
    EXISTS k
    RPUSH k a
    LPUSHX k b c
    RPUSHX k d e
    LRANGE k 0 -1
    EXPIRE k 100
    RPUSH k z
    TTL k ~ttl
  `;

  compare('LPOP and RPOP take one value, or so many')`
    RPUSH k a b c d e f g h
    {LPOP,RPOP} k
    {LPOP,RPOP} k {0,1,2}
    {LPOP,RPOP} none {,0,1,-0,+1}
    {LPOP,RPOP} k {1 1,k k,01 a,"" ""}
    LPOP k 100
    EXISTS k
    RPUSH k a b
    RPOP k 9223372036854775807
    EXISTS k
    RPUSH k a
    LPOP k
    {EXISTS,TYPE,LLEN} k
  `;

  compare('a bad count, a wrong type and an absent key have an order')`
    RPUSH list a b c
    SET str v
    {LPOP,RPOP} {list,str,none} {-1,abc,"",1.5,0,9223372036854775808,-9223372036854775809}
    {LPOP,RPOP} {,list 1 2}
    {LPOP,RPOP,LLEN} str
    {LPUSH,RPUSH,LPUSHX,RPUSHX} str {,a,a b}
    {LPUSH,RPUSH,LPUSHX,RPUSHX} {,k}
    LLEN {,none,list x}
    GET str
    LRANGE list 0 -1
  `;

  compare('a list that becomes empty is gone, with its time')`
    RPUSH k a
    EXPIRE k 100
    RPOP k
    RPUSH k b
    TTL k
    LREM k 0 b
    EXISTS k
    RPUSH k b
    LTRIM k 5 10
    EXISTS k
    RPUSH k b
    LPOP k 0
    EXISTS k
    LMOVE k other LEFT RIGHT
    EXISTS k
    LMPOP 1 other LEFT
    EXISTS other
  `;
});

describe('looking inside', () => {
  compare('LINDEX counts from both ends')`
    RPUSH k a b c
    LINDEX k {0,1,2,3,-1,-3,-4,9223372036854775807,-9223372036854775808}
    SET str v
    LINDEX {k,str,none} {0,abc,"",1.5,9223372036854775808,-0,01}
    LINDEX {,k,k 0 1}
  `;

  compare('LRANGE clips its ends')`
    RPUSH k a b c d e
    LRANGE k {0,1,-1,-3,-100,4,5,100} {0,-1,-3,-100,4,5,100}
    LRANGE k -9223372036854775808 9223372036854775807
    SET str v
    LRANGE {k,str,none} {0,abc,"",9223372036854775808} {0,abc,1.5}
    LRANGE {,k,k 0,k 0 1 2}
  `;

  compare('LPOS finds by rank, count and maximal length')`
    RPUSH k a b c 1 2 3 c c
    LPOS k {c,a,x,"",3}
    LPOS k c {RANK 1,RANK 2,RANK -1,RANK -3,RANK 4,RANK -4,COUNT 0,COUNT 2,COUNT 100,MAXLEN 0,MAXLEN 2,MAXLEN 3}
    LPOS k c {RANK 2 COUNT 0,COUNT 2 RANK -1,RANK -1 COUNT 0 MAXLEN 2,MAXLEN 1 RANK -1,MAXLEN 100 COUNT 1,rank 1 count 1}
    LPOS k x {COUNT 0,COUNT 1,RANK 5,MAXLEN 1}
    LPOS none x {,COUNT 0,COUNT 1,RANK 1,MAXLEN 5}
    LPOS k c {RANK 1 RANK 2,COUNT 1 COUNT 2,MAXLEN 1 MAXLEN 8}
    RPUSH bin "\x00" "\xff\x00" "\x00"
    LPOS bin "\x00" COUNT 0
  `;

  compare('LPOS tells a bad option before a wrong type')`
    RPUSH k a
    SET str v
    LPOS {k,str,none} a {RANK 0,RANK abc,RANK -9223372036854775808,RANK 9223372036854775807,COUNT -1,COUNT abc,MAXLEN -1,MAXLEN abc}
    LPOS {k,str,none} a {RANK,COUNT,MAXLEN,BAD,BAD 1,"",RANK 1 BAD,COUNT 1 RANK 0,RANK 0 COUNT -1,COUNT -1 RANK 0}
    LPOS {str,none} a
    LPOS {,k}
  `;
});

describe('changing inside', () => {
  compare('LSET replaces what is there')`
    RPUSH k a b c
    LSET k {0,-1,1} X
    LRANGE k 0 -1
    LSET k 1 ""
    LRANGE k 0 -1
    SET str v
    LSET {k,str,none} {0,3,-4,99,abc,"",1.5,9223372036854775808} y
    LSET {,k,k 0,k 0 a b}
    LRANGE k 0 -1
  `;

  compare('LINSERT inserts beside the first pivot')`
    RPUSH k a b a c
    LINSERT k BEFORE a x
    LINSERT k AFTER a y
    LINSERT k {before,After} c ""
    LINSERT k BEFORE missing z
    LINSERT k AFTER "" "\x00"
    LRANGE k 0 -1
    SET str v
    LINSERT {k,str,none} {BEFORE,AFTER,BAD,""} {a,missing} v
    EXISTS none
    LINSERT {,k,k BEFORE,k BEFORE a,k BEFORE a b c}
  `;

  compare('LREM removes from either end')`
    RPUSH k a b a c a d a
    LREM k {1,-1,0} a
    LRANGE k 0 -1
    RPUSH k x x x x x
    LREM k {2,-2,100} x
    LRANGE k 0 -1
    LREM k {0,1,-1} missing
    RPUSH n 1 01 1 +1 1.0
    LREM n 0 1
    LRANGE n 0 -1
    SET str v
    LREM {k,str,none} {0,abc,"",1.5,9223372036854775808,-9223372036854775807} {missing,""}
    LREM {,k,k 0,k 0 a b}
    LREM k 0 b
    EXISTS k
  `;

  compare('LREM of the most negative count')`
    RPUSH k a a
    LREM k -9223372036854775808 a
    LRANGE k 0 -1
  `;

  for (const range of [
    '1 3',
    '-3 -2',
    '0 -1',
    '-100 100',
    '2 2',
    '3 1',
    '5 10',
    '-1 -100',
    '0 0',
    '-1 -1',
    '4 100',
  ]) {
    compare(`LTRIM k ${range}`)`
      RPUSH k a b c d e
      LTRIM k ${range}
      LRANGE k 0 -1
      {EXISTS,LLEN} k
    `;
  }

  compare('LTRIM tells a bad index before a wrong type')`
    RPUSH k a
    SET str v
    LTRIM {k,str,none} {0,abc,"",9223372036854775808} {-1,abc,1.5}
    LTRIM {,k,k 0,k 0 1 2}
    LRANGE k 0 -1
  `;
});

describe('moving between lists', () => {
  compare('LMOVE and RPOPLPUSH move one value')`
    RPUSH a 1 2 3 4 5 6
    LMOVE a b {LEFT,RIGHT} {LEFT,RIGHT}
    LRANGE a 0 -1
    LRANGE b 0 -1
    RPOPLPUSH a b
    RPOPLPUSH a b
    EXISTS a
    LRANGE b 0 -1
    LMOVE none b left Right
    RPOPLPUSH none b
    EXISTS none
    LMOVE b c LEFT LEFT
    TTL c
    EXPIRE b 100
    LMOVE b c LEFT LEFT
    TTL c
    LMOVE c b LEFT LEFT
    TTL b ~ttl
  `;

  compare('a list can be rotated onto itself')`
    RPUSH k a b c
    RPOPLPUSH k k
    LRANGE k 0 -1
    LMOVE k k {LEFT,RIGHT} {LEFT,RIGHT}
    LRANGE k 0 -1
    RPUSH one x
    EXPIRE one 100
    LMOVE one one LEFT RIGHT
    RPOPLPUSH one one
    LRANGE one 0 -1
    TTL one ~ttl
  `;

  compare('the source is looked at before the destination')`
    RPUSH list a b
    SET str v
    RPOPLPUSH {list,str,none} {str,none2}
    LMOVE {list,str,none} {str,none3} {LEFT,BAD,""} {RIGHT,BAD}
    LRANGE list 0 -1
    GET str
    LMOVE {,list,list x,list x LEFT,list x LEFT RIGHT y}
    RPOPLPUSH {,list,list x y}
  `;

  compare('LMPOP pops from the first list that has values')`
    RPUSH a 1 2 3 4 5
    RPUSH b x y
    LMPOP 1 a {LEFT,RIGHT,left}
    LMPOP 3 none a b LEFT COUNT 1
    LMPOP 2 a b RIGHT COUNT 100
    EXISTS a
    LMPOP 2 a b {LEFT COUNT 1,RIGHT COUNT 5,LEFT}
    RPUSH c 1 2 3
    LMPOP 2 c c LEFT COUNT 2
    LMPOP 1 none LEFT {,COUNT 5}
  `;

  compare('LMPOP refuses bad counts and sides')`
    RPUSH list a b c
    SET str v
    LMPOP {0,-1,abc,"",1.5,2,3,9223372036854775808,4294967297} {list,str,none} LEFT
    LMPOP 1 {list,str,none} {BAD,"",LEFT BAD,LEFT COUNT,LEFT COUNT 0,LEFT COUNT -1,LEFT COUNT abc,LEFT COUNT 1 COUNT 2}
    LMPOP 1 str LEFT {COUNT 1,COUNT 9223372036854775808}
    LMPOP 2 none str LEFT
    LMPOP 2 list str LEFT
    LMPOP {,1,1 list,1 LEFT,2 list LEFT,1 list LEFT RIGHT,1 list COUNT 1 LEFT,abc list BAD COUNT 0}
    LRANGE list 0 -1
  `;
});

describe('long lists', () => {
  const words = Array.from({ length: 300 }, (_, i) => `value:${i}`).join(' ');

  compare('hold many values and large ones')`
    RPUSH k ${words}
    LPUSH k ${words}
    LLEN k
    LINDEX k {0,299,300,599,-600}
    LRANGE k 290 310
    LPOS k value:7 COUNT 0
    LREM k 1 value:150
    LINSERT k AFTER value:150 new
    LSET k 400 ${'y'.repeat(5000)}
    LRANGE k 398 402
    LTRIM k 100 -100
    LLEN k
    RPUSH k ${'z'.repeat(20000)}
    RPOP k
    OBJECT ENCODING k
    LPOP k 150
    RPOP k 100
  `;

  compare('are packed and unpacked as they grow and shrink')`
    RPUSH k ${words}
    EXPIRE k 1000
    RPUSH k ${words}
    COPY k l
    LTRIM k 5 9
    LRANGE k 0 -1
    TTL k ~ttl
    LLEN l
    RPOP l 597
    LRANGE l 0 -1
    LMOVE l k LEFT RIGHT
    RENAME k m
    LRANGE m 0 -1
    RPUSH m ${'y'.repeat(3000)}
    RPUSH m ${'z'.repeat(3000)} small
    LMOVE m m RIGHT LEFT
    LMOVE m m LEFT RIGHT
    LREM m 0 ${'z'.repeat(3000)}
    LSET m -2 short
    LRANGE m 0 -1
    LPOP m 100
    EXISTS m
    TTL l ~ttl
  `;

  compare('an element that is moved within its list leaves its expiry')`
    RPUSH k a
    EXPIRE k 1000
    LMOVE k k LEFT RIGHT
    RPOPLPUSH k k
    TTL k ~ttl
    RPUSH n ${'y'.repeat(9000)}
    EXPIRE n 1000
    RPOPLPUSH n n
    TTL n ~ttl
    STRLEN n
    LPOP n
    EXISTS n
  `;
});
