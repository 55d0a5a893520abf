import { createClient } from 'redis';
import { BloomFilter } from '../../examples/bloom-filter';
import { serving } from '../support/serving';

describe('A Bloom filter', () => {
  const context = serving({ structures: [BloomFilter] });
  const { say, refusal } = context;

  it('knows what was added', async () => {
    expect(await say('BF.EXISTS', 'seen', 'ada')).toBe(0);
    expect([await say('BF.ADD', 'seen', 'ada'), await say('BF.ADD', 'seen', 'ada')]).toEqual([1, 0]);
    expect(await say('BF.MADD', 'seen', 'bob', 'ada')).toEqual([1, 0]);
    expect(await say('BF.MEXISTS', 'seen', 'ada', 'bob', 'cy')).toEqual([1, 1, 0]);
  });

  it('takes no old item for a new one, and few new ones for old', async () => {
    const items = (name: string) => Array.from({ length: 1000 }, (_, n) => `${name} ${n}`);
    await say('BF.RESERVE', 'seen', 0.01, 1000);
    await say('BF.MADD', 'seen', ...items('old'));
    expect(await say('BF.MEXISTS', 'seen', ...items('old'))).toEqual(items('old').map(() => 1));
    const mistaken = ((await say('BF.MEXISTS', 'seen', ...items('new'))) as number[]).filter(Boolean);
    expect(mistaken.length).toBeGreaterThan(0);
    expect(mistaken.length).toBeLessThan(25);
  });

  it('takes about ten bits an item', async () => {
    await say('BF.RESERVE', 'seen', 0.01, 1000);
    await say('BF.MADD', 'seen', ...Array.from({ length: 1000 }, (_, n) => String(n)));
    const saved = (await context.client.dumpBuffer('seen')) as Buffer;
    expect((saved.length * 8) / 1000).toBeGreaterThan(9);
    expect((saved.length * 8) / 1000).toBeLessThan(11);
  });

  it('refuses what makes no sense', async () => {
    await say('BF.RESERVE', 'seen', 0.01, 100);
    expect(await refusal('BF.RESERVE', 'seen', 0.01, 100)).toBe('ERR item exists');
    expect(await refusal('BF.RESERVE', 'other', 1, 100)).toBe('ERR the error rate is between 0 and 1');
    expect(await refusal('BF.RESERVE', 'other', 0.1, 0)).toBe('ERR value is out of range');
    expect(await say('EXISTS', 'other')).toBe(0);
  });

  it('has the methods that clients have for the module', async () => {
    const client = await createClient({ socket: { host: '127.0.0.1', port: context.memo.port } }).connect();
    expect(await client.bf.reserve('seen', 0.01, 100)).toBe('OK');
    expect(await client.bf.add('seen', 'ada')).toBe(true);
    expect(await client.bf.mExists('seen', ['ada', 'bob'])).toEqual([true, false]);
    client.destroy();
  });
});
