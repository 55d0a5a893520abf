import Redis from 'ioredis';
import { FIFO } from '../../structures/fifo';
import { Suggest } from '../../structures/suggest';
import { startMemo } from '../support/memo';

describe('Suggest', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let client: Redis;

  beforeAll(async () => {
    server = await startMemo({ structures: [FIFO, Suggest] });
    client = new Redis(server.port);
  });

  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  beforeEach(() => client.flushall());

  const learn = () =>
    client.call('SUGGESTADD', 'en', 'the', 90, 'then', 40, 'than', 30, 'tea', 20, 'London', 5);

  it('adds words, and answers how many are new', async () => {
    expect(await client.call('SUGGESTADD', 'en', 'the', 90, 'then', 40, 'The', 1)).toBe(2);
    expect(await client.call('SUGGESTADD', 'en', 'then', 2, 'tea', 20)).toBe(1);
    expect(await client.call('WORDS', 'en')).toBe(3);
    expect(await client.call('FREQUENCY', 'en', 'THE')).toBe(91);
    expect(await client.call('FREQUENCY', 'en', 'then')).toBe(42);
    expect(await client.call('FREQUENCY', 'en', 'unknown')).toBe(0);
    expect(await client.type('en')).toBe('suggest');
  });

  it('suggests the nearest words first, then the most frequent, then by the alphabet', async () => {
    await learn();
    expect(await client.call('SUGGEST', 'en', 'teh')).toEqual(['the', 'tea', 'then']);
    await client.call('SUGGESTADD', 'en', 'thy', 90, 'tho', 90);
    expect(await client.call('SUGGEST', 'en', 'thx', 'DISTANCE', 1)).toEqual(['the', 'tho', 'thy']);
  });

  it('suggests as many as are asked for, as near as is asked for, and tells distance and count', async () => {
    await learn();
    expect(await client.call('SUGGEST', 'en', 'teh', 'COUNT', 2)).toEqual(['the', 'tea']);
    expect(await client.call('SUGGEST', 'en', 'teh', 'DISTANCE', 0)).toEqual([]);
    expect(await client.call('SUGGEST', 'en', 'the', 'distance', 0, 'count', 3)).toEqual(['the']);
    expect(await client.call('SUGGEST', 'en', 'teh', 'WITHCOUNTS', 'DISTANCE', 1)).toEqual([
      ['the', 1, 90],
      ['tea', 1, 20],
    ]);
  });

  it('corrects to the best word, in the case of the misspelt one', async () => {
    await learn();
    expect(await client.call('CORRECT', 'en', 'teh')).toBe('the');
    expect(await client.call('CORRECT', 'en', 'Teh')).toBe('The');
    expect(await client.call('CORRECT', 'en', 'LODNN')).toBe('LONDON');
    expect(await client.call('CORRECT', 'en', 'london')).toBe('London');
    expect(await client.call('CORRECT', 'en', 'tea')).toBe('tea');
    expect(await client.call('CORRECT', 'en', 'nowhere')).toBeNull();
  });

  it('corrects short words by fewer edits, unless told otherwise', async () => {
    await learn();
    expect(await client.call('CORRECT', 'en', 'xhy')).toBeNull();
    expect(await client.call('CORRECT', 'en', 'xhy', 'DISTANCE', 2)).toBe('the');
    expect(await client.call('CORRECT', 'en', 'a')).toBeNull();
  });

  it('learns the words of a text', async () => {
    expect(await client.call('SUGGESTLEARN', 'en', "The cat sat. The cat didn't, the 2 hats!")).toBe(8);
    expect(await client.call('FREQUENCY', 'en', 'the')).toBe(3);
    expect(await client.call('SUGGEST', 'en', 'tat')).toEqual(['cat', 'sat', 'the', 'hats']);
    expect(await client.call('CORRECT', 'en', 'didnt')).toBe("didn't");
    expect(await client.call('SUGGESTLEARN', 'en', '1 + 1 = 2')).toBe(0);
  });

  it('forgets words, and is gone with the last', async () => {
    await learn();
    expect(await client.call('FORGET', 'en', 'The', 'unknown', 'tea')).toBe(2);
    expect(await client.call('SUGGEST', 'en', 'teh')).toEqual(['then']);
    expect(await client.call('FORGET', 'en', 'then', 'than', 'london')).toBe(3);
    expect(await client.exists('en')).toBe(0);
  });

  it('reads an absent key as one without words', async () => {
    expect(await client.call('SUGGEST', 'none', 'teh')).toEqual([]);
    expect(await client.call('CORRECT', 'none', 'teh')).toBeNull();
    expect(await client.call('WORDS', 'none')).toBe(0);
    expect(await client.call('FREQUENCY', 'none', 'teh')).toBe(0);
    expect(await client.call('FORGET', 'none', 'teh')).toBe(0);
    expect(await client.call('SUGGESTLEARN', 'none', '...')).toBe(0);
    expect(await client.exists('none')).toBe(0);
  });

  it('is copied with its words, which then are its own', async () => {
    await learn();
    await client.copy('en', 'copy');
    await client.call('SUGGESTADD', 'copy', 'the', 10, 'ten', 99);
    expect(await client.call('SUGGEST', 'copy', 'teh', 'WITHCOUNTS', 'COUNT', 2)).toEqual([
      ['the', 1, 100],
      ['ten', 1, 99],
    ]);
    expect(await client.call('SUGGEST', 'en', 'teh', 'WITHCOUNTS', 'COUNT', 1)).toEqual([['the', 1, 90]]);
    expect(await client.call('WORDS', 'en')).toBe(5);
  });

  it('adds no word at all when one of them is none', async () => {
    const refusal = 'ERR a word has 1 to 128 letters';
    await expect(client.call('SUGGESTADD', 'en', 'the', 90, '', 1)).rejects.toThrow(refusal);
    await expect(client.call('SUGGESTADD', 'en', 'the', 90, 'a'.repeat(129), 1)).rejects.toThrow(refusal);
    expect(await client.exists('en')).toBe(0);
  });

  it('refuses counts and options that make no sense', async () => {
    await expect(client.call('SUGGESTADD', 'en', 'the', 0)).rejects.toThrow('ERR value is out of range');
    await expect(client.call('SUGGESTADD', 'en', 'the', 'many')).rejects.toThrow(
      'ERR value is not an integer',
    );
    await expect(client.call('SUGGESTADD', 'en', 'the')).rejects.toThrow('ERR wrong number of arguments');
    await expect(client.call('SUGGESTADD', 'en', 'the', 1, 'then')).rejects.toThrow(
      'ERR wrong number of arguments',
    );
    await expect(client.call('SUGGEST', 'en', 'teh', 'DISTANCE', 3)).rejects.toThrow(
      'ERR DISTANCE must be 0, 1 or 2',
    );
    await expect(client.call('SUGGEST', 'en', 'teh', 'COUNT', 0)).rejects.toThrow(
      'ERR COUNT must be from 1 to 1000',
    );
    await expect(client.call('SUGGEST', 'en', 'teh', 'NEAR')).rejects.toThrow('ERR syntax error');
  });

  it('finds every word, however many share what is left of them', async () => {
    const words = Array.from({ length: 1023 }, (_, n) => `ab${String.fromCharCode(0x4e00 + n, 0x4e00 + n)}`);
    await client.call('SUGGESTADD', 'en', ...[...words, 'qa', 'qb'].flatMap((word) => [word, 1]));
    expect(await client.call('SUGGEST', 'en', 'qab', 'DISTANCE', 1)).toEqual(['qa', 'qb']);
  });

  it('counts no further than integers are exact', async () => {
    await client.call('SUGGESTADD', 'en', 'the', '9223372036854775807');
    await client.call('SUGGESTADD', 'en', 'the', 1);
    expect(await client.call('FREQUENCY', 'en', 'the')).toBeGreaterThanOrEqual(Number.MAX_SAFE_INTEGER);
  });

  it('refuses the key of another type', async () => {
    await client.call('FIFOADD', 'queue', 'the');
    await expect(client.call('SUGGESTADD', 'queue', 'the', 1)).rejects.toThrow('WRONGTYPE');
    await expect(client.call('SUGGEST', 'queue', 'teh')).rejects.toThrow('WRONGTYPE');
  });
});
