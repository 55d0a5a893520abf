import { BasicClientSideCache, createClient, createClientPool, RESP_TYPES, WatchError } from 'redis';
import { type EitherServer, onBothServers } from '../support/both-servers';
import { eventually } from '../support/eventually';

type Options = NonNullable<Parameters<typeof createClient>[0]>;

/** Connects with the defaults of the library, and what is given; it tries again at once. */
const connecting =
  (server: EitherServer) =>
  async (options: Options = {}) => {
    const socket = { host: '127.0.0.1', port: server.port, reconnectStrategy: 10 };
    const client = createClient({ socket, ...options });
    client.on('error', () => {});
    server.closing(client, (one) => one.isOpen && one.destroy());
    await client.connect();
    return client;
  };

onBothServers('node-redis', (server) => {
  const connect = connecting(server);
  let client: Awaited<ReturnType<typeof connect>>;

  beforeEach(async () => {
    client = await connect();
    await client.flushAll();
  });

  /** Resolves once so many connections wait for a key. */
  const waiting = (count: number) =>
    eventually(async () => {
      const lines = String(await client.sendCommand(['CLIENT', 'LIST'])).split('\n');
      expect(lines.filter((line) => line.includes(' flags=b '))).toHaveLength(count);
    });

  describe('commands', () => {
    it('speaks RESP3, which is its default', async () => {
      expect(await client.clientInfo()).toMatchObject({ resp: 3 });
      expect(await (await connect({ RESP: 2 })).clientInfo()).toMatchObject({ resp: 2 });
    });

    it('sends text and bytes, gets text and bytes', async () => {
      expect(await client.set('a', 'ä', { expiration: { type: 'EX', value: 100 } })).toBe('OK');
      expect(await client.ttl('a')).toBeGreaterThan(90);
      const buffers = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
      expect(await buffers.get('a')).toEqual(Buffer.from('ä'));
      const bytes = Buffer.from([0, 13, 10, 255]);
      await client.hSet('h', { n: 1, bytes });
      expect(await buffers.hGetAll('h')).toEqual({ n: Buffer.from('1'), bytes });
    });

    it.each([2, 3] as const)('gives the same objects in RESP%i', async (RESP) => {
      const one = await connect({ RESP });
      await one.zAdd('z', [
        { score: 1.5, value: 'one' },
        { score: Infinity, value: 'two' },
      ]);
      expect(await one.zRangeWithScores('z', 0, -1)).toEqual([
        { value: 'one', score: 1.5 },
        { value: 'two', score: Infinity },
      ]);
      await one.hSet('h', 'f', 'v');
      expect({ ...(await one.hGetAll('h')) }).toEqual({ f: 'v' });
      await one.geoAdd('g', { longitude: 13.4, latitude: 52.5, member: 'Berlin' });
      expect(await one.geoDist('g', 'Berlin', 'Berlin')).toBe(0);
      expect({ ...(await one.configGet('databases')) }).toEqual({ databases: '16' });
      expect(await one.commandInfo(['get'])).toMatchObject([{ name: 'get', arity: 2, firstKeyIndex: 1 }]);
    });

    it('throws errors', async () => {
      await client.set('a', 'x');
      await expect(client.lPush('a', 'y')).rejects.toThrow(/^WRONGTYPE/);
      await expect(client.sendCommand(['NOSUCH', 'a'])).rejects.toThrow("ERR unknown command 'NOSUCH'");
      await expect(client.incr('a')).rejects.toThrow('ERR value is not an integer or out of range');
    });

    it('pipelines what is sent in one turn', async () => {
      expect(await Promise.all([client.incr('n'), client.append('n', '0'), client.get('n')])).toEqual([
        1,
        2,
        '10',
      ]);
      expect(await client.multi().incr('n').get('n').execAsPipeline()).toEqual([11, '11']);
    });
  });

  describe('transactions', () => {
    it('runs a transaction', async () => {
      expect(await client.multi().set('a', '1').incr('a').hSet('h', 'f', 'v').hGetAll('h').exec()).toEqual([
        'OK',
        2,
        1,
        expect.objectContaining({ f: 'v' }),
      ]);
    });

    it('throws what one of its commands answered, and aborts for one that does not exist', async () => {
      await expect(client.multi().set('a', 'x').incr('a').exec()).rejects.toThrow('1 commands failed');
      await expect(client.multi().incr('n').addCommand(['NOSUCH']).exec()).rejects.toThrow(
        "ERR unknown command 'NOSUCH'",
      );
      expect(await client.exists('n')).toBe(0);
    });

    it('finds out that a watched key was changed', async () => {
      const other = await connect();
      await client.watch('a');
      await other.set('a', 'theirs');
      await expect(client.multi().set('a', 'mine').exec()).rejects.toThrow(WatchError);
      await client.watch('a');
      expect(await client.multi().set('a', 'mine').exec()).toEqual(['OK']);
    });
  });

  describe('waiting', () => {
    it('waits for elements, members and entries, on connections of a pool', async () => {
      const pool = createClientPool(
        { socket: { host: '127.0.0.1', port: server.port } },
        { minimum: 3, maximum: 3 },
      );
      server.closing(pool, (one) => one.destroy());
      await pool.connect();
      const waits = [
        pool.blPop(['l', 'other'], 0),
        pool.bzPopMin('z', 0),
        pool.xRead({ key: 's', id: '$' }, { BLOCK: 0 }),
      ];
      await waiting(3);
      await client
        .multi()
        .rPush('l', 'x')
        .zAdd('z', { score: 1, value: 'm' })
        .xAdd('s', '1-1', { f: 'v' })
        .execAsPipeline();
      expect(await Promise.all(waits)).toEqual([
        { key: 'l', element: 'x' },
        { key: 'z', value: 'm', score: 1 },
        [{ name: 's', messages: [{ id: '1-1', message: expect.objectContaining({ f: 'v' }) }] }],
      ]);
    });

    it('answers null when the time is over', async () => {
      expect(await client.blPop('l', 0.01)).toBeNull();
      expect(await client.xRead({ key: 's', id: '$' }, { BLOCK: 10 })).toBeNull();
    });
  });

  describe('iteration', () => {
    const all = async <T>(batches: AsyncIterable<T[]>) => {
      const found: T[] = [];
      for await (const some of batches) found.push(...some);
      return found;
    };
    const names = Array.from({ length: 300 }, (_, index) => `name:${index}`);

    it('scans keys, fields, members and scores', async () => {
      await client
        .multi()
        .mSet(names.map((name): [string, string] => [name, 'x']))
        .hSet('h', Object.fromEntries(names.map((name) => [name, 'x'])))
        .sAdd('s', names)
        .zAdd(
          'z',
          names.map((value, score) => ({ value, score })),
        )
        .exec();
      expect(new Set(await all(client.scanIterator({ MATCH: 'name:*', COUNT: 50 })))).toEqual(new Set(names));
      expect(new Set(await all(client.scanIterator({ TYPE: 'zset' })))).toEqual(new Set(['z']));
      expect(new Set(await all(client.sScanIterator('s')))).toEqual(new Set(names));
      expect(await all(client.hScanIterator('h', { MATCH: 'name:299' }))).toEqual([
        { field: 'name:299', value: 'x' },
      ]);
      expect(await all(client.zScanIterator('z', { MATCH: 'name:7' }))).toEqual([
        { value: 'name:7', score: 7 },
      ]);
    });
  });

  describe('streams', () => {
    it('reads, acknowledges and claims in groups', async () => {
      await client.xGroupCreate('s', 'g', '$', { MKSTREAM: true });
      const TRIM = { strategy: 'MAXLEN', strategyModifier: '~', threshold: 100 } as const;
      await client.xAdd('s', '1-1', { f: 'a' }, { TRIM });
      await client.xAdd('s', '1-2', { f: 'b' });
      const read = (consumer: string) =>
        client.xReadGroup('g', consumer, { key: 's', id: '>' }, { COUNT: 1 });
      expect(await read('alice')).toMatchObject([
        { name: 's', messages: [{ id: '1-1', message: { f: 'a' } }] },
      ]);
      await read('bob');
      expect(await client.xPending('s', 'g')).toEqual({
        pending: 2,
        firstId: '1-1',
        lastId: '1-2',
        consumers: [
          { name: 'alice', deliveriesCounter: 1 },
          { name: 'bob', deliveriesCounter: 1 },
        ],
      });
      expect(await client.xAck('s', 'g', '1-2')).toBe(1);
      expect(await client.xAutoClaim('s', 'g', 'bob', 0, '0')).toMatchObject({
        nextId: '0-0',
        messages: [{ id: '1-1', message: { f: 'a' } }],
        deletedMessages: [],
      });
      expect(await client.xInfoGroups('s')).toMatchObject([{ name: 'g', consumers: 2, pending: 1 }]);
      expect(await client.xInfoStream('s')).toMatchObject({ length: 2, groups: 1 });
    });
  });

  describe('channels', () => {
    it('subscribes to channels, patterns and shard channels on a duplicate', async () => {
      const subscriber = client.duplicate();
      server.closing(await subscriber.connect(), (one) => one.destroy());
      const heard: string[][] = [];
      const listen = (kind: string) => (message: string, channel: string) =>
        heard.push([kind, channel, message]);
      await subscriber.subscribe(['news', 'sports'], listen('message'));
      await subscriber.pSubscribe('n?ws', listen('pattern'));
      await subscriber.sSubscribe('shard', listen('shard'));
      expect(await client.publish('news', 'ä')).toBe(2);
      expect(await client.sPublish('shard', 'b')).toBe(1);
      await eventually(() =>
        expect(heard).toEqual([
          ['message', 'news', 'ä'],
          ['pattern', 'news', 'ä'],
          ['shard', 'shard', 'b'],
        ]),
      );
      expect({ ...(await client.pubSubNumSub(['news', 'none'])) }).toEqual({ news: 1, none: 0 });
      expect(await client.pubSubChannels('n*')).toEqual(['news']);
      expect(await client.pubSubShardChannels()).toEqual(['shard']);
      await subscriber.unsubscribe();
      expect(await client.publish('sports', 'x')).toBe(0);
    });

    it.each([2, 3] as const)(
      'sends commands on a connection that has unsubscribed, in RESP%i',
      async (RESP) => {
        const subscriber = await connect({ RESP });
        await subscriber.subscribe('news', () => {});
        await subscriber.unsubscribe('news');
        expect(await subscriber.get('a')).toBeNull();
      },
    );

    it('sends commands on a connection that is subscribed, in RESP3', async () => {
      const heard: string[] = [];
      await client.subscribe('news', (message) => heard.push(message));
      expect(await Promise.all([client.publish('news', 'x'), client.incr('n')])).toEqual([1, 1]);
      await eventually(() => expect(heard).toEqual(['x']));
    });

    it('subscribes again when the server is back', async () => {
      const subscriber = await connect();
      const heard: string[] = [];
      await subscriber.subscribe('news', (message) => heard.push(message));
      await server.restart();
      await eventually(async () => {
        await client.publish('news', 'back');
        expect(heard).toContain('back');
      });
    });

    it('monitors what others send', async () => {
      const heard: string[] = [];
      const monitor = await connect();
      await monitor.monitor((line) => heard.push(line));
      await client.set('a', 'x y');
      await eventually(() => expect(heard.join('\n')).toContain('"SET" "a" "x y"'));
    });
  });

  describe('client-side caching', () => {
    it('answers from its cache until somebody changes the key', async () => {
      const cache = new BasicClientSideCache();
      const reader = await connect({ clientSideCache: cache });
      await client.set('a', '1');
      expect([await reader.get('a'), await reader.get('a'), await reader.get('a')]).toEqual(['1', '1', '1']);
      expect(cache.stats()).toMatchObject({ hitCount: 2, missCount: 1 });
      await client.set('a', '2');
      await eventually(async () => expect(await reader.get('a')).toBe('2'));
      await client.flushAll();
      await eventually(async () => expect(await reader.get('a')).toBeNull());
    });

    it('emits what was invalidated', async () => {
      const reader = await connect({ emitInvalidate: true });
      const heard: unknown[] = [];
      reader.on('invalidate', (key) => heard.push(key && String(key)));
      await reader.sendCommand(['CLIENT', 'TRACKING', 'ON']);
      await reader.get('a');
      await client.set('a', 'x');
      await client.flushAll();
      await eventually(() => expect(heard).toEqual(['a', null]));
    });
  });

  describe('connections', () => {
    it('selects a database and gives itself a name', async () => {
      const named = await connect({ database: 3, name: 'worker' });
      await named.set('here', '1');
      expect(await named.clientInfo()).toMatchObject({ name: 'worker', db: 3 });
      expect(await client.exists('here')).toBe(0);
      await client.select(3);
      expect(await client.exists('here')).toBe(1);
    });

    it('connects again when the server is back, and sends what it has kept', async () => {
      await client.set('a', 'x');
      const lost = new Promise((resolve) => client.once('reconnecting', resolve));
      const restarted = server.restart();
      await lost;
      expect(client.isReady).toBe(false);
      expect(await client.incr('n')).toBe(1);
      await restarted;
    });

    it('lists and ends connections', async () => {
      const other = await connect({ name: 'other' });
      expect((await client.clientList()).map(({ name }) => name)).toContain('other');
      const gone = new Promise((resolve) => other.once('error', resolve));
      expect(await client.clientKill({ filter: 'ID', id: await other.clientId() })).toBe(1);
      await gone;
    });

    it('closes after the last reply', async () => {
      const leaving = await connect();
      const reply = leaving.incr('n');
      await leaving.close();
      expect(await reply).toBe(1);
      expect(leaving.isOpen).toBe(false);
    });
  });
});

onBothServers(
  'node-redis with a password',
  (server) => {
    const connect = connecting(server);

    it('authenticates, in either protocol, by option or by address', async () => {
      expect(await (await connect({ password: 'secret' })).ping()).toBe('PONG');
      expect(await (await connect({ username: 'default', password: 'secret', RESP: 2 })).ping()).toBe('PONG');
      const url = `redis://default:secret@127.0.0.1:${server.port}/5`;
      expect(await (await connect({ url, socket: {} })).clientInfo()).toMatchObject({ db: 5 });
    });

    it('is refused without the password or with another', async () => {
      const refused = (options: Options) =>
        connect({ socket: { host: '127.0.0.1', port: server.port, reconnectStrategy: false }, ...options });
      await expect(refused({})).rejects.toThrow('NOAUTH');
      await expect(refused({ password: 'wrong' })).rejects.toThrow('WRONGPASS');
    });
  },
  { requirepass: 'secret' },
);
