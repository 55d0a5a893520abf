import Redis from 'ioredis';
import { RateLimiterRedisNonAtomic } from 'rate-limiter-flexible';
import { onBothServers } from '../support/both-servers';

onBothServers('rate-limiter-flexible, without Lua', (server) => {
  it('counts, refuses, blocks, and gives points back', async () => {
    const storeClient = server.closing(new Redis(server.port), (client) => client.disconnect());
    const limiter = new RateLimiterRedisNonAtomic({ storeClient, points: 2, duration: 60 });
    expect(await limiter.consume('visitor')).toMatchObject({ consumedPoints: 1, remainingPoints: 1 });
    await limiter.consume('visitor');
    await expect(limiter.consume('visitor')).rejects.toMatchObject({ consumedPoints: 3, remainingPoints: 0 });
    expect(await limiter.reward('visitor', 2)).toMatchObject({ consumedPoints: 1 });
    await limiter.block('visitor', 60);
    await expect(limiter.consume('visitor')).rejects.toMatchObject({ remainingPoints: 0 });
    expect(await limiter.delete('visitor')).toBe(true);
    expect(await limiter.get('visitor')).toBeNull();
  });
});
