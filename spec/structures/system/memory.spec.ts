import { Structure, structure, t, writes, type Server } from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Heap extends Structure {
  private readonly items: string[] = [];

  @writes('Adds items.', t.key(), t.rest(t.text('item')))
  static HEAPADD(server: Server, key: string, ...items: string[]) {
    return server.open(Heap, key).items.push(...items);
  }
}

describe('MEMORY', () => {
  const { say } = serving({ structures: [Heap] });
  const usage = async (...words: string[]) => (await say('MEMORY', 'USAGE', ...words)) as number;

  it('USAGE tells what a key and a packed value take', async () => {
    await say('SET', 'k', 'x'.repeat(16));
    await say('SET', 'large', 'x'.repeat(100_000));
    expect(await usage('k')).toBe(60);
    expect(await usage('large')).toBeGreaterThan(100_000);
    expect(await usage('large')).toBeLessThan(250_000);
  });

  it('USAGE tells what stands in the place of a packed value', async () => {
    for (let i = 0; i < 1000; i++) await say('RPUSH', 'list', 'x'.repeat(100));
    expect(await usage('list')).toBeGreaterThan(100_000);
    expect(await usage('list')).toBeLessThan(200_000);
  });

  it('USAGE estimates what an object takes from some of its items', async () => {
    await say('HEAPADD', 'heap', ...Array.from({ length: 100 }, (_, i) => 'x'.repeat(i < 5 ? 1 : 1000)));
    expect(await usage('heap')).toBeLessThan(10_000);
    expect(await usage('heap', 'SAMPLES', '50')).toBeGreaterThan(80_000);
    expect(await usage('heap', 'SAMPLES', '0')).toBeGreaterThan(95_000);
    expect(await usage('heap', 'SAMPLES', '0')).toBeLessThan(120_000);
  });

  it('STATS has figures of the keys and of the heap', async () => {
    await say('MSET', 'a', 'x', 'b', 'x');
    const flat = (await say('MEMORY', 'STATS')) as (string | number)[];
    const figures = new Map(
      flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]] as const] : [])),
    );
    expect(figures.get('keys.count')).toBe(2);
    expect(figures.get('dictionary.used')).toBeGreaterThan(64);
    expect(figures.get('total.allocated')).toBeGreaterThan(figures.get('heap.used') as number);
    expect(Number(figures.get('fragmentation'))).toBeGreaterThan(0);
  });

  it('PURGE, DOCTOR and MALLOC-STATS answer', async () => {
    expect(await say('MEMORY', 'PURGE')).toBe('OK');
    expect(await say('MEMORY', 'DOCTOR')).toMatch(/^(Nothing is wrong|\* )/);
    expect(await say('MEMORY', 'MALLOC-STATS')).toMatch(/^old_space: \d+ of \d+$/m);
  });
});

describe('OBJECT FREQ', () => {
  const { say } = serving({});

  it('goes with a value to another key', async () => {
    await say(
      'CONFIG',
      'SET',
      'maxmemory-policy',
      'allkeys-lfu',
      'lfu-log-factor',
      '0',
      'lfu-decay-time',
      '0',
    );
    await say('SET', 'k', 'text');
    for (let i = 0; i < 10; i++) await say('GET', 'k');
    await say('RENAME', 'k', 'l');
    expect(await say('OBJECT', 'FREQ', 'l')).toBe(15);
    await say('MOVE', 'l', 1);
    await say('SELECT', 1);
    expect(await say('OBJECT', 'FREQ', 'l')).toBe(15);
    await say('SELECT', 0);
  });
});
