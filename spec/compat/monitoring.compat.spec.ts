import { comparison } from './compare';

const compare = comparison();

describe('MONITOR', () => {
  compare('shows commands as they are said, once they have run')`
    m> MONITOR
    m> PING ~replies:2 ~digits
    SET a "b\x00\"\\\n\r\t\a\b\xff \xc3\xa9"
    m> ~hears ~digits
    sElect 3
    m> ~hears ~digits
    MULTI
    m> ~hears ~digits
    SET a 1
    LPUSH a x
    GET
    DISCARD
    m> ~hears ~digits
    MULTI
    m> ~hears ~digits
    SET a 1
    CONFIG GET maxmemory
    LPUSH a x
    EXEC
    m> ~hears ~replies:3 ~digits
    NOSUCH
    GET
    CONFIG GET maxmemory
    CLIENT LIST ~shape
    SLOWLOG LEN ~recent
    CLIENT GETNAME
    m> ~hears ~digits
  `;

  compare('shows no password')`
    m> MONITOR
    AUTH secret
    m> ~hears ~digits
    AUTH user secret
    m> ~hears ~digits
    HELLO 3 SETNAME x AUTH user secret
    m> ~hears ~digits
    HELLO 3 AUTH user
    m> ~hears ~digits
    QUIT ~close
    m> ~hears ~digits
  `;

  compare('shows a command that waits when it begins to')`
    m> MONITOR
    b> BLPOP l 0 ~waits
    m> ~hears ~digits
    RPUSH l x
    m> ~hears ~digits
    b> ~hears
  `;

  compare('ends with RESET, and is refused in a transaction')`
    MONITOR
    MONITOR x
    RESET
    PING
    MULTI
    MONITOR
    EXEC
    PING
  `;
});

describe('SLOWLOG', () => {
  compare('keeps words up to 32, and 128 bytes of each')`
    CONFIG SET slowlog-log-slower-than 0
    SLOWLOG RESET
    SET k ${'x'.repeat(128)}
    SET k ${'x'.repeat(133)}
    MSET k 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
    MSET k 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
    MSET k 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
    MULTI
    INCR n
    EXEC
    NOSUCH
    GET
    CONFIG SET requirepass "" slowlog-max-len 128
    GET "\x00\xff"
    SLOWLOG GET -1 ~digits
    CONFIG SET slowlog-log-slower-than 10000
    SLOWLOG RESET
    SLOWLOG GET
    SLOWLOG LEN
  `;

  compare('refuses nonsense')`
    SLOWLOG
    SLOWLOG {GET x,GET -2,GET 1 2,LEN x,RESET x,NOSUCH,HELP x}
    SLOWLOG GET 0
    CONFIG SET slowlog-log-slower-than {-2,x}
    CONFIG SET slowlog-max-len {-1,x}
    CONFIG GET slowlog* ~pairs
  `;
});

describe('LATENCY', () => {
  compare('tells events')`
    DEBUG SET-ACTIVE-EXPIRE 0
    CONFIG SET latency-monitor-threshold 200
    LATENCY RESET ~recent
    LATENCY LATEST
    DEBUG SLEEP 0.25
    LATENCY LATEST ~digits ~recent
    LATENCY HISTORY command ~digits ~recent
    LATENCY HISTORY nosuch
    LATENCY GRAPH command ~digits
    LATENCY GRAPH nosuch
    LATENCY RESET nosuch
    LATENCY RESET command
    LATENCY {LATEST x,HISTORY,HISTORY a b,GRAPH,NOSUCH,HELP x,DOCTOR x}
    LATENCY
    CONFIG SET latency-monitor-threshold 0
    CONFIG SET latency-monitor-threshold -1
    DEBUG SET-ACTIVE-EXPIRE 1
    CONFIG RESETSTAT
    LATENCY HISTOGRAM {nosuch,get}
    GET a
    LATENCY HISTOGRAM get ~recent
  `;

  compare('checks the percentiles that are asked for')`
    CONFIG SET latency-tracking-info-percentiles {101,-1,abc,"50 x",""}
    CONFIG GET latency-tracking-info-percentiles
    CONFIG SET latency-tracking-info-percentiles "99.999 0 50.5"
    CONFIG GET latency-tracking-info-percentiles
    CONFIG SET latency-tracking-info-percentiles "50 99 99.9"
    CONFIG SET latency-tracking {maybe,no}
    INFO latencystats
    CONFIG SET latency-tracking yes
    CONFIG SET hz {1000,0,-1,10}
    CONFIG SET active-expire-effort {0,11,1}
    CONFIG GET {hz,dynamic-hz,active-expire-effort,enable-debug-command,latency*,lazyfree*} ~pairs
    CONFIG SET enable-debug-command no
  `;
});

describe('ROLE, LASTSAVE and LOLWUT', () => {
  compare('tell')`
    ROLE
    ROLE x
    LASTSAVE ~recent
    LASTSAVE x
    LOLWUT ~shape
    LOLWUT {VERSION 5 10 10 10,x,1 2 3} ~shape
    LOLWUT VERSION x
  `;
});
