import type { Commit } from '../../../lib/index';
import { SetValue } from '../../../structures/standard/set';
import { serving } from '../../support/serving';

const LONG = 'x'.repeat(65);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const words = (count: number) => numbers(count).map((text) => `member:${text}`);

describe('Set', () => {
  const context = serving({ structures: [SetValue] });
  const { say } = context;
  const members = async (key = 's') => (await context.client.smembers(key)).sort();
  const encoding = (key = 's') => say('OBJECT', 'ENCODING', key);

  /** The commands that the log says of what runs. */
  async function logged(act: () => Promise<unknown>): Promise<string[][]> {
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    await act();
    stop();
    return commits.flatMap(({ changes }) => changes.map((change) => change.words.map(String)));
  }

  it('SADD answers how many are new, SREM how many there were', async () => {
    expect(await say('SADD', 's', 'a', 'b', 'a')).toBe(2);
    expect(await say('SADD', 's', 'b', 'c')).toBe(1);
    expect(await say('SREM', 's', 'a', 'x', 'a')).toBe(1);
    expect(await members()).toEqual(['b', 'c']);
    expect(await say('SREM', 's', 'b', 'c')).toBe(2);
    expect(await say('EXISTS', 's')).toBe(0);
  });

  it.each([
    ['integers', numbers(300)],
    ['integers past what is packed', numbers(1000)],
    ['few words', words(20)],
    ['more words than are packed', words(500)],
    ['a long word', ['a', LONG]],
  ])('keeps %s', async (_, all) => {
    await say('SADD', 's', ...all);
    expect(await say('SCARD', 's')).toBe(all.length);
    expect(await members()).toEqual([...all].sort());
    expect(await say('SMISMEMBER', 's', ...all, 'other', '-7')).toEqual([...all.map(() => 1), 0, 0]);
    await say('SREM', 's', ...all.slice(1));
    expect(await members()).toEqual(all.slice(0, 1));
  });

  it('is an intset until a word or too many integers come, and a hashtable from then on', async () => {
    await say('SADD', 's', ...numbers(512));
    expect(await encoding()).toBe('intset');
    await say('SADD', 's', '512');
    expect(await encoding()).toBe('hashtable');
    await say('SREM', 's', ...numbers(510));
    expect(await encoding()).toBe('hashtable');
    await say('SADD', 't', '1', 'a');
    await say('SREM', 't', 'a');
    expect(await encoding('t')).toBe('hashtable');
  });

  it('SPOP takes each member once', async () => {
    for (const all of [numbers(20), words(20), words(300)]) {
      await say('SADD', 's', ...all);
      const popped = [await say('SPOP', 's')];
      popped.push(...((await say('SPOP', 's', 9)) as string[]));
      expect(await say('SCARD', 's')).toBe(all.length - 10);
      popped.push(...((await say('SPOP', 's', all.length)) as string[]));
      expect(popped.sort()).toEqual([...all].sort());
      expect(await say('EXISTS', 's')).toBe(0);
    }
  });

  it('SPOP of nearly all leaves a set of its own encoding', async () => {
    await say('SADD', 's', ...numbers(20), 'a');
    await say('SREM', 's', 'a');
    const popped = (await say('SPOP', 's', 17)) as string[];
    expect(await encoding()).toBe('intset');
    expect([...popped, ...(await members())].sort()).toEqual(numbers(20).sort());
  });

  it('SRANDMEMBER answers different members, or with a negative count any', async () => {
    await say('SADD', 's', ...words(200));
    for (const count of [1, 50, 150, 200, 500]) {
      const drawn = (await say('SRANDMEMBER', 's', count)) as string[];
      expect(new Set(drawn).size).toBe(Math.min(count, 200));
    }
    const drawn = (await say('SRANDMEMBER', 's', -1000)) as string[];
    expect(drawn).toHaveLength(1000);
    expect(new Set(drawn).size).toBeGreaterThan(150);
    await expect(say('SRANDMEMBER', 's', -(2 ** 40))).rejects.toThrow('ERR value is out of range');
    expect(await say('SCARD', 's')).toBe(200);
  });

  it('SMOVE takes from one and gives to another', async () => {
    await say('SADD', 's', 'a', '1');
    expect(await say('SMOVE', 's', 't', '1')).toBe(1);
    expect(await say('SMOVE', 's', 't', '1')).toBe(0);
    expect(await say('SMOVE', 's', 's', 'a')).toBe(1);
    expect(await encoding('t')).toBe('intset');
    expect(await say('SMOVE', 's', 't', 'a')).toBe(1);
    expect(await say('EXISTS', 's')).toBe(0);
    expect(await members('t')).toEqual(['1', 'a']);
  });

  it('what is stored takes the place of any value, sources too', async () => {
    await say('SET', 'text', 'x');
    await say('SADD', 's', ...words(200), ...numbers(5));
    await say('SADD', 't', ...numbers(10));
    expect(await say('SINTERSTORE', 'text', 's', 't')).toBe(5);
    expect([await members('text'), await encoding('text')]).toEqual([numbers(5), 'intset']);
    expect(await say('SDIFFSTORE', 't', 's', 't')).toBe(200);
    expect(await members('t')).toEqual(words(200).sort());
    expect(await say('SUNIONSTORE', 's', 'text', 's', 't')).toBe(205);
    expect(await say('SDIFFSTORE', 's', 's', 's')).toBe(0);
    expect(await say('EXISTS', 's')).toBe(0);
  });

  it('SSCAN goes through all members in steps', async () => {
    await say('SADD', 's', ...words(1000));
    const seen: string[] = [];
    let cursor = '0';
    do {
      const [next, found] = await context.client.sscan('s', cursor, 'COUNT', 20);
      if (next !== '0') expect(found.length).toBeGreaterThanOrEqual(20);
      seen.push(...found);
      cursor = next;
    } while (cursor !== '0');
    expect(seen.sort()).toEqual(words(1000).sort());
  });

  it('keeps any bytes', async () => {
    const all = [Buffer.alloc(0), Buffer.from([0, 255, 13, 10]), Buffer.alloc(300, 7), Buffer.alloc(5000, 9)];
    await context.client.sadd('s', ...all);
    await say('COPY', 's', 'copy');
    await say('DEL', 's');
    const kept = await context.client.smembersBuffer('copy');
    expect(kept.sort((a, b) => a.length - b.length)).toEqual(all);
  });

  describe('what the log says', () => {
    it('SPOP is SREM of what it took, DEL when it took all', async () => {
      await say('SADD', 's', 'a', 'b', 'c', 'd');
      const [first] = await logged(async () => {
        const popped = (await say('SPOP', 's', 2)) as string[];
        expect(popped).toHaveLength(2);
      });
      expect([first!.slice(0, 2), first!.length]).toEqual([['SREM', 's'], 4]);
      expect(await logged(() => say('SPOP', 's', 2))).toEqual([['DEL', 's']]);
      await say('SADD', 's', 'a');
      expect(await logged(() => say('SPOP', 's'))).toEqual([['SREM', 's', 'a']]);
    });

    it('many are taken by several commands', async () => {
      await say('SADD', 's', ...words(3000));
      const commands = await logged(() => say('SPOP', 's', 2500));
      expect(commands.map((command) => command.length)).toEqual([1002, 1002, 502]);
    });

    it('SPOP that leaves an intset of a hashtable makes one in replay, too', async () => {
      await say('SADD', 's', ...numbers(20), 'a');
      await say('SREM', 's', 'a');
      await say('PEXPIREAT', 's', 4_102_444_800_000);
      const commands = await logged(() => say('SPOP', 's', 17));
      expect(commands.map(([name]) => name)).toEqual(['SREM', 'SUNIONSTORE', 'PEXPIREAT']);
      expect(await encoding()).toBe('intset');
      await say('SADD', 't', ...words(20));
      expect((await logged(() => say('SPOP', 't', 17))).map(([name]) => name)).toEqual(['SREM']);
      expect(await say('PEXPIRETIME', 's')).toBe(4_102_444_800_000);
    });

    it.each([
      ['few words', words(100), 90],
      ['many words', words(600), 550],
      ['many integers', numbers(2000), 1900],
      ['integers', numbers(300), 280],
      ['half of them', words(600), 300],
    ])('SPOP leaves of %s what replay leaves, laid out as there', async (_, all, count) => {
      await say('SADD', 's', ...all);
      await say('SREM', 's', all[0]!);
      await say('COPY', 's', 'replica');
      const commands = await logged(() => say('SPOP', 's', count));
      for (const [name, ...rest] of commands)
        await say(name!, ...rest.map((word) => (word === 's' ? 'replica' : word)));
      expect(await encoding('replica')).toBe(await encoding());
      const left = (await say('SMEMBERS', 's')) as string[];
      expect(((await say('SMEMBERS', 'replica')) as string[]).sort()).toEqual(left.sort());
      expect(await say('SRANDMEMBER', 's', 3)).toHaveLength(3);
    });

    it('what changed nothing is not there', async () => {
      await say('SADD', 's', 'a');
      const commands = await logged(async () => {
        await say('SADD', 's', 'a');
        await say('SREM', 's', 'b');
        await say('SPOP', 's', 0);
        await say('SPOP', 'none');
        await say('SPOP', 'none', 3);
        await say('SMOVE', 's', 'none', 'b');
        await say('SMOVE', 's', 's', 'a');
        await say('SINTERSTORE', 'none', 's', 'none');
        await say('SDIFFSTORE', 'none', 's', 's');
      });
      expect(commands).toEqual([]);
    });
  });

  it('another type is refused', async () => {
    await say('SET', 'text', 'x');
    await expect(say('SADD', 'text', 'a')).rejects.toThrow('WRONGTYPE');
    await expect(say('SMOVE', 'text', 's', 'a')).rejects.toThrow('WRONGTYPE');
    await expect(say('SINTER', 's', 'text')).rejects.toThrow('WRONGTYPE');
    await say('SADD', 's', 'a');
    await expect(say('GET', 's')).rejects.toThrow('WRONGTYPE');
  });
});
