import { comparison } from './compare';

const compare = comparison();

describe('adding', () => {
  compare('XADD answers the id')`
    XADD s 1-1 a 1
    XADD s 1-2 a 1 b 2
    XADD s 2 "\x00\xff" ""
    XADD s {2-1,3-0,3-5,18446744073709551614-5} x y
    XRANGE s - +
    {XLEN,TYPE,OBJECT ENCODING,EXISTS} s
    XADD "" 1-1 a 1
    XRANGE "" - +
  `;

  compare('ids are read as strtoull does')`
    XADD s {abc,-,+,1-,-1,1--1,1-2-3,1.5,"",1-a,a-1,-1-1,$,>,"1 ",1-1x} a 1
    XADD s {0,0-0,0-00} a 1
    XADD s {0-1,0-+2," 0-3","0-\t4",00-05} a 1
    XADD s 1--05 a 1
    XRANGE s - +
    XADD s {-01,18446744073709551616-1,18446744073709551615-18446744073709551616} a 1
    XADD t {9007199254740991-9007199254740991,9007199254740992-9007199254740993,9223372036854775807-9223372036854775807} a 1
    XADD t {9223372036854775808-0,18446744073709551615-18446744073709551614} b 2
    XRANGE t - +
    XRANGE t {9007199254740992,9007199254740991-9007199254740992,9223372036854775807-9223372036854775806} +
    XREVRANGE t 9007199254740992 -
    XADD t 18446744073709551615-* c 3
    XADD t {18446744073709551615-*,*,1-1,18446744073709551615-18446744073709551615} c 3
    XADD u "1-1\x00junk" a 1
    XADD u ${'1'.repeat(20)} a 1
    XADD u ${'0'.repeat(126)}3 a 1
    XADD u ${'0'.repeat(127)}3 a 1
    XRANGE u - +
  `;

  compare('ids must ascend')`
    XADD s 5-5 a 1
    XADD s {5-5,5-4,4-9,5-0,0-1} a 1
    XADD s {5-*,6-*,6-*,5-*,07-*,-*,*-1,6-**} a 1
    XADD new 0-* a 1
    XADD s 9000000000000-7 a 1
    XADD s {*,*} a 1
    XADD s 9000000000000-18446744073709551615 a 1
    XADD s 9000000000000-* a 1
    XADD s {*,*} a 1
    XRANGE s - +
  `;

  compare('the server makes an id of the time')`
    XADD s * a 1 ~digits
    XADD s * a 1 ~digits
    XLEN s
    XRANGE s - + ~digits
  `;

  compare('NOMKSTREAM adds to what is there')`
    XADD s NOMKSTREAM 1-1 a 1
    EXISTS s
    XADD s 1-1 a 1
    XADD s {nomkstream 1-2,NOMKSTREAM NOMKSTREAM 1-3,NOMKSTREAM MAXLEN 2 1-4,MAXLEN 2 NOMKSTREAM 1-5} a 1
    XRANGE s - +
    SET str v
    XADD str NOMKSTREAM 1-1 a 1
  `;

  compare('words are looked at before the key')`
    SET str v
    XADD {,s,s *,s * a,s * a 1 b,s 1-1 a,s NOMKSTREAM * a,s MAXLEN 5,s MAXLEN = 5,s MAXLEN = 5 *,s MAXLEN 5 * a}
    XADD {str,none} {* a,1-1 a 1,0-0 a 1,abc a 1,1-1 a}
    XADD {str,none} {MAXLEN -1,MAXLEN abc,MAXLEN ~ abc,MAXLEN = -5,MAXLEN ~,MINID abc,MINID -,MINID ~ -1,LIMIT abc,LIMIT -1} * a 1
    XADD none {MAXLEN 1 MINID 1,MINID 1 MINID 2,MAXLEN 1 MAXLEN 1,LIMIT 5,LIMIT 0,MAXLEN 5 LIMIT 5,MAXLEN = 5 LIMIT 0,MAXLEN ~ 5 LIMIT -1} 1-1 a 1
    XADD none {LIMIT 5 LIMIT abc,MAXLEN ~ 5 LIMIT,LIMIT,MAXLEN,MINID,NOMKSTREAM,BAD} 1-1 a 1
    {EXISTS,TYPE} none
    GET str
  `;
});

