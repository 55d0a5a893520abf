import Redis from 'ioredis';
import { FIFO } from '../../structures/fifo';
import { startMemo } from '../support/memo';

describe('FIFO', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let client: Redis;

  beforeAll(async () => {
    server = await startMemo({ structures: [FIFO] });
    client = new Redis(server.port);
  });

  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  beforeEach(() => client.flushall());

  it('gives values back in the order in which they were added', async () => {
    expect(await client.call('FIFOADD', 'task queue', 42, 43)).toBe('OK');
    expect(await client.call('SIZE', 'task queue')).toBe(2);
    expect(await client.call('POP', 'task queue')).toBe('42');
    expect(await client.call('POP', 'task queue')).toBe('43');
    expect(await client.call('POP', 'task queue')).toBeNull();
  });

  it('keeps the order of more values than JavaScript takes parameters', async () => {
    const values = Array.from({ length: 200_000 }, (_, value) => String(value));
    expect(await client.call('FIFOADD', ['queue', ...values])).toBe('OK');
    const taken = await Promise.all(values.map(() => client.call('POP', 'queue')));
    expect(taken).toEqual(values);
    expect(await client.call('SIZE', 'queue')).toBe(0);
  });

  it('stays when it is empty, since it is no container', async () => {
    await client.call('FIFOADD', 'queue', 'job');
    await client.call('POP', 'queue');
    expect(await client.exists('queue')).toBe(1);
    expect(await client.type('queue')).toBe('fifo');
  });

  it('is not there until something is added', async () => {
    await expect(client.call('POP', 'nothing')).rejects.toThrow('ERR no such key');
    await expect(client.call('SIZE', 'nothing')).rejects.toThrow('ERR no such key');
  });

  it('refuses the key of another type, and its own key to another type', async () => {
    await client.set('text', 'hello');
    await expect(client.call('POP', 'text')).rejects.toThrow('WRONGTYPE');
    await expect(client.call('FIFOADD', 'text', 'x')).rejects.toThrow('WRONGTYPE');
    await client.call('FIFOADD', 'queue', 'x');
    await expect(client.get('queue')).rejects.toThrow('WRONGTYPE');
  });

  it('names its command when words are missing', async () => {
    await expect(client.call('FIFOADD', 'queue')).rejects.toThrow(
      "ERR wrong number of arguments for 'fifoadd' command",
    );
    await expect(client.call('POP')).rejects.toThrow("ERR wrong number of arguments for 'pop' command");
  });
});
