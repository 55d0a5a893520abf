import { comparison } from './compare';

const compare = comparison();

const EVERY_WAY = '{EXPIRE,PEXPIRE,EXPIREAT,PEXPIREAT}';

describe('setting a time', () => {
  compare('EXPIRE, PEXPIRE, EXPIREAT, PEXPIREAT set it, TTL and its kin tell it')`
    SET k v
    {TTL,PTTL,EXPIRETIME,PEXPIRETIME} {k,none}
    EXPIRE k 100
    {TTL,PTTL,EXPIRETIME,PEXPIRETIME} k ~ttl
    PEXPIRE k 250000
    {TTL,PTTL,EXPIRETIME,PEXPIRETIME} k ~ttl
    EXPIREAT k 4102444800
    {TTL,PTTL} k ~ttl
    {EXPIRETIME,PEXPIRETIME} k
    PEXPIREAT k 4102444800499
    {EXPIRETIME,PEXPIRETIME} k
    PEXPIREAT k 4102444800500
    {EXPIRETIME,PEXPIRETIME} k
    PERSIST k
    PERSIST {k,none}
    TTL k
    ${EVERY_WAY} none 100
    RPUSH list a
    EXPIRE list 100
    PERSIST list
    TTL list
  `;

  compare('a time in the past removes the key')`
    MSET a 1 b 2 c 3 d 4 e 5 f 6
    EXPIRE a {0,5}
    EXPIRE b -1
    PEXPIRE c {0,-5}
    EXPIREAT d {1,0}
    PEXPIREAT e 1
    EXPIREAT f -1
    EXISTS a b c d e f
    DBSIZE
    SET g v
    EXPIRE g -1 {NX,XX,GT,LT}
    EXISTS g
    SET h v EX 100
    EXPIRE h -1 {NX,GT,LT}
    EXISTS h
    RPUSH list a
    PEXPIREAT list 1
    {EXISTS,TYPE} list
  `;

  compare('writes keep the time or drop it')`
    SET k 1 EX 100
    {INCR k,APPEND k 1,SETRANGE k 0 2,INCRBYFLOAT k 1,TTL k} ~ttl
    GETSET k v
    TTL k
    EXPIRE k 100
    SET k v KEEPTTL
    TTL k ~ttl
    SET k v
    TTL k
    EXPIRE k 100
    RENAME k moved
    TTL moved ~ttl
    SET k v
    RENAME k moved
    TTL moved
  `;

  compare('an expired key is absent for every command')`
    SET k v PXAT 1
    SET l v PXAT 1
    SET m v PXAT 1
    SET n v PXAT 1
    SET o v PXAT 1
    APPEND k x
    INCR l
    RPUSH m a
    RENAME n n2
    SETNX o new
    {PERSIST,TTL,OBJECT ENCODING} gone
    SET gone v PXAT 1
    {PERSIST,TTL,EXPIRETIME,TYPE,OBJECT ENCODING,DEL,EXISTS,TOUCH,GETDEL} gone
    SET gone v PXAT 1
    COPY gone other
    SET gone v PXAT 1
    MOVE gone 1
    SET gone v PXAT 1
    KEYS *o*  ~unordered
    SCAN 0 COUNT 1000 MATCH gone
    SET gone v PXAT 1
    EXPIRE gone 100
    SET gone v PXAT 1
    LPUSHX gone a
    SET gone v PXAT 1
    GETSET gone v
    SET gone v PXAT 1
    MSETNX gone 1
    GET gone
    SET gone v PXAT 1
    SET gone w KEEPTTL
    {GET,TTL} gone
  `;
});

describe('conditions', () => {
  compare('NX sets a time only where none is, XX only where one is')`
    SET k v
    ${EVERY_WAY} k 4102444800 XX
    TTL k
    EXPIRE k 100 NX
    EXPIRE k 200 NX
    TTL k ~ttl
    EXPIRE k 300 {XX,xx,Xx}
    TTL k ~ttl
    EXPIREAT k 4102444800 {NX,XX}
    EXPIRETIME k
  `;

  compare('times past 2^53 are integers as well')`
    SET k v EXAT 9007199254740993
    EXPIRETIME k ~digits
    PTTL k ~digits
    COPY k l
    EXPIRETIME l ~digits
    SET k v PXAT 9223372036854775807
    {EXPIRETIME,PEXPIRETIME,TTL,PTTL} k ~digits
  `;

  compare('GT takes only a later time, LT only an earlier one')`
    SET k v
    EXPIREAT k 4102444800 GT
    TTL k
    EXPIREAT k 4102444800 LT
    EXPIRETIME k
    EXPIREAT k {4102444800,4102444799,4102444801,4102444800} {GT,LT}
    EXPIRETIME k
    PEXPIREAT k {4102444800001,4102444800002,4102444800001} {GT,LT}
    PEXPIRETIME k
    EXPIRE k 1000 {GT,LT}
    TTL k ~ttl
    EXPIRE k 500 {GT,LT}
    TTL k ~ttl
    PEXPIRE k 900000 {LT,GT}
    TTL k ~ttl
    EXPIRE k {100 XX LT,90 LT XX,80 GT XX,200 XX GT}
    EXPIRE k {5000 GT XX,6000 XX LT}
    TTL k ~ttl
  `;

  compare('conditions that exclude each other are refused, whatever the key')`
    SET k v
    ${EVERY_WAY} {k,none} 4102444800 {NX XX,XX NX,NX GT,NX LT,GT LT,LT GT,GT NX,NX XX GT LT}
    ${EVERY_WAY} {k,none} 4102444800 {BAD,"",NX BAD,BAD NX,EX,100}
    ${EVERY_WAY} {k,none} abc {NX XX,BAD,GT}
    EXPIRE k {100 NX NX,200 XX XX,150 LT LT,300 GT GT}
    TTL k ~ttl
  `;
});

describe('refusals', () => {
  compare('no integer, or one too large')`
    SET k v
    ${EVERY_WAY} {k,none} {abc,"",1.5," 1",+1,01,9223372036854775808,-9223372036854775809}
    {EXPIRE,PEXPIRE,EXPIREAT} {k,none} {9223372036854775807,9223372036854776,-9223372036854776}
    EXPIRE {k,none} -9223372036854775808
    PEXPIRE none -9223372036854775808
    EXPIREAT none -9223372036854775808
    EXISTS k
    PEXPIREAT k 9223372036854775807
    PEXPIRETIME k
    EXPIRETIME k
    EXPIREAT k 9223372036854775
    {EXPIRETIME,PEXPIRETIME} k
    PEXPIRE k 9223370000000000000
    PTTL k ~ttl
  `;

  compare('a wrong number of words')`
    ${EVERY_WAY} {,k}
    {TTL,PTTL,EXPIRETIME,PEXPIRETIME,PERSIST}
    {TTL,PTTL,EXPIRETIME,PEXPIRETIME,PERSIST} a b
  `;
});
