import { comparison } from './compare';

const compare = comparison();

describe('ranges of ranks', () => {
  compare('ZRANGE and ZREVRANGE')`
    ZADD z 1 a 2 b 2 c 3 d 4 e
    {ZRANGE,ZREVRANGE} z {0,1,-2,-100,4,5} {0,2,-1,-3,100}
    {ZRANGE,ZREVRANGE} z 1 3 WITHSCORES
    ZRANGE z 1 -2 REV
    ZRANGE z 1 -2 REV WITHSCORES
    ZRANGE z 0 -1 WITHSCORES WITHSCORES rev
    {ZRANGE,ZREVRANGE} none 0 -1
    {ZRANGE,ZREVRANGE} none 0 -1 WITHSCORES
    {ZRANGE,ZREVRANGE} z {-9223372036854775808,9223372036854775807} {-9223372036854775808,9223372036854775807}
  `;

  compare('what is no range')`
    ZADD z 1 a 2 b
    SET str v
    {ZRANGE,ZREVRANGE} {z,none,str} {0,x,1.5,"",(1,9223372036854775808} {1,y}
    {ZRANGE,ZREVRANGE} {z,str} 0 1 {BAD,WITHSCORES BAD,LIMIT,LIMIT 0,LIMIT 0 1,LIMIT x 1,LIMIT 0 x,LIMIT 0 -1,LIMIT 5 -1}
    {ZRANGE,ZREVRANGE} z x 1 {LIMIT 0 1,LIMIT 0 -1,WITHSCORES}
    ZRANGE z 0 1 {REV REV,BYLEX BYLEX,BYSCORE BYSCORE,BYSCORE BYLEX,BYLEX BYSCORE}
    ZRANGE z 0 1 REV REV LIMIT x x
    ZREVRANGE z 0 1 {REV,BYLEX,BYSCORE}
    {ZRANGE,ZREVRANGE} {,z,z 0}
    {ZRANGE,ZREVRANGE} str 0 1
  `;

  compare('ZREMRANGEBYRANK')`
    ZADD z 1 a 2 b 2 c 3 d 4 e
    ZREMRANGEBYRANK z {3,-100} {2,-100}
    ZREMRANGEBYRANK z 1 2
    ZRANGE z 0 -1
    ZREMRANGEBYRANK z {x,0} {x,""}
    ZREMRANGEBYRANK none 0 -1
    ZREMRANGEBYRANK z 0 -1 0
    ZREMRANGEBYRANK z 0
    ZREMRANGEBYRANK z 0 100
    EXISTS z
    SET str v
    ZREMRANGEBYRANK str {0,x} 1
  `;
});

