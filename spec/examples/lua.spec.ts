import fc from 'fast-check';
import { Autocomplete } from '../../examples/autocomplete';
import { BloomFilter } from '../../examples/bloom-filter';
import { Leaderboard } from '../../examples/leaderboard';
import { Lock } from '../../examples/lock';
import { Sessions } from '../../examples/sessions';
import { SlidingWindow } from '../../examples/sliding-window';
import { TokenBucket } from '../../examples/token-bucket';
import { luaScripts } from '../support/lua';
import { serving } from '../support/serving';

const BEGINNING = 1_700_000_000_000;

const structures = [Autocomplete, BloomFilter, Leaderboard, Lock, Sessions, SlidingWindow, TokenBucket];

/** What the pages in docs/examples say of the scripts that structures replace: both answer the same. */
describe('The script that an example replaces', () => {
  let now = BEGINNING;
  const { say } = serving({ structures, clock: { now: () => now } });
  const lua = luaScripts();

  const property = <T>(steps: fc.Arbitrary<T>, each: (step: T, index: number) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 25, size: 'max' }), async (all) => {
        await Promise.all([say('FLUSHALL'), lua.client.flushall()]);
        for (const [index, step] of all.entries()) await each(step, index);
      }),
      { numRuns: 15 },
    );

  // Times are long: Redis' own clock goes on meanwhile, and must not end what Memo's leaves.
  it('token bucket', () =>
    property(
      fc.record({ after: fc.integer({ min: 0, max: 600_000 }), wanted: fc.integer({ min: 1, max: 5 }) }),
      async ({ after, wanted }) => {
        now += after;
        const expected = await lua.run('token-bucket', 'take', ['ada'], 5, 0.003, wanted, now);
        expect(await say('TAKE', 'ada', 5, 0.003, wanted)).toEqual(expected);
      },
    ));

  it('sliding window', () =>
    property(
      fc.record({ after: fc.integer({ min: 0, max: 900_000 }), limit: fc.integer({ min: 2, max: 5 }) }),
      async ({ after, limit }, name) => {
        now += after;
        const expected = await lua.run('sliding-window', 'hit', ['ada'], limit, 3_600_000, now, name);
        expect(await say('HIT', 'ada', limit, 3_600_000)).toEqual(expected);
      },
    ));

  it('leaderboard', () =>
    property(
      fc.record({
        player: fc.constantFrom('ada', 'bob', 'cy', 'dot', 'eve'),
        points: fc.constantFrom(1, 2, 0.5, -1),
      }),
      async ({ player, points }) => {
        const expected = await lua.run('leaderboard', 'score', ['board'], player, points);
        expect(await say('SCORE', 'board', player, points)).toEqual(expected);
        for (const other of ['ada', 'eve']) {
          const around = await lua.run('leaderboard', 'around', ['board'], other, 1);
          expect(await say('AROUND', 'board', other, 1)).toEqual(around);
        }
      },
    ));

  it('lock', async () => {
    const both = async (name: string, words: readonly (string | number)[], keys = ['l']) => {
      const expected = await lua.run('lock', name, keys, ...words);
      expect(await say(name.toUpperCase(), 'l', ...words)).toEqual(expected);
    };
    const lock = () => both('lock', [3_600_000], ['l', 'counter']);
    await lock();
    await lock();
    await both('renew', [1, 7_200_000]);
    await both('unlock', [2]);
    await both('unlock', [1]);
    await both('renew', [1, 1000]);
    await lock();
    await both('unlock', [1]);
    now += 3_600_001;
    await lua.client.pexpire('l', 0);
    await both('unlock', [2]);
    await lock();
    expect(await say('HOLDER', 'l')).toEqual([3, 3_600_000]);
  });

  it('autocomplete', () =>
    property(
      fc.record({ phrase: fc.stringMatching(/^[Aab]{1,4}$/), times: fc.integer({ min: 1, max: 3 }) }),
      async ({ phrase, times }) => {
        expect(await say('TYPED', 'words', phrase, times)).toBe(
          await lua.run('autocomplete', 'typed', ['words'], phrase, times),
        );
        for (const beginning of ['a', 'AB', 'baa']) {
          const expected = await lua.run('autocomplete', 'complete', ['words'], beginning, 10);
          expect(await say('COMPLETE', 'words', beginning, 10)).toEqual(expected);
        }
      },
    ));

  it('bloom filter', async () => {
    const [bits, each] = [8 * Math.ceil((40 * 4.793) / 8), 3];
    await say('BF.RESERVE', 'seen', 0.1, 40);
    for (let n = 0; n < 60; n++) {
      const item = `item ${n % 45}`;
      for (const name of ['exists', 'add']) {
        const expected = await lua.run('bloom-filter', name, ['seen'], item, bits, each);
        expect(await say(`BF.${name.toUpperCase()}`, 'seen', item)).toBe(expected);
      }
    }
    expect(await say('BF.MEXISTS', 'seen', 'item 1', 'another')).toEqual([1, 0]);
  });

  it('sessions', async () => {
    const keys = ['ada', 'ada:times'];
    const login = async (devices: number) => {
      const id = String(await say('LOGIN', 'ada', 3600, devices));
      return lua.run('sessions', 'login', keys, id, 3_600_000, devices, now) as Promise<string>;
    };
    const same = async (id: string) => {
      now += 10;
      const expected = await lua.run('sessions', 'session', keys, id, now);
      expect(await say('SESSION', 'ada', id)).toEqual(expected);
    };
    const first = await login(2);
    now += 1000;
    const second = await login(2);
    for (const id of [first, 'nobody']) {
      const expected = await lua.run('sessions', 'remember', keys, id, now, 'cart', '3', 'lang', 'en');
      expect(await say('REMEMBER', 'ada', id, 'cart', '3', 'lang', 'en')).toBe(expected);
    }
    now += 1_000_000;
    for (const id of [first, second, 'nobody']) await same(id);
    now += 3_599_500;
    for (const id of [first, second]) await same(id);
    const third = await login(2);
    for (const id of [first, second, third]) await same(id);
    now += 3_600_001;
    for (const id of [first, second, third]) await same(id);
    await login(2);
    expect(await say('DEVICES', 'ada')).toHaveLength(2);
  });

  it('search, for which clients agree on who searches', async () => {
    const ask = (name: string) => lua.run('search', 'ask', ['results', 'lease'], name, 60_000);
    expect([await ask('ada'), await ask('bob')]).toEqual([['search'], ['wait']]);
    expect(await lua.run('search', 'keep', ['results', 'lease'], 'bob', 'stale')).toBe(0);
    expect(await lua.run('search', 'keep', ['results', 'lease'], 'ada', 'red')).toBe(1);
    expect(await ask('bob')).toEqual(['found', 'red']);
  });
});
