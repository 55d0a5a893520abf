import Redis from 'ioredis';
import { createClient } from 'redis';
import { FIFO } from '../../structures/fifo';
import { startMemo } from '../support/memo';
import { Program } from '../support/program';

describe('a structure, called by stock clients', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;

  beforeAll(async () => {
    server = await startMemo({ structures: [FIFO] });
  });
  afterAll(() => server.stop());

  it('ioredis', async () => {
    const client = new Redis(server.port);
    expect(await client.call('FIFOADD', 'queue', 'job')).toBe('OK');
    expect(await client.pipeline().call('SIZE', 'queue').call('POP', 'queue').exec()).toEqual([
      [null, 1],
      [null, 'job'],
    ]);
    client.disconnect();
  });

  it('node-redis', async () => {
    const client = await createClient({ socket: { host: '127.0.0.1', port: server.port } }).connect();
    expect(await client.sendCommand(['FIFOADD', 'queue', 'job'])).toBe('OK');
    expect(await client.multi().addCommand(['POP', 'queue']).exec()).toEqual(['job']);
    client.destroy();
  });

  it('redis-cli', async () => {
    const cli = (...words: string[]) =>
      new Program('redis-cli', ['-p', String(server.port), ...words]).ends();
    expect(await cli('FIFOADD', 'task queue', '42', '43')).toBe('OK\n');
    expect(await cli('POP', 'task queue')).toBe('42\n');
  });

  it('redis-cli, which hints at its arguments and shows its help', async () => {
    const terminal = Program.onTerminal('redis-cli', '-p', String(server.port));
    await terminal.shows(/> $/);
    terminal.type('FIFOADD ');
    await terminal.shows('key value [value ...]');
    terminal.type('q 1\r');
    await terminal.shows(/OK\n[^]*> $/);
    terminal.type('HELP FIFOADD\r');
    await terminal.shows('summary: Append values');
    await terminal.stop();
  });
});
