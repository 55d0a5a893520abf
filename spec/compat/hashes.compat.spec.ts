import { comparison } from './compare';

const compare = comparison();

const LONG = 'x'.repeat(65);

describe('hashes', () => {
  compare('HSET, HMSET and HSETNX')`
    HSET h a 1
    HSET h a 2 b 3 b 4
    HSET h
    HSET h a
    HSET h a 1 b
    HMSET h a 5 c 6
    HMSET h a
    HMSET h a 1 b
    HSETNX h a 7
    HSETNX h d 7
    HSETNX h d
    HGETALL h ~unordered
    HSET h "" ""
    HGET h ""
    HSET h "\x00\xff" "\r\n"
    HGET h "\x00\xff"
  `;

  compare('reads')`
    HSET h a 1 b two c ""
    {HGET,HSTRLEN,HEXISTS} h {a,c,d}
    {HGET,HSTRLEN,HEXISTS} none a
    {HGET,HSTRLEN,HEXISTS} h
    HMGET h a d b a
    HMGET none a d
    HMGET h
    {HLEN,HGETALL,HKEYS,HVALS} h ~unordered
    {HLEN,HGETALL,HKEYS,HVALS} none
    {HLEN,HGETALL,HKEYS,HVALS} h x
  `;

  compare('HDEL removes fields, and the key with the last')`
    HSET h a 1 b 2 c 3
    HDEL h a x a b
    HDEL h
    HLEN h
    HDEL h x
    HDEL h c
    EXISTS h
    HDEL h c
  `;

  compare('HINCRBY')`
    HINCRBY h n 5
    HINCRBY h n -7
    HINCRBY h n {x,1.5,"",9223372036854775808,-9223372036854775808}
    HINCRBY h n -1
    HSET h n 9223372036854775807
    HINCRBY h n 1
    HINCRBY h n -1
    HINCRBY h n 1
    HSET h n -5
    HINCRBY h n 9007199254740993
    HINCRBY h n -9007199254740995
    HSET h s text f 1.5 z 01 m " 1"
    HINCRBY h {s,f,z,m} 1
    HINCRBY h s
    HGETALL h ~unordered
    HINCRBY h big 9007199254740993
    HINCRBY h big 1
  `;

  compare('HINCRBYFLOAT')`
    HINCRBYFLOAT h n 10.5
    HINCRBYFLOAT h n 0.1
    HINCRBYFLOAT h n -5e1
    HINCRBYFLOAT h n {x,"",nan,inf,-inf,"1 "}
    HINCRBYFLOAT h n
    HSET h s text i 3 b " 1" e ""
    HINCRBYFLOAT h {s,i,b,e} 1
    HSET h huge 1e308
    HINCRBYFLOAT h huge 1e308
    HINCRBYFLOAT h inf 1e4932
    HINCRBYFLOAT h inf 1e4932
    HGETALL h ~unordered
  `;

  compare('HRANDFIELD')`
    HSET h a 1
    HRANDFIELD h
    HRANDFIELD h {0,1,2,-3}
    HRANDFIELD h {0,1,2,-3} WITHVALUES
    HSET h b 2 c 3
    HRANDFIELD h ~shape
    HRANDFIELD h {2,-5} ~shape
    HRANDFIELD h {2,-5} WITHVALUES ~shape
    HRANDFIELD h {3,5} ~unordered
    HRANDFIELD h {3,5} WITHVALUES ~unordered
    HRANDFIELD none
    HRANDFIELD none {0,1,-1}
    HRANDFIELD none 1 WITHVALUES
    HRANDFIELD {h,none} x
    HRANDFIELD {h,none} 1 WITHSCORES
    HRANDFIELD {h,none} 1 WITHVALUES x
    HRANDFIELD none {9223372036854775807,-9223372036854775807,-9223372036854775808,9223372036854775808}
    HRANDFIELD none {9223372036854775807,-9223372036854775807,-4611686018427387904,4611686018427387904} WITHVALUES
  `;

  compare('HSCAN')`
    HSET h a 1 b 2 bc 3
    HSCAN h 0 ~unordered
    HSCAN h 0 MATCH b* ~unordered
    HSCAN h 0 COUNT 1 ~unordered
    HSCAN h 0 MATCH b COUNT 100
    HSCAN {h,none} {x,-1,""} ~shape
    HSCAN {h,none} 0 COUNT {0,x,-1}
    HSCAN {h,none} 0 {MATCH,COUNT,BAD}
    HSCAN h
    HSCAN none 0
    HSCAN none 7
  `;

  compare('other types are refused, after what is wrong with the words')`
    SET s text
    {HGET,HSTRLEN,HEXISTS,HDEL,HMGET} s a
    {HLEN,HGETALL,HKEYS,HVALS} s
    {HSET,HMSET,HSETNX} s a 1
    HSET s a
    HINCRBY s a {1,x}
    HINCRBYFLOAT s a {1,x}
    HRANDFIELD s
    HRANDFIELD s {1,x}
    HSCAN s {0,x}
    HSCAN s 0 BAD
    HSET h a 1
    {GET,STRLEN,LLEN} h
    TYPE h
  `;

  compare('encodings, at the thresholds')`
    HSET h a 1
    OBJECT ENCODING h
    HSET h a ${LONG}
    OBJECT ENCODING h
    HSET h a 1
    OBJECT ENCODING h
    HSET f ${LONG} 1
    OBJECT ENCODING f
    CONFIG SET hash-max-listpack-entries 3 hash-max-listpack-value 5
    HSET n a 1 b 2 c 3
    OBJECT ENCODING n
    HSET n c 4
    OBJECT ENCODING n
    HSET n d 4
    OBJECT ENCODING n
    HDEL n d c b
    OBJECT ENCODING n
    HGETALL n
    HSET v a 12345
    OBJECT ENCODING v
    HINCRBY v a 99999
    OBJECT ENCODING v
    HSETNX w a 12345
    HINCRBYFLOAT w a 0.25
    OBJECT ENCODING w
    HSET y a 1 b 2 c 3
    CONFIG SET hash-max-listpack-entries 2
    HGETALL y ~unordered
    OBJECT ENCODING y
    HSETNX y a 1
    OBJECT ENCODING y
    HSET y a 1
    OBJECT ENCODING y
    CONFIG SET hash-max-ziplist-entries 512 hash-max-ziplist-value 64
    CONFIG GET hash-max-* ~unordered
  `;

  compare('many fields')`
    HSET h ${Array.from({ length: 600 }, (_, n) => `f${n} ${n * n}`).join(' ')}
    HLEN h
    OBJECT ENCODING h
    HMGET h f0 f599 f600
    HGETALL h ~unordered
    HSCAN h 0 COUNT 1000 ~unordered
    HDEL h ${Array.from({ length: 590 }, (_, n) => `f${n}`).join(' ')}
    HGETALL h ~unordered
    COPY h i
    HINCRBY i f595 5
    HGET h f595
  `;
});
