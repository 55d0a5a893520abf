import { comparison } from './compare';

const compare = comparison();

/** Elements by number. */
const elements = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `e${from + index}`).join(' ');

describe('HyperLogLog', () => {
  compare('PFADD lays registers out in runs, PFCOUNT counts')`
    PFADD h
    GET h
    PFADD h
    PFADD h {a,a b c,a,"","\x00\xff",abcdefg,abcdefgh,abcdefghi,abcdefghijklmnopq}
    PFDEBUG DECODE h
    GET h
    OBJECT ENCODING h
    STRLEN h
    PFADD h ${elements(0, 20)}
    PFDEBUG DECODE h
    GET h
    PFADD h ${elements(0, 300)}
    PFDEBUG DECODE h
    PFADD h ${elements(250, 600)}
    GET h
    PFCOUNT h
    PFCOUNT {none,none none,h none,h h}
    PFDEBUG GETREG h
    PFDEBUG ENCODING h
    PFCOUNT h
  `;

  compare('PFADD becomes dense when the runs are too long')`
    PFADD h ${elements(0, 1000)}
    PFDEBUG ENCODING h
    PFADD h ${elements(1000, 2500)}
    PFDEBUG ENCODING h
    GET h
    PFADD h ${elements(2000, 3000)}
    GET h
    PFCOUNT h
    PFADD h ${elements(0, 3000)}
    CONFIG SET hll-sparse-max-bytes 30
    PFADD small ${elements(0, 10)}
    PFDEBUG ENCODING small
    GET small
    CONFIG SET hll-sparse-max-bytes 3000
    PFADD todense a b c
    PFDEBUG TODENSE todense
    PFDEBUG TODENSE todense
    GET todense
    PFDEBUG DECODE todense
    PFADD todense a b c d
    GET todense
  `;

  compare('PFMERGE and PFCOUNT of several keys')`
    PFADD a ${elements(0, 200)}
    PFADD b ${elements(100, 300)}
    PFADD c ${elements(1000, 3500)}
    PFCOUNT a b
    PFCOUNT a b c none
    PFMERGE m a b
    GET m
    PFMERGE m
    GET m
    PFMERGE m c
    PFDEBUG ENCODING m
    GET m
    PFCOUNT m
    PFMERGE new
    GET new
    PFMERGE only none
    GET only
    PFMERGE a a b
    GET a
    EXPIRE b 1000
    PFMERGE b a
    TTL b ~ttl
  `;

  compare('what is opened to change is raw, changed or not')`
    SET {a,b,c,d} "HYLL\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x7f\xff"
    PFADD a
    PFMERGE b c
    PFDEBUG ENCODING d
    OBJECT ENCODING {a,b,c,d}
  `;

  compare('what counts nothing is refused')`
    SET s abc
    SET almost "HYLL\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x7f\xff"
    SET short "HYLL\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x7f\xff"
    SET torn "HYLL\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x7f"
    SET n 12
    RPUSH list a
    PFADD {s,almost,short,n,list} {,x}
    PFCOUNT {s,almost,short,n,list,torn}
    PFADD h x
    PFCOUNT h {s,list,torn}
    PFMERGE h {s,list,torn}
    PFMERGE {s,list} h
    PFADD torn x
    PFDEBUG {GETREG,DECODE,ENCODING,TODENSE} {none,s,list}
    PFDEBUG {bad h,bad none,encoding h}
    {PFADD,PFCOUNT,PFMERGE,PFDEBUG,PFDEBUG ENCODING,PFSELFTEST,PFSELFTEST x}
  `;
});
