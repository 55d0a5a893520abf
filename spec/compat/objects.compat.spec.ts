import { comparison } from './compare';

describe('How values are used', () => {
  const compare = comparison();

  compare('is not counted, but timed')`
    SET k text
    OBJECT FREQ k
    OBJECT IDLETIME k ~shape
    OBJECT {FREQ,IDLETIME,ENCODING,REFCOUNT} nokey
    OBJECT {FREQ,IDLETIME,ENCODING,REFCOUNT}
    OBJECT {FREQ,IDLETIME,ENCODING,REFCOUNT} k k
    OBJECT NOSUCH k
    OBJECT
  `;

  compare('is counted under an LFU policy')`
    CONFIG SET lfu-log-factor 0 lfu-decay-time 0
    CONFIG SET maxmemory-policy {allkeys-lfu,volatile-lfu}
    SET k text
    OBJECT FREQ k
    OBJECT FREQ k
    GET k
    OBJECT FREQ k
    STRLEN k
    GETRANGE k 0 1
    OBJECT FREQ k
    APPEND k more
    SET k other
    OBJECT FREQ k
    TOUCH k
    OBJECT FREQ k
    OBJECT {ENCODING,REFCOUNT} k
    TYPE k
    OBJECT FREQ k
    OBJECT IDLETIME k
    OBJECT {FREQ,IDLETIME} nokey
    COPY k l
    OBJECT FREQ l
    RPUSH list a b c
    LRANGE list 0 -1
    RPOP list
    OBJECT FREQ list
    HSET hash f v
    HGET hash f
    HGET hash g
    OBJECT FREQ hash
    CONFIG GET {maxmemory-policy,lfu-*,maxmemory} ~unordered
    CONFIG SET lfu-log-factor 10 lfu-decay-time 1 maxmemory-policy noeviction
    OBJECT FREQ k
  `;

  compare('depends on options that take certain values')`
    CONFIG SET maxmemory-policy {nosuch,"",NoEviction,allkeys-random,volatile-ttl,allkeys-lru,noeviction}
    CONFIG SET lfu-log-factor {-1,x,2147483648,1,10}
    CONFIG SET lfu-decay-time {-1,x,2147483648,0,1}
  `;
});

describe('MEMORY', () => {
  const compare = comparison();

  compare('tells how much of it a key takes')`
    SET k text
    MEMORY USAGE nokey
    MEMORY USAGE nokey SAMPLES 0
    MEMORY USAGE k ~shape
    MEMORY USAGE k SAMPLES {0,1,9223372036854775807} ~shape
    MEMORY USAGE k SAMPLES {-1,x,1.5,9223372036854775808}
    MEMORY USAGE k SAMPLES
    MEMORY USAGE k {NOSUCH,NOSUCH 1,SAMPLES 1 NOSUCH}
    MEMORY USAGE k samples 1 SAMPLES 2 ~shape
    MEMORY USAGE
    MEMORY {NOSUCH,NOSUCH k,STATS k,DOCTOR k,PURGE k,MALLOC-STATS k}
    MEMORY
    MEMORY PURGE
    MEMORY {DOCTOR,MALLOC-STATS} ~shape
  `;
});
