import { createClient, isReplyError, type Client, type ReplyError } from 'memo/client';
import { startRedis, type RunningServer } from '../../support/redis-server';

let redis: RunningServer;
let client: Client;

beforeAll(async () => {
  redis = await startRedis();
  client = createClient({ port: redis.port });
  await client.SET('text', 'hello');
});
afterAll(async () => {
  await client.quit();
  await redis.stop();
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('the command was not refused');
    },
    (error: unknown) => error as ReplyError,
  );

describe('the error of a refused command', () => {
  it('says its code and its command', async () => {
    const error = await refusal(client.LPUSH('text', 1, 'two'));
    expect(isReplyError(error)).toBe(true);
    expect(error.code).toBe('WRONGTYPE');
    expect(error.message).toMatch(/^WRONGTYPE Operation against a key/);
    expect(error.command).toEqual({ name: 'LPUSH', args: ['text', '1', 'two'] });
  });

  it('says them for ioredis’ names, callbacks and commands sent before the connection was there', async () => {
    const early = client.duplicate();
    expect(await refusal(early.incr('text'))).toMatchObject({
      code: 'ERR',
      command: { name: 'INCR', args: ['text'] },
    });
    const error = await new Promise((resolve) => void early.incr('text', resolve));
    expect(error).toMatchObject({ code: 'ERR', command: { name: 'INCR', args: ['text'] } });
    await early.quit();
  });

  it('says them in a pipeline', async () => {
    const replies = await client.pipeline().GET('text').LLEN('text').exec();
    expect(replies?.[0]).toEqual([null, 'hello']);
    expect(replies?.[1]?.[0]).toMatchObject({ code: 'WRONGTYPE', command: { name: 'LLEN', args: ['text'] } });
  });

  it('says them in a transaction', async () => {
    const replies = await client.multi().GET('text').INCR('text').LLEN('text').exec();
    expect(replies?.[1]?.[0]).toMatchObject({ code: 'ERR', command: { name: 'INCR', args: ['text'] } });
    expect(replies?.[2]?.[0]).toMatchObject({ code: 'WRONGTYPE', command: { name: 'LLEN', args: ['text'] } });
  });

  it('says them when the transaction itself is refused', async () => {
    const error = await refusal(client.multi().call('nosuch').exec());
    expect(error).toMatchObject({ code: 'EXECABORT', command: { name: 'EXEC', args: [] } });
  });

  it('is not what a lost connection gives', async () => {
    const lost = createClient({ port: redis.port, lazyConnect: true });
    lost.disconnect();
    const error = await refusal(lost.GET('text'));
    expect(error.message).toBe('Connection is closed.');
    expect(isReplyError(error)).toBe(false);
  });
});
