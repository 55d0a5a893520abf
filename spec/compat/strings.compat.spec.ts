import { comparison } from './compare';

const compare = comparison();

describe('SET', () => {
  compare('takes every option')`
    SET k {v,"",5,"\x00\xff\r\n\"\\"}
    GET k
    SET k v {NX,XX,nx,Xx}
    SET absent v XX
    EXISTS absent
    SET fresh v NX
    SET k v {GET,NX GET,GET XX,GET GET}
    SET none{1,2,3} v {GET,XX GET,GET NX}
    EXISTS none1 none2 none3
    SET k v {EX 100,PX 100000,ex 100,EXAT 4102444800,PXAT 4102444800000}
    PTTL k ~ttl
    SET k v KEEPTTL
    PEXPIRETIME k
    SET k v GET KEEPTTL
    PEXPIRETIME k
    SET k v
    TTL k
    SET k w EX 100 NX
    TTL k
    SET k w XX GET EX 100
    TTL k ~ttl
    SET new v NX GET EX 100
    TTL new ~ttl
  `;

  compare('refuses options that contradict each other or make no sense')`
    SET k v {NX XX,XX NX,NX NX,XX XX,KEEPTTL KEEPTTL,GET GET}
    SET k v {EX 100 PX 100,PX 100 EX 100,EX 100 EX 100,EX 100 KEEPTTL,KEEPTTL EX 100,EXAT 9 PXAT 9,PX 1 PX}
    SET k v {EX,PX,EXAT,PXAT,BAD,EX 10 BAD,NX BAD,"",PERSIST,EX EX,NX EX}
    SET k v {EX,PX,EXAT,PXAT} {0,-1,abc,"",1.5," 1",+1,01,9223372036854775807,9223372036854775808,-9223372036854775808}
    SET k v {EX,EXAT} {9223372036854775,9223372036854776,9999999999999999999}
    SET k v PX {9223372036854775806,9223370000000000000}
    SET k v EX 0 {NX,XX,GET,BAD}
    EXISTS k
  `;

  compare('reads the old value only when it is a string')`
    RPUSH list a
    SET list v GET
    SET list v {NX GET,XX GET,GET EX 0,GET BAD}
    TYPE list
    SET list v NX
    SET list v XX
    TYPE list
    RPUSH list2 a
    SET list2 v
    GET list2
  `;

  compare('forgets a key whose time is in the past')`
    SET k v {EXAT,PXAT} 1
    GET k
    EXISTS k
    SET k v
    SET k w GET PXAT 1
    GET k
    SET k v XX
    SET k v NX
    SET k v PX 1 EXAT 5
  `;

  compare('needs a key and a value')`
    SET
    SET k
    set K
    SET "" ""
    GET ""
    EXISTS ""
  `;
});

