import Redis from 'ioredis';
import { startMemo } from '../../support/memo';

const NOW = 1_700_000_000_000;

describe('String', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let client: Redis;

  beforeAll(async () => {
    server = await startMemo({ clock: { now: () => NOW } });
    client = new Redis(server.port);
  });

  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  beforeEach(() => client.flushall());

  /** The server answers this line with this error. */
  const refused = (line: string, error: string) => {
    const [command = '', ...words] = line.split(' ');
    return expect(client.call(command, ...words)).rejects.toThrow(error);
  };

  const encoding = () => client.object('ENCODING', 'key');

  describe('as a whole', () => {
    it('SET and GET keep every byte', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      expect(await client.set('key', bytes)).toBe('OK');
      expect(await client.getBuffer('key')).toEqual(bytes);
      expect(await client.strlen('key')).toBe(256);
      expect(await client.get('nothing')).toBeNull();
    });

    it('SET replaces whatever was there, and its expiry', async () => {
      await client.rpush('key', 'element');
      await client.expire('key', 100);
      await client.set('key', 'value');
      expect(await client.type('key')).toBe('string');
      expect(await client.ttl('key')).toBe(-1);
    });

    it('SET NX sets what is absent, SET XX what is there', async () => {
      expect(await client.set('key', 'a', 'XX')).toBeNull();
      expect(await client.set('key', 'a', 'NX')).toBe('OK');
      expect(await client.set('key', 'b', 'NX')).toBeNull();
      expect(await client.set('key', 'b', 'XX')).toBe('OK');
      expect(await client.get('key')).toBe('b');
    });

    it('SET GET answers the value before, and that also when the condition refuses', async () => {
      expect(await client.set('key', 'a', 'GET')).toBeNull();
      expect(await client.set('key', 'b', 'GET')).toBe('a');
      expect(await client.set('key', 'c', 'NX', 'GET')).toBe('b');
      expect(await client.get('key')).toBe('b');
    });

    it('SET EX, PX, EXAT and PXAT let it expire, KEEPTTL keeps that', async () => {
      await client.set('key', 'value', 'EX', 100);
      expect(await client.pexpiretime('key')).toBe(NOW + 100_000);
      await client.set('key', 'value', 'PX', 1500);
      expect(await client.pexpiretime('key')).toBe(NOW + 1500);
      await client.set('key', 'value', 'EXAT', 2_000_000_000);
      expect(await client.pexpiretime('key')).toBe(2_000_000_000_000);
      await client.set('key', 'value', 'PXAT', 2_000_000_000_001);
      await client.set('key', 'other', 'KEEPTTL');
      expect(await client.pexpiretime('key')).toBe(2_000_000_000_001);
    });

    it('SET with a time in the past leaves nothing', async () => {
      await client.set('key', 'before');
      expect(await client.set('key', 'value', 'PXAT', NOW - 1)).toBe('OK');
      expect(await client.exists('key')).toBe(0);
    });

    it('SETEX and PSETEX let it expire, SETNX sets only what is absent', async () => {
      expect(await client.setex('key', 10, 'value')).toBe('OK');
      expect(await client.pttl('key')).toBe(10_000);
      expect(await client.psetex('key', 10, 'value')).toBe('OK');
      expect(await client.pttl('key')).toBe(10);
      expect(await client.setnx('key', 'other')).toBe(0);
      expect(await client.setnx('new', 'other')).toBe(1);
    });

    it('GETSET answers the value before, and forgets the expiry', async () => {
      expect(await client.getset('key', 'a')).toBeNull();
      await client.expire('key', 100);
      expect(await client.getset('key', 'b')).toBe('a');
      expect(await client.ttl('key')).toBe(-1);
      expect(await client.get('key')).toBe('b');
    });

    it('GETDEL answers the value, which is gone', async () => {
      await client.set('key', 'value');
      expect(await client.getdel('key')).toBe('value');
      expect(await client.getdel('key')).toBeNull();
      expect(await client.exists('key')).toBe(0);
    });

    it('GETEX answers the value, and changes when it expires', async () => {
      await client.set('key', 'value');
      expect(await client.getex('key', 'EX', 100)).toBe('value');
      expect(await client.ttl('key')).toBe(100);
      expect(await client.getex('key')).toBe('value');
      expect(await client.ttl('key')).toBe(100);
      expect(await client.getex('key', 'PERSIST')).toBe('value');
      expect(await client.ttl('key')).toBe(-1);
      expect(await client.getex('key', 'PXAT', NOW)).toBe('value');
      expect(await client.exists('key')).toBe(0);
      expect(await client.getex('key', 'EX', 100)).toBeNull();
    });

    it('MSET, MSETNX and MGET go over several keys', async () => {
      expect(await client.mset('a', '1', 'b', '2', 'a', '3')).toBe('OK');
      expect(await client.msetnx('c', '4', 'a', '5')).toBe(0);
      expect(await client.msetnx('c', '4', 'd', '5')).toBe(1);
      await client.rpush('list', 'element');
      expect(await client.mget('a', 'b', 'c', 'list', 'nothing', 'a')).toEqual([
        '3',
        '2',
        '4',
        null,
        null,
        '3',
      ]);
    });
  });

  describe('refusals', () => {
    it.each(['NX XX', 'EX 1 PX 1', 'EX 1 KEEPTTL', 'EX', 'PERSIST', 'EX 0 nonsense'])(
      'SET %s is a syntax error',
      async (options) => {
        await refused(`SET key value ${options}`, 'ERR syntax error');
        expect(await client.exists('key')).toBe(0);
      },
    );

    it('SET takes the last of a time that is given twice', async () => {
      await client.call('SET', 'key', 'value', 'EX', '1', 'EX', '100');
      expect(await client.ttl('key')).toBe(100);
    });

    it('a time must be a positive number that 64 bits of milliseconds hold', async () => {
      await refused('SET key value EX 1.5', 'ERR value is not an integer or out of range');
      await refused('SET key value EX 0', "ERR invalid expire time in 'set' command");
      await refused('SET key value EX 9223372036854775', "ERR invalid expire time in 'set' command");
      await refused('SETEX key -1 value', "ERR invalid expire time in 'setex' command");
      await refused('PSETEX key 9223372036854775807 value', "ERR invalid expire time in 'psetex' command");
      expect(await client.set('key', 'value', 'EXAT', '9223372036854775')).toBe('OK');
      await refused('GETEX key EXAT 9223372036854776', "ERR invalid expire time in 'getex' command");
    });

    it('the syntax comes before the type, the type before the condition', async () => {
      await client.rpush('list', 'element');
      await refused('SET list value GET nonsense', 'ERR syntax error');
      await refused('SET list value GET EX 0', "ERR invalid expire time in 'set' command");
      await refused('SET list value GET NX', 'WRONGTYPE');
      await refused('GETEX list EX 0', 'WRONGTYPE');
      await refused('INCRBY list x', 'ERR value is not an integer or out of range');
      await refused('DECRBY list -9223372036854775808', 'ERR decrement would overflow');
      await refused('SETRANGE list -1 x', 'ERR offset is out of range');
      await refused('INCRBYFLOAT list x', 'WRONGTYPE');
      expect(await client.call('GETEX', 'nothing', 'EX', '0')).toBeNull();
    });

    it('MSET wants a value for every key', async () => {
      await refused('MSET a 1 b', "ERR wrong number of arguments for 'mset' command");
      expect(await client.exists('a')).toBe(0);
    });
  });

  describe('in parts', () => {
    it('APPEND makes and grows a value, and keeps its expiry', async () => {
      expect(await client.append('key', 'Hello')).toBe(5);
      await client.expire('key', 100);
      expect(await client.append('key', ' World')).toBe(11);
      expect(await client.get('key')).toBe('Hello World');
      expect(await client.ttl('key')).toBe(100);
    });

    it('APPEND of nothing to nothing makes an empty value', async () => {
      expect(await client.append('key', '')).toBe(0);
      expect(await client.exists('key')).toBe(1);
      expect(await client.get('key')).toBe('');
    });

    it.each([
      [0, -1, 'This is a string'],
      [0, 3, 'This'],
      [-3, -1, 'ing'],
      [10, 100, 'string'],
      [-100, 3, 'This'],
      [5, 3, ''],
      [-1, -5, ''],
      [16, 20, ''],
    ])('GETRANGE and SUBSTR %i %i', async (start, end, expected) => {
      await client.set('key', 'This is a string');
      expect(await client.getrange('key', start, end)).toBe(expected);
      expect(await client.substr('key', start, end)).toBe(expected);
      expect(await client.getrange('nothing', start, end)).toBe('');
    });

    it('SETRANGE overwrites, and pads with zero bytes', async () => {
      await client.set('key', 'Hello World');
      expect(await client.setrange('key', 6, 'Redis')).toBe(11);
      expect(await client.setrange('key', 13, '!')).toBe(14);
      expect(await client.get('key')).toBe('Hello Redis\0\0!');
      expect(await client.setrange('new', 2, 'x')).toBe(3);
      expect(await client.get('new')).toBe('\0\0x');
    });

    it('SETRANGE of nothing does nothing', async () => {
      expect(await client.setrange('key', 5, '')).toBe(0);
      expect(await client.exists('key')).toBe(0);
    });

    it('nothing grows past proto-max-bulk-len', async () => {
      const tooLong = 'ERR string exceeds maximum allowed size (proto-max-bulk-len)';
      await refused('SETRANGE key 536870912 x', tooLong);
      await client.config('SET', 'proto-max-bulk-len', '1048576');
      await client.set('key', 'x'.repeat(1048575));
      expect(await client.append('key', 'x')).toBe(1048576);
      await refused('APPEND key x', tooLong);
      await refused('SETRANGE key 1048576 x', tooLong);
      await client.config('SET', 'proto-max-bulk-len', '536870912');
    });
  });

  describe('as an integer', () => {
    it('INCR, DECR, INCRBY and DECRBY count from 0', async () => {
      expect(await client.incr('a')).toBe(1);
      expect(await client.decr('b')).toBe(-1);
      expect(await client.incrby('c', 42)).toBe(42);
      expect(await client.decrby('d', -42)).toBe(42);
      expect(await client.mget('a', 'b', 'c', 'd')).toEqual(['1', '-1', '42', '42']);
    });

    it.each([
      ['9', 1, '10'],
      ['-10', 1, '-9'],
      ['0', -1, '-1'],
      ['99', -100, '-1'],
      ['999999999999999', 1, '1000000000000000'],
      ['1000000000000000', -1, '999999999999999'],
      ['9007199254740991', 2, '9007199254740993'],
      ['9223372036854775806', 1, '9223372036854775807'],
      ['-9223372036854775807', -1, '-9223372036854775808'],
    ])('%s and %i is %s', async (value, increment, expected) => {
      await client.set('key', value, 'EX', 100);
      await client.call('INCRBY', 'key', increment);
      expect(await client.get('key')).toBe(expected);
      expect(await client.ttl('key')).toBe(100);
      await client.call('DECRBY', 'key', increment);
      expect(await client.get('key')).toBe(value);
    });

    it('an increment past 2^53 is exact', async () => {
      await client.set('key', '-900719925474099');
      await client.call('INCRBY', 'key', '9007199254740993');
      expect(await client.get('key')).toBe('8106479329266894');
    });

    it('64 bits are the limit', async () => {
      await client.mset('most', '9223372036854775807', 'least', '-9223372036854775808');
      await refused('INCR most', 'ERR increment or decrement would overflow');
      await refused('DECR least', 'ERR increment or decrement would overflow');
      await refused('DECRBY most -9223372036854775808', 'ERR decrement would overflow');
      await refused('INCRBY most 9223372036854775808', 'ERR value is not an integer or out of range');
    });

    it.each(['', 'abc', '1.0', ' 1', '01', '-0', '9223372036854775808'])('%j is none', async (value) => {
      await client.set('key', value);
      await refused('INCR key', 'ERR value is not an integer or out of range');
      expect(await client.get('key')).toBe(value);
    });
  });

  describe('as a float', () => {
    it('INCRBYFLOAT adds, and keeps the expiry', async () => {
      await client.set('key', '10.50', 'EX', 100);
      expect(await client.incrbyfloat('key', 0.1)).toBe('10.6');
      expect(await client.incrbyfloat('key', '-5')).toBe('5.6');
      expect(await client.ttl('key')).toBe(100);
      expect(await client.incrbyfloat('new', '2.0e2')).toBe('200');
    });

    it('refuses what is no number, and what is no finite sum', async () => {
      await client.mset('text', 'abc', 'infinite', 'inf');
      await refused('INCRBYFLOAT text 1', 'ERR value is not a valid float');
      await refused('INCRBYFLOAT new nan', 'ERR value is not a valid float');
      await refused('INCRBYFLOAT infinite 1', 'ERR increment would produce NaN or Infinity');
      expect(await client.get('text')).toBe('abc');
      expect(await client.exists('new')).toBe(0);
    });
  });

  describe('LCS', () => {
    beforeEach(() => client.mset('a', 'ohmytext', 'b', 'mynewtext'));

    it('answers the subsequence, or its length', async () => {
      expect(await client.lcs('a', 'b')).toBe('mytext');
      expect(await client.lcs('a', 'b', 'LEN')).toBe(6);
      expect(await client.lcs('a', 'nothing')).toBe('');
    });

    const range = (first: number, last: number) => [first, last];

    it('IDX answers where the parts are', async () => {
      const text = [range(4, 7), range(5, 8)];
      const my = [range(2, 3), range(0, 1)];
      expect(await client.lcs('a', 'b', 'IDX')).toEqual(['matches', [text, my], 'len', 6]);
      expect(await client.call('LCS', 'a', 'b', 'IDX', 'MINMATCHLEN', '4', 'WITHMATCHLEN')).toEqual([
        'matches',
        [[...text, 4]],
        'len',
        6,
      ]);
    });

    it('refuses other types first, then bad options', async () => {
      await client.rpush('list', 'element');
      await refused('LCS list a nonsense', 'ERR The specified keys must contain string values');
      await refused('LCS a b nonsense', 'ERR syntax error');
      await refused('LCS a b MINMATCHLEN x nonsense', 'ERR value is not an integer or out of range');
      await refused('LCS a b LEN IDX', 'ERR If you want both the length and indexes, please just use IDX.');
    });

    it('refuses strings whose table would exceed proto-max-bulk-len', async () => {
      await client.mset('a', 'x'.repeat(20_000), 'b', 'x'.repeat(20_000));
      await refused(
        'LCS a b',
        'ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len',
      );
    });
  });

  describe('OBJECT ENCODING', () => {
    it.each([
      ['12', 'int'],
      ['-9223372036854775808', 'int'],
      ['9223372036854775808', 'embstr'],
      ['', 'embstr'],
      ['01', 'embstr'],
      ['x'.repeat(44), 'embstr'],
      ['x'.repeat(45), 'raw'],
    ])('of %j is %s', async (value, expected) => {
      await client.set('key', value);
      expect(await encoding()).toBe(expected);
    });

    it('follows the commands that write', async () => {
      await client.append('key', '12');
      expect(await encoding()).toBe('int');
      await client.append('key', '3');
      expect(await encoding()).toBe('raw');
      await client.incr('key');
      expect(await encoding()).toBe('int');
      await client.incrbyfloat('key', 1);
      expect(await encoding()).toBe('embstr');
      await client.setrange('key', 0, '9');
      expect(await encoding()).toBe('raw');
      await client.getset('key', '7');
      expect(await encoding()).toBe('int');
    });
  });

  describe('the log', () => {
    const logged: string[] = [];
    let unsubscribe: () => void;

    beforeAll(() => {
      unsubscribe = server.memo.changes.subscribe(({ changes }) => {
        logged.push(...changes.map(({ words }) => words.map((word) => word.toString('latin1')).join(' ')));
      });
    });

    afterAll(() => {
      unsubscribe();
    });

    beforeEach(async () => {
      await client.set('key', 'value');
      logged.length = 0;
    });

    it.each([
      ['SET key a', 'SET key a'],
      ['SET key a GET', 'SET key a'],
      ['SET key a XX GET KEEPTTL', 'SET key a KEEPTTL'],
      ['SET key a EX 100', `SET key a PXAT ${NOW + 100_000}`],
      ['SETEX key 100 a', `SET key a PXAT ${NOW + 100_000}`],
      ['PSETEX key 100 a', `SET key a PXAT ${NOW + 100}`],
      ['GETSET key a', 'SET key a'],
      ['GETDEL key', 'DEL key'],
      ['GETEX key PX 100', `PEXPIREAT key ${NOW + 100}`],
      ['GETEX key PXAT 1', 'DEL key'],
      ['INCRBYFLOAT n 1.5', 'SET n 1.5 KEEPTTL'],
      ['INCR n', 'INCR n'],
    ])('has of %s: %s', async (line, expected) => {
      const [command, ...words] = line.split(' ');
      await client.call(command!, ...words);
      expect(logged).toEqual([expected]);
    });

    it.each([
      'SET key a NX',
      'SET nothing a XX GET',
      'SETNX key a',
      'MSETNX key a nothing b',
      'GETDEL nothing',
      'GETEX key',
      'GETEX nothing EX 1',
      'GETEX key PERSIST',
    ])('has nothing of %s, which changes nothing', async (line) => {
      const [command, ...words] = line.split(' ');
      await client.call(command!, ...words);
      expect(logged).toEqual([]);
    });

    it('has PERSIST of GETEX PERSIST, keeps bytes as they are', async () => {
      await client.set('key', Buffer.from([0xff]), 'EX', 100);
      await client.getex('key', 'PERSIST');
      expect(logged).toEqual([`SET key \xff PXAT ${NOW + 100_000}`, 'PERSIST key']);
    });
  });
});
