import { comparison } from './compare';

const compare = comparison();

describe('requests as arrays', () => {
  compare('one at a time, and many at once')`
    raw: "*1\r\n$4\r\nPING\r\n"
    raw: "*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n" ~replies:2
    raw: "*2\r\n$4\r\nECHO\r\n$4\r\n\r\n\r\n\r\n"
    raw: "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n"
    raw: "*1\r\n$4\r\nPING\r\nPING\r\n*1\r\n$4\r\nPING\r\n" ~replies:3
    raw: "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*2\r\n$3\r\nDEL\r\n$1\r\nk\r\n" ~replies:3
  `;

  compare('empty ones are passed over')`
    raw: "*0\r\n*1\r\n$4\r\nPING\r\n"
    raw: "*-1\r\n*1\r\n$4\r\nPING\r\n"
    raw: "*-10\r\n*0\r\n\r\n\r\n*1\r\n$4\r\nPING\r\n"
    raw: "*-9223372036854775808\r\nPING\r\n"
    raw: "*1\r\n$0\r\n\r\n"
  `;

  compare('the two bytes after a word are not looked at')`
    raw: "*1\r\n$4\r\nPINGxx"
    raw: "*2\r\n$4\r\nECHOab$2\r\nhicd*1\r\n$4\r\nPING\r\n" ~replies:2
  `;

  compare('numbers in a header are strict')`
    raw: "*1\r\n$04\r\n" ~close
    raw: "*01\r\n" ~close
    raw: "*+1\r\n" ~close
    raw: "* 1\r\n" ~close
    raw: "*1 \r\n" ~close
    raw: "*1x\r\n" ~close
    raw: "*\r\n" ~close
    raw: "*abc\r\n" ~close
    raw: "*1.0\r\n" ~close
    raw: "*-\r\n" ~close
    raw: "*-0\r\n" ~close
    raw: "*2147483648\r\n" ~close
    raw: "*9223372036854775807\r\n" ~close
    raw: "*9223372036854775808\r\n" ~close
    raw: "*1\r\n$\r\n" ~close
    raw: "*1\r\n$abc\r\n" ~close
    raw: "*1\r\n$-1\r\n" ~close
    raw: "*1\r\n$-2\r\n" ~close
    raw: "*1\r\n$+4\r\n" ~close
    raw: "*1\r\n$ 4\r\n" ~close
    raw: "*1\r\n$4x\r\n" ~close
    raw: "*1\r\n$536870913\r\n" ~close
    raw: "*1\r\n$9223372036854775808\r\n" ~close
    raw: "*1\r\n$99999999999999999999\r\n" ~close
  `;

  compare('a word must begin with a dollar')`
    raw: "*1\r\nPING\r\n" ~close
    raw: "*1\r\n*1\r\n" ~close
    raw: "*1\r\n\r\n" ~close
    raw: "*1\r\n:4\r\n" ~close
    raw: "*2\r\n$4\r\nECHO\r\nhello\r\n" ~close
    raw: "*1\r\n\xff\r\n" ~close
    raw: "*2\r\n$4\r\nECHO\r\n\n" "$1\r\na\r\n" ~close
  `;

  compare('what came before an error is answered')`
    raw: "*1\r\n$4\r\nPING\r\n*1\r\n$abc\r\n" ~close
    raw: "PING\r\n*abc\r\n" ~close
    raw: "*1\r\n$abc\r\n*1\r\n$4\r\nPING\r\n" ~close
    PING
  `;

  compare('a header without an end is too big')`
    raw: "*${'1'.repeat(65536)}" ~close
    raw: "*1\r\n$${'1'.repeat(65536)}" ~close
  `;

  compare('a line feed alone ends no header')`
    raw: "*1\n$4\r\nPING\r\n" ~close
    raw: "*1\rx$4\r\nPING\r\n"
    raw: "*1\r\n$4\rxPING\r\n"
  `;

  compare('many words')`
    raw: "*1001\r\n$3\r\nDEL\r\n" "${'$1\\r\\nk\\r\\n'.repeat(1000)}"
  `;
});

describe('requests as lines', () => {
  compare('words are split at blanks and quotes')`
    inline: PING
    inline: ping hello
    inline: SET k "a b"
    GET k
    inline: SET k 'a b'
    GET k
    inline: SET "k" "\x00\xFf\n\r\t\b\a\\\"\q"
    GET k
    inline: SET k 'it\'s\n\x00'
    GET k
    inline: SET k ""
    GET k
    inline: ECHO ''
    inline: ECHO "\xzz"
    inline: ECHO "\x4"
    inline: ECHO a"b c"
    inline: ECHO a'b c'
    inline: ECHO "\'"
    inline: ECHO é
    raw: "   ECHO \t  spaced  \r\n"
    raw: "ECHO a\n"
    raw: "ECHO a\x0bb\r\n"
    raw: "ECHO a\rb\r\n"
    raw: "ECHO a\r\r\n"
    raw: "PING\nPING\r\nPING\n" ~replies:3
    inline: NOSUCH a b
    inline: SET k
    inline: $4
    inline: "ECHO" "x"
    inline: "" a
  `;

  compare('empty lines are passed over')`
    raw: "\r\nPING\r\n"
    raw: "\r\n\n\r\n   \r\nPING\r\n"
  `;

  compare('unbalanced quotes end the connection')`
    inline: ECHO "abc ~close
    inline: ECHO 'abc ~close
    inline: ECHO "abc"x ~close
    inline: ECHO 'abc'x ~close
    inline: ECHO "abc\" ~close
    inline: ECHO 'abc\' ~close
    inline: " ~close
    inline: ECHO a"b ~close
    inline: ECHO "a""b" ~close
    raw: "PING\r\nECHO 'x\r\nPING\r\n" ~close
    PING
  `;

  compare('a line is limited')`
    inline: ECHO ${'x'.repeat(60000)}
    raw: "${'x'.repeat(65537)}" ~close
    PING
  `;
});

describe('web browsers', () => {
  compare('are cut off')`
    inline: POST / HTTP/1.1 ~close
    inline: post x ~close
    inline: Host: localhost ~close
    POST ~close
    HOST: a ~close
    inline: GET / HTTP/1.1
    PING
  `;
});
