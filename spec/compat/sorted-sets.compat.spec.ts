import { comparison } from './compare';

const compare = comparison();
const compareUnpacked = comparison({ 'zset-max-listpack-entries': '0' });

const LONG = 'x'.repeat(65);
const MANY = Array.from({ length: 129 }, (_, index) => `${index} m${index}`).join(' ');

describe('adding members', () => {
  compare('ZADD answers how many are new, with CH how many changed')`
    ZADD z 1 a 2 b 3 c 1 a
    ZADD z 5 a 2 b 4 d
    ZADD z CH 6 a 2 b 4 d 5 e
    ZADD z ch Ch CH 7 a
    ZRANGE z 0 -1 WITHSCORES
    ZADD z 1 "" 1 "\x00\xff" 1 "\r\n"
    ZRANGE z 0 -1 WITHSCORES
    {TYPE,ZCARD,EXISTS} z
    ZADD "" 1 a
    ZCARD ""
  `;

  compare('the conditions of ZADD')`
    ZADD z XX 1 a
    EXISTS z
    ZADD z NX 1 a 2 b
    ZADD z NX CH 5 a 3 c
    ZADD z XX CH 6 a 4 d
    ZADD z GT CH 5 a 9 b 1 e
    ZADD z LT CH 7 a 1 b 1 f
    ZADD z XX GT CH 8 a 1 g
    ZADD z XX LT CH 2 a 1 h
    ZADD z GT LT 1 a
    ZADD z NX {GT,LT,XX} 1 a
    ZADD z {GT,LT} NX 1 a
    ZADD z XX NX 1 a
    ZADD z XX XX GT GT CH 9 a
    ZRANGE z 0 -1 WITHSCORES
  `;

  compare('ZADD INCR answers the score, null where a condition fails')`
    ZADD z INCR 1 a
    ZADD z INCR 1.5 a
    ZADD z NX INCR 1 a
    ZADD z NX INCR 1 b
    ZADD z XX INCR 1 c
    ZADD z XX INCR 1 a
    ZADD none XX INCR 1 a
    ZADD z GT INCR -1 a
    ZADD z GT INCR 1 a
    ZADD z LT INCR 1 a
    ZADD z LT INCR -1 a
    ZADD z INCR 1 a 2 b
    ZADD z INCR 0 a
    ZADD z INCR inf a
    ZADD z INCR inf a
    ZADD z {,XX,GT,LT,NX} INCR -inf a
    ZADD z NX INCR -inf a
    ZRANGE z 0 -1 WITHSCORES
  `;

  compare('ZADD has an order in which it refuses')`
    SET str v
    ZADD {z,str} {,1,1 a 2,NX,nx xx,nx ch,incr ch gt}
    ZADD {z,str} nx xx {1,1 a,x a}
    ZADD {z,str} {gt lt,nx gt} {1,x a}
    ZADD {z,str} incr 1 a {x b,b}
    ZADD {z,str} {x,""," 1",1_0,nan,1e400,1e-400,0x,.,+,1e,"1 "} a
    ZADD {z,str} 1 a x b
    ZADD {z,str} 1 a
    ZADD
    ZADD z
    ZRANGE z 0 -1 WITHSCORES
  `;

  compare('ZINCRBY adds to a score')`
    ZINCRBY z 1.5 a
    ZINCRBY z -3 a
    ZINCRBY z 0 a
    ZINCRBY z 1e300 a
    ZINCRBY z inf b
    ZINCRBY z -inf b
    ZINCRBY z {x,nan,"",nx,XX,gt,LT,ch,incr} {a,ch}
    ZINCRBY z 1 nx
    SET str v
    ZINCRBY str {1,x,ch} a
    ZINCRBY {,z,z 1,z 1 a b}
    ZRANGE z 0 -1 WITHSCORES
  `;

  compare('scores are float64, and print as C prints them')`
    ZADD z 0.1 a 3.0 b -0.25 c 1e20 d 1.1e-5 e 12345678901234567 f 1e17 g 5e-324 h 1.7976931348623157e308 i
    ZADD z 0x1p-3 j 0X1F k -infinity l +inf m 1e-310 n 0e400 o .5 p 5. q +7 r 4611686018427387904 s -4611686018427387904 t
    ZRANGE z 0 -1 WITHSCORES
    ZSCAN z 0
    ZMSCORE z a b c d e f g h i j k l m n o p q r s t u
    ZSCORE z {a,d,f,g,l,m,n,z}
    ZINCRBY z 0.2 a
    ZINCRBY z 1 f
  `;

  compare('-0 is 0 while it is packed')`
    ZADD z -0 a -0.0 b 0 c
    ZSCORE z {a,b,c}
    ZINCRBY z -0 {a,d}
    ZSCORE z {a,d}
    ZADD z ${MANY}
    OBJECT ENCODING z
    ZSCORE z {a,b,c}
    ZADD z -0 y
    ZSCORE z y
    ZADD z 0 y
    ZSCORE z y
    ZRANGE z 0 5 WITHSCORES
    ZUNIONSTORE y 1 z
    ZSCORE y y
    ZRANGESTORE y z 0 3
    ZRANGE y 0 -1 WITHSCORES
    ZRANGE z -0 0 BYSCORE
  `;

  compare('what is few and short is packed')`
    ZADD z 1 a 2 b
    OBJECT ENCODING z
    ZADD z ${MANY}
    OBJECT ENCODING z
    ZREMRANGEBYRANK z 3 -1
    OBJECT ENCODING z
    ZADD y 1 ${LONG}
    OBJECT ENCODING y
    ZADD x 1 ${LONG.slice(1)}
    OBJECT ENCODING x
    ZADD x 1 ${LONG}
    OBJECT ENCODING x
    ZRANGE x 0 -1 WITHSCORES
    ZUNIONSTORE w 1 z
    OBJECT ENCODING w
    ZUNIONSTORE w 1 x
    OBJECT ENCODING w
    ZRANGESTORE w x 0 0
    OBJECT ENCODING w
    ZADD v ${MANY.replace('128 m128', '')}
    OBJECT ENCODING v
    ZADD v 5 m5 6 m4
    OBJECT ENCODING v
    ZADD v 5 n
    OBJECT ENCODING v
    COPY v u
    ZADD u 5 only
    {ZCARD,OBJECT ENCODING} {v,u}
  `;
});