describe('trimming', () => {
  const fill = (from: number, to: number, key = 's') =>
    Array.from({ length: to - from + 1 }, (_, i) => `XADD ${key} ${from + i}-0 f ${from + i}`).join('\n');

  compare('MAXLEN keeps so many')`
    ${fill(1, 10)}
    XADD s MAXLEN 5 11-0 f 11
    XRANGE s - +
    XADD s MAXLEN = 3 12-0 f 12
    XTRIM s MAXLEN {3,2,=1,= 1,0}
    XINFO STREAM s
    EXISTS s
    XADD s MAXLEN 0 13-0 f 13
    XADD new MAXLEN 0 1-1 a 1
    {XLEN,EXISTS,XINFO STREAM} new
  `;

  compare('MINID keeps what is not before an id')`
    ${fill(1, 10)}
    XADD s MINID 5 11-0 f 11
    XRANGE s - +
    XTRIM s MINID {= 6-1,7,7-0,(8,-,+,abc}
    XRANGE s - +
    XTRIM s MINID 100
    XINFO STREAM s
  `;

  compare('~ removes whole nodes')`
    ${fill(1, 250)}
    XTRIM s MAXLEN ~ {240,160,150,149}
    XINFO STREAM s
    XTRIM s MINID ~ {120,201,202-5}
    XINFO STREAM s
    XADD s MAXLEN ~ 10 300-0 f 300
    XLEN s
    ${fill(301, 560)}
    XTRIM s MAXLEN ~ 10 LIMIT {1,99,100,150,0}
    XLEN s
    XTRIM s MINID ~ 500 LIMIT {1,100,0}
    XINFO STREAM s
  `;

  compare('a limit holds where nobody sets one')`
    CONFIG SET stream-node-max-entries 2
    ${fill(1, 230)}
    XTRIM s MAXLEN ~ 2
    XLEN s
    XADD s MAXLEN ~ 2 1000-0 a 1
    XLEN s
    XTRIM s MAXLEN ~ 2 LIMIT 0
    XTRIM s MAXLEN 1
    XINFO STREAM s
    CONFIG SET stream-node-max-entries 100
  `;

  compare('XTRIM and its options')`
    SET str v
    ${fill(1, 5)}
    XTRIM {,s,s MAXLEN,s MINID,s MAXLEN =,s MAXLEN ~,s LIMIT 5,s BAD 1,s MAXLEN 1 BAD,s MAXLEN 1 2}
    XTRIM {str,none} {MAXLEN 2,MINID 2,MAXLEN -1,MAXLEN abc,MINID abc,MAXLEN 1 MINID 1,LIMIT 0,LIMIT 1,LIMIT abc,NOMKSTREAM 1,* 1}
    XTRIM s {maxlen 4,MAXLEN 4 LIMIT 1,MAXLEN 4 LIMIT 0,LIMIT 0 MAXLEN ~ 4,MAXLEN = 4 LIMIT 2,LIMIT 5 MAXLEN ~ 1}
    XTRIM s MAXLEN {9223372036854775807,9223372036854775808,1.5,""}
    XRANGE s - +
  `;

  compare('nodes end after so many bytes or entries')`
    CONFIG SET stream-node-max-bytes 100
    ${fill(1, 30)}
    XADD s 31-0 f ${'x'.repeat(200)}
    XADD s 32-0 f ${'y'.repeat(90)}
    XINFO STREAM s
    XTRIM s MAXLEN ~ 10
    XINFO STREAM s
    CONFIG SET stream-node-max-bytes 0
    ${fill(1, 30, 't')}
    XINFO STREAM t
    CONFIG SET stream-node-max-entries 0
    ${fill(1, 150, 'u')}
    XINFO STREAM u
    CONFIG SET stream-node-max-bytes 4kb
    CONFIG SET stream-node-max-entries 100
    ${fill(151, 160, 'u')}
    XINFO STREAM u
  `;
});

