import { comparison } from './compare';

describe('publish and subscribe', () => {
  const compare = comparison();

  compare('sends a message to those who are subscribed to its channel')`
    PUBLISH news "nobody is there"
    a> SUBSCRIBE news
    b> SUBSCRIBE other news ~replies:2
    PUBLISH news hello
    a> ~hears
    b> ~hears
    PUBLISH other "\x00\xff\r\n"
    b> ~hears
    PUBLISH news ""
    b> ~hears
    a> ~hears
    a> PING
    b> PING
  `;

  compare('sends messages in the order in which they were published')`
    a> SUBSCRIBE one two ~replies:2
    PUBLISH one 1
    PUBLISH two 2
    b> PUBLISH one 3
    a> ~hears
    a> ~hears
    a> ~hears
    MULTI
    PUBLISH two 4
    PUBLISH one 5
    EXEC
    a> ~hears
    a> ~hears
  `;

  compare('has one reply for each channel')`
    SUBSCRIBE a b c a ~replies:4
    SUBSCRIBE b
    UNSUBSCRIBE a nosuch a ~replies:3
    PSUBSCRIBE p* q* p* ~replies:3
    UNSUBSCRIBE b
    PUNSUBSCRIBE p* c ~replies:2
    UNSUBSCRIBE
    PUNSUBSCRIBE
  `;

  compare('says so where there is nothing to unsubscribe from')`
    UNSUBSCRIBE
    PUNSUBSCRIBE
    SUNSUBSCRIBE
    UNSUBSCRIBE a b ~replies:2
    PUNSUBSCRIBE a
    SUNSUBSCRIBE a
    SUBSCRIBE a
    PUNSUBSCRIBE
    SUNSUBSCRIBE
    UNSUBSCRIBE
    UNSUBSCRIBE
    SET k v
  `;

  compare('sends what matches a pattern, for each pattern, with its name')`
    a> PSUBSCRIBE n?ws
    b> PSUBSCRIBE "[mn]\\*\xff*"
    b> SUBSCRIBE "n*\xff"
    PUBLISH news 1
    a> ~hears
    PUBLISH "n*\xff" 2
    b> ~hears
    b> ~hears
    PUBLISH "m*\xff\x00" 3
    b> ~hears
    PUBLISH nws 4
    PUBLISH "" 5
    a> PSUBSCRIBE ""
    PUBLISH "" 6
    a> ~hears
  `;

  compare('lets a client that is subscribed send few commands in RESP2', [2])`
    SUBSCRIBE a
    {GET k,get k,CLIENT ID,MULTI,HELLO 3,EXEC,AUTH x,PUBLISH a m,COMMAND,PUBSUB CHANNELS}
    {NOSUCH,GET,CLIENT NOSUCH,PUBSUB}
    PING
    PING hello
    PING a b
    PSUBSCRIBE b
    SSUBSCRIBE c
    UNSUBSCRIBE
    PUNSUBSCRIBE
    GET k
    SUNSUBSCRIBE
    GET k
    SSUBSCRIBE c
    SET k v
    RESET
    GET k
    PUBSUB SHARDCHANNELS
    SUBSCRIBE a
    QUIT ~close
    PUBSUB CHANNELS
  `;

  compare('lets a client that is subscribed send anything in RESP3', [3])`
    SUBSCRIBE a
    PSUBSCRIBE a*
    PING
    PING hello
    SET k v
    PUBLISH a hello ~replies:3
    MULTI
    GET k
    EXEC
    HELLO 2 ~digits
    GET k
    PING
    PUNSUBSCRIBE
    UNSUBSCRIBE
    GET k
  `;

  compare('writes each client its message in its own protocol')`
    a> HELLO 2 ~digits
    a> SUBSCRIBE news
    b> HELLO 3 ~digits
    b> SUBSCRIBE news
    c> HELLO 3 ~digits
    c> SSUBSCRIBE news
    PUBLISH news hello
    a> ~hears
    b> ~hears
    SPUBLISH news hello
    c> ~hears
  `;

  compare('keeps channels of shards apart')`
    a> SSUBSCRIBE s t s ~replies:3
    b> SUBSCRIBE s
    c> PSUBSCRIBE *
    SPUBLISH s 1
    a> ~hears
    PUBLISH s 2
    b> ~hears
    c> ~hears
    a> SUNSUBSCRIBE s
    SPUBLISH s 3
    a> PING
    a> SUNSUBSCRIBE
    a> PING
  `;

  compare('subscribes in a transaction')`
    MULTI
    SUBSCRIBE a b
    PSUBSCRIBE p
    PING
    UNSUBSCRIBE c
    GET k
    EXEC ~replies:2
    b> PUBLISH a hello
    ~hears
    UNSUBSCRIBE a
    UNSUBSCRIBE b
    PUNSUBSCRIBE p
    MULTI
    SSUBSCRIBE a
    SET k v
    EXEC
    GET k
  `;

  compare('tells of a refused command to EXEC')`
    MULTI
    SUBSCRIBE
    EXEC
    MULTI
    PUBLISH a
    EXEC
  `;

  compare('tells who is subscribed to what')`
    PUBSUB CHANNELS
    PUBSUB NUMPAT
    PUBSUB NUMSUB
    a> SUBSCRIBE news sports ~replies:2
    b> SUBSCRIBE news
    b> PSUBSCRIBE n* *s ~replies:2
    a> PSUBSCRIBE n*
    c> SSUBSCRIBE news weather ~replies:2
    PUBSUB CHANNELS ~unordered
    PUBSUB CHANNELS {n*,*o*,nosuch,""} ~unordered
    PUBSUB NUMSUB news sports nosuch news
    PUBSUB NUMPAT
    PUBSUB SHARDCHANNELS ~unordered
    PUBSUB SHARDCHANNELS w*
    PUBSUB SHARDNUMSUB
    PUBSUB SHARDNUMSUB news sports
    PUBSUB {NUMPAT x,CHANNELS a b,SHARDCHANNELS a b,NOSUCH,""}
    PUBSUB
    pubsub channels s*
    CLIENT LIST TYPE pubsub ~digits
    b> RESET
    PUBSUB NUMSUB news
    PUBSUB NUMPAT
    {SUBSCRIBE,PSUBSCRIBE,SSUBSCRIBE,PUBLISH,PUBLISH a,PUBLISH a b c,SPUBLISH a}
  `;

  compare('forgets a client that has said goodbye')`
    a> SUBSCRIBE news
    a> PSUBSCRIBE n*
    a> SSUBSCRIBE news
    PUBSUB NUMSUB news
    a> QUIT ~close
    PUBLISH news hello
    PUBSUB CHANNELS
    PUBSUB NUMPAT
    PUBSUB SHARDCHANNELS
  `;

  compare('sends what is published in a transaction, unless it is discarded')`
    a> SUBSCRIBE news
    MULTI
    PUBLISH news 1
    DISCARD
    MULTI
    PUBLISH news 2
    LPUSH k v
    INCR k
    PUBLISH news 3
    EXEC
    a> ~hears
    a> ~hears
    a> PING
  `;
});
