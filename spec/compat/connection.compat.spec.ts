import { comparison } from './compare';

describe('without a password', () => {
  const compare = comparison();

  compare('PING, ECHO, QUIT')`
    PING
    ping
    PING {hello,"",PING,"\x00\xff\r\n"}
    PING a b
    ECHO {hello,"","\x00\xff\r\n"}
    ECHO
    ECHO a b
    QUIT ~close
    QUIT now ~close
    inline: QUIT ~close
  `;

  compare('HELLO switches the protocol and tells about the server')`
    HELLO ~digits
    HELLO 3 ~digits
    GET none
    HELLO ~digits
    HELLO 2 ~digits
    GET none
    HELLO {0,1,4,abc,"",-1,3.0,9223372036854775808}
    HELLO 3 {BAD,SETNAME,AUTH,AUTH a,SETNAME "a b",AUTH nobody x,SETNAME x BAD,""}
    GET none
    HELLO 3 AUTH default x ~digits
    GET none
    HELLO 2 SETNAME me ~digits
    CLIENT GETNAME
    hello 3 setname "" ~digits
    CLIENT GETNAME
    HELLO 3 SETNAME a SETNAME b ~digits
    CLIENT GETNAME
    HELLO 4 BAD
    HELLO abc SETNAME
    HELLO 2 AUTH default "" ~digits
  `;

  compare('RESET returns to where a connection starts')`
    SELECT 3
    SET k v
    CLIENT SETNAME me
    RESET
    EXISTS k
    CLIENT GETNAME
    GET none
    RESET x
    HELLO 3 ~digits
    RESET
    GET none
    SELECT 3
    EXISTS k
  `;

  compare('AUTH where no password is set')`
    AUTH {x,""}
    AUTH default {x,""}
    AUTH nobody x
    AUTH
    AUTH a b c
    PING
  `;

  compare('CLIENT SETNAME, GETNAME, ID, INFO')`
    CLIENT GETNAME
    CLIENT SETNAME {me,"",a-b:c,"a b","a\nb","\x00","é",~,"!","\x7f"}
    CLIENT GETNAME
    CLIENT ID ~shape
    CLIENT INFO ~shape
    CLIENT SETNAME visible
    CLIENT {SETNAME,SETNAME a b,GETNAME x,ID x,INFO x}
    client getname
  `;

  compare('CLIENT INFO tells every field that Redis tells')`
    CLIENT SETNAME me
    SELECT 2
    CLIENT INFO ~digits
  `;

  compare('CLIENT refuses what 7.0 does not know')`
    CLIENT
    CLIENT {SETINFO LIB-NAME x,SETINFO,BAD,"",BAD a b c,"\r\n",setinfo}
    CLIENT ${'x'.repeat(200)}
  `;

  compare('unknown commands are named with their first arguments')`
    NOSUCH
    NOSUCH {a,a b c,"","\xff\x80","a\r\nb","it's"}
    nosuch ${'y'.repeat(200)}
    nosuch a ${'y'.repeat(200)} b
    nosuch ${'abcdefghi '.repeat(30)}
    ${'z'.repeat(200)} a
    "" a
    ""
    "no\r\nsuch" a
    "\xff\x80" "\xff"
    GET|x
    CLIENT|ID
    "client|id" a
    "é" "ü"
  `;

  compare('names of commands have no case')`
    sEt k v
    gEt k
    "get" "k"
    client Id ~shape
    object enCoding k
  `;
});

describe('with a password', () => {
  const compare = comparison({ requirepass: 'secret' });

  compare('nothing but AUTH, HELLO, QUIT and RESET is heard before AUTH', [2])`
    {PING,GET k,SET,NOSUCH,CLIENT ID,CLIENT BAD,CLIENT,COMMAND,SELECT 0,ECHO a b,INFO,"",CONFIG GET x}
    RESET
    AUTH {wrong,"",Secret,"secret "}
    AUTH default wrong
    AUTH nobody secret
    AUTH
    AUTH a b c
    PING
    AUTH secret
    PING
    AUTH wrong
    PING
    RESET
    PING
    AUTH default secret
    SET k v
    GET k
    QUIT ~close
    QUIT ~close
  `;

  compare('HELLO authenticates', [2])`
    HELLO
    HELLO {2,3,4,abc}
    HELLO 3 {SETNAME me,AUTH default wrong,AUTH nobody secret,AUTH default,BAD}
    PING
    HELLO 3 AUTH default secret SETNAME me ~digits
    CLIENT GETNAME
    GET none
    HELLO 2 AUTH default wrong
    GET none
    RESET
    HELLO 2 SETNAME you AUTH default secret ~digits
    CLIENT GETNAME
  `;

  compare('a request is limited before AUTH', [2])`
    raw: "*10\r\n$4\r\nECHO\r\n$1\r\na\r\n$1\r\na\r\n$1\r\na\r\n$1\r\na\r\n$1\r\na\r\n$1\r\na\r\n$1\r\na\r\n$1\r\na\r\n$1\r\na\r\n"
    raw: "*11\r\n" ~close
    raw: "*2\r\n$4\r\nECHO\r\n$16385\r\n" ~close
    raw: "*2\r\n$4\r\nECHO\r\n$16384\r\n" "${'x'.repeat(16384)}" "\r\n"
    raw: "*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n*2\r\n$4\r\nECHO\r\n$16385\r\n" "${'x'.repeat(16385)}" "\r\n" ~replies:2
  `;
});
