import KeyvRedis, { createKeyv, Keyv } from '@keyv/redis';
import { createCache } from 'cache-manager';
import { onBothServers } from '../support/both-servers';
import { eventually } from '../support/eventually';

onBothServers('@keyv/redis', (server) => {
  const address = () => `redis://127.0.0.1:${server.port}`;
  const closing = (keyv: Keyv) => server.closing(keyv, (one) => one.disconnect());

  it('sets, gets, expires and deletes, one and many', async () => {
    const keyv = closing(createKeyv(address(), { throwOnErrors: true }));
    await keyv.set('a', { deep: ['ä'] });
    expect(await keyv.get('a')).toEqual({ deep: ['ä'] });
    await keyv.setMany([
      { key: 'b', value: 1 },
      { key: 'c', value: 2, ttl: 60_000 },
    ]);
    expect(await keyv.getMany(['a', 'b', 'c', 'd'])).toEqual([{ deep: ['ä'] }, 1, 2, undefined]);
    expect(await keyv.hasMany(['b', 'd'])).toEqual([true, false]);
    await keyv.set('short', 'x', 20);
    await eventually(async () => expect(await keyv.get('short')).toBeUndefined());
    expect(await keyv.deleteMany(['a', 'b'])).toBe(true);
    expect(await keyv.has('a')).toBe(false);
  });

  it('keeps name spaces apart, iterates over one, and clears it alone', async () => {
    const [users, posts] = ['users', 'posts'].map((namespace) =>
      closing(new Keyv({ store: new KeyvRedis(address()), namespace, useKeyPrefix: false })),
    ) as [Keyv, Keyv];
    const names = Array.from({ length: 150 }, (_, index) => `name${index}`);
    await users.setMany(names.map((key) => ({ key, value: key })));
    await posts.set('a', 'post');
    const found: unknown[] = [];
    for await (const [key] of users.iterator!({})) found.push(key);
    expect(new Set(found)).toEqual(new Set(names));
    await users.clear();
    expect(await users.get('name1')).toBeUndefined();
    expect(await posts.get('a')).toBe('post');
  });
});

onBothServers('cache-manager', (server) => {
  it('wraps a function, lets a value go stale, and takes it back', async () => {
    const stores = [createKeyv(`redis://127.0.0.1:${server.port}`)];
    const cache = server.closing(createCache({ stores, ttl: 60_000 }), (one) => one.disconnect());
    const work = jest.fn(() => Promise.resolve({ answer: 42 }));
    expect(await cache.wrap('question', work)).toEqual({ answer: 42 });
    expect(await cache.wrap('question', work)).toEqual({ answer: 42 });
    expect(work).toHaveBeenCalledTimes(1);
    expect(await cache.ttl('question')).toBeGreaterThan(Date.now());
    await cache.mset([
      { key: 'a', value: 1 },
      { key: 'b', value: 2 },
    ]);
    expect(await cache.mget(['a', 'b', 'none'])).toEqual([1, 2, undefined]);
    await cache.del('question');
    await cache.wrap('question', work);
    expect(work).toHaveBeenCalledTimes(2);
    await cache.clear();
    expect(await cache.get('a')).toBeUndefined();
  });
});