describe('ranges', () => {
  const fill = `
    XADD s 1-1 a 1
    XADD s 1-2 a 1 b 2
    XADD s 2-0 c 123 d -5
    XADD s 2-5 a 99999999999999999999 b 9223372036854775807
    XADD s 4-0 a "\\x00\\xff" a dup
  `;

  compare('XRANGE and XREVRANGE')`
    ${fill}
    XRANGE s {-,+,1,1-1,(1-1,(1,2-0,(2-0,3,4-0,(4-0,9} {+,-,1,1-2,(1-2,2,(2,2-5,(2-5,4,(4-0}
    XREVRANGE s {+,-,1,1-2,(2,4-0,(4-0,3} {-,+,1-1,(1-1,2,(2-0}
    {XRANGE,XREVRANGE} none - +
    XRANGE s - + COUNT {1,2,5,100,0,-1,abc,9223372036854775807,9223372036854775808}
    XREVRANGE s + - COUNT {1,2,0,-5}
    {XRANGE,XREVRANGE} none - + COUNT {0,1,abc}
  `;

  compare('bad ends')`
    SET str v
    ${fill}
    XRANGE {s,str,none} {abc,(abc,(-,(+,(,((1,1-*,"",18446744073709551616,(18446744073709551615-18446744073709551615} {+,-,(-,(+,(0-0,(0,abc}
    XREVRANGE {s,str} {(0-0,abc,+} {(18446744073709551615-18446744073709551615,abc,-}
    XRANGE s (0-0 (18446744073709551615-18446744073709551615
    XRANGE s (1-18446744073709551615 (2-0
    XRANGE s (18446744073709551615 +
    {XRANGE,XREVRANGE} {,s,s -,s - + 5,s - + COUNT,s - + COUNT 1 BAD,s - + COUNT 1 COUNT 2,s - + BAD 1,str - + COUNT x}
    {XRANGE,XREVRANGE,XLEN} str {,- +}
    XLEN {none,s x,}
  `;

  compare('XDEL leaves what is deleted out')`
    ${fill}
    XDEL s {1-2,1-2,9-9,1,1-1 2-5 7-7}
    XRANGE s - +
    XREVRANGE s + -
    XINFO STREAM s
    XDEL s 4-0 4-0 2-0
    XINFO STREAM s
    {EXISTS,XLEN} s
    XADD s {4-0,4-1} a 1
    XINFO STREAM s
    SET str v
    XDEL {s,str,none} {abc,-,+,1-*,4-1 abc,(1}
    XDEL {,s,str}
    XLEN s
  `;

  compare('XDEL of whole nodes and in the middle')`
    CONFIG SET stream-node-max-entries 3
    ${Array.from({ length: 20 }, (_, i) => `XADD s ${i + 1}-${i} ${i % 4 === 0 ? 'g' : 'f'} ${i}`).join('\n')}
    XDEL s 4-3 5-4 6-5
    XDEL s 1-0 20-19 10-9
    XRANGE s - +
    XREVRANGE s + - COUNT 7
    XRANGE s 4 7
    XINFO STREAM s
    XTRIM s MAXLEN {12,10,5}
    XINFO STREAM s
    XTRIM s MINID 17
    XINFO STREAM s
    XDEL s 17-16 18-17 19-18
    XINFO STREAM s
    CONFIG SET stream-node-max-entries 100
  `;
});

describe('XSETID', () => {
  compare('sets the last id and more')`
    XADD s 1-1 a 1
    XADD s 5-5 a 1
    XSETID s {6-0,5-5,5,5-4,4-9,0,abc,-,+,$,*}
    XINFO STREAM s
    XSETID s {9,9 ENTRIESADDED 5,9 ENTRIESADDED 1,9 ENTRIESADDED 2,9 ENTRIESADDED -1,9 ENTRIESADDED abc,9 ENTRIESADDED}
    XSETID s {9 MAXDELETEDID 3-3,9 MAXDELETEDID 9-1,9 MAXDELETEDID abc,9 MAXDELETEDID 0-0,9 MAXDELETEDID,9 BAD}
    XSETID s 9 ENTRIESADDED 100 MAXDELETEDID 8-1
    XINFO STREAM s
    XSETID s {8-0,7-0}
    XSETID s 10 MAXDELETEDID 2-2 ENTRIESADDED 9223372036854775807
    XINFO STREAM s
    XADD s 11-1 a 1
    XINFO STREAM s
    XTRIM s MAXLEN 0
    XSETID s {10-0,1-1,8-1}
    XINFO STREAM s
    SET str v
    XSETID {str,none} {1-1,abc,1 ENTRIESADDED -1,1 MAXDELETEDID 2,1 BAD}
    XSETID {,s,s 1 ENTRIESADDED 1 ENTRIESADDED}
  `;
});

