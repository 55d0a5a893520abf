import { Redis } from 'ioredis';
import { createClient, type Client, type ClientOptions } from 'memo/client';
import { startRedis, type RunningServer } from '../../support/redis-server';

/** A class of one static command, as the client's types read it. */
interface Scripts {
  new (): object;
  EVAL(
    server: never,
    script: string,
    keys: number,
    ...words: (string | [string, number] | undefined)[]
  ): unknown;
}

let redis: RunningServer;
let client: Client;
let scripted: Client<[Scripts]>;

beforeAll(async () => {
  redis = await startRedis();
  client = createClient({ port: redis.port });
  scripted = createClient<[Scripts]>({ port: redis.port });
});
beforeEach(() => client.FLUSHALL());
afterAll(async () => {
  await Promise.all([client.quit(), scripted.quit()]);
  await redis.stop();
});

describe('a client', () => {
  it('sends an upper-case name as that command', async () => {
    expect(await client.SET('greeting', 'hello')).toBe('OK');
    expect(await client.GET('greeting')).toBe('hello');
    expect(await client.STRLEN('greeting')).toBe(5);
  });

  it('sends a quoted name as a command and its sub-command', async () => {
    await client['CLIENT SETNAME']?.('reader');
    expect(await client['CLIENT GETNAME']?.()).toBe('reader');
    expect(await client['OBJECT ENCODING']?.('absent')).toBeNull();
  });

  it('sends numbers, bigints, buffers and pairs', async () => {
    const script = 'return ARGV';
    expect(await scripted.EVAL(script, 0, -2.5, 12345678901234567890n)).toEqual([
      '-2.5',
      '12345678901234567890',
    ]);
    expect(await scripted.EVAL(script, 0, Buffer.from('ü'), ['a', 1])).toEqual(['ü', 'a', '1']);
  });

  it('sends no optional argument that is undefined', async () => {
    expect(await scripted.EVAL('return #ARGV', 0, 'one', undefined)).toBe(1);
  });

  it('answers maps as objects, doubles as numbers, sets as arrays, nothing as null', async () => {
    await client.HSET('hash', { field: 'value' });
    expect(await client.HGETALL('hash')).toEqual({ field: 'value' });
    await client.ZADD('scores', 1.5, 'member');
    expect(await client.ZSCORE('scores', 'member')).toBe(1.5);
    await client.SADD('set', 'member');
    expect(await client.SMEMBERS('set')).toEqual(['member']);
    expect(await client.GET('absent')).toBeNull();
  });

  it('remains an ioredis client', async () => {
    expect(client).toBeInstanceOf(Redis);
    expect(await client.incr('counter')).toBe(1);
    await expect(client.incrby('counter', 2, (_, total) => expect(total).toBe(3))).resolves.toBe(3);
    expect(client.options.port).toBe(redis.port);
  });

  it.each(['then', 'fifoadd', '@@ITERABLE@@', Symbol.iterator])('has no method %p', (name) => {
    expect(Reflect.get(client, name)).toBeUndefined();
  });

  it('subscribes, and hears messages', async () => {
    const subscriber = client.duplicate();
    const heard = new Promise((resolve) => subscriber.on('message', (...message) => resolve(message)));
    expect(await subscriber.SUBSCRIBE('news')).toBe(1);
    expect(await client.PUBLISH('news', 'hello')).toBe(1);
    expect(await heard).toEqual(['news', 'hello']);
    await subscriber.quit();
  });

  it('keeps the selected database when it reconnects', async () => {
    const other = client.duplicate();
    await other.SELECT(5);
    const closed = new Promise((resolve) => other.once('close', resolve));
    await client['CLIENT KILL']?.('ID', (await other['CLIENT ID']?.()) as number);
    await closed;
    expect(await other['CLIENT INFO']?.()).toContain(' db=5 ');
    await other.quit();
  });

  it('refuses a prefix for keys, and what is no object of options', () => {
    expect(() => createClient({ keyPrefix: 'p:' } as ClientOptions)).toThrow('without keyPrefix');
    expect(() => createClient('redis://127.0.0.1' as unknown as ClientOptions)).toThrow(
      'an object of options',
    );
  });

  it('is duplicated as the client that it is', async () => {
    const copy = client.duplicate({ db: 1 });
    await copy.SET('where', 'one');
    expect(await copy.pipeline().GET('where').exec()).toEqual([[null, 'one']]);
    expect(await client.EXISTS('where')).toBe(0);
    await copy.quit();
  });

  it('pipelines by itself when ioredis is told to', async () => {
    const automatic = client.duplicate({ enableAutoPipelining: true });
    const [, value] = await Promise.all([automatic.SET('key', 'value'), automatic.GET('key')]);
    expect(value).toBe('value');
    await automatic.quit();
  });
});

describe('a pipeline', () => {
  it('takes commands under either name', async () => {
    expect(await client.pipeline().SET('a', 1).get('a')['OBJECT REFCOUNT']?.('a').exec()).toEqual([
      [null, 'OK'],
      [null, '1'],
      [null, expect.any(Number)],
    ]);
  });

  it('takes a batch', async () => {
    expect(
      await client
        .pipeline([
          ['SET', 'a', 1],
          ['incr', 'a'],
        ])
        .INCR('a')
        .exec(),
    ).toEqual([
      [null, 'OK'],
      [null, 2],
      [null, 3],
    ]);
  });

  it('is a transaction after multi', async () => {
    expect(
      await client
        .multi([['SET', 'a', 1]])
        .INCR('a')
        .exec(),
    ).toEqual([
      [null, 'OK'],
      [null, 2],
    ]);
    expect(await client.multi({ pipeline: false })).toBe('OK');
    expect(await client.INCR('a')).toBe('QUEUED');
    expect(await client.EXEC()).toEqual([3]);
  });
});