describe('GET and its kin', () => {
  compare('GET, GETSET, GETDEL, STRLEN answer the value')`
    SET k v EX 100
    {GET,STRLEN} {k,none}
    GETSET k w
    TTL k
    GETSET none2 first
    GETDEL k
    GETDEL k
    SET n 12345
    STRLEN n
    GETDEL n
    SET bin "\x00\x01\xfe\xff"
    {GET,STRLEN,GETDEL,EXISTS} bin
  `;

  compare('refuse a list and a wrong number of words')`
    RPUSH list a
    {GET,GETDEL,STRLEN,GETEX} list
    GETSET list v
    TYPE list
    {GET,GETDEL,STRLEN,GETEX,GETSET,SETNX,SETEX,PSETEX}
    {GET,GETDEL,STRLEN} list b
    {GETSET,SETNX} k {,a b}
    {SETEX,PSETEX} k {,a,a b c}
  `;

  compare('GETEX changes when the key expires')`
    SET k v
    GETEX k
    TTL k
    GETEX k {EX 100,PX 200000,ex 300}
    TTL k ~ttl
    GETEX k {EXAT 4102444800,PXAT 4102444800001}
    PEXPIRETIME k
    GETEX k
    PEXPIRETIME k
    GETEX k PERSIST
    PEXPIRETIME k
    GETEX k {EXAT,PXAT} 1
    GETEX k
    EXISTS k
    GETEX none {,EX 100,PERSIST}
  `;

  compare('GETEX refuses bad options, whatever the key holds')`
    SET k v
    RPUSH list a
    GETEX {k,none,list} {EX,PX,EXAT,PXAT,BAD,NX,KEEPTTL,GET,""}
    GETEX {k,none,list} {EX 0,EX -1,EX abc,PX 0,PXAT 0,EXAT -5,EX 9223372036854775807,PX 9223372036854775807}
    GETEX {k,none,list} {EX 1 PX 1,PERSIST EX 1,EX 1 PERSIST,PERSIST PERSIST,EX 1 EX 1}
    TTL k
  `;

  compare('SETNX, SETEX, PSETEX set with a condition or a time')`
    SETNX k v
    SETNX k w
    GET k
    RPUSH list a
    SETNX list v
    TYPE list
    SETEX k 100 x
    TTL k ~ttl
    PSETEX k 100000 y
    PTTL k ~ttl
    GET k
    SETEX list 100 v
    TYPE list
    {SETEX,PSETEX} {k,none,list} {0,-1,abc,"",1.5,9223372036854775807,9223372036854775808} v
    EXISTS none
  `;
});

describe('several keys', () => {
  compare('MSET, MSETNX, MGET')`
    MSET a 1 b 2 c 3
    MGET a b c none a
    RPUSH list x
    MGET a list none
    MSET a 9 a 10
    GET a
    MSET list v
    TYPE list
    SET a v EX 100
    MSET a w
    TTL a
    MSETNX a 1 new 2
    EXISTS new
    MSETNX new 1 new 2 other 3
    MGET new other
    RPUSH l2 x
    MSETNX l2 1 newer 2
    EXISTS newer
    MSET "" "" "\x00" "\xff"
    MGET "" "\x00"
  `;

  compare('refuse an odd number of words')`
    {MSET,MSETNX,MGET}
    {MSET,MSETNX} a {,1 b,1 b 2 c}
    EXISTS a b
  `;
});

describe('APPEND, GETRANGE, SETRANGE', () => {
  compare('APPEND makes, grows, and keeps the time')`
    APPEND k {a,"","\x00\xff",bc}
    GET k
    APPEND empty ""
    EXISTS empty
    TYPE empty
    SET n 12
    APPEND n 34
    INCR n
    SET t v EX 100
    APPEND t w
    TTL t ~ttl
    RPUSH list a
    APPEND list b
    APPEND
    APPEND k {,b c}
  `;

  compare('GETRANGE and SUBSTR cut as indexes say')`
    SET k "Hello World"
    {GETRANGE,SUBSTR} k {0,1,-1,-5,-100,5,11,100} {0,1,-1,-5,-100,5,10,11,100}
    SET n 12345
    GETRANGE n 1 -2
    GETRANGE {none,k} {-9223372036854775808,0} 9223372036854775807
    SET empty ""
    GETRANGE empty {0,-1} {0,-1,5}
    RPUSH list a
    {GETRANGE,SUBSTR} {k,none,list} {abc,1.5,"",0,9223372036854775808} {0,abc}
    {GETRANGE,SUBSTR} {,k,k 0,k 0 1 2}
    SET bin "\x00\x01\xfe\xff"
    GETRANGE bin 1 2
  `;

  compare('SETRANGE overwrites and pads with zero bytes')`
    SETRANGE k 5 hello
    GET k
    SETRANGE k {0,2,10,-0} HE
    GET k
    SETRANGE none {0,5} ""
    EXISTS none
    SETRANGE k 100 ""
    STRLEN k
    SET n 12345
    SETRANGE n 1 xy
    GET n
    SET t v EX 100
    SETRANGE t 1 w
    TTL t ~ttl
    RPUSH list a
    SETRANGE {k,none,list} {-1,abc,"",1.5,536870912,9223372036854775807,9223372036854775808} {a,""}
    SETRANGE {k,none,list} 536870910 abc
    EXISTS none
    SETRANGE list 0 {a,""}
    SETRANGE
    SETRANGE k
    SETRANGE k 0 {,a b}
  `;

  compare('the sum of lengths is limited to 512 MB')`
    SET k v
    SETRANGE k {536870911,536870912,4294967296} ab
    STRLEN k
  `;
});