describe('ranges of scores', () => {
  compare('ends that are included, or not')`
    ZADD z -inf a -1 b 0 c 1 d 1 e 2.5 f inf g
    ZCOUNT z {-inf,-1,(-1,0,1,(1,2.5,+inf,(inf} {-inf,0,(1,1,(2.5,5,inf}
    ZRANGEBYSCORE z {-inf,-1,(-1,1,(1,2.5,(inf} {0,(1,1,(2.5,inf}
    ZREVRANGEBYSCORE z {inf,(inf,1,(1,0} {-inf,(-inf,0,(0,1}
    ZRANGE z {-1,(1} {1,inf} BYSCORE
    ZRANGE z {1,(inf} {-1,(-inf} BYSCORE REV WITHSCORES
    ZRANGEBYSCORE z -1 1 WITHSCORES
    {ZCOUNT,ZRANGEBYSCORE,ZREVRANGEBYSCORE} none 0 1
  `;

  compare('LIMIT')`
    ZADD z 1 a 2 b 3 c 4 d 5 e
    ZRANGEBYSCORE z 2 5 LIMIT {0,1,3,4,-1,100} {0,1,2,-1,-5,100}
    ZREVRANGEBYSCORE z 4 -inf LIMIT {0,1,3,4,-1} {0,1,-1}
    ZRANGEBYSCORE z 2 5 WITHSCORES LIMIT 1 2 LIMIT 0 1
    ZRANGEBYSCORE z 2 5 limit 1 2 withscores
    ZRANGE z 2 5 BYSCORE LIMIT 1 2
    ZRANGE z 5 2 LIMIT 1 2 REV BYSCORE WITHSCORES
    ZRANGEBYSCORE z 2 5 LIMIT {x,1} {x,9223372036854775808}
    ZRANGEBYSCORE z 2 5 LIMIT 1
    ZRANGEBYSCORE z 2 5 LIMIT 9223372036854775807 9223372036854775807
  `;

  compare('what is no range')`
    ZADD z 1 a 2 b
    SET str v
    {ZCOUNT,ZRANGEBYSCORE,ZREVRANGEBYSCORE,ZREMRANGEBYSCORE} {z,none,str} {x,nan,(,"1 ","( 1",((1,[1,(nan} 2
    {ZCOUNT,ZRANGEBYSCORE} {z,str} 1 {x,nan}
    {ZCOUNT,ZRANGEBYSCORE} z {""," 1","\t\n1","1\x00x","(1\x00x","(",1e400,0x1,(0X1p0,0e1} {2,1e999}
    {ZRANGEBYSCORE,ZREVRANGEBYSCORE} {z,str} x y {BAD,LIMIT x 1,REV,BYLEX,BYSCORE}
    {ZRANGEBYSCORE,ZREVRANGEBYSCORE} z 0 5 {BAD,REV,BYLEX,BYSCORE,LIMIT,WITHSCORES LIMIT 1}
    ZRANGE z x 1 BYSCORE
    {ZCOUNT,ZREMRANGEBYSCORE} {,z,z 1,z 1 2 3}
    {ZRANGEBYSCORE,ZREVRANGEBYSCORE} {,z,z 1}
    {ZCOUNT,ZRANGEBYSCORE,ZREVRANGEBYSCORE,ZREMRANGEBYSCORE} str 0 1
  `;

  compare('ZREMRANGEBYSCORE')`
    ZADD z 1 a 2 b 3 c 4 d
    ZREMRANGEBYSCORE z 5 1
    ZREMRANGEBYSCORE z (1 3
    ZRANGE z 0 -1
    ZREMRANGEBYSCORE none 0 1
    ZREMRANGEBYSCORE z -inf inf
    EXISTS z
  `;
});