describe('XREAD', () => {
  compare('tells what is behind an id')`
    XADD s 1-1 a 1
    XADD s 1-2 b 2
    XADD t 5-5 c 3
    XREAD STREAMS s {0,1,1-1,1-2,9,$,0-0,18446744073709551615-18446744073709551615}
    XREAD STREAMS {s t 0 0,t s 0 1-1,s t 1-2 0,s none t 0 0 0,s s 0 1-1,none s $ $}
    XREAD COUNT {1,0,-1,abc,2} STREAMS s t 0 0
    XREAD BLOCK {0,1,1000} STREAMS s 0
    XREAD BLOCK 1 STREAMS s t $ $
    XREAD {COUNT 1 BLOCK 1,BLOCK 1 COUNT 1,count 1,COUNT 1 COUNT 2} STREAMS s 0
    XREAD BLOCK {-1,abc,1.5,9223372036854775808} STREAMS s 0
  `;

  compare('refuses what it does not take')`
    SET str v
    XADD s 1-1 a 1
    XREAD {,STREAMS,STREAMS s,STREAMS s t 0,STREAMS s 0 0,COUNT 1,COUNT 1 STREAMS,s 0 1,BLOCK 1 s 0,BAD STREAMS s 0,COUNT STREAMS s 0}
    XREAD STREAMS {s,str,none} {0,abc,>,-,+,1-*,$x}
    XREAD STREAMS {s str 0 0,str s abc 0,s str abc 0,none str > 0}
    XREAD {GROUP g c,GROUP g,NOACK,NOACK COUNT abc,COUNT abc NOACK} STREAMS s 0
    XREADGROUP {,GROUP g c STREAMS s,GROUP g c STREAMS s 0 0,STREAMS s >,GROUP g STREAMS s >,COUNT 1 STREAMS s >,GROUP g c COUNT 1,GROUP g c NOACK s 0 0}
    XREADGROUP GROUP g c STREAMS {s,str,none} {0,>,$,abc}
    XREADGROUP COUNT 1 NOACK BLOCK 1 STREAMS s 0
    XREADGROUP GROUP "g\xff\x00z" c STREAMS s 0
    XGROUP CREATE s g 0
    XREADGROUP GROUP g c STREAMS {s,str,none} {$,abc,-,+,1-*}
    XREADGROUP GROUP g c STREAMS {s none > >,s str > >,s s > $}
    XINFO GROUPS s
  `;
});