describe('LCS', () => {
  compare('finds the longest common subsequence')`
    MSET a ohmytext b mynewtext
    LCS a b
    LCS a b {LEN,IDX,IDX MINMATCHLEN 4,IDX WITHMATCHLEN,IDX MINMATCHLEN 4 WITHMATCHLEN,MINMATCHLEN 4,WITHMATCHLEN}
    LCS a b {idx len,LEN IDX,LEN WITHMATCHLEN MINMATCHLEN 2,IDX MINMATCHLEN 0,IDX MINMATCHLEN -5,IDX MINMATCHLEN 100}
    LCS {a,none} {b,none2} {,LEN,IDX,IDX WITHMATCHLEN}
    LCS a a {,LEN,IDX WITHMATCHLEN}
    MSET x "" y abc z xyz
    LCS {x,y} {x,z} {,LEN,IDX}
    MSET p aXbXcXd q aYbYcYd
    LCS p q {,IDX,IDX MINMATCHLEN 1 WITHMATCHLEN,IDX MINMATCHLEN 2}
    MSET r "\x00\xffab" s "b\x00\xffa"
    LCS r s {,IDX}
  `;

  compare('refuses what it cannot compare')`
    MSET a x b y
    RPUSH list x
    LCS {list,a,none} {list,b}
    LCS {list,a} b {BAD,MINMATCHLEN,MINMATCHLEN abc,IDX MINMATCHLEN,LEN BAD,"",LEN LEN,IDX IDX}
    LCS {,a}
    LCS a b {IDX MINMATCHLEN 1.5,IDX MINMATCHLEN 9223372036854775808,MINMATCHLEN 2 MINMATCHLEN 3 IDX}
  `;
});

describe('what an encoding shows', () => {
  compare('OBJECT ENCODING of strings follows what wrote them')`
    SET k {1,-1,0,01,+1,-0,1.0,"",9223372036854775807,9223372036854775808,-9223372036854775808}
    OBJECT ENCODING k
    SET k 1
    {INCR k,OBJECT ENCODING k}
    APPEND k 1
    {OBJECT ENCODING k,INCR k,OBJECT ENCODING k}
    INCRBYFLOAT k 1
    OBJECT ENCODING k
    SETRANGE k 0 5
    OBJECT ENCODING k
    SET k ${'x'.repeat(44)}
    OBJECT ENCODING k
    SET k ${'x'.repeat(45)}
    OBJECT ENCODING k
    GETSET k 7
    OBJECT ENCODING k
    MSET k 12 j abc
    OBJECT ENCODING {k,j}
    SETEX k 100 12
    OBJECT ENCODING k
    APPEND made 1
    OBJECT ENCODING made
    SETRANGE ranged 0 1
    OBJECT ENCODING ranged
    SETNX setnx 12
    OBJECT ENCODING setnx
    SET s abc
    COPY s copied
    OBJECT ENCODING copied
    GETEX s PERSIST
    OBJECT ENCODING s
    APPEND s ""
    OBJECT ENCODING s
  `;
});

describe('large values', () => {
  compare('come back whole')`
    SET k ${'0123456789abcdef'.repeat(4096)}
    STRLEN k
    GET k
    APPEND k ${'x'.repeat(70000)}
    GETRANGE k 65530 65545
    SETRANGE k 200000 y
    GETRANGE k -3 -1
    STRLEN k
  `;
});
