import { onBothServers } from '../support/both-servers';
import { Program } from '../support/program';

onBothServers('redis-cli', (server) => {
  const run = (...words: string[]) => new Program('redis-cli', ['-p', String(server.port), ...words]);
  const cli = async (...words: string[]) => (await run(...words).ends()).trimEnd().split('\n');
  const beside = (...words: string[]) => server.closing(run(...words), (program) => program.stop());
  const onTerminal = (...words: string[]) =>
    server.closing(Program.onTerminal('redis-cli', '-p', String(server.port), ...words), (program) =>
      program.stop(),
    );

  beforeEach(() => cli('FLUSHALL'));

  /** A key of each type. */
  const fill = async () => {
    await cli('MSET', 'text', 'hello', 'n', '1');
    await cli('RPUSH', 'list', 'a', 'b', 'c');
    await cli('SADD', 'set', 'a');
    await cli('HSET', 'hash', 'f', 'v', 'g', 'w');
    await cli('ZADD', 'zset', '1', 'a');
    await cli('XADD', 'stream', '1-1', 'f', 'v');
  };

  describe('one command', () => {
    it('prints replies for people and for programs', async () => {
      await fill();
      expect(await cli('SET', 'a b', 'x')).toEqual(['OK']);
      expect(await cli('LRANGE', 'list', '0', '-1')).toEqual(['a', 'b', 'c']);
      expect(await cli('--no-raw', 'LRANGE', 'list', '0', '-1')).toEqual(['1) "a"', '2) "b"', '3) "c"']);
      expect(await cli('--no-raw', 'INCR', 'n')).toEqual(['(integer) 2']);
      expect(await cli('--no-raw', 'GET', 'none')).toEqual(['(nil)']);
      expect(await cli('--csv', 'LRANGE', 'list', '0', '-1')).toEqual(['"a","b","c"']);
      expect(await cli('LPUSH', 'text', 'x')).toEqual([expect.stringMatching(/^WRONGTYPE/)]);
    });

    it('speaks RESP3, and prints its types', async () => {
      await fill();
      expect(await cli('-3', 'HELLO')).toContain('proto 3');
      expect(await cli('-3', '--no-raw', 'HGETALL', 'hash')).toEqual(['1# "f" => "v"', '2# "g" => "w"']);
      expect(await cli('-3', '--no-raw', 'ZSCORE', 'zset', 'a')).toEqual(['(double) 1']);
      expect(await cli('-3', '--no-raw', 'SMEMBERS', 'set')).toEqual(['1~ "a"']);
      expect(await cli('-3', '--json', 'HGETALL', 'hash')).toEqual(['{"f":"v","g":"w"}']);
      expect(await cli('--json', 'LRANGE', 'list', '0', '-1')).toEqual(['["a","b","c"]']);
    });

    it('takes the last word from standard input', async () => {
      expect(await run('-x', 'SET', 'a').ends('line\n')).toBe('OK\n');
      expect(await cli('STRLEN', 'a')).toEqual(['5']);
    });

    it('repeats a command, selects a database, and reads commands line by line', async () => {
      expect(await cli('-r', '3', '-i', '0.01', 'INCR', 'n')).toEqual(['1', '2', '3']);
      expect(await cli('-n', '5', 'EXISTS', 'n')).toEqual(['0']);
      expect(await run().ends('SET a "x y"\nGET a\nMULTI\nINCR n\nEXEC\n')).toBe('OK\nx y\nOK\nQUEUED\n4\n');
    });

    it('takes an address, and ends with an error when it is told to', async () => {
      const address = `redis://127.0.0.1:${server.port}/3`;
      expect(await new Program('redis-cli', ['-u', address, 'CLIENT', 'INFO']).ends()).toContain(' db=3 ');
      await expect(cli('-e', 'LPUSH', 'list')).rejects.toThrow('ended with 1: ERR wrong number of arguments');
    });

    it('waits for an element', async () => {
      const waiting = run('BLPOP', 'list', '0');
      const pushed = run('-r', '-1', '-i', '0.01', 'RPUSH', 'list', 'x');
      server.closing(pushed, (program) => program.stop());
      expect(await waiting.ends()).toBe('list\nx\n');
    });
  });

  describe('many keys', () => {
    it('--pipe sends what stands in a file', async () => {
      const commands = Array.from({ length: 1000 }, (_, index) => `SET key:${index} ${index}\r\n`).join('');
      expect(await run('--pipe').ends(commands)).toContain('errors: 0, replies: 1000');
      expect(await cli('DBSIZE')).toEqual(['1000']);
      expect(await cli('--scan', '--pattern', 'key:99?')).toHaveLength(10);
    });

    it('--bigkeys and --memkeys find the largest key of each type', async () => {
      await fill();
      const found = (await cli('--bigkeys')).join('\n');
      expect(found).toContain('Sampled 7 keys in the keyspace!');
      expect(found).toContain(`Biggest   list found '"list"' has 3 items`);
      expect(found).toContain(`Biggest   hash found '"hash"' has 2 fields`);
      expect(found).toContain(`Biggest string found '"text"' has 5 bytes`);
      expect(found).toContain(`Biggest stream found '"stream"' has 1 entries`);
      expect(found).toContain('1 zsets with 1 members');
      expect((await cli('--memkeys')).join('\n')).toMatch(/Biggest stream found '"stream"' has \d+ bytes/);
    });

    it('--hotkeys finds the keys that are used most', async () => {
      await cli('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lfu');
      await cli('MSET', 'hot', 'x', 'cold', 'x');
      await run().ends('GET hot\n'.repeat(200));
      expect((await cli('--hotkeys')).join('\n')).toMatch(/hot key found with counter: \d+\tkeyname: "hot"/);
      await cli('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    });
  });

  describe('watching a server', () => {
    it('--latency measures', async () => {
      expect(await cli('--latency', '-i', '0.05')).toEqual([
        expect.stringMatching(/^\d+ \d+ \d+\.\d\d \d+$/),
      ]);
      await onTerminal('--latency').shows(/min: \d+, max: \d+, avg: /);
      await onTerminal('--latency-history', '-i', '0.1').shows('seconds range');
    });

    it('--stat shows a line of figures again and again', async () => {
      await fill();
      await onTerminal('--stat', '-i', '0.02').shows(
        /keys +mem +clients[^]*\n7 +\d+\.\d+[KMG] +\d+ +0 +\d+ \(\+\d+\)/,
      );
    });

    it('MONITOR prints what others send', async () => {
      const monitor = beside('MONITOR');
      await monitor.shows('OK');
      await cli('SET', 'a', 'x y');
      await monitor.shows(/\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "SET" "a" "x y"/);
    });
  });

  describe('channels', () => {
    it('prints messages', async () => {
      const subscriber = beside('SUBSCRIBE', 'news');
      await subscriber.shows('subscribe\nnews\n1');
      expect(await cli('PUBLISH', 'news', 'hello')).toEqual(['1']);
      await subscriber.shows('message\nnews\nhello');
      const patterns = beside('-3', 'PSUBSCRIBE', 'n*');
      await patterns.shows('psubscribe');
      expect(await cli('PUBLISH', 'news', 'again')).toEqual(['2']);
      await patterns.shows('again');
    });
  });

  /** What is typed before a prompt is there is lost. */
  describe('on a terminal', () => {
    it('hints at arguments as one types, and knows the commands of the server', async () => {
      const terminal = onTerminal();
      await terminal.shows(/> $/);
      terminal.type('GETRANGE ');
      await terminal.shows('key start end');
      terminal.type('a 0 1\r');
      await terminal.shows(/""\n[^]*> $/);
      terminal.type('HELP LPUSH\r');
      await terminal.shows('since: 1.0.0');
    });

    it('shows a transaction, and asks again with MULTI', async () => {
      const terminal = onTerminal();
      await terminal.shows(/> $/);
      terminal.type('MULTI\r');
      await terminal.shows(/OK\n[^]*\(TX\)> $/);
      terminal.type('INCR n\r');
      await terminal.shows(/QUEUED\n[^]*> $/);
      terminal.type('EXEC\r');
      await terminal.shows('1) (integer) 1');
    });

    it('hears messages in subscribed mode, and leaves it', async () => {
      const terminal = onTerminal('-3');
      await terminal.shows(/> $/);
      terminal.type('SUBSCRIBE news\r');
      await terminal.shows('1) "subscribe"');
      await cli('PUBLISH', 'news', 'hello');
      await terminal.shows('3) "hello"');
    });
  });
});

onBothServers(
  'redis-cli with a password',
  (server) => {
    const cli = (...words: string[]) =>
      new Program('redis-cli', ['-p', String(server.port), ...words]).ends();

    it('authenticates', async () => {
      expect(await cli('PING')).toContain('NOAUTH Authentication required.');
      expect(await cli('--no-auth-warning', '-a', 'secret', 'PING')).toBe('PONG\n');
      expect(await cli('--no-auth-warning', '--user', 'default', '--pass', 'secret', '-3', 'PING')).toBe(
        'PONG\n',
      );
      expect(await cli('--no-auth-warning', '-a', 'wrong', 'PING')).toContain('WRONGPASS');
    });
  },
  { requirepass: 'secret' },
);
