import { sealed } from '../../lib/rdb/dump-payload';
import { RDB } from '../../lib/rdb/types';
import { RdbWriter } from '../../lib/rdb/writer';
import { quote } from '../support/quoting';
import { ziplistOf, zipmapOf } from '../structures/data/rdb/old-formats';
import { comparison } from './compare';

const compare = comparison();

const payloadOf = (type: number, write: (writer: RdbWriter) => RdbWriter, version?: number) =>
  quote(sealed(write(new RdbWriter().byte(type)).finish(), version));

const abc = payloadOf(RDB.STRING, (writer) => writer.string(Buffer.from('abc')));

describe('DUMP and RESTORE', () => {
  compare('RESTORE creates a value')`
    RESTORE k 0 ${abc}
    GET k
    PTTL k
    RESTORE l 100000 ${abc}
    PTTL l ~ttl
    RESTORE m 4102444800000 ${abc} ABSTTL
    PEXPIRETIME m
    RESTORE n 9223372036854775807 ${abc} ABSTTL
    TYPE n
    DUMP nothing
  `;

  compare('RESTORE replaces a value only if told')`
    SET k before EX 100
    RESTORE k 0 ${abc}
    GET k
    RESTORE k 0 ${abc} REPLACE
    GET k
    TTL k
    RPUSH l a b c
    RESTORE l 0 ${abc} replace
    GET l
    TYPE l
  `;

  compare('what would have expired by now is not created')`
    RESTORE k 1 ${abc} ABSTTL
    EXISTS k
    SET k before
    RESTORE k 1 ${abc} ABSTTL REPLACE
    EXISTS k
    RESTORE k 9223372036854775807 ${abc}
    EXISTS k
    RESTORE k 0 ${abc} ABSTTL
    TTL k
  `;

  compare('IDLETIME says when a value was last used')`
    RESTORE k 0 ${abc} IDLETIME 1000
    OBJECT IDLETIME k ~ttl
    RESTORE k 0 ${abc} REPLACE IDLETIME 1 IDLETIME 100000
    OBJECT IDLETIME k ~ttl
    RESTORE k 0 ${abc} REPLACE IDLETIME 100000000
    OBJECT IDLETIME k ~ttl
    RESTORE k 0 ${abc} REPLACE FREQ 100
    OBJECT FREQ k
  `;

  compare('FREQ says how often a value was used, where that is counted')`
    CONFIG SET maxmemory-policy allkeys-lfu
    RESTORE k 0 ${abc} FREQ 100
    OBJECT FREQ k
    RESTORE k 0 ${abc} REPLACE FREQ 0
    OBJECT FREQ k
    RESTORE k 0 ${abc} REPLACE FREQ 255 FREQ 7
    OBJECT FREQ k
    RESTORE k 0 ${abc} REPLACE
    OBJECT FREQ k
    RESTORE k 0 ${abc} REPLACE IDLETIME 100
    OBJECT FREQ k
    OBJECT IDLETIME k
    CONFIG SET maxmemory-policy noeviction
  `;

  compare('errors come in their order')`
    SET k v
    RESTORE
    RESTORE k 0
    RESTORE k -1 x
    RESTORE k x x
    RESTORE k x x FOO
    RESTORE k x x IDLETIME
    RESTORE k x x FREQ
    RESTORE k x x IDLETIME x
    RESTORE k x x IDLETIME -1
    RESTORE k x x IDLETIME -1 FOO
    RESTORE k x x FREQ {x,-1,256,1 IDLETIME 1,1 IDLETIME x}
    RESTORE k x x IDLETIME 1 FREQ {x,1}
    RESTORE l {-1,x,10000000000000000000} x
    RESTORE l 0 {"",x,0123456789,01234567890}
    RESTORE l 0 ${abc.slice(0, -2)}x"
    EXISTS l
    RESTORE k -1 x REPLACE
    RESTORE k 0 x REPLACE
    GET k
    DUMP
    DUMP k l
  `;

  compare('a payload of another version, of another type, or with damaged content is none')`
    RESTORE k 0 ${payloadOf(RDB.STRING, (writer) => writer.string(Buffer.from('abc')), 1)}
    GET k
    RESTORE l 0 ${payloadOf(RDB.STRING, (writer) => writer.string(Buffer.from('abc')), 11)}
    RESTORE l 0 ${payloadOf(RDB.MODULE, (writer) => writer.length(0))}
    RESTORE l 0 ${payloadOf(RDB.MODULE_2, (writer) => writer.length(0))}
    RESTORE l 0 ${payloadOf(8, (writer) => writer.length(0))}
    RESTORE l 0 ${payloadOf(20, (writer) => writer.length(0))}
    RESTORE l 0 ${payloadOf(255, (writer) => writer.length(0))}
    RESTORE l 0 ${payloadOf(RDB.STRING, (writer) => writer.length(11))}
    RESTORE l 0 ${payloadOf(RDB.LIST, (writer) => writer.length(0))}
    RESTORE l 0 ${payloadOf(RDB.SET, (writer) => writer.length(2).string(Buffer.from('a')).string(Buffer.from('a')))}
    RESTORE l 0 ${payloadOf(RDB.ZSET_2, (writer) => writer.length(1).string(Buffer.from('a')).double(NaN))}
    RESTORE k 0 ${payloadOf(RDB.SET, (writer) => writer.length(2).string(Buffer.from('a')).string(Buffer.from('a')))} REPLACE
    GET k
    EXISTS l
  `;

  compare('what stands behind the value is passed over')`
    RESTORE k 0 ${payloadOf(RDB.STRING, (writer) => writer.string(Buffer.from('abc')).byte(7))}
    GET k
  `;

  compare('strings that Redis writes in other ways')`
    RESTORE a 0 ${payloadOf(RDB.STRING, (writer) => writer.byte(0xc0).byte(0xff))}
    GET a
    OBJECT ENCODING a
    RESTORE b 0 ${payloadOf(RDB.STRING, (writer) => writer.byte(0xc2).byte(0xff).byte(0xff).byte(0xff).byte(0x7f))}
    GET b
    RESTORE c 0 ${payloadOf(RDB.STRING, (writer) => writer.string(Buffer.alloc(1000, 'ab')))}
    GET c
    OBJECT ENCODING c
    RESTORE d 0 ${payloadOf(RDB.STRING, (writer) => writer.length(2).raw(Buffer.from('12')))}
    OBJECT ENCODING d
    INCR d
  `;

  compare('values as Redis before version 7 wrote them')`
    RESTORE list 0 ${payloadOf(RDB.LIST_ZIPLIST, (writer) => writer.string(ziplistOf(['a', '1', '-70000', 'x'.repeat(300)])))}
    LRANGE list 0 -1
    RESTORE lists 0 ${payloadOf(RDB.LIST_QUICKLIST, (writer) =>
      writer
        .length(2)
        .string(ziplistOf(['a', 'b']))
        .string(ziplistOf(['c'])),
    )}
    LRANGE lists 0 -1
    RESTORE strings 0 ${payloadOf(RDB.LIST, (writer) => writer.length(2).string(Buffer.from('a')).string(Buffer.from('b')))}
    LRANGE strings 0 -1
    RESTORE hash 0 ${payloadOf(RDB.HASH_ZIPLIST, (writer) => writer.string(ziplistOf(['a', '1', 'b', '2'])))}
    HGETALL hash ~unordered
    OBJECT ENCODING hash
    RESTORE zipmap 0 ${payloadOf(RDB.HASH_ZIPMAP, (writer) =>
      writer.string(
        zipmapOf([
          ['a', '1'],
          ['b', 'x'.repeat(260)],
        ]),
      ),
    )}
    HGETALL zipmap ~unordered
    OBJECT ENCODING zipmap
    RESTORE zset 0 ${payloadOf(RDB.ZSET_ZIPLIST, (writer) => writer.string(ziplistOf(['a', '1', 'b', '2.5', 'c', 'inf'])))}
    ZRANGE zset 0 -1 WITHSCORES
    OBJECT ENCODING zset
    RESTORE scores 0 ${payloadOf(RDB.ZSET, (writer) => writer.length(2).string(Buffer.from('a')).byte(254).string(Buffer.from('b')).byte(3).raw(Buffer.from('1.5')))}
    ZRANGE scores 0 -1 WITHSCORES
    OBJECT ENCODING scores
  `;
});
