import Redis from 'ioredis';
import { startMemo } from '../../support/memo';

describe('List', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let client: Redis;

  beforeAll(async () => {
    server = await startMemo();
    client = new Redis(server.port);
  });

  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  beforeEach(() => client.flushall());

  const all = (key: string) => client.lrange(key, 0, -1);

  describe('at its ends', () => {
    it('LPUSH and RPUSH answer the length', async () => {
      expect(await client.rpush('list', 'c', 'd')).toBe(2);
      expect(await client.lpush('list', 'b', 'a')).toBe(4);
      expect(await client.llen('list')).toBe(4);
      expect(await all('list')).toEqual(['a', 'b', 'c', 'd']);
      expect(await client.type('list')).toBe('list');
      expect(await client.object('ENCODING', 'list')).toBe('quicklist');
    });

    it('LPUSHX and RPUSHX push only onto a list that is there', async () => {
      expect(await client.lpushx('list', 'a')).toBe(0);
      expect(await client.rpushx('list', 'a')).toBe(0);
      expect(await client.exists('list')).toBe(0);
      await client.rpush('list', 'b');
      expect(await client.lpushx('list', 'a')).toBe(2);
      expect(await client.rpushx('list', 'c', 'd')).toBe(4);
      expect(await all('list')).toEqual(['a', 'b', 'c', 'd']);
    });

    it('LPOP and RPOP take one element', async () => {
      await client.rpush('list', 'a', 'b', 'c');
      expect(await client.lpop('list')).toBe('a');
      expect(await client.rpop('list')).toBe('c');
      expect(await client.rpop('nothing')).toBeNull();
    });

    it('LPOP and RPOP take as many as there are', async () => {
      await client.rpush('list', 'a', 'b', 'c', 'd');
      expect(await client.lpop('list', 2)).toEqual(['a', 'b']);
      expect(await client.rpop('list', 0)).toEqual([]);
      expect(await client.rpop('list', 10)).toEqual(['d', 'c']);
      expect(await client.lpop('list', 1)).toBeNull();
      await expect(client.lpop('list', -1)).rejects.toThrow('ERR value is out of range, must be positive');
    });

    it('is not logged when nothing was changed', async () => {
      await client.rpush('list', 'a');
      const heard: unknown[] = [];
      const stop = server.memo.changes.subscribe((commit) => heard.push(commit));
      const lines = [
        ['LPUSHX', 'none', 'a'],
        ['RPUSHX', 'none', 'a'],
        ['LPOP', 'none'],
        ['RPOP', 'none', '2'],
        ['LPOP', 'list', '0'],
        ['LINSERT', 'none', 'BEFORE', 'a', 'b'],
        ['LINSERT', 'list', 'BEFORE', 'none', 'b'],
        ['LREM', 'list', '0', 'none'],
        ['LREM', 'none', '0', 'a'],
        ['LMOVE', 'none', 'list', 'LEFT', 'LEFT'],
        ['LMPOP', '1', 'none', 'LEFT'],
      ];
      for (const [name, ...words] of lines) await client.call(name!, ...words);
      stop();
      expect(heard).toEqual([]);
    });

    it('is gone when it is empty, with its expiry', async () => {
      await client.rpush('list', 'a');
      await client.expire('list', 100);
      await client.rpop('list');
      expect(await client.exists('list')).toBe(0);
      await client.rpush('list', 'b');
      expect(await client.ttl('list')).toBe(-1);
    });
  });

  describe('inside', () => {
    beforeEach(() => client.rpush('list', 'a', 'b', 'c', 'd', 'e'));

    it('LINDEX counts from both ends', async () => {
      expect(await client.lindex('list', 1)).toBe('b');
      expect(await client.lindex('list', -1)).toBe('e');
      expect(await client.lindex('list', 5)).toBeNull();
      expect(await client.lindex('list', -6)).toBeNull();
    });

    it('LINDEX and LSET look for the list before they read the index', async () => {
      expect(await client.lindex('nothing', 'bad')).toBeNull();
      await expect(client.lset('nothing', 'bad', 'x')).rejects.toThrow('ERR no such key');
      await expect(client.lindex('list', 'bad')).rejects.toThrow(
        'ERR value is not an integer or out of range',
      );
    });

    it('LSET puts another element in place', async () => {
      expect(await client.lset('list', 0, 'first')).toBe('OK');
      expect(await client.lset('list', -1, '')).toBe('OK');
      expect(await all('list')).toEqual(['first', 'b', 'c', 'd', '']);
      await expect(client.lset('list', 5, 'x')).rejects.toThrow('ERR index out of range');
      await expect(client.lset('list', -6, 'x')).rejects.toThrow('ERR index out of range');
    });

    it('LINSERT puts an element beside the first that equals the pivot', async () => {
      expect(await client.linsert('list', 'BEFORE', 'a', 'x')).toBe(6);
      expect(await client.linsert('list', 'AFTER', 'e', 'x')).toBe(7);
      expect(await client.linsert('list', 'AFTER', 'x', 'y')).toBe(8);
      expect(await all('list')).toEqual(['x', 'y', 'a', 'b', 'c', 'd', 'e', 'x']);
      expect(await client.linsert('list', 'AFTER', 'missing', 'x')).toBe(-1);
      expect(await client.linsert('nothing', 'AFTER', 'a', 'x')).toBe(0);
    });

    it('LRANGE clips its ends', async () => {
      expect(await client.lrange('list', 1, 2)).toEqual(['b', 'c']);
      expect(await client.lrange('list', -2, 100)).toEqual(['d', 'e']);
      expect(await client.lrange('list', -100, 0)).toEqual(['a']);
      expect(await client.lrange('list', 3, 1)).toEqual([]);
      expect(await client.lrange('list', 5, 10)).toEqual([]);
      expect(await client.lrange('nothing', 0, -1)).toEqual([]);
    });

    it('LTRIM keeps a range', async () => {
      expect(await client.ltrim('list', 1, -2)).toBe('OK');
      expect(await all('list')).toEqual(['b', 'c', 'd']);
      expect(await client.ltrim('list', 2, 1)).toBe('OK');
      expect(await client.exists('list')).toBe(0);
    });
  });

  describe('searched', () => {
    beforeEach(() => client.rpush('list', 'a', 'b', 'a', 'c', 'a'));

    it('LREM removes equal elements from either end', async () => {
      expect(await client.lrem('list', 1, 'a')).toBe(1);
      expect(await all('list')).toEqual(['b', 'a', 'c', 'a']);
      expect(await client.lrem('list', -1, 'a')).toBe(1);
      expect(await all('list')).toEqual(['b', 'a', 'c']);
      expect(await client.lrem('list', 5, 'missing')).toBe(0);
    });

    it('LREM with 0 removes all, and an emptied list', async () => {
      expect(await client.lrem('list', 0, 'a')).toBe(3);
      expect(await client.lrem('list', 0, 'b')).toBe(1);
      expect(await client.lrem('list', 0, 'c')).toBe(1);
      expect(await client.exists('list')).toBe(0);
    });

    it('LPOS answers an index, or with COUNT an array', async () => {
      expect(await client.lpos('list', 'a')).toBe(0);
      expect(await client.lpos('list', 'x')).toBeNull();
      expect(await client.call('LPOS', 'list', 'a', 'COUNT', 2)).toEqual([0, 2]);
      expect(await client.call('LPOS', 'list', 'a', 'COUNT', 0)).toEqual([0, 2, 4]);
      expect(await client.call('LPOS', 'list', 'x', 'COUNT', 0)).toEqual([]);
    });

    it('LPOS passes over RANK - 1 matches, backwards for a negative one', async () => {
      expect(await client.call('LPOS', 'list', 'a', 'RANK', 2)).toBe(2);
      expect(await client.call('LPOS', 'list', 'a', 'RANK', -2)).toBe(2);
      expect(await client.call('LPOS', 'list', 'a', 'RANK', -1, 'COUNT', 0)).toEqual([4, 2, 0]);
      expect(await client.call('LPOS', 'list', 'a', 'RANK', 4)).toBeNull();
      await expect(client.call('LPOS', 'list', 'a', 'RANK', 0)).rejects.toThrow("ERR RANK can't be zero");
    });

    it('LPOS looks at MAXLEN elements', async () => {
      expect(await client.call('LPOS', 'list', 'c', 'MAXLEN', 3)).toBeNull();
      expect(await client.call('LPOS', 'list', 'c', 'MAXLEN', 4)).toBe(3);
      expect(await client.call('LPOS', 'list', 'a', 'COUNT', 0, 'MAXLEN', 0)).toEqual([0, 2, 4]);
      await expect(client.call('LPOS', 'list', 'a', 'MAXLEN', -1)).rejects.toThrow(
        "ERR MAXLEN can't be negative",
      );
      await expect(client.call('LPOS', 'list', 'a', 'COUNT', -1)).rejects.toThrow(
        "ERR COUNT can't be negative",
      );
    });
  });

  describe('beside others', () => {
    it('LMOVE takes from one end and gives to another', async () => {
      await client.rpush('from', 'a', 'b', 'c');
      await client.rpush('to', 'x');
      expect(await client.lmove('from', 'to', 'LEFT', 'RIGHT')).toBe('a');
      expect(await client.lmove('from', 'to', 'RIGHT', 'LEFT')).toBe('c');
      expect(await client.rpoplpush('from', 'to')).toBe('b');
      expect(await all('to')).toEqual(['b', 'c', 'x', 'a']);
      expect(await client.exists('from')).toBe(0);
      expect(await client.lmove('from', 'to', 'LEFT', 'LEFT')).toBeNull();
    });

    it('LMOVE makes a list where there is none', async () => {
      await client.rpush('from', 'a');
      expect(await client.lmove('from', 'new', 'LEFT', 'LEFT')).toBe('a');
      expect(await all('new')).toEqual(['a']);
    });

    it('a list turns round on itself, for as long as one likes', async () => {
      const values = Array.from({ length: 7 }, (_, index) => `element:${index}`);
      await client.rpush('ring', ...values);
      const turned = await Promise.all(Array.from({ length: 100 }, () => client.rpoplpush('ring', 'ring')));
      expect(turned).toEqual(Array.from({ length: 100 }, (_, index) => values[6 - (index % 7)]));
      expect(await all('ring')).toEqual([...values.slice(5), ...values.slice(0, 5)]);
    });

    it('the list that is taken from stays when the other key holds no list', async () => {
      await client.rpush('from', 'a');
      await client.set('text', 'x');
      await expect(client.rpoplpush('from', 'text')).rejects.toThrow('WRONGTYPE');
      expect(await client.rpoplpush('nothing', 'text')).toBeNull();
      expect(await all('from')).toEqual(['a']);
    });

    it('LMPOP takes from the first list that is there', async () => {
      await client.rpush('b', '1', '2', '3');
      await client.rpush('c', '4');
      expect(await client.lmpop(3, 'a', 'b', 'c', 'LEFT')).toEqual(['b', ['1']]);
      expect(await client.lmpop(3, 'a', 'b', 'c', 'RIGHT', 'COUNT', 10)).toEqual(['b', ['3', '2']]);
      expect(await client.lmpop(3, 'a', 'b', 'c', 'RIGHT')).toEqual(['c', ['4']]);
      expect(await client.lmpop(3, 'a', 'b', 'c', 'LEFT')).toBeNull();
      await expect(client.call('LMPOP', 1, 'a', 'LEFT', 'COUNT', 0)).rejects.toThrow(
        'ERR count should be greater than 0',
      );
    });
  });

  it('keeps any bytes as they are', async () => {
    const values = [
      Buffer.alloc(0),
      Buffer.from([0, 255, 13, 10]),
      Buffer.alloc(300, 200),
      Buffer.alloc(200_000, 7),
    ];
    await client.rpush('list', ...values);
    await client.copy('list', 'copy');
    await client.del('list');
    expect((await client.lrangeBuffer('copy', 0, -1)).map((value) => value.equals(values.shift()!))).toEqual(
      Array(4).fill(true),
    );
  });

  it('a copy goes its own way', async () => {
    await client.rpush('list', 'a', 'b');
    await client.copy('list', 'copy');
    await client.lset('copy', 0, 'x');
    await client.rpush('list', 'c');
    expect(await all('copy')).toEqual(['x', 'b']);
    expect(await all('list')).toEqual(['a', 'b', 'c']);
  });

  it('another type is refused', async () => {
    await client.set('text', 'x');
    await expect(client.lpush('text', 'a')).rejects.toThrow('WRONGTYPE');
    await expect(client.lindex('text', 'bad')).rejects.toThrow('WRONGTYPE');
    await client.rpush('list', 'a');
    await expect(client.get('list')).rejects.toThrow('WRONGTYPE');
  });
});
