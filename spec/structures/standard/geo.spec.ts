import { serving } from '../../support/serving';

const PALERMO = [13.361389, 38.115556, 'Palermo'] as const;
const CATANIA = [15.087269, 37.502669, 'Catania'] as const;

describe('Geo', () => {
  const context = serving({});
  const { say, refusal } = context;

  it('GEOADD makes a sorted set', async () => {
    expect(await say('GEOADD', 'sicily', ...PALERMO, ...CATANIA)).toBe(2);
    expect(await say('TYPE', 'sicily')).toBe('zset');
    expect(await say('ZSCORE', 'sicily', 'Palermo')).toBe('3479099956230698');
    expect(await say('GEOHASH', 'sicily', 'Palermo', 'nowhere')).toEqual(['sqc8b49rny0', null]);
    expect(await say('GEODIST', 'sicily', 'Palermo', 'Catania', 'km')).toBe('166.2742');
  });

  it('GEOSEARCH tells what is within a circle or a box', async () => {
    await say('GEOADD', 'sicily', ...PALERMO, ...CATANIA);
    const around = ['GEOSEARCH', 'sicily', 'FROMLONLAT', 15, 37] as const;
    expect(await say(...around, 'BYRADIUS', 200, 'km', 'ASC')).toEqual(['Catania', 'Palermo']);
    expect(await say(...around, 'BYRADIUS', 100, 'km', 'WITHDIST')).toEqual([['Catania', '56.4413']]);
    expect(await say(...around, 'BYBOX', 100, 400, 'km')).toEqual(['Catania']);
    expect(await refusal(...around, 'BYRADIUS', 1, 'yd')).toMatch('unsupported unit');
  });

  it('a few of very many are found by looking at few', async () => {
    for (let row = 0; row < 50; row++) {
      const members = Array.from({ length: 100 }, (_, i) => [i / 10_000, row / 10_000, `m${row}:${i}`]);
      await say('GEOADD', 'g', ...members.flat());
    }
    const all = ['GEOSEARCH', 'g', 'FROMLONLAT', 0, 0, 'BYRADIUS', 100, 'km'] as const;
    expect(await say(...all)).toHaveLength(5000);
    expect(await say(...all, 'COUNT', 3, 'ANY')).toHaveLength(3);
    expect(await say(...all, 'COUNT', 3)).toEqual(['m0:0', 'm0:1', 'm1:0']);
  });

  it('what changes nothing is not in the log', async () => {
    const logged: string[] = [];
    const stop = context.memo.changes.subscribe(({ changes }) => {
      logged.push(...changes.map(({ words }) => words.map(String).join(' ')));
    });
    await say('GEOADD', 'g', ...PALERMO);
    await say('GEOADD', 'g', ...PALERMO);
    await say('GEOADD', 'g', 'NX', 1, 1, 'Palermo');
    await say('GEORADIUS', 'g', 15, 37, 200, 'km');
    await say('GEORADIUS', 'g', 15, 37, 200, 'km', 'STORE', 'd');
    await say('GEOSEARCHSTORE', 'none', 'g', 'FROMLONLAT', 1, 1, 'BYRADIUS', 1, 'km');
    stop();
    expect(logged).toEqual(['GEOADD g 13.361389 38.115556 Palermo', 'GEORADIUS g 15 37 200 km STORE d']);
  });
});