describe('XGROUP', () => {
  compare('CREATE makes a group')`
    XGROUP CREATE s g 0
    XGROUP CREATE s g $ MKSTREAM
    XGROUP CREATE s g {0,$,5-5}
    {TYPE,EXISTS,XLEN,XINFO STREAM,XINFO GROUPS} s
    XADD s 1-1 a 1
    XGROUP CREATE s {h 1-0,i $,j 9-9,"\x00\xff" 0,"" 0}
    XGROUP CREATE s {k1 0 ENTRIESREAD 5,k2 0 ENTRIESREAD -1,k3 0 ENTRIESREAD -2,k4 0 ENTRIESREAD abc,k5 0 ENTRIESREAD,k6 0 entriesread 9223372036854775807}
    XGROUP CREATE s {l1 0 MKSTREAM MKSTREAM MKSTREAM,l2 0 MKSTREAM MKSTREAM MKSTREAM MKSTREAM,l3 0 ENTRIESREAD 1 MKSTREAM,l4 0 ENTRIESREAD 1 ENTRIESREAD 2,l5 0 BAD}
    XGROUP CREATE s {m abc,m -,m +,m 1-*,m "",n 0 BAD}
    XINFO GROUPS s
    SET str v
    XGROUP CREATE {str,none} {g 0,g abc,g 0 BAD,g 0 ENTRIESREAD abc,g 0 MKSTREAM MKSTREAM MKSTREAM MKSTREAM}
    XGROUP CREATE {str,other} g {abc MKSTREAM,0 MKSTREAM,0 mkstream ENTRIESREAD 3}
    XGROUP CREATE {,s,s g}
    XINFO GROUPS other
  `;

  compare('SETID moves it')`
    XADD s 1-1 a 1
    XADD s 2-2 a 1
    XGROUP CREATE s g 0
    XGROUP SETID s g {1-1,$,0,-,+,9-9,1-1 ENTRIESREAD 1,1-1 ENTRIESREAD -1,1-1 ENTRIESREAD -2,1-1 ENTRIESREAD abc,1-1 ENTRIESREAD,1-1 MKSTREAM,1-1 BAD,abc}
    XINFO GROUPS s
    XGROUP SETID s {none 0,none abc,none 0 BAD,g 0 ENTRIESREAD 1 ENTRIESREAD 2,none 0 ENTRIESREAD 1 ENTRIESREAD 2}
    SET str v
    XGROUP SETID {str,none} g {0,abc,0 BAD}
    XGROUP SETID {,s,s g}
  `;

  compare('DESTROY removes it, and the stream stays')`
    XGROUP CREATE s g $ MKSTREAM
    XGROUP DESTROY s {g,g,none}
    {EXISTS,XLEN,XINFO GROUPS,XINFO STREAM} s
    COPY s t
    {EXISTS,XLEN,XINFO STREAM} t
    RENAME t u
    {EXISTS,XLEN,XINFO STREAM} u
    XTRIM u MAXLEN 0
    XREAD STREAMS u 0
    XDEL u abc
    EXISTS u
    SET str v
    XGROUP DESTROY {str,none} g
    XGROUP DESTROY {,s,s g x}
    DEL s
    EXISTS s
  `;

  compare('CREATECONSUMER and DELCONSUMER')`
    XADD s 1-1 a 1
    XADD s 2-2 a 1
    XGROUP CREATE s g 0
    XGROUP CREATECONSUMER s g {c,c,d,"","\x00\xff"}
    XREADGROUP GROUP g c COUNT 1 STREAMS s >
    XINFO CONSUMERS s g ~recent
    XGROUP DELCONSUMER s g {c,c,none,d}
    XINFO STREAM s FULL ~clock
    XREADGROUP GROUP g e STREAMS s >
    XINFO STREAM s FULL ~clock
    SET str v
    XGROUP {CREATECONSUMER,DELCONSUMER} {s none c,str g c,none g c}
    XGROUP {CREATECONSUMER,DELCONSUMER} {,s,s g,s g c x}
    XGROUP {,BAD,BAD s g,create}
  `;
});

