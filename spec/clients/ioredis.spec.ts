import { once } from 'node:events';
import Redis, { type RedisOptions } from 'ioredis';
import { type EitherServer, onBothServers } from '../support/both-servers';
import { eventually } from '../support/eventually';

const connecting =
  (server: EitherServer) =>
  (options: RedisOptions = {}) =>
    server.closing(new Redis({ port: server.port, ...options }), (client) => client.disconnect());

/** What CLIENT INFO says of the connection. */
const about = (client: Redis) => client.client('INFO');

onBothServers('ioredis', (server) => {
  const connect = connecting(server);
  let client: Redis;

  beforeEach(async () => {
    client = connect();
    await client.flushall();
  });

  /** Resolves once so many connections wait for a key. */
  const waiting = (count: number) =>
    eventually(async () => {
      const lines = String(await client.client('LIST')).split('\n');
      expect(lines.filter((line) => line.includes(' flags=b '))).toHaveLength(count);
    });

  describe('commands', () => {
    it('speaks RESP3, which is its default', async () => {
      expect(await about(client)).toContain('resp=3');
      expect(await about(connect({ protocol: 2 }))).toContain('resp=2');
    });

    it('sends text and bytes, gets text and bytes', async () => {
      expect(await client.set('a', 'ä', 'EX', 100)).toBe('OK');
      expect(await client.getBuffer('a')).toEqual(Buffer.from('ä'));
      const bytes = Buffer.from([0, 13, 10, 255]);
      await client.hset('h', { bytes, n: 1 });
      expect(await client.hgetall('h')).toEqual({ bytes: bytes.toString(), n: '1' });
      expect(await client.hgetBuffer('h', 'bytes')).toEqual(bytes);
    });

    it('maps replies as in RESP2, or as RESP3 has them', async () => {
      await client.zadd('z', '1.5', 'one', '2', 'two');
      expect(await client.zrange('z', '0', '-1', 'WITHSCORES')).toEqual(['one', '1.5', 'two', '2']);
      const mapped = connect({ replyMapping: 'resp3' });
      expect(await mapped.call('ZSCORE', 'z', 'one')).toBe(1.5);
      expect(await mapped.call('ZRANGE', 'z', '0', '1', 'WITHSCORES')).toEqual([
        ['one', 1.5],
        ['two', 2],
      ]);
    });

    it('prefixes keys where the command has them', async () => {
      await connect({ keyPrefix: 'app:' }).mset({ a: 1, b: 2 });
      expect((await client.keys('*')).sort()).toEqual(['app:a', 'app:b']);
    });

    it('throws errors with the command', async () => {
      await client.set('a', 'x');
      await expect(client.lpush('a', 'y')).rejects.toMatchObject({
        name: 'ReplyError',
        message: 'WRONGTYPE Operation against a key holding the wrong kind of value',
        command: { name: 'lpush', args: ['a', 'y'] },
      });
      await expect(client.call('NOSUCH', 'a')).rejects.toThrow("ERR unknown command 'NOSUCH'");
    });
  });

  describe('pipelines and transactions', () => {
    it('pipelines commands, errors in their places', async () => {
      const replies = await client
        .pipeline()
        .incr('n')
        .lpush('n', 'x')
        .rpush('l', 'x', 'y')
        .lrange('l', 0, -1)
        .exec();
      expect(replies).toEqual([
        [null, 1],
        [expect.objectContaining({ message: expect.stringMatching(/^WRONGTYPE/) }), undefined],
        [null, 2],
        [null, ['x', 'y']],
      ]);
    });

    it('pipelines by itself', async () => {
      const eager = connect({ enableAutoPipelining: true });
      expect(
        await Promise.all([eager.incr('n'), eager.incr('n'), eager.set('a', 'x'), eager.get('a')]),
      ).toEqual([1, 2, 'OK', 'x']);
    });

    it('runs a transaction, and one of separate commands', async () => {
      expect(await client.multi().set('a', 1).incr('a').get('a').exec()).toEqual([
        [null, 'OK'],
        [null, 2],
        [null, '2'],
      ]);
      await client.multi({ pipeline: false });
      expect(await client.incr('a')).toBe('QUEUED');
      expect(await client.exec()).toEqual([[null, 3]]);
    });

    it('refuses a transaction with a command that does not exist', async () => {
      await expect(client.multi().incr('n').call('NOSUCH').exec()).rejects.toThrow('EXECABORT');
      expect(await client.exists('n')).toBe(0);
    });

    it('finds out that a watched key was changed', async () => {
      const other = connect();
      await client.watch('a');
      await other.set('a', 'theirs');
      expect(await client.multi().set('a', 'mine').exec()).toBeNull();
      await client.watch('a');
      expect(await client.multi().set('a', 'mine').exec()).toEqual([[null, 'OK']]);
    });
  });

  describe('waiting', () => {
    it('waits for elements, members and entries', async () => {
      const waits = [
        connect().blpop('l', 'other', 0),
        connect().bzpopmin('z', 0),
        connect().xread('BLOCK', 0, 'STREAMS', 's', '$'),
      ];
      await waiting(3);
      await client.pipeline().rpush('l', 'x').zadd('z', 1, 'm').xadd('s', '1-1', 'f', 'v').exec();
      expect(await Promise.all(waits)).toEqual([['l', 'x'], ['z', 'm', '1'], [['s', [['1-1', ['f', 'v']]]]]]);
    });

    it('answers null when the time is over', async () => {
      expect(await client.blpop('l', 0.01)).toBeNull();
      expect(await client.xread('BLOCK', 10, 'STREAMS', 's', '$')).toBeNull();
    });
  });

  describe('iteration', () => {
    const all = async (stream: AsyncIterable<unknown>) => {
      const found: string[] = [];
      for await (const some of stream) found.push(...(some as string[]));
      return found;
    };
    const names = Array.from({ length: 300 }, (_, index) => `name:${index}`);

    it('scans keys, fields, members and scores', async () => {
      await client
        .pipeline()
        .mset(names.flatMap((name) => [name, 'x']))
        .hset(
          'h',
          names.flatMap((name) => [name, 'x']),
        )
        .sadd('s', names)
        .zadd('z', ...names.flatMap((name, score) => [score, name]))
        .exec();
      expect(new Set(await all(client.scanStream({ match: 'name:*', count: 50 })))).toEqual(new Set(names));
      expect(new Set(await all(client.scanStream({ type: 'zset' })))).toEqual(new Set(['z']));
      expect(new Set(await all(client.sscanStream('s')))).toEqual(new Set(names));
      expect(await all(client.hscanStream('h', { match: 'name:299' }))).toEqual(['name:299', 'x']);
      expect(await all(client.zscanStream('z', { match: 'name:7' }))).toEqual(['name:7', '7']);
    });
  });

  describe('streams', () => {
    it('reads, acknowledges and claims in groups', async () => {
      await client.xgroup('CREATE', 's', 'g', '$', 'MKSTREAM');
      await client.xadd('s', 'MAXLEN', '~', 100, '1-1', 'f', 'a');
      await client.xadd('s', '1-2', 'f', 'b');
      expect(await client.xreadgroup('GROUP', 'g', 'alice', 'COUNT', 1, 'STREAMS', 's', '>')).toEqual([
        ['s', [['1-1', ['f', 'a']]]],
      ]);
      await client.xreadgroup('GROUP', 'g', 'bob', 'STREAMS', 's', '>');
      expect(await client.xpending('s', 'g')).toEqual([
        2,
        '1-1',
        '1-2',
        [
          ['alice', '1'],
          ['bob', '1'],
        ],
      ]);
      expect(await client.xack('s', 'g', '1-2')).toBe(1);
      expect(await client.xautoclaim('s', 'g', 'bob', 0, '0')).toEqual(['0-0', [['1-1', ['f', 'a']]], []]);
      expect(await client.xinfo('GROUPS', 's')).toEqual([
        expect.arrayContaining(['consumers', 2, 'pending', 1]),
      ]);
    });
  });

  describe('channels', () => {
    it('subscribes to channels, patterns and shard channels on a duplicate', async () => {
      const subscriber = server.closing(client.duplicate(), (duplicate) => duplicate.disconnect());
      const heard: unknown[] = [];
      for (const event of ['message', 'pmessage', 'smessage']) {
        subscriber.on(event, (...words: unknown[]) => heard.push([event, ...words]));
      }
      expect(await subscriber.subscribe('news', 'sports')).toBe(2);
      expect(await subscriber.psubscribe('n?ws')).toBe(3);
      expect(await subscriber.ssubscribe('shard')).toBe(1);
      expect(await client.publish('news', 'ä')).toBe(2);
      expect(await client.spublish('shard', 'b')).toBe(1);
      await eventually(() =>
        expect(heard).toEqual([
          ['message', 'news', 'ä'],
          ['pmessage', 'n?ws', 'news', 'ä'],
          ['smessage', 'shard', 'b'],
        ]),
      );
      expect(await client.pubsub('NUMSUB', 'news', 'none')).toEqual(['news', 1, 'none', 0]);
      expect(await subscriber.unsubscribe('news', 'sports')).toBe(1);
      expect(await client.publish('sports', 'x')).toBe(0);
    });

    it('gives commands to a RESP2 connection again after it has unsubscribed', async () => {
      const subscriber = connect({ protocol: 2 });
      await subscriber.subscribe('news');
      await expect(subscriber.get('a')).rejects.toThrow('subscriber mode');
      await subscriber.unsubscribe('news');
      expect(await subscriber.get('a')).toBeNull();
    });

    it('subscribes again when the server is back', async () => {
      const subscriber = connect({ retryStrategy: () => 10 });
      const heard: string[] = [];
      subscriber.on('message', (_channel, message: string) => heard.push(message));
      await subscriber.subscribe('news');
      await server.restart();
      await eventually(async () => {
        await client.publish('news', 'back');
        expect(heard).toContain('back');
      });
    });

    it('hears of changes to keys that it has read, by CLIENT TRACKING with REDIRECT', async () => {
      const subscriber = connect({ protocol: 2 });
      const id = String(await subscriber.client('ID'));
      const heard: string[][] = [];
      subscriber.on('message', (...words: string[]) => heard.push(words));
      await subscriber.subscribe('__redis__:invalidate');
      const reader = connect();
      await reader.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', id);
      await reader.get('a');
      await client.set('a', 'x');
      await eventually(() => expect(heard).toEqual([['__redis__:invalidate', 'a']]));
    });

    it('monitors what others send', async () => {
      const monitor = server.closing(await connect().monitor(), (one) => one.disconnect());
      const heard: string[][] = [];
      monitor.on('monitor', (_time, words: string[]) => heard.push(words));
      await client.set('a', 'x y');
      await eventually(() => expect(heard).toContainEqual(['set', 'a', 'x y']));
    });
  });

  describe('connections', () => {
    it('selects a database and gives itself a name', async () => {
      const named = connect({ db: 3, connectionName: 'worker' });
      await named.set('here', 1);
      expect(await about(named)).toMatch(/ name=worker .* db=3 /);
      expect(await client.exists('here')).toBe(0);
      await client.select(3);
      expect(await client.exists('here')).toBe(1);
    });

    it('keeps commands until it is connected', async () => {
      const lazy = connect({ lazyConnect: true });
      expect(lazy.status).toBe('wait');
      expect(await lazy.incr('n')).toBe(1);
    });

    it('connects again when the server is back, and sends what it has kept', async () => {
      const patient = connect({ retryStrategy: () => 10, maxRetriesPerRequest: null });
      await patient.set('a', 'x');
      const lost = once(patient, 'close');
      const restarted = server.restart();
      await lost;
      expect(await patient.incr('n')).toBe(1);
      await restarted;
    });

    it('says goodbye', async () => {
      const leaving = connect();
      expect(await leaving.quit()).toBe('OK');
      await eventually(() => expect(leaving.status).toBe('end'));
    });
  });
});

onBothServers(
  'ioredis with a password',
  (server) => {
    const connect = connecting(server);

    it('authenticates, in either protocol', async () => {
      expect(await connect({ password: 'secret' }).ping()).toBe('PONG');
      expect(await connect({ username: 'default', password: 'secret', protocol: 2 }).ping()).toBe('PONG');
    });

    it('is refused without the password or with another', async () => {
      const refused = async (options: RedisOptions) => {
        const client = connect({ lazyConnect: true, retryStrategy: () => null, ...options });
        const errors: string[] = [];
        client.on('error', ({ message }: Error) => errors.push(message));
        await client.get('a').catch((error: unknown) => errors.push((error as Error).message));
        return errors.join();
      };
      expect(await refused({})).toContain('NOAUTH');
      expect(await refused({ password: 'wrong' })).toContain('WRONGPASS');
    });
  },
  { requirepass: 'secret' },
);
