import { createClient } from 'redis';
import { type Entity, EntityId, Repository, Schema } from 'redis-om';
import { onBothServers } from '../support/both-servers';

interface Album extends Entity {
  artist: string;
  year: number;
  live: boolean;
  genres: string[];
  released: Date;
  at: { longitude: number; latitude: number };
}

const schema = new Schema<Album>(
  'album',
  {
    artist: { type: 'string' },
    year: { type: 'number' },
    live: { type: 'boolean' },
    genres: { type: 'string[]' },
    released: { type: 'date' },
    at: { type: 'point' },
  },
  { dataStructure: 'HASH' },
);

const album: Album = {
  artist: 'Mushroomhead',
  year: 2014,
  live: false,
  genres: ['metal', 'ä'],
  released: new Date(1_400_000_000_000),
  at: { longitude: 12.5, latitude: -4 },
};

onBothServers('redis-om with hashes', (server) => {
  it('saves, fetches, expires and removes', async () => {
    const client = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    server.closing(await client.connect(), (one) => one.destroy());
    const albums = new Repository(schema, client as never);
    const id = (await albums.save(album))[EntityId]!;
    expect(await albums.fetch(id)).toMatchObject({ ...album, [EntityId]: id });
    expect(await client.hGet(`album:${id}`, 'year')).toBe('2014');
    await albums.save('second', { ...album, year: 2015 });
    expect((await albums.fetch(id, 'second')).map(({ year }) => year)).toEqual([2014, 2015]);
    await albums.expire('second', 60);
    expect(await client.ttl('album:second')).toBeGreaterThan(0);
    await albums.remove(id);
    expect(await albums.fetch(id)).not.toHaveProperty('artist');
  });
});
