import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Redis from 'ioredis';
import { createClient } from 'redis';
import { FIFO } from '../structures/fifo';
import { startMemo } from './support/memo';

const run = promisify(execFile);

describe('stock clients', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;

  beforeAll(async () => {
    server = await startMemo({ structures: [FIFO] });
  });

  afterAll(() => server.stop());

  const cli = async (...args: string[]) =>
    (await run('redis-cli', ['-p', String(server.port), ...args])).stdout.trim().split('\n');

  it('ioredis with its defaults: commands, pipelines, scan streams', async () => {
    const client = new Redis(server.port);
    await client.flushall();
    expect(await client.set('a', 'ä', 'EX', 100)).toBe('OK');
    expect(await client.getBuffer('a')).toEqual(Buffer.from('ä'));
    expect(
      await client.pipeline().incr('n').incrby('n', 5).rpush('l', 'x', 'y').lrange('l', 0, -1).exec(),
    ).toEqual([
      [null, 1],
      [null, 6],
      [null, 2],
      [null, ['x', 'y']],
    ]);
    const keys: string[] = [];
    for await (const some of client.scanStream({ match: '*' })) keys.push(...(some as string[]));
    expect(keys.sort()).toEqual(['a', 'l', 'n']);
    client.disconnect();
  });

  it('node-redis with its defaults: commands, multi as pipeline, scan iterator, commands of structures', async () => {
    const client = createClient({ url: `redis://127.0.0.1:${server.port}` });
    await client.connect();
    await client.flushAll();
    expect(await client.set('a', '1', { EX: 100 })).toBe('OK');
    expect(await client.ttl('a')).toBeGreaterThan(90);
    expect(await Promise.all([client.incr('a'), client.append('a', '0'), client.get('a')])).toEqual([
      2,
      2,
      '20',
    ]);
    const keys: string[] = [];
    for await (const some of client.scanIterator()) keys.push(...some);
    expect(keys).toEqual(['a']);
    expect(await client.sendCommand(['FIFOADD', 'queue', 'job'])).toBe('OK');
    expect(await client.sendCommand(['POP', 'queue'])).toBe('job');
    await client.close();
  });

  it('redis-cli: commands in RESP2 and RESP3, quotes, --scan', async () => {
    await cli('FLUSHALL');
    expect(await cli('FIFOADD', 'task queue', '42', '43')).toEqual(['OK']);
    expect(await cli('POP', 'task queue')).toEqual(['42']);
    expect(await cli('-3', 'HELLO', '3')).toContain('proto 3');
    expect(await cli('SET', 'a b', 'x')).toEqual(['OK']);
    expect((await cli('--scan')).sort()).toEqual(['a b', 'task queue']);
  });

  it('redis-cli takes the hints of a structure from COMMAND DOCS', async () => {
    const docs = (await cli('COMMAND', 'DOCS', 'FIFOADD')).join(' ');
    expect(docs).toContain('arguments');
    expect(docs).toContain('multiple');
  });
});
