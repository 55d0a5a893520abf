import { onBothServers } from '../support/both-servers';
import { Program } from '../support/program';

const TESTS = [
  'PING_INLINE',
  'PING_MBULK',
  ...['SET', 'GET', 'INCR', 'LPUSH', 'RPUSH', 'LPOP', 'RPOP', 'SADD', 'HSET', 'SPOP', 'ZADD', 'ZPOPMIN'],
  'LPUSH (needed to benchmark LRANGE)',
  ...[100, 300, 500, 600].map((count) => `LRANGE_${count} (first ${count} elements)`),
  'MSET (10 keys)',
];

onBothServers('redis-benchmark', (server) => {
  /** It ends with an error as soon as the server answers one. */
  const benchmark = (...words: string[]) =>
    new Program('redis-benchmark', ['-p', String(server.port), '-n', '500', ...words]).ends();

  it.each([
    ['as it is', []],
    ['in pipelines of 16', ['-P', '16']],
    ['in RESP3, with random keys', ['-3', '-r', '1000']],
    ['with tracked keys', ['--enable-tracking']],
  ])('runs its whole set %s', async (_how, options) => {
    const lines = (await benchmark('--csv', ...options)).trimEnd().split('\n').slice(1);
    expect(lines.map((line) => /^"([^"]*)",/.exec(line)?.[1])).toEqual(TESTS);
  });

  it('runs chosen tests, and a command of its own', async () => {
    expect(await benchmark('-q', '-t', 'set,get,zadd')).toMatch(
      /SET: .*GET: .*ZADD: .* requests per second/s,
    );
    expect(await benchmark('-q', 'HINCRBY', 'h', '__rand_int__', '1')).toMatch(
      /HINCRBY .* requests per second/,
    );
  });
});
