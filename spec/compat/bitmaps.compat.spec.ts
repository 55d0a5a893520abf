import { comparison } from './compare';

const compare = comparison();

describe('bits', () => {
  compare('SETBIT and GETBIT set and get')`
    SETBIT k {7,7,0,100,3,0} {1,0}
    GET k
    GETBIT k {0,7,8,100,4294967295}
    GETBIT none {0,100}
    SETBIT zero 0 0
    GET zero
    OBJECT ENCODING {k,zero}
    SET n 12345
    GETBIT n {0,1,2,3,39,40}
    SETBIT n 6 1
    GET n
    OBJECT ENCODING n
    SET t v PX 100000
    SETBIT t 1 1
    PTTL t ~ttl
    SETBIT k 4294967296 {0,1,2,abc}
    {SETBIT k,GETBIT k} {-1,abc,1.5,"",9223372036854775808,4294967296,01} 1
    GETBIT k {-1,abc,4294967296}
    SETBIT k 1 {2,-1,abc,"",01}
    RPUSH list a
    {SETBIT list 0 1,GETBIT list 0,SETBIT list abc 1,SETBIT list 0 2}
    {SETBIT,GETBIT} {,k,k 0,k 0 1 2}
  `;

  compare('BITCOUNT counts in ranges of bytes and bits')`
    SET k foobar
    BITCOUNT {k,none}
    BITCOUNT k {0,1,5,6,-1,-2,-7} {0,1,5,6,-1,-6,-7}
    BITCOUNT k {0,1,5,9,47,48,-1,-20} {0,7,8,30,47,48,-1,-30} {BIT,byte}
    SET all "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
    BITCOUNT all {,0 -1,3 9,3 9 BIT,1 100 BIT}
    SET empty ""
    BITCOUNT empty {,0 -1,0 0 BIT,-1 -1}
    SET n 123
    BITCOUNT n
    BITCOUNT k {0,a,a b,0 a,0 0 a,-1 -2 a,a b c d,0 1 BIT x,9223372036854775807 9223372036854775807}
    BITCOUNT none {0,a b,0 0 a,0 1 BIT x}
    RPUSH list a
    BITCOUNT list {,0,a b}
    BITCOUNT
  `;

  compare('BITPOS finds the first bit of a kind')`
    SET k "\x00\xff\xf0"
    BITPOS k {0,1}
    BITPOS k {0,1} {0,1,2,3,-1,-3}
    BITPOS k {0,1} {0,1,2,3,-1} {0,1,2,-1,5}
    BITPOS k {0,1} {0,5,8,12,20,24,-4,-24} {0,7,8,19,23,-1,-5} {BIT,byte}
    SET ones "\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    BITPOS ones {0,1} {,0,3,8,9,-1,0 -1,0 8,0 8 BIT,3 -1}
    SET zeros "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    BITPOS zeros {0,1} {,0,4,10,0 -1,5 60 BIT}
    SET late "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"
    BITPOS late 1 {,3,12,13,0 11,0 12,103 -1 BIT,104 -1 BIT}
    SET empty ""
    BITPOS empty {0,1} {,0,0 -1}
    BITPOS none {0,1} {,0,0 -1,a,0 a,0 0 a}
    BITPOS k {2,-1,abc,""}
    BITPOS k 1 {a,0 a,0 0 a,0 a a,0 0 BIT x,a b bit}
    RPUSH list a
    BITPOS list {0,1,2}
    BITPOS list 0 a
    BITPOS {,k}
  `;

  compare('BITOP combines strings of any length')`
    MSET a "\x0f\xf0\xaa" b "\xff\x0f" c "\x00" empty "" n 12
    BITOP {AND,or,XOR} r {a,a b,a b c,b a,a none,none a,empty,none,n a} 
    GET r
    BITOP AND r a b
    GET r
    BITOP OR r a b c
    GET r
    BITOP XOR r b a n
    GET r
    BITOP NOT r a
    GET r
    OBJECT ENCODING r
    BITOP NOT r {none,empty}
    EXISTS r
    SET r x PX 100000
    BITOP NOT r n
    PTTL r
    RPUSH list x
    BITOP AND list a b
    TYPE list
    RPUSH list2 x
    BITOP AND r a list2
    BITOP {NOT r a b,NOT list2 a b,BAD r a,BAD r list2,"" r a}
    BITOP {,AND,AND r}
    BITOP AND a a b
    GET a
  `;
});

