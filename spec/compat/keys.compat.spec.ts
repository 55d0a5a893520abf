import { comparison } from './compare';

const compare = comparison();

describe('existence', () => {
  compare('DEL, UNLINK, EXISTS, TOUCH count the keys')`
    MSET a 1 b 2 c 3 d 4 "" 5 "\x00\xff" 6
    RPUSH list x
    EXISTS {a,none,a a,a b none list,"","\x00\xff"}
    TOUCH {a,none,a a,a b none list}
    DEL {none,a,a,b b,"","\x00\xff","\x00"}
    UNLINK {none,c,d list c}
    DBSIZE
    {DEL,UNLINK,EXISTS,TOUCH}
  `;

  compare('TYPE names the type')`
    SET str v
    RPUSH list a
    TYPE {str,list,none,""}
    TYPE
    TYPE a b
    SET past v PXAT 1
    TYPE past
  `;

  compare('DBSIZE, FLUSHDB, FLUSHALL')`
    DBSIZE
    MSET a 1 b 2
    SELECT 1
    DBSIZE
    SET c 3
    FLUSHDB {,ASYNC,SYNC,async}
    DBSIZE
    SELECT 0
    DBSIZE
    SELECT 1
    SET c 3
    FLUSHALL {BAD,"",ASYNC SYNC,SYNC SYNC}
    FLUSHDB {BAD,"",ASYNC SYNC}
    DBSIZE
    FLUSHALL {SYNC,ASYNC,sync}
    DBSIZE
    SELECT 0
    DBSIZE
    DBSIZE x
  `;

  compare('RANDOMKEY answers a key, or nothing')`
    RANDOMKEY
    SET only v
    RANDOMKEY
    RANDOMKEY x
    DEL only
    RANDOMKEY
  `;
});

describe('RENAME and COPY', () => {
  compare('RENAME and RENAMENX carry value and time')`
    SET a 1 EX 100
    SET b 2
    RENAME a b
    EXISTS a
    {GET,TTL} b ~ttl
    RENAME b b
    RENAMENX b b
    RENAMENX b c
    TTL c ~ttl
    SET d 4
    RENAMENX c d
    GET d
    RPUSH list x y
    RENAME list d
    LRANGE d 0 -1
    TTL d
    {RENAME,RENAMENX} none {none,other,d}
    RENAME d ""
    RENAME "" "\x00\xff"
    KEYS * ~unordered
    {RENAME,RENAMENX} {,a,a b c}
  `;

  compare('COPY copies value and time')`
    SET a 1 EX 100
    COPY a b
    {GET,TTL} b ~ttl
    COPY a b
    SET a 2
    COPY a b {,REPLACE,replace}
    {GET,TTL} b
    RPUSH list x y
    COPY list copied
    RPUSH copied z
    LRANGE list 0 -1
    LRANGE copied 0 -1
    COPY list b REPLACE
    TYPE b
    COPY none other
    COPY none b REPLACE
    EXISTS b other
    COPY a a {,REPLACE,DB 0,DB 1}
    COPY a new {DB 1,DB 1,DB 1 REPLACE,REPLACE DB 1,DB 2 DB 3}
    SELECT 1
    KEYS * ~unordered
    SELECT 2
    KEYS *
    SELECT 3
    KEYS *
  `;

  compare('COPY refuses bad options before it looks')`
    SET a 1
    COPY {a,none} {b,a} {BAD,DB,DB abc,DB -1,DB 16,DB 1.5,DB "",DB 9223372036854775808,REPLACE BAD,DB 0 BAD,REPLACE REPLACE,""}
    COPY {,a}
  `;
});