describe('removing members', () => {
  compare('ZREM removes members, and the key with the last')`
    ZADD z 1 a 2 b 3 c
    ZREM z a x a
    ZREM z
    ZREM none a
    EXPIRE z 100
    ZREM z b
    TTL z ~ttl
    ZREM z c
    {EXISTS,TTL} z
    SET str v
    ZREM str a
  `;

  for (const pop of ['ZPOPMIN', 'ZPOPMAX']) {
    compare(`${pop} takes members`)`
      ZADD z 1 a 2 b 2 c 3 d 4 e 5 f
      ${pop} z
      ${pop} z 2
      ${pop} z 0
      ${pop} z {x,-1,"",1.5,9223372036854775808}
      ${pop} z 1 {2,x}
      ${pop} none {,0,1,x,1 2}
      SET str v
      ${pop} str {,0,1,x,1 2}
      ${pop}
      ${pop} z 100
      EXISTS z
    `;
  }

  compare('ZMPOP takes members of the first key that is there')`
    ZADD y 1 a 2 b 3 c 4 d
    ZADD z 5 e
    ZMPOP 2 none y MIN
    ZMPOP 2 none y max COUNT 2
    ZMPOP 3 none y z MIN COUNT 10
    ZMPOP 3 none y z MIN count 10
    ZMPOP 3 none y z MIN
    ZADD z 5 e
    SET str v
    ZMPOP 2 str z MIN
    ZMPOP 2 z str MIN
    ZMPOP {0,-1,x,""} z MIN
    ZMPOP {1,2} z {MIN,MID,z MIN,z}
    ZMPOP 1 z MIN COUNT {0,-1,x,}
    ZMPOP 1 z MIN {COUNT 1 COUNT 2,BAD,BAD 1}
    ZMPOP {,1,1 z,9223372036854775807 z MIN}
    ZMPOP 1 str {MIN COUNT 0,MIN,BAD}
  `;
});

