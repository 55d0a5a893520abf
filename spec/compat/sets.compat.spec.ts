import { comparison } from './compare';

const compare = comparison();

const LONG = 'x'.repeat(65);
const integers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + index).join(' ');
const words = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`).join(' ');

describe('sets', () => {
  compare('SADD and SREM')`
    SADD s a b a
    SADD s a
    SADD s c "" "\x00\xff" "\r\n"
    SADD s
    SMEMBERS s ~unordered
    SCARD s
    SREM s a x a b
    SREM s x
    SREM s
    SREM none a
    SMEMBERS s ~unordered
    SREM s c "" "\x00\xff" "\r\n" more
    EXISTS s
    SMEMBERS s
    SCARD s
    SCARD s x
  `;

  compare('SISMEMBER and SMISMEMBER')`
    SADD s a 1 ${LONG}
    SISMEMBER s {a,b,1,01,${LONG}}
    SISMEMBER none a
    SISMEMBER s
    SISMEMBER s a b
    SMISMEMBER s a b 1 a ${LONG}
    SMISMEMBER none a b
    SMISMEMBER s
    SADD i 1 2 3
    SMISMEMBER i 1 4 01 "" a -1
  `;

  compare('SMOVE')`
    SADD s a b c
    SADD t c
    SMOVE s t a
    SMOVE s t c
    SMOVE s t x
    SMOVE s s b
    SMOVE s s x
    SMOVE s new b
    {SMEMBERS,EXISTS,OBJECT ENCODING} s
    {SMEMBERS,OBJECT ENCODING} t ~unordered
    {SMEMBERS,OBJECT ENCODING} new
    SMOVE none t a
    SADD i 1
    SMOVE i fresh 1
    OBJECT ENCODING fresh
    SET text x
    SMOVE none text a
    SMOVE text none a
    SMOVE t text a
    SMOVE t text nothing
    SMOVE text text a
    SMOVE t
    SMOVE t t
    SMOVE t t a b
  `;

  compare('other types')`
    SET text x
    {SADD,SREM,SISMEMBER,SMISMEMBER} text a
    {SCARD,SMEMBERS,SPOP,SRANDMEMBER} text
    {SPOP,SRANDMEMBER} text {1,0,x,-1,1 2,x y}
    SSCAN text {0,x}
    SSCAN text 0 BAD
    SADD s a
    {SINTER,SUNION,SDIFF} {text,s text,text s,none text,text none,s none text}
    {SINTERSTORE,SUNIONSTORE,SDIFFSTORE} to {text,s text,text s,none text}
    SINTERCARD {1 text,2 none text,2 text s}
    GET s
    LPUSH s a
    GET text
  `;
});

describe('set encodings', () => {
  compare('integers in their one spelling are an intset')`
    SADD s 3 1 2 -5 0
    {SMEMBERS,OBJECT ENCODING} s
    SADD s {1,32767,32768,-32768,-32769}
    {SMEMBERS,OBJECT ENCODING} s
    SADD s {2147483647,2147483648,-2147483648,-2147483649}
    {SMEMBERS,OBJECT ENCODING} s
    SADD s {9007199254740991,9007199254740992,9007199254740993,-9007199254740992,-9007199254740993}
    SADD s {9223372036854775807,-9223372036854775808,9223372036854775806,4294967296,-4294967296}
    {SMEMBERS,OBJECT ENCODING} s
    SISMEMBER s {9007199254740992,9007199254740993,9007199254740994,9223372036854775808,1,4}
    SREM s 9007199254740993 4294967296 12
    SMEMBERS s
    OBJECT ENCODING s
  `;

  compare('what is none makes it a hashtable, which it stays')`
    SADD {a,b,c,d,e,f,g} 1 2
    SADD a 01
    SADD b +1
    SADD c -0
    SADD d ""
    SADD e 9223372036854775808
    SADD f " 1"
    SADD g 1.0
    OBJECT ENCODING {a,b,c,d,e,f,g}
    SREM d "" 2
    {OBJECT ENCODING,SMEMBERS} d
    SADD d 7
    OBJECT ENCODING d
    SREM d 7 1
    SADD d 1
    OBJECT ENCODING d
  `;

  compare('SADD of 512 integers, and of one more')`
    SADD s ${integers(1, 512)}
    OBJECT ENCODING s
    SADD s 512
    OBJECT ENCODING s
    SADD s 0
    OBJECT ENCODING s
    SREM s ${integers(0, 300)}
    {OBJECT ENCODING,SCARD} s
    SMEMBERS s ~unordered
    SADD t ${integers(1, 200)} a
    SMEMBERS t ~unordered
    OBJECT ENCODING t
    SADD u ${integers(-700, 1400)}
    SMEMBERS u ~unordered
    OBJECT ENCODING u
    COPY u v
    SADD v x
    SREM u 5 -5
    SISMEMBER {u,v} 5
    OBJECT ENCODING {u,v}
  `;

  compare('set-max-intset-entries')`
    CONFIG SET set-max-intset-entries 3
    SADD s 1 2 3
    OBJECT ENCODING s
    SADD s 4
    OBJECT ENCODING s
    SADD t 1 2
    SUNION s t ~unordered
    SUNION t t
    SUNIONSTORE u s t
    OBJECT ENCODING u
    SINTERSTORE u s t
    {OBJECT ENCODING,SMEMBERS} u
    CONFIG SET set-max-intset-entries 0
    SADD v 1
    OBJECT ENCODING v
    CONFIG SET set-max-intset-entries 512
    SADD v 2
    OBJECT ENCODING v
  `;

  compare('many members, and long ones')`
    SADD s ${words(128)}
    SADD s m0 m128
    SCARD s
    SMISMEMBER s m0 m127 m128 m129
    SMEMBERS s ~unordered
    SADD t a ${'y'.repeat(64)}
    SADD t ${LONG} ${'z'.repeat(3000)}
    SMEMBERS t ~unordered
    SREM t a ${'z'.repeat(3000)}
    SMEMBERS t ~unordered
    SADD u ${words(3000)}
    SREM u ${words(2998)}
    SMEMBERS u ~unordered
    OBJECT ENCODING {s,t,u}
  `;
});

describe('SPOP and SRANDMEMBER', () => {
  compare('without a count')`
    SADD s a
    SRANDMEMBER s
    SPOP s
    SPOP s
    SRANDMEMBER s
    EXISTS s
    SADD i 7
    SRANDMEMBER i
    SPOP i
    SADD s ${words(200)}
    SRANDMEMBER s ~shape
    SPOP s ~shape
    SCARD s
  `;

  compare('counts that are none')`
    SADD s a b c
    SPOP s {-1,x,1.5,"",9223372036854775808}
    SPOP none {-1,x}
    SPOP s {1 2,x y,-1 2 3}
    SPOP none 1 2
    SPOP
    SRANDMEMBER s {x,1.5,"",9223372036854775808,-9223372036854775808}
    SRANDMEMBER none {x,-9223372036854775808}
    SRANDMEMBER s {1 2,x y}
    SRANDMEMBER
    SMEMBERS s ~unordered
  `;

  compare('SPOP with a count')`
    SADD s a b c
    SPOP s 0
    SPOP none {0,1}
    SPOP s 9223372036854775807 ~unordered
    EXISTS s
    SADD i 3 1 2
    SPOP i 3
    SADD i 3 1 2
    SPOP i 2 ~shape
    {SCARD,OBJECT ENCODING} i
    SADD t ${words(300)}
    SPOP t 100 ~shape
    SCARD t
    SPOP t 199 ~shape
    SCARD t
    SPOP t 1 ~shape
    EXISTS t
  `;

  compare('what SPOP leaves is an intset again when it took nearly all')`
    SADD s 1 2 3 4 5 6 7 8 9 10 11 12 a
    SREM s a
    OBJECT ENCODING s
    SPOP s 9 ~shape
    OBJECT ENCODING s
    SADD s 1 2 3 4 5 6 7 8 9 10 11 12
    SPOP s 10 ~shape
    {OBJECT ENCODING,SCARD} s
    SADD t ${integers(1, 600)}
    SPOP t 499 ~shape
    OBJECT ENCODING t
    SADD t ${integers(1, 600)}
    SPOP t 500 ~shape
    {OBJECT ENCODING,SCARD} t
  `;

  compare('SRANDMEMBER with a count')`
    SADD s a b c
    SRANDMEMBER s {0,1,2,-1,-2,-10} ~shape
    SRANDMEMBER s {3,4,9223372036854775807} ~unordered
    SRANDMEMBER none {0,1,-1}
    SADD i 3 1 2
    SRANDMEMBER i {3,5} ~unordered
    SRANDMEMBER i {2,-5} ~shape
    SADD t ${words(300)}
    SRANDMEMBER t {5,150,299,-500} ~shape
    SRANDMEMBER t {300,301} ~unordered
  `;
});

describe('set operations', () => {
  const fill = `
    SADD a 1 2 3 x y
    SADD b 2 3 4 y z
    SADD c 3 y 9
    SADD i 1 2 3 4
    SADD j 3 4 5
    SADD n a b c ${LONG}
    SADD big ${integers(0, 600)} ${words(600)}
  `;

  compare('answered')`
    ${fill}
    {SINTER,SUNION,SDIFF} {a,a a,a b,b a,a b c,a none,none a,none,none none,a a a} ~unordered
    {SINTER,SUNION,SDIFF} {i,i j,j i,i i,i none,none i,i j none}
    {SINTER,SUNION,SDIFF} {a i,i a,i n} ~unordered
    {SINTER,SUNION,SDIFF} {big i,i big,big a n,n big,big big,i n big} ~unordered
    {SINTER,SUNION,SDIFF}
  `;

  compare('answered as integers in their order, if they would be an intset')`
    SADD a 12 5 1 x
    SADD b 100 7 x
    SADD c x
    SDIFF {a c,a b,a b c,a none c}
    SREM a x
    SREM b x
    SUNION a b
    SUNION {b a,a none}
  `;

  compare('stored')`
    ${fill}
    SINTERSTORE to {a,a b,a b c,i j,i a,a n,big i}
    {SMEMBERS,OBJECT ENCODING} to ~unordered
    SUNIONSTORE to {a,a b,i j,none i,big i}
    {SMEMBERS,OBJECT ENCODING} to ~unordered
    SDIFFSTORE to {a,a b,a b c,i j,i none,big a,a a}
    {SMEMBERS,OBJECT ENCODING} to ~unordered
    SDIFFSTORE to a b
    {SMEMBERS,OBJECT ENCODING} to ~unordered
    SDIFFSTORE to i j
    {SMEMBERS,OBJECT ENCODING} to
    SUNIONSTORE to i j
    {SMEMBERS,OBJECT ENCODING} to
    SINTERSTORE to a i
    {SMEMBERS,OBJECT ENCODING} to
    {SINTERSTORE,SUNIONSTORE,SDIFFSTORE}
    {SINTERSTORE,SUNIONSTORE,SDIFFSTORE} to
  `;

  compare('stored in place of what is there')`
    ${fill}
    SET to text EX 100
    SUNIONSTORE to a
    TTL to
    SMEMBERS to ~unordered
    SET to text
    SINTERSTORE to a none
    EXISTS to
    SINTERSTORE to a none
    SET to text
    SDIFFSTORE to none a
    EXISTS to
    SET to text
    SUNIONSTORE to none
    EXISTS to
    SUNIONSTORE a a b
    SMEMBERS a ~unordered
    SDIFFSTORE a a b
    SMEMBERS a ~unordered
    SINTERSTORE b b b
    SMEMBERS b ~unordered
    SDIFFSTORE b b b
    EXISTS b
    SUNIONSTORE i i big
    {SCARD,OBJECT ENCODING} i
    SINTERSTORE big big i n
    EXISTS big
    SET to text
    SINTERSTORE to i to
    GET to
  `;

  compare('SINTERCARD')`
    ${fill}
    SINTERCARD {1 a,2 a b,3 a b c,2 a none,2 big i,1 big} {,LIMIT 0,LIMIT 1,LIMIT 2,LIMIT 1000,limit 2}
    SINTERCARD {0,-1,x,1.5,""} a
    SINTERCARD 2 a
    SINTERCARD 5 a b LIMIT 1
    SINTERCARD 3 a b LIMIT 1
    SINTERCARD 4 a b LIMIT 1
    SINTERCARD 1 a {b,LIMIT,LIMIT x,LIMIT -1,LIMIT 1 2,LIMIT 1 LIMIT 2,BAD 1}
    SINTERCARD 1 none {LIMIT -1,BAD}
    SINTERCARD 1
    SINTERCARD
    SET text x
    SINTERCARD 1 text {LIMIT -1,BAD}
  `;
});

describe('SSCAN', () => {
  compare('of few members')`
    SADD s a b ab ba
    SSCAN s 0 ~unordered
    SSCAN s 0 MATCH a* ~unordered
    SSCAN s 0 COUNT 100 MATCH *b ~unordered
    SSCAN s 0 {MATCH,COUNT,COUNT 0,COUNT -1,COUNT x,COUNT 1.5,BAD,MATCH a BAD,TYPE x}
    SSCAN s {x,-1x,1.5,18446744073709551616}
    SSCAN none {0,x,5}
    SSCAN none 0 {BAD,COUNT x}
    SSCAN s
    SSCAN
    SADD i 3 1 2 11
    SSCAN i 0
    SSCAN i 0 MATCH 1* COUNT 1
  `;

  compare('of many')`
    SADD s ${words(1000)}
    SSCAN s 0 COUNT 10000 ~unordered
    SSCAN s 0 MATCH m1?9 COUNT 10000 ~unordered
  `;
});
