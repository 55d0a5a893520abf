import { comparison } from './compare';

const compare = comparison();

describe('integers', () => {
  compare('INCR, DECR, INCRBY, DECRBY count')`
    {INCR,INCR,DECR,DECR,DECR} k
    INCRBY k {10,-3,0,9223372036854775807,-9223372036854775807}
    DECRBY k {10,-3,0}
    SET t 5 EX 100
    INCR t
    TTL t ~ttl
    INCRBY new 5
    DECRBY new2 5
    INCRBY min -9223372036854775808
    GET min
    DECR min
    INCRBY max 9223372036854775807
    INCR max
    GET max
  `;

  compare('refuse to pass the ends of 64 bits')`
    SET k 9223372036854775807
    INCR k
    INCRBY k {1,9223372036854775807}
    DECRBY k {-1,-9223372036854775807}
    DECRBY k -9223372036854775808
    INCRBY k -9223372036854775808
    SET k -9223372036854775808
    {DECR k,DECRBY k 1,INCRBY k -1,INCRBY k -9223372036854775808,DECRBY k -9223372036854775808}
    DECRBY none -9223372036854775808
    EXISTS none
    SET k 0
    DECRBY k 9223372036854775807
    DECRBY k {1,1,1}
    GET k
  `;

  compare('count only what is written as an integer')`
    SET k {abc,"",1.0," 1","1 ",+1,01,-0,00,0x10,1e3,9223372036854775808,-9223372036854775809,"1\x00"}
    INCR k
    SET v {abc,"",1.0," 1","1 "}
    INCRBY v 2
    INCRBY k {abc,"",1.0," 1","1 ",+1,01,-0,9223372036854775808,-9223372036854775809,1e3}
    DECRBY k {abc,"",1.0," 1","1 ",+1,01,-0,9223372036854775808,-9223372036854775809,1e3}
  `;

  for (const value of [
    'abc',
    '""',
    '1.0',
    '" 1"',
    '"1 "',
    '+1',
    '01',
    '-0',
    '00',
    '0x10',
    '"1\\x00"',
    '-5',
  ]) {
    compare(`INCR of ${value}`)`
      SET k ${value}
      {INCR k,GET k,DECRBY k 3,INCRBYFLOAT k 1,GET k}
    `;
  }

  compare('a bad increment is told before a wrong type, a wrong type before a bad value')`
    RPUSH list a
    SET text abc
    {INCR,DECR} {list,text,none}
    {INCRBY,DECRBY} {list,text,none} {1,abc,9223372036854775808,-9223372036854775808}
    {INCR,DECR} {,k x}
    {INCRBY,DECRBY,INCRBYFLOAT} {,k,k 1 2}
  `;
});

describe('INCRBYFLOAT', () => {
  compare('adds as a long double does')`
    INCRBYFLOAT k {10.5,0.1,-5,5.0e3,3.0e-5,-0.00003,0,-0,1e2,.5,5.,+1}
    SET k 0.1
    INCRBYFLOAT k 0.2
    SET k 3.0e3
    INCRBYFLOAT k {200,1.1,1.1,1.1}
    SET k 1.1
    INCRBYFLOAT k {1.2,1.3,1.4,1.5}
    SET t 1 EX 100
    INCRBYFLOAT t 1.5
    TTL t ~ttl
    SET k 0
    INCRBYFLOAT k {0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1}
    SET n 5
    INCRBYFLOAT n {1,1}
    INCR n
    SET z 1.5
    INCRBYFLOAT z {-1.5,-0.5,0.5}
    SET neg -0
    INCRBYFLOAT neg 0
  `;

  compare('keeps seventeen decimals and large wholes')`
    SET k 0
    INCRBYFLOAT k {1e17,1,0.5,1e-17,-1e17}
    SET k 1e-17
    INCRBYFLOAT k {0,1e-18,1e-17}
    SET k 17179869184
    INCRBYFLOAT k {1.5,0.00000001,1e10}
    SET k 9223372036854775807
    INCRBYFLOAT k {1,1,0.5}
    SET k 18446744073709551615
    INCRBYFLOAT k {1,1}
    SET k 1e30
    INCRBYFLOAT k {1,1e30}
    SET k 123456789.123456789
    INCRBYFLOAT k {0.000000001,987654321.987654321}
    SET k 0.30000000000000004
    INCRBYFLOAT k 0
    SET k 1e300
    INCRBYFLOAT k 1
  `;

  compare('refuses what is no number, or would be none')`
    SET k 1
    INCRBYFLOAT k {abc,"",1.5x," 1","1 ",1e,0x10,0x1p3,nan,inf,-inf,+inf,Infinity,1e5000,-1e5000,1e-5000}
    GET k
    SET k {abc,"",1.5x," 1","1 ",nan,inf}
    INCRBYFLOAT k 1
    SET i inf
    INCRBYFLOAT i {1,-inf,inf}
    RPUSH list a
    INCRBYFLOAT list {1,abc,inf}
    SET k 1e4000
    INCRBYFLOAT k 1
    SET m 1.1e4932
    INCRBYFLOAT m 1.1e4932
    INCRBYFLOAT none {abc,inf,nan}
    EXISTS none
  `;

  for (const value of [
    'abc',
    '""',
    '1.5x',
    '" 1"',
    '"1 "',
    'nan',
    '0x10',
    '1e',
    '5.',
    '.5',
    '+1',
    '-0',
    '1e3',
    '"1\\x002"',
  ]) {
    compare(`INCRBYFLOAT of and by ${value}`)`
      SET k ${value}
      INCRBYFLOAT k 1
      SET k 1
      INCRBYFLOAT k ${value}
      OBJECT ENCODING k
    `;
  }
});