describe('bit fields', () => {
  compare('BITFIELD gets, sets and adds')`
    BITFIELD k
    EXISTS k
    BITFIELD k GET u8 0 GET i5 3
    EXISTS k
    BITFIELD k SET u8 0 255 GET u8 0 GET i8 0 GET u4 4 GET i4 6
    BITFIELD k set i5 #2 -3 get i5 #2 incrby u2 100 1
    GET k
    BITFIELD k SET i64 0 -1 GET i64 0 GET u63 1 GET u63 0 INCRBY i64 0 -9223372036854775808
    BITFIELD k SET u63 3 9223372036854775807 GET u63 3 INCRBY u63 3 1
    BITFIELD k SET i1 0 1 GET i1 0 GET u1 0 INCRBY i1 0 1
    SET n 100
    BITFIELD n GET u8 0 SET u8 8 65 GET u8 1000
    GET n
    OBJECT ENCODING n
    SET t v PX 100000
    BITFIELD t INCRBY u8 0 1
    PTTL t ~ttl
  `;

  compare('BITFIELD overflows as it is told')`
    BITFIELD k {OVERFLOW WRAP,OVERFLOW SAT,OVERFLOW FAIL,} SET u8 0 {255,256,-1,300} INCRBY u8 0 {1,10,-300,-1}
    BITFIELD k {OVERFLOW WRAP,OVERFLOW SAT,OVERFLOW FAIL} SET i8 0 {127,128,-129,300} INCRBY i8 0 {1,-300}
    BITFIELD k {OVERFLOW WRAP,OVERFLOW sat,OVERFLOW FAIL} INCRBY i64 64 {9223372036854775807,-9223372036854775808}
    BITFIELD k OVERFLOW SAT INCRBY u2 100 1 OVERFLOW FAIL INCRBY u2 102 1 INCRBY u2 102 3 OVERFLOW WRAP INCRBY u2 102 2
    BITFIELD k OVERFLOW SAT
    BITFIELD k OVERFLOW {WRAP,SAT,FAIL} SET i5 0 {-9223372036854775808,-9223372036854775793,-9223372036854775792,9223372036854775807} GET i5 0
    BITFIELD k OVERFLOW {WRAP,SAT,FAIL} SET i63 0 {-9223372036854775808,-4611686018427387905,-4611686018427387904} GET i63 0
    BITFIELD k OVERFLOW {WRAP,SAT,FAIL} SET {i64,i1} 0 {-9223372036854775808,0,1} INCRBY i5 0 {-9223372036854775808,9223372036854775807}
    BITFIELD far OVERFLOW FAIL SET u2 800 5
    STRLEN far
    GET k
  `;

  compare('BITFIELD refuses what it can’t')`
    BITFIELD k {GET,GET u8,GET x8 0,GET u64 0,GET i65 0,GET i0 0,GET u 0,GET 8 0,GET u8 -1,GET u8 abc,GET u8 "#a",GET u8 #}
    BITFIELD k {SET u8 0,SET u8 0 abc,INCRBY u8 0 1.5,SET x 0 1,OVERFLOW,OVERFLOW bad,BAD,BAD u8 0}
    BITFIELD k GET u8 4294967296
    BITFIELD k SET u8 #536870912 1
    BITFIELD k {GET u8 0 BAD,GET u8 0 GET,SET u8 0 1 GET x8 0}
    EXISTS k
    RPUSH list a
    BITFIELD list {GET u8 0,SET u8 0 1,GET x 0,}
    BITFIELD
    BITFIELD_RO k {,GET u8 0,GET u8 0 GET i5 3,SET u8 0 1,INCRBY u8 0 1,OVERFLOW SAT,OVERFLOW SAT GET u8 0,GET x 0,BAD}
    BITFIELD_RO list {GET u8 0,SET u8 0 1}
    SET k abc
    BITFIELD_RO k GET u8 0 GET u8 #1 GET i64 0
    BITFIELD_RO
  `;
});