describe('databases', () => {
  compare('MOVE moves to a database that lacks the key')`
    SET a 1 EX 100
    MOVE a 1
    EXISTS a
    SELECT 1
    {GET,TTL} a ~ttl
    SELECT 0
    SET a 2
    MOVE a 1
    GET a
    RPUSH list x
    MOVE list 1
    MOVE {a,none} {0,1,15,16,-1,abc,"",1.5,9223372036854775808}
    MOVE {,a,a 1 2}
    SELECT 1
    LRANGE list 0 -1
  `;

  compare('SELECT chooses among sixteen')`
    SET a 0
    SELECT {15,1,0,16,-1,abc,"",1.5,01,+1,9223372036854775808}
    SELECT {2147483647,2147483648,-2147483648,-2147483649,9223372036854775807}
    {MOVE a,MOVE none,COPY a b DB,COPY none b DB} {2147483648,-2147483649,16}
    SWAPDB {2147483648,1} {1,2147483648}
    GET a
    SELECT 1
    GET a
    SELECT {,0 1}
  `;

  compare('SWAPDB swaps two databases at once')`
    SET a 0
    SWAPDB 0 1
    GET a
    SELECT 1
    GET a
    SWAPDB 1 {0,1}
    GET a
    SELECT 0
    GET a
    SWAPDB {0,abc,16,-1,""} {0,abc,16,-1,1.5}
    SWAPDB {,0,0 1 2}
  `;
});

describe('KEYS and SCAN', () => {
  compare('KEYS matches glob patterns')`
    MSET hello 1 hallo 2 hxllo 3 heello 4 hllo 5 "h*llo" 6 "h[llo" 7 "h\\llo" 8 "" 9 h-llo 10 HELLO 11 "a\nb" 12 "\xff\x00" 13
    KEYS {*,h?llo,h*llo,h[ae]llo,h[^e]llo,h[a-z]llo,h[z-a]llo,h**llo,hello,none,"",?,??} ~unordered
    KEYS {"h\\*llo","h\\[llo","h\\\\llo","h[\\*]llo","h[\\]llo]","h[","h[a","h[a-","h[^","h\\","[","[]","[^]",*o,"\\h\\e\\l\\l\\o"} ~unordered
    KEYS {"a?b","\xff*","[\xf0-\xff]?","h[a-x-]llo","h[--.]llo","*\x00","h[]llo","h[e-]llo","h[^a-e]llo","***************o"} ~unordered
    # Several stars are not one where there is nothing to match, and bytes are signed in ranges.
    KEYS {**,***,*?,"[a-\xff]*","[\x00-\x80]*","[\x80-a]*","[\xf0-\x05]*","[^\xf0-\x05]*"} ~unordered
    SCAN 0 COUNT 1000 MATCH {**,"[a-\xff]*"} ~unordered
    KEYS
    KEYS a b
  `;

  compare('SCAN finds every key and filters them')`
    SCAN 0
    MSET k:1 1 k:2 2 other 3
    RPUSH list x
    SCAN 0 COUNT 1000 ~unordered
    SCAN 0 COUNT 1000 MATCH {k:*,none,*,o?her,""} ~unordered
    SCAN 0 MATCH k:* COUNT 1000 ~unordered
    SCAN 0 COUNT 1000 TYPE {string,list,STRING,hash,nosuch,""} ~unordered
    SCAN 0 COUNT 1000 TYPE string MATCH k:* ~unordered
    SCAN 0 type list count 1000 match * ~unordered
    SCAN 0 COUNT 1000 COUNT 2000 MATCH x MATCH list ~unordered
    SCAN 0 {COUNT,COUNT 0,COUNT -1,COUNT abc,COUNT 1.5,MATCH,TYPE,BAD,BAD 1,"",COUNT 0 BAD,BAD COUNT 0,COUNT 9223372036854775808}
    SCAN "" ~unordered
    SCAN {abc,1.5," 0","0 ",18446744073709551616,99999999999999999999}
    SCAN {abc,-} {COUNT 0,BAD,COUNT abc}
    SCAN
  `;
});

describe('OBJECT', () => {
  compare('tells encodings, references, idle time')`
    SET int 5
    SET big 123456789
    SET str abc
    RPUSH list a
    OBJECT {ENCODING,REFCOUNT,FREQ,encoding} {int,big,str,list,none}
    OBJECT IDLETIME {big,str,list,none} ~shape
    OBJECT {ENCODING,REFCOUNT,IDLETIME,FREQ}
    OBJECT ENCODING int x
    OBJECT
    OBJECT {BAD,""}
    OBJECT BAD int
    OBJECT ENCODING ""
  `;
});