describe('ranges of bytes', () => {
  compare('ends that are included, or not')`
    ZADD z 0 a 0 b 0 c 0 aa 0 "" 0 "\xff" 0 "\x00"
    {ZRANGEBYLEX,ZLEXCOUNT} z {-,+,[a,(a,[b,"[","(","[\x00"} {-,+,[c,(c,[aa,"[","(\xff"}
    ZREVRANGEBYLEX z {-,+,[c,(c,"["} {-,+,[a,(a,"["}
    ZRANGE z {-,(a} {+,[c} BYLEX
    ZRANGE z {+,(c} {-,[a} BYLEX REV
    {ZRANGEBYLEX,ZREVRANGEBYLEX,ZLEXCOUNT} none - +
  `;

  compare('LIMIT')`
    ZADD z 0 a 0 b 0 c 0 d 0 e
    ZRANGEBYLEX z [b + LIMIT {0,1,3,4,-1} {0,1,2,-1}
    ZREVRANGEBYLEX z (e - LIMIT {0,1,3,4,-1} {0,1,2,-1}
    ZRANGE z [e [b BYLEX REV LIMIT 1 2
    ZRANGEBYLEX z - + LIMIT 1
    ZRANGEBYLEX z - + LIMIT {x,1} x
  `;

  compare('what is no range')`
    ZADD z 0 a 0 b
    SET str v
    {ZLEXCOUNT,ZRANGEBYLEX,ZREVRANGEBYLEX,ZREMRANGEBYLEX} {z,none,str} {a,"",1,-a,+a,"-\x00a"} {+,b}
    {ZLEXCOUNT,ZRANGEBYLEX} {z,str} - {a,""}
    {ZRANGEBYLEX,ZREVRANGEBYLEX} {z,str} x y {BAD,LIMIT x 1,WITHSCORES,REV,BYLEX,BYSCORE}
    {ZRANGEBYLEX,ZREVRANGEBYLEX} z - + {WITHSCORES,WITHSCORES LIMIT 0 1,LIMIT,BAD}
    ZRANGE z {x,-} + {BYLEX,BYLEX WITHSCORES,WITHSCORES BYLEX LIMIT 0 1}
    {ZLEXCOUNT,ZREMRANGEBYLEX} {,z,z -,z - + 3}
    {ZRANGEBYLEX,ZREVRANGEBYLEX} {,z,z -}
    {ZLEXCOUNT,ZRANGEBYLEX,ZREVRANGEBYLEX,ZREMRANGEBYLEX} str - +
  `;

  compare('members of different scores, in packed bytes')`
    ZADD z 1 d 2 b 3 a 4 c 5 e
    {ZRANGEBYLEX,ZLEXCOUNT} z {-,[a,[b,(b,[c,[e,(e} {+,[a,[b,(c,[d,[e}
    ZRANGEBYLEX z {-,[b,(b} {[d,(d,[c} LIMIT {1,2,3} 2
    ZREVRANGEBYLEX z {+,[d,[c} {-,[a,[b}
    ZREVRANGEBYLEX z {+,[d,[c} {-,[b,(b} LIMIT {1,2} 2
    ZREMRANGEBYLEX z [b [d
    ZRANGE z 0 -1
  `;

  compare('ZREMRANGEBYLEX')`
    ZADD z 0 a 0 b 0 c 0 d
    ZREMRANGEBYLEX z [x [a
    ZREMRANGEBYLEX z (a [c
    ZRANGE z 0 -1
    ZREMRANGEBYLEX none - +
    ZREMRANGEBYLEX z - +
    EXISTS z
  `;
});

describe('ZRANGESTORE', () => {
  compare('puts a range in another key')`
    ZADD z 1 a 2 b 3 c 4 d
    ZRANGESTORE y z {0,1,-2} {0,2,-1}
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE y z 2 inf BYSCORE LIMIT 1 1
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE y z 3 (1 BYSCORE REV
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE y z [b + BYLEX
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE y z 0 1 REV
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE z z 1 2
    ZRANGE z 0 -1 WITHSCORES
    EXPIRE z 100
    ZRANGESTORE z y 0 -1
    TTL z
    ZRANGESTORE z z 5 6
    EXISTS z
    ZRANGESTORE y none 0 -1
    EXISTS y
    ZRANGESTORE y none 0 -1
  `;

  compare('-0 becomes 0 as long as the members are few and short')`
    ZADD z 0 ${'x'.repeat(65)} -0 a -0 y 0 b
    OBJECT ENCODING z
    ZRANGESTORE y z 0 {-1,1}
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE y z 0 0 BYSCORE REV
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE z z 0 -1
    ZRANGE z 0 -1 WITHSCORES
    CONFIG SET zset-max-listpack-entries 2
    ZADD w -0 a -0 b -0 c -0 d
    ZRANGE w 0 -1 WITHSCORES
    ZRANGESTORE y w 0 {-1,1}
    ZRANGE y 0 -1 WITHSCORES
    ZRANGESTORE y w - + BYLEX
    ZRANGE y 0 -1 WITHSCORES
    CONFIG SET zset-max-listpack-entries 128
  `;

  compare('what it refuses, and what it replaces')`
    ZADD z 1 a 2 b
    SET str v
    ZRANGESTORE y str 0 -1
    ZRANGESTORE {y,str} {z,none,str} {x,0} {y,1} {,BAD,WITHSCORES,LIMIT 0 1,BYSCORE,BYLEX,REV REV}
    SET str v
    ZRANGESTORE str z 0 -1
    {TYPE,ZCARD} str
    ZRANGESTORE str none 0 -1
    EXISTS str
    ZRANGESTORE {,y,y z,y z 0}
  `;
});
