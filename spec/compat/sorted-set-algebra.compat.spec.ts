import { comparison } from './compare';

const compare = comparison();

const FILL = String.raw`
    ZADD x 1 a 2 b 3 c 4 d
    ZADD y 10 b 20 c 30 e
    ZADD w inf a -inf b 0 c
    ZADD v -inf a inf b -1 c
    SADD s a b z
    SADD i 1 2 3
    SET str v
`;

describe('unions and intersections', () => {
  for (const command of ['ZUNION', 'ZINTER']) {
    compare(command)`
      ${FILL}
      ${command} 1 {x,s,i,none} {,WITHSCORES}
      ${command} 2 {x y,y x,x x,x s,s x,x none,none x,w v,s i,w x} {,WITHSCORES}
      ${command} 3 x y s WITHSCORES
      ${command} 3 w v x WITHSCORES
      ${command} 2 x y WEIGHTS {2 3,-1 0.5,inf 0,0 inf,1e2 0x10} WITHSCORES
      ${command} 2 x y AGGREGATE {SUM,min,MAX} WITHSCORES
      ${command} 2 w v AGGREGATE {SUM,MIN,MAX} WITHSCORES
      ${command} 2 w v WEIGHTS {0 1,1 0,-1 1,inf -inf} AGGREGATE {SUM,MIN,MAX} WITHSCORES
      ${command} 2 s x WEIGHTS 2 3 AGGREGATE MAX WITHSCORES
      ${command} 2 x y withscores aggregate min weights 2 2 aggregate max weights 1 1
    `;

    compare(`${command} has an order in which it refuses`)`
      ${FILL}
      ${command} {0,-1,x,"",1.5} {x,str} {,BAD}
      ${command} {2,100,9223372036854775807} x
      ${command} 1 str {,BAD,WEIGHTS x}
      ${command} 2 x str {,BAD,WEIGHTS x}
      ${command} 1 x {BAD,x,WEIGHTS,WEIGHTS x,WEIGHTS nan,WEIGHTS 1 2,AGGREGATE,AGGREGATE BAD,WITHSCORES BAD,LIMIT 1}
      ${command} 2 x y {WEIGHTS 1,WEIGHTS 1 x,WEIGHTS x,WEIGHTS WITHSCORES}
      ${command} 2 x y WEIGHTS 1 WITHSCORES
      ${command} {,1}
    `;

    compare(`${command}STORE`)`
      ${FILL}
      ${command}STORE t 2 x y
      ZRANGE t 0 -1 WITHSCORES
      ${command}STORE t 2 x y WEIGHTS 2 3 AGGREGATE MAX
      ZRANGE t 0 -1 WITHSCORES
      ${command}STORE t 2 s x AGGREGATE MIN
      ZRANGE t 0 -1 WITHSCORES
      ${command}STORE x 2 x y
      ZRANGE x 0 -1 WITHSCORES
      EXPIRE x 100
      ${command}STORE x 1 y
      TTL x
      ${command}STORE str 1 y
      TYPE str
      ${command}STORE y 2 none nothing
      EXISTS y
      ${command}STORE y 1 none
      ${command}STORE s 1 s
      TYPE s
    `;

    compare(`${command}STORE has an order in which it refuses`)`
      ${FILL}
      ${command}STORE {t,str} {0,x,2} {x,str} {,BAD}
      ${command}STORE t 2 x str {,BAD}
      ${command}STORE t 1 x {BAD,WITHSCORES,WEIGHTS x,AGGREGATE BAD}
      ${command}STORE {,t,t 1}
      EXISTS t
    `;
  }
});

describe('differences', () => {
  compare('ZDIFF')`
    ${FILL}
    ZDIFF 1 {x,s,none} {,WITHSCORES}
    ZDIFF 2 {x y,y x,x x,x s,s x,x none,none x,w v} {,WITHSCORES}
    ZDIFF 3 x y s WITHSCORES
    ZDIFF 3 x none s withscores
    ZDIFF 2 x str
    ZDIFF 1 str BAD
    ZDIFF {0,x,2} x
    ZDIFF 1 x {BAD,WEIGHTS 1,AGGREGATE MIN,WITHSCORES BAD,WITHSCORES WITHSCORES}
    ZDIFF {,1}
  `;

  compare('ZDIFFSTORE')`
    ${FILL}
    ZDIFFSTORE t 2 x y
    ZRANGE t 0 -1 WITHSCORES
    ZDIFFSTORE t 2 s x
    ZRANGE t 0 -1 WITHSCORES
    ZDIFFSTORE x 2 x y
    ZRANGE x 0 -1 WITHSCORES
    ZDIFFSTORE x 2 x x
    EXISTS x
    ZDIFFSTORE x 1 none
    ZDIFFSTORE str 1 y
    TYPE str
    ZDIFFSTORE t 1 y {BAD,WITHSCORES,WEIGHTS 1}
    ZDIFFSTORE t {0,x,3} y
    ZDIFFSTORE {,t,t 1}
  `;
});

describe('ZINTERCARD', () => {
  compare('counts what all keys have')`
    ${FILL}
    ZINTERCARD 1 {x,s,none}
    ZINTERCARD 2 {x y,x s,x x,x none,s i}
    ZINTERCARD 1 x LIMIT {0,1,3,100}
    ZINTERCARD 1 x LIMIT 1 LIMIT 2
    ZINTERCARD 2 x y limit 1
  `;

  compare('has an order in which it refuses')`
    ${FILL}
    ZINTERCARD {0,-1,x,2} x
    ZINTERCARD 1 str {,BAD,LIMIT x}
    ZINTERCARD 1 x {LIMIT,LIMIT -1,LIMIT x,LIMIT 1 BAD,BAD,WITHSCORES,WEIGHTS 1,AGGREGATE MIN}
    ZINTERCARD {,1}
  `;
});