describe('XREADGROUP', () => {
  const fill = `
    XADD s 1-1 a 1
    XADD s 1-2 a 2
    XADD s 2-0 b 3
    XADD s 3-0 c 4
    XGROUP CREATE s g 0
    XGROUP CREATE s h 2-0
  `;

  compare('gives each entry to one consumer')`
    ${fill}
    XREADGROUP GROUP g c COUNT 1 STREAMS s >
    XREADGROUP GROUP g d COUNT 2 STREAMS s >
    XREADGROUP GROUP g c STREAMS s >
    XREADGROUP GROUP g e STREAMS s >
    XREADGROUP GROUP g e BLOCK 1 STREAMS s >
    XREADGROUP GROUP h c STREAMS s >
    XINFO STREAM s FULL ~clock
    XINFO GROUPS s
    XREADGROUP GROUP g {c,d,e,new} STREAMS s {0,1-1,1-2,2,9,18446744073709551615-18446744073709551615}
    XINFO STREAM s FULL ~clock
    XACK s g {1-1,1-1,9-9,1-2 2-0 3-0}
    XINFO STREAM s FULL ~clock
    XREADGROUP GROUP g c STREAMS s 0
  `;

  compare('NOACK, deleted entries and going back')`
    ${fill}
    XREADGROUP GROUP g c NOACK COUNT 2 STREAMS s >
    XREADGROUP GROUP g c STREAMS s >
    XINFO STREAM s FULL ~clock
    XDEL s 2-0
    XREADGROUP GROUP g c STREAMS s 0
    XREADGROUP GROUP g c COUNT 1 NOACK STREAMS s 0
    XGROUP SETID s g 0
    XREADGROUP GROUP g d STREAMS s >
    XINFO STREAM s FULL ~clock
    XREADGROUP GROUP g d COUNT {0,-1,1} STREAMS s 0
    XPENDING s g
    XREADGROUP GROUP g d STREAMS s 0
    XINFO STREAM s FULL ~clock
  `;

  compare('several streams')`
    ${fill}
    XADD t 5-5 z 9
    XGROUP CREATE t g $
    XREADGROUP GROUP g c COUNT 2 STREAMS s t > >
    XREADGROUP GROUP g c STREAMS s t > >
    XREADGROUP GROUP g c STREAMS s t > 0
    XREADGROUP GROUP g c STREAMS s t 0 0
    XREADGROUP GROUP g c STREAMS s s 0 >
    XADD t 6-6 z 9
    XREADGROUP GROUP g c STREAMS t t > >
    XINFO STREAM s FULL ~clock
    XINFO STREAM t FULL ~clock
  `;

  compare('XACK')`
    ${fill}
    SET str v
    XREADGROUP GROUP g c STREAMS s >
    XACK s g {1-1 abc,abc,-,1-*,1-1,1-1}
    XACK {s none 1-1,str g 1-1,str g abc,none g abc,s none abc}
    XACK {,s,s g}
    XPENDING s g
  `;

  compare('the lag is told as far as it is known')`
    ${fill}
    XINFO GROUPS s
    XREADGROUP GROUP g c COUNT 1 STREAMS s >
    XINFO GROUPS s
    XDEL s 2-0
    XINFO GROUPS s
    XREADGROUP GROUP g c COUNT 1 STREAMS s >
    XINFO GROUPS s
    XREADGROUP GROUP g c COUNT 1 STREAMS s >
    XINFO GROUPS s
    XADD s 4-0 a 1
    XTRIM s MAXLEN 1
    XINFO GROUPS s
    XREADGROUP GROUP h c STREAMS s >
    XGROUP CREATE s i {0,3-0,4-0,9-0,1-1}
    XGROUP CREATE s {j 3-0,k 4-0,l 9-0,m 1-1}
    XINFO GROUPS s
    XDEL s 4-0
    XINFO GROUPS s
    XADD s 5-0 a 1
    XINFO GROUPS s
    XSETID s 5-0 ENTRIESADDED 0
    XINFO GROUPS s
    XTRIM s MAXLEN 0
    XSETID s 5-0 ENTRIESADDED 0
    XINFO GROUPS s
  `;
});

describe('XPENDING', () => {
  const fill = `
    ${Array.from({ length: 6 }, (_, i) => `XADD s ${i + 1}-0 a ${i}`).join('\n')}
    XGROUP CREATE s g 0
    XREADGROUP GROUP g c COUNT 2 STREAMS s >
    XREADGROUP GROUP g b COUNT 2 STREAMS s >
    XCLAIM s g d 0 5-0 6-0 FORCE IDLE 500000 RETRYCOUNT 7 JUSTID
  `;

  compare('sums up, or tells which')`
    XADD s 1-1 a 1
    XGROUP CREATE s e 0
    XPENDING s e
    XPENDING s e - + 10
    DEL s
    ${fill}
    XPENDING s g
    XPENDING s g {-,1,(1-0,3-0,+} {+,-,4,(4-0} {10,2,1,0,-1} ~recent
    XPENDING s g - + 10 {b,c,d,none,""} ~recent
    XPENDING s g - + 1 b ~recent
    XPENDING s g IDLE {0,400000,600000,-1} - + 10 ~recent
    XPENDING s g IDLE 400000 - + 10 {b,d} ~recent
    XPENDING s g - + 10 {d x,d x y} ~recent
    XACK s g 1-0 2-0 5-0
    XPENDING s g
    XPENDING s g - + 10 ~recent
  `;

  compare('refuses bad words first')`
    ${fill}
    SET str v
    XPENDING {s none,str g,none g,s g -,s g - +,s g - + 1 a b c d,s,}
    XPENDING {s,str,none} g {abc + 1,- abc 1,- + abc,(- + 1,- (0-0 1,abc abc abc,(18446744073709551615-18446744073709551615 + 1}
    XPENDING {s,str} g IDLE {abc - + 1,0 - +,0 - + x,0 - + 1 c x,0 - + 1 c x y,0 -,0}
    XPENDING s g idle 400000 - + 10 ~recent
  `;
});