describe('looking at members', () => {
  compare('scores and ranks')`
    ZADD z 1 a 2 b 2 c 3 d
    {ZSCORE,ZRANK,ZREVRANK} z {a,b,c,d,x,""}
    {ZSCORE,ZRANK,ZREVRANK} none a
    {ZSCORE,ZRANK,ZREVRANK} {,z,z a b}
    ZMSCORE z a x d a
    ZMSCORE none a b
    ZMSCORE {,z}
    {ZCARD} {z,none,,z x}
    SET str v
    {ZSCORE,ZRANK,ZREVRANK,ZMSCORE} str a
    ZCARD str
  `;

  compare('ZRANDMEMBER')`
    ZADD z 1 a
    ZRANDMEMBER z
    ZRANDMEMBER z {0,1,5,-3}
    ZRANDMEMBER z {0,1,5,-3} WITHSCORES
    ZRANDMEMBER none {,0,1,-3}
    ZRANDMEMBER none {0,1,-3} withscores
    ZADD z 2 b 3 c
    ZRANDMEMBER z 5 ~unordered
    ZRANDMEMBER z 2 ~shape
    ZRANDMEMBER z -10 WITHSCORES ~shape
    ZRANDMEMBER {z,none} {x,"",9223372036854775808,-9223372036854775808,1.5}
    ZRANDMEMBER {z,none} {-9223372036854775807,9223372036854775807,4611686018427387904,-4611686018427387904} WITHSCORES
    ZRANDMEMBER {z,none} {1,x} {BAD,WITHSCORES 1,BAD 1}
    ZRANDMEMBER {z,none} WITHSCORES
    SET str v
    ZRANDMEMBER str {,1,x,1 WITHSCORES,1 BAD}
    ZRANDMEMBER
  `;

  compare('ZSCAN')`
    ZADD z 1 a 2.5 b 1e17 c inf d 0.1 e
    ZSCAN z 0
    ZSCAN z 0 {MATCH a*,MATCH ?,COUNT 1,COUNT 100,MATCH [b-d] COUNT 10}
    ZSCAN z 0 {COUNT 0,COUNT x,COUNT,MATCH,BAD,WITHSCORES}
    ZSCAN none {0,x}
    ZSCAN none 0 {COUNT 0,BAD}
    ZSCAN z {x,-1,"",18446744073709551616}
    SET str v
    ZSCAN str {0,x,0 BAD}
    ZADD z ${MANY}
    ZSCAN z 0 COUNT 1000 ~pairs
    ZSCAN z 0 MATCH m12? COUNT 1000 ~pairs
  `;
});

describe('members in a map and a tree', () => {
  compareUnpacked('are added, changed, counted and taken')`
    OBJECT ENCODING z
    ZADD z 1 a 2 b 2 c -inf d inf e 0.5 f
    OBJECT ENCODING z
    ZADD z CH GT 3 a 1 b
    ZADD z CH 3 a
    ZINCRBY z 1.5 f
    ZRANGE z 0 -1 WITHSCORES
    {ZSCORE,ZRANK,ZREVRANK} z {a,b,c,d,x}
    ZMSCORE z a x d
    ZCOUNT z {-inf,(1,2} {2,(2,+inf}
    ZREM z a x
    ZPOPMIN z
    ZPOPMAX z 2
    ZREMRANGEBYSCORE z 2 2
    ZCARD z
    ZPOPMAX z 10
    EXISTS z
  `;

  compareUnpacked('of one score are a range of bytes')`
    ZADD z 0 a 0 b 0 c 0 aa 0 "" 0 "\xff"
    {ZRANGEBYLEX,ZLEXCOUNT} z {-,+,[a,(a,[b,"[","("} {-,+,[c,(c,[aa,"["}
    ZREVRANGEBYLEX z {-,+,[c,(c} {-,+,[a,(a} LIMIT 1 2
    ZREMRANGEBYLEX z [aa (c
    ZRANGE z 0 -1
  `;
});
