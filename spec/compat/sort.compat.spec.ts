import { comparison } from './compare';

describe('SORT', () => {
  const compare = comparison();

  compare('sorts numbers of a list')`
    RPUSH l 3 1 2 10 -5 1.5 2e1 0x10 " 7" "" inf -inf 1.0 1 9223372036854775807 9223372036854775806 -0 0
    SORT l
    SORT l {ASC,DESC,asc,DESC ASC,ASC DESC}
    SORT l {LIMIT 0 3,LIMIT 2 4,LIMIT 5 -1,LIMIT 5 -7,LIMIT -3 2,LIMIT 16 10,LIMIT 18 1,LIMIT 100 1,LIMIT 0 0,LIMIT 3 0}
    SORT l DESC {LIMIT 0 3,LIMIT 2 4,LIMIT 5 -1,LIMIT -3 2,LIMIT 16 10,LIMIT 100 1}
    SORT l LIMIT 0 9223372036854775807
    SORT l LIMIT -9223372036854775808 9223372036854775807
    SORT l LIMIT 1 2 LIMIT 0 1
    SORT_RO l
    SORT_RO l DESC LIMIT 1 3
  `;

  compare('knows what a number is')`
    RPUSH l 1.5 .5 5. -.5 +3 1e3 1E-3 0x1f 0X1F 0x1p3 0x.8 0x1.8p-1 0x1p-1074 0x.00000000001p-1030 -0x3p2
    RPUSH l inf -INF Infinity "\t\n\v\f\r 1" " +2" 2.2250738585072014e-308 1.7976931348623157e308 000012 0e9999999999 "5\x00abc" "\x00abc"
    RPUSH l 123456789012345678901234567890 0.1000000000000000055511151231257827 00.00 1e-300
    SORT l
    SORT l DESC
  `;

  compare('refuses what is none')`
    RPUSH a "1 "
    RPUSH b e5
    RPUSH c .
    RPUSH d 0x
    RPUSH e nan
    RPUSH f "  "
    RPUSH g -nan(1)
    RPUSH h 1 2 x 3
    RPUSH i 1e
    RPUSH j 0x1p
    RPUSH k infinit
    RPUSH l --1
    RPUSH m 1,5
    RPUSH n 1_000
    RPUSH o "1 \x00"
    SORT {a,b,c,d,e,f,g,h,i,j,k,l,m,n,o}
    SORT {a,b,c,d,e,f,g,h} DESC LIMIT 0 1
    SORT {a,b,c,d,e,f,g,h} STORE dst
    SORT {a,b,c,d,e,f,g,h} BY nosort
    SORT {a,b,c,d,e,f,g,h} BY w_*
    EXISTS dst
  `;

  compare('sorts texts')`
    RPUSH l b a B A "" ab "a\x00b" "a\x00a" "\xff" "\x80" z 10 9 a
    SORT l ALPHA
    SORT l ALPHA DESC
    SORT l ALPHA LIMIT 2 5
    SORT l ALPHA DESC LIMIT 2 5
    SORT l alpha STORE dst
    LRANGE dst 0 -1
    SORT l ALPHA DESC STORE dst
    LRANGE dst 0 -1
  `;

  compare('sorts by what a pattern names')`
    RPUSH l 1 2 3 4 5 6
    MSET w_1 30 w_2 20 w_4 20 w_5 -1 w_6 0
    SORT l BY w_*
    SORT l BY w_* {DESC,ALPHA,ALPHA DESC,LIMIT 0 2,DESC LIMIT 1 3,ALPHA LIMIT 1 3}
    SORT l BY {*,x*,w_*x,*w_,w_*->f,w_*->,w_**}
    SORT l BY nosort {,DESC,LIMIT 1 2,DESC LIMIT 1 2,DESC LIMIT 0 -1,LIMIT 9 1,LIMIT 0 0,ALPHA}
    SORT l BY {"",#,w_,"w\x00*"}
    SORT l BY w_* BY nosort
    SORT l BY nosort BY w_*
    RPUSH w_3 list
    SORT l BY w_*
    SET w_1 abc
    SORT l BY w_*
    SORT l BY w_* ALPHA
  `;

  compare('answers what patterns name')`
    RPUSH l 2 1 3
    MSET v_1 one v_2 two x 0
    HSET h_1 f a g b
    HSET h_2 f c
    RPUSH h_3 f
    SORT l GET #
    SORT l GET v_*
    SORT l GET # GET v_* GET #
    SORT l DESC GET v_* LIMIT 0 2
    SORT l GET {h_*->f,h_*->g,h_*->nosuch,h_*->,h_*,v_*->f,x,*->f,#*,##,"",nosuch_*,"v_*\x00"}
    SORT l BY h_*->f ALPHA GET h_*->f
    SORT l BY nosort GET v_*
    SORT l BY h_*->nosuch GET #
    SORT_RO l GET # GET v_*
    SORT nokey GET # GET v_*
    HSET "a->1->b" f x
    SORT l GET a->*->b->f
    SORT l GET a->*->b
    HSET n1 ->x 7
    SORT l GET n*->->x
    SORT l GET "n*->\x00"
  `;

  compare('stores what it answers')`
    RPUSH l 2 1 3
    SET v_1 one
    SORT l STORE dst
    LRANGE dst 0 -1
    SORT l DESC STORE l
    LRANGE l 0 -1
    SORT l GET v_* GET # STORE dst
    LRANGE dst 0 -1
    EXPIRE dst 100
    SORT l LIMIT 5 1 STORE dst
    EXISTS dst
    SORT nokey STORE dst
    SET dst string
    EXPIRE dst 100
    SORT l STORE dst
    TTL dst
    TYPE dst
    SORT nokey STORE dst
    TYPE dst
    SORT l STORE x STORE y
    KEYS * ~unordered
    SORT l BY nosort STORE y
    LRANGE y 0 -1
    SORT l BY nosort DESC LIMIT 1 2 STORE y
    LRANGE y 0 -1
    SORT l STORE
  `;

  compare('equal texts come out in one order')`
    RPUSH l 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43
    MSET w_1 a w_2 b w_3 a w_4 b w_5 a w_6 b w_7 c w_8 a w_9 b w_10 a w_40 b w_41 a w_42 c w_33 b w_34 a
    SORT l BY w_* ALPHA
    SORT l BY w_* ALPHA DESC
    SORT l BY w_* ALPHA {LIMIT 0 3,LIMIT 0 7,LIMIT 5 9,LIMIT 20 10,LIMIT 40 3,LIMIT 0 42,LIMIT 1 42}
    SORT l BY w_* ALPHA DESC {LIMIT 0 3,LIMIT 0 7,LIMIT 5 9,LIMIT 20 10,LIMIT 40 3,LIMIT 0 42,LIMIT 1 42}
    SORT l BY nosuch_* ALPHA {LIMIT 0 3,LIMIT 5 9,LIMIT 20 10}
    SORT l BY nosuch_* {LIMIT 0 3,LIMIT 5 9,LIMIT 20 10}
    SORT l BY w_* {LIMIT 0 3,LIMIT 5 9,LIMIT 20 10}
    SORT l BY w_* ALPHA LIMIT 3 20 STORE dst
    LRANGE dst 0 -1
  `;

  compare('sorts members of a set')`
    SADD integers 5 3 1 9 2 -7 10
    SADD s 5 3 10 a b "" "a b"
    SORT integers
    SORT integers {DESC,ALPHA,ALPHA DESC,LIMIT 1 3,DESC LIMIT 0 2,LIMIT 10 1}
    SORT integers BY nosort {,DESC,LIMIT 1 3,DESC LIMIT 2 10,ALPHA,GET #,GET w_*}
    SORT s
    SORT s ALPHA
    SORT s ALPHA {DESC,LIMIT 2 2,DESC LIMIT 0 3}
    SORT s BY nosort ~unordered
    SORT s BY nosort DESC GET # GET w_* ~unordered
    MSET w_5 1 w_3 2 w_a 2 w_10 7
    SORT s BY w_*
    SORT s BY w_* {DESC,LIMIT 0 3,DESC LIMIT 1 4}
    SORT s BY nosort STORE dst
    LRANGE dst 0 -1
    SORT s BY nosort DESC LIMIT 1 4 STORE dst
    LRANGE dst 0 -1
    SORT s BY w_* BY nosort STORE dst
    LRANGE dst 0 -1
    SORT integers BY nosort STORE integers
    LRANGE integers 0 -1
    SORT s BY w_* DESC STORE s
    LRANGE s 0 -1
  `;

  compare('sorts members of a sorted set')`
    ZADD z 3 a 1 b 2 c 2 10 1 9 7 x
    ZADD n 3 10 1 9 2 11 2 1.5
    SORT n
    SORT n {DESC,ALPHA,LIMIT 1 2,DESC LIMIT 0 2}
    SORT z
    SORT z ALPHA
    SORT z BY nosort
    SORT z BY nosort {DESC,LIMIT 0 2,LIMIT 2 3,LIMIT 5 9,LIMIT 6 1,LIMIT 0 -1,LIMIT 3 0,ALPHA}
    SORT z BY nosort DESC {LIMIT 0 2,LIMIT 2 3,LIMIT 5 9,LIMIT 6 1,LIMIT 0 -1,LIMIT 3 0}
    SORT_RO z BY nosort DESC LIMIT 1 2 GET # GET w_*
    MSET w_a 1 w_b 2 w_c 0
    SORT z BY w_*
    SORT z BY w_* DESC LIMIT 0 3 GET # GET w_*
    SORT z BY nosort STORE dst
    LRANGE dst 0 -1
    SORT z BY nosort DESC LIMIT 1 3 STORE dst
    LRANGE dst 0 -1
    SORT z BY nosort DESC STORE z
    LRANGE z 0 -1
  `;

  compare('refuses what it can not sort')`
    SET s v
    HSET h f v
    RPUSH l 1
    SORT {s,h} 
    SORT {s,h} {LIMIT a b,FOO,BY w_*}
    SORT_RO {s,h}
    SORT l {LIMIT,LIMIT 1,LIMIT a 1,LIMIT 1 a,LIMIT 1.5 1,BY,GET,STORE,FOO,ALPHA FOO,LIMIT 1 2 3,DESC x}
    SORT l LIMIT 9223372036854775808 1
    SORT_RO l {STORE x,STORE,LIMIT 1}
    SORT
    SORT_RO
    SORT nokey
    SORT nokey {LIMIT 0 1,DESC,ALPHA,BY nosort,BY w_*}
  `;
});

describe('SORT of numbers that are out of range', () => {
  // After one, Redis refuses others as well until something else has failed: it has servers of its own.
  const compare = comparison();

  compare('is refused', [2])`
    RPUSH l 1e400
    SORT l
    SORT l ALPHA
    SORT l BY nosort
  `;
});