describe('claiming', () => {
  const fill = `
    ${Array.from({ length: 6 }, (_, i) => `XADD s ${i + 1}-0 a ${i}`).join('\n')}
    XGROUP CREATE s g 0
    XREADGROUP GROUP g c COUNT 4 STREAMS s >
  `;

  compare('XCLAIM gives entries to another')`
    ${fill}
    XCLAIM s g d 0 1-0
    XCLAIM s g d 100000 2-0
    XCLAIM s g d 0 {2-0 3-0 JUSTID,9-9,5-0,5-0 FORCE,6-0 FORCE JUSTID,9-9 FORCE}
    XPENDING s g - + 10 ~recent
    XINFO STREAM s FULL ~clock
    XCLAIM s g e 0 {1-0 RETRYCOUNT 9,2-0 RETRYCOUNT 0,3-0 RETRYCOUNT -1,4-0 RETRYCOUNT 9223372036854775807}
    XINFO STREAM s FULL ~clock
    XCLAIM s g f 0 {4-0,1-0 IDLE 1000,2-0 IDLE -5,3-0 TIME 1000,4-0 TIME -1,5-0 TIME 99999999999999,6-0 IDLE 99999999999999}
    XPENDING s g - + 10 ~recent
    XCLAIM s g c 900 1-0 2-0 3-0
    XCLAIM s g {c,new} -5 1-0 1-0
    XINFO STREAM s FULL ~clock
  `;

  compare('LASTID, and what is no longer there')`
    ${fill}
    XCLAIM s g d 0 1-0 LASTID {2-0,9-0,5-0,abc}
    XINFO GROUPS s
    XCLAIM s g d 0 LASTID 20-0
    XCLAIM s g none 0 9-9 LASTID 30-0
    XINFO GROUPS s
    XDEL s 2-0 3-0
    XCLAIM s g d 100000 2-0
    XCLAIM s g d 0 3-0 4-0 FORCE
    XINFO STREAM s FULL ~clock
  `;

  compare('XCLAIM refuses what it does not take')`
    ${fill}
    SET str v
    XCLAIM {s none,none g,str g} d {0,abc} {1-0,abc}
    XCLAIM {,s,s g,s g d,s g d 0}
    XCLAIM s g d {abc,"",1.5} 1-0
    XCLAIM s g d 0 {abc,1-0 abc,1-0 BAD 2-0,1-0 IDLE,1-0 TIME,1-0 RETRYCOUNT,1-0 LASTID,1-0 IDLE abc,1-0 TIME abc,1-0 RETRYCOUNT abc,-,1-0 -}
    XCLAIM s g d 0 {FORCE,JUSTID,1-0 force justid idle 5 time 7 retrycount 3 lastid 0,1-0 JUSTID 2-0,1-0 IDLE 5 BAD}
    XINFO STREAM s FULL ~clock
  `;

  compare('XAUTOCLAIM goes through what is pending')`
    ${fill}
    XAUTOCLAIM s g d 0 0 COUNT 1
    XAUTOCLAIM s g d 0 {0 COUNT 2,1-0,(1-0,3-0 COUNT 1,(4-0,-,+,9-0} JUSTID
    XAUTOCLAIM s g d 100000 0
    XINFO STREAM s FULL ~clock
    XAUTOCLAIM s g e 0 {2-0 COUNT 2,2-0 count 1 justid}
    XDEL s 2-0 3-0
    XAUTOCLAIM s g f 0 0 COUNT 2
    XINFO STREAM s FULL ~clock
    XAUTOCLAIM s g f 100000 0
    XAUTOCLAIM s g f 0 0
    XINFO STREAM s FULL ~clock
    XGROUP CREATE s h $
    XAUTOCLAIM s h x 0 0
    XINFO CONSUMERS s h
  `;

  compare('XAUTOCLAIM looks at ten times as many')`
    ${Array.from({ length: 30 }, (_, i) => `XADD s ${i + 1}-0 a ${i}`).join('\n')}
    XGROUP CREATE s g 0
    XREADGROUP GROUP g c STREAMS s >
    XAUTOCLAIM s g d 100000 0 COUNT 1
    XAUTOCLAIM s g d 100000 11 COUNT 1
    XAUTOCLAIM s g d 100000 21 COUNT 1
    XAUTOCLAIM s g d 100000 20 COUNT 1
    XDEL s 3-0 5-0 7-0 9-0
    XAUTOCLAIM s g d 0 0 COUNT 4
    XAUTOCLAIM s g d 0 5-0 COUNT 4 JUSTID
    XAUTOCLAIM s g d 0 9-0 COUNT 1 JUSTID
    XPENDING s g
  `;

  compare('XAUTOCLAIM refuses what it does not take')`
    ${fill}
    SET str v
    XAUTOCLAIM {s none,none g,str g} d {0,abc} {0,abc}
    XAUTOCLAIM {,s,s g,s g d,s g d 0}
    XAUTOCLAIM s g d {abc,-5,""} 0
    XAUTOCLAIM s g d 0 {abc,(-,(18446744073709551615-18446744073709551615,0 BAD,0 COUNT,0 1-0}
    XAUTOCLAIM s g d 0 0 COUNT {0,-1,abc,1.5,9223372036854775807,99999999999999999,576460752303423487,576460752303423488}
    XAUTOCLAIM s g d 0 0 {COUNT 1 COUNT 2,JUSTID JUSTID,JUSTID COUNT 1}
  `;
});

describe('XINFO', () => {
  compare('tells about streams')`
    XADD s 1-1 a 1 b 2
    XADD s 2-2 "\x00\xff" -7
    XGROUP CREATE s "g\xff" 0
    XGROUP CREATE s a $
    XINFO STREAM s
    XINFO STREAM s {FULL,full,FULL COUNT 1,FULL COUNT 0,FULL COUNT -1,FULL COUNT abc,FULL COUNT,FULL BAD,BAD,FULL BAD 1,FULL COUNT 1 2}
    XINFO {STREAM,GROUPS} {,none,s x}
    XINFO CONSUMERS {,s,s none,s a,none a,s a x}
    XINFO CONSUMERS s "none\xff"
    SET str v
    XINFO {STREAM,GROUPS} str
    XINFO STREAM {str,none} {BAD,FULL COUNT abc}
    XINFO CONSUMERS str a
    XINFO {,BAD,BAD s}
  `;

  compare('FULL tells the first ten')`
    ${Array.from({ length: 15 }, (_, i) => `XADD s ${i + 1}-0 a ${i}`).join('\n')}
    XGROUP CREATE s g 0
    XREADGROUP GROUP g c COUNT 12 STREAMS s >
    XREADGROUP GROUP g d STREAMS s >
    XINFO STREAM s FULL ~clock
    XINFO STREAM s FULL COUNT {0,3,20} ~clock
    XINFO CONSUMERS s g ~recent
  `;

  compare('counts the nodes of the radix tree')`
    CONFIG SET stream-node-max-entries 1
    XINFO STREAM none
    XADD s 1-0 a 1
    XINFO STREAM s
    ${[2, 3, 255, 256, 257, 65535, 65536, 16777216, 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 48, 2 ** 52]
      .map((ms) => `XADD s ${ms}-0 a 1\nXADD s ${ms}-1 a 1\nXADD s ${ms}-256 a 1\nXINFO STREAM s`)
      .join('\n')}
    XADD s 18446744073709551615-1 a 1
    XINFO STREAM s
    XDEL s {2-1,255-0,256-1,65536-0,4294967296-256,1-0,2-0,2-256,3-0}
    XINFO STREAM s
    XTRIM s MAXLEN {30,20,10,5,2,1,0}
    XINFO STREAM s
    CONFIG SET stream-node-max-entries 100
  `;
});

describe('streams as keys', () => {
  compare('are copied, renamed and moved')`
    XADD s 1-1 a 1
    XADD s 2-2 a 1
    XGROUP CREATE s g 0
    XREADGROUP GROUP g c COUNT 1 STREAMS s >
    XDEL s 1-1
    COPY s t
    XADD t 3-3 a 1
    XACK t g 1-1
    XINFO STREAM s FULL ~clock
    XINFO STREAM t FULL ~clock
    RENAME s u
    XINFO STREAM u FULL ~clock
    {EXISTS,XLEN} s
    MOVE u 1
    SELECT 1
    XINFO STREAM u FULL ~clock
    EXPIRE u 100
    XADD u 9-9 a 1
    TTL u ~ttl
  `;
});
