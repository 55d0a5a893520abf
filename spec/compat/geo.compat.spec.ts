import { comparison } from './compare';

const compare = comparison();

/** Numbers from 0 to 1 that are the same in each run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const EDGES = ['-180', '180', '0', '-179.999999', '179.9999999'];
const POLES = ['-85.05112878', '85.05112878', '0', '66.0001', '-80.0001'];

/** Positions all over the world, some of them on its edges, some close together. */
function positions(count: number, seed: number): string[] {
  const next = numbersFrom(seed);
  const among = (words: readonly string[]) => words[Math.floor(next() * words.length)]!;
  return Array.from({ length: count }, () => {
    const kind = next();
    const longitude = kind < 0.1 ? among(EDGES) : (kind < 0.6 ? next() * 360 - 180 : 9 + next()).toFixed(7);
    const latitude =
      kind > 0.05 && kind < 0.15 ? among(POLES) : (kind < 0.6 ? next() * 170 - 85 : 40 + next()).toFixed(7);
    return `${longitude} ${latitude}`;
  });
}

const filled = (count: number, seed: number) =>
  `GEOADD g ${positions(count, seed)
    .map((position, index) => `${position} m${index}`)
    .join(' ')}`;

const lines = (...all: readonly string[]) => all.join('\n');

/** Searches around many positions, in all units and sizes. */
function searches(seed: number, count: number): string {
  const next = numbersFrom(seed);
  const among = (words: readonly string[]) => words[Math.floor(next() * words.length)]!;
  const size = () => (next() < 0.2 ? among(['0', '1', '1e5', '1e9']) : (10 ** (next() * 7)).toFixed(3));
  const each = positions(count, seed + 1).map((position) => {
    const from = next() < 0.5 ? `FROMLONLAT ${position}` : `FROMMEMBER m${Math.floor(next() * 40)}`;
    const by = next() < 0.5 ? `BYRADIUS ${size()}` : `BYBOX ${size()} ${size()}`;
    const order = among(['', 'ASC', 'DESC', 'COUNT 3', 'COUNT 20 DESC', 'COUNT 5 ANY', 'COUNT 7 ANY ASC']);
    const show = among(['', 'WITHCOORD', 'WITHHASH WITHDIST', 'WITHDIST WITHCOORD WITHHASH']);
    return `GEOSEARCH g ${from} ${by} ${among(['m', 'km', 'ft', 'mi', 'KM'])} ${order} ${show}`;
  });
  return lines(...each);
}

const SICILY = 'GEOADD s 13.361389 38.115556 Palermo 15.087269 37.502669 Catania 12.758489 38.788135 edge';

describe('adding', () => {
  compare('GEOADD answers how many are new')`
    GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania
    GEOADD g 13.361389 38.115556 Palermo
    GEOADD g CH 13.4 38.1 Palermo 1 1 new
    GEOADD g NX 1 2 Palermo 3 4 other
    GEOADD g XX CH 1 2 Palermo 3 4 none
    GEOADD g ch xx 1 2 Palermo
    GEOADD g XX 5 5 nobody
    ZRANGE g 0 -1 WITHSCORES
    TYPE g
    OBJECT ENCODING g
    GEOADD absent XX 1 1 a
    EXISTS absent
    GEOADD g 1 1 twice 2 2 twice
    GEOPOS g twice
  `;

  compare('GEOADD at the edges of the world')`
    GEOADD g 180 85.05112878 ne -180 85.05112878 nw 180 -85.05112878 se -180 -85.05112878 sw 0 0 zero
    GEOADD g 179.99999999 85.05 a -179.9999999 -85.0511287 b 1e-9 -1e-9 c
    ZRANGE g 0 -1 WITHSCORES
    GEOPOS g ne nw se sw zero a b c
    GEOHASH g ne nw se sw zero a b c
  `;

  compare('GEOADD refuses, in this order')`
    GEOADD g 1 2
    GEOADD g 1 2 a 3
    GEOADD g 1 2 a 3 4
    GEOADD g NX XX 1 2 a
    GEOADD g NX XX x 2 a
    GEOADD g CH CH CH
    GEOADD g NX 1 2
    GEOADD g GT 1 2 a
    GEOADD g x 2 a
    GEOADD g 1 x a
    GEOADD g nan 1 a
    GEOADD g 181 x a
    GEOADD g 180.0000001 1 a
    GEOADD g 1 85.05112879 a
    GEOADD g -181 -1e30 a
    GEOADD g inf -inf a
    GEOADD g 181.0078125 86.00000050 a
    GEOADD g 1 1 a 181 1 b
    EXISTS g
    SET t text
    GEOADD t 181 1 a
    GEOADD t 1 1 a
    GEOADD t XX NX 1 1 a
  `;
});

describe('of members', () => {
  compare('GEOPOS, GEOHASH and GEODIST')`
    ${SICILY}
    GEOPOS s Palermo none Catania
    GEOPOS s
    GEOPOS none a b
    GEOPOS none
    GEOHASH s Palermo none Catania
    GEOHASH s
    GEOHASH none a
    GEODIST s Palermo Catania
    GEODIST s Palermo Catania km
    GEODIST s Palermo Catania MI
    GEODIST s Palermo Catania Ft
    GEODIST s Palermo Catania m
    GEODIST s Palermo Palermo
    GEODIST s Palermo none
    GEODIST none a b
    GEODIST s Palermo Catania yd
    GEODIST none a b yd
    GEODIST s Palermo Catania km km
    GEODIST s Palermo
    GEOPOS
    SET t text
    GEOPOS t a
    GEOHASH t a
    GEODIST t a b
    GEODIST t a b yd
  `;

  compare('any scores are positions')`
    ZADD z 0 zero -1 less 1.9 fraction 1e300 much inf most -inf least 9007199254740993 odd
    ZADD z 4503599627370496 end 18446744073709551615 all 9223372036854775808 half -9223372036854775809 low
    GEOPOS z zero less fraction much most least odd end all half low
    GEOHASH z zero less fraction much most least odd end all half low
    GEOSEARCH z FROMMEMBER odd BYRADIUS 1e9 km WITHHASH WITHDIST
    GEODIST z zero end
  `;

  const many = positions(40, 7).map((_, index) => `m${index}`);
  compare('all over the world')`
    ${filled(40, 7)}
    GEOPOS g ${many.join(' ')}
    GEOHASH g ${many.join(' ')}
    ZRANGE g 0 -1 WITHSCORES
    ${lines(...many.map((member) => `GEODIST g m0 ${member} km`))}
  `;
});

describe('searching', () => {
  compare('GEOSEARCH by radius and by box')`
    ${SICILY}
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 200 km ASC
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 200 km DESC WITHCOORD WITHDIST WITHHASH
    GEOSEARCH s FROMLONLAT 15 37 BYBOX 400 400 km ASC WITHDIST
    GEOSEARCH s BYBOX 1 1 m FROMMEMBER Palermo WITHHASH
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 0 m
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 1 m
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 1 m WITHDIST
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS inf km ASC
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 300 km COUNT 1
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 300 km COUNT 1 ANY
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 300 km ANY COUNT 2 DESC
    GEOSEARCH s COUNT 2 ASC DESC FROMMEMBER edge FROMMEMBER Palermo BYRADIUS 1 m BYRADIUS 300 km
    GEOSEARCH s FROMLONLAT 1 1 FROMLONLAT 15 37 BYBOX 1 1 m BYBOX 400 400 km
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 300 km WITHDIST WITHDIST COUNT 1 COUNT 2
    GEOSEARCH none FROMLONLAT 15 37 BYRADIUS 200 km
    GEOSEARCH none FROMMEMBER a BYRADIUS 200 km
  `;

  compare('GEOSEARCH refuses, in this order')`
    ${SICILY}
    SET t text
    GEOSEARCH t FROMLONLAT 15 37 BYRADIUS x km
    GEOSEARCH s
    GEOSEARCH s FROMLONLAT 15 37
    geoSearch s FROMLONLAT 15 37 ASC ASC
    geosearch s BYRADIUS 15 km ASC WITHDIST
    GEOSEARCH none ASC DESC ASC DESC ASC
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 200
    GEOSEARCH s FROMLONLAT 15 x BYRADIUS 200 km
    GEOSEARCH s FROMLONLAT 181 1 BYRADIUS x km
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS x yd
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS -1 yd
    GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 1 yd
    GEOSEARCH s FROMLONLAT 15 37 BYBOX x y yd
    GEOSEARCH s FROMLONLAT 15 37 BYBOX -1 y yd
    GEOSEARCH s FROMLONLAT 15 37 BYBOX -1 1 yd
    GEOSEARCH s FROMLONLAT 15 37 BYBOX 1 -1 yd
    GEOSEARCH s FROMLONLAT 15 37 BYBOX 1 1 yd
    GEOSEARCH s FROMLONLAT 15 37 BYBOX 1 1
    GEOSEARCH s FROMLONLAT 15 37 FROMMEMBER Palermo BYRADIUS 1 km
    GEOSEARCH s FROMMEMBER Palermo FROMLONLAT 15 37 BYRADIUS 1 km
    GEOSEARCH s FROMMEMBER none BYRADIUS x km
    GEOSEARCH none FROMMEMBER none BYRADIUS x km
    GEOSEARCH s BYRADIUS x km FROMMEMBER none
    GEOSEARCH s FROMMEMBER none SIDEWAYS BYRADIUS 1 km
    GEOSEARCH s FROMMEMBER none FROMMEMBER Palermo BYRADIUS 1 km
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km BYBOX 1 1 km
    GEOSEARCH s FROMMEMBER Palermo BYBOX 1 1 km BYRADIUS 1 km
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km SIDEWAYS
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km COUNT 0
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km COUNT -1
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km COUNT x
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km COUNT
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km ANY
    GEOSEARCH none FROMMEMBER Palermo BYRADIUS 1 km ANY
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km STOREDIST
    GEOSEARCH s FROMMEMBER Palermo BYRADIUS 1 km STORE d
  `;

  compare('GEOSEARCHSTORE')`
    ${SICILY}
    GEOSEARCHSTORE d s FROMLONLAT 15 37 BYRADIUS 200 km
    ZRANGE d 0 -1 WITHSCORES
    GEOSEARCHSTORE d s FROMLONLAT 15 37 BYBOX 400 400 km STOREDIST COUNT 1
    ZRANGE d 0 -1 WITHSCORES
    EXPIRE d 1000
    GEOSEARCHSTORE d s FROMLONLAT 15 37 BYRADIUS 400 km STOREDIST STOREDIST
    TTL d
    ZRANGE d 0 -1 WITHSCORES
    GEOSEARCHSTORE s s FROMMEMBER Palermo BYRADIUS 10 km
    ZRANGE s 0 -1
    SET t text
    GEOSEARCHSTORE t s FROMMEMBER Palermo BYRADIUS 10 km
    TYPE t
    GEOSEARCHSTORE d s FROMLONLAT 1 1 BYRADIUS 10 km
    EXISTS d
    GEOSEARCHSTORE d none FROMLONLAT 1 1 BYRADIUS 10 km
    GEOSEARCHSTORE t none FROMMEMBER x BYRADIUS 10 km
    EXISTS t
    SET t text
    GEOSEARCHSTORE d t FROMLONLAT 1 1 BYRADIUS 10 km
    GEOSEARCHSTORE d s FROMLONLAT 1 1 BYRADIUS 10 km WITHDIST
    GEOSEARCHSTORE d s FROMLONLAT 1 1 ASC ASC WITHDIST
    geosearchStore d s FROMLONLAT 1 1 ASC ASC ASC
    GEOSEARCHSTORE d s BYRADIUS 10 km ASC ASC ASC
    GEOSEARCHSTORE d s FROMLONLAT 1 1 BYRADIUS 10 km STORE x
    GEOSEARCHSTORE d s FROMLONLAT 1 1 BYRADIUS 10 km STOREDIST x
  `;

  compare('GEORADIUS and GEORADIUSBYMEMBER')`
    ${SICILY}
    GEORADIUS s 15 37 200 km
    GEORADIUS s 15 37 200 km WITHCOORD WITHDIST WITHHASH ASC
    GEORADIUS_RO s 15 37 200 mi DESC COUNT 2
    GEORADIUSBYMEMBER s Palermo 100 km WITHDIST
    GEORADIUSBYMEMBER_RO s Palermo 200 km WITHDIST COUNT 1 ANY
    GEORADIUS s 15 37 200 km STORE d
    ZRANGE d 0 -1 WITHSCORES
    GEORADIUS s 15 37 200 km STOREDIST d DESC COUNT 1
    ZRANGE d 0 -1 WITHSCORES
    GEORADIUS s 15 37 200 km STORE x STOREDIST d
    ZRANGE d 0 -1 WITHSCORES
    GEORADIUS s 15 37 200 km STOREDIST x STORE d
    ZRANGE d 0 -1 WITHSCORES
    EXISTS x
    GEORADIUSBYMEMBER s Palermo 200 km STORE s
    ZRANGE s 0 -1 WITHSCORES
    GEORADIUSBYMEMBER none a 200 km STORE d
    EXISTS d
    GEORADIUSBYMEMBER none a x yd
    GEORADIUSBYMEMBER none a x yd WITHDIST
    GEORADIUSBYMEMBER none a x yd SIDEWAYS
    GEORADIUSBYMEMBER s none x yd
    GEORADIUSBYMEMBER s Palermo x yd
    GEORADIUSBYMEMBER s Palermo 1 yd
    GEORADIUSBYMEMBER s Palermo -1 yd
    GEORADIUS none 15 37 200 km
    GEORADIUS none 15 x 200 km
    GEORADIUS none 15 37 x km
    GEORADIUS none 15 37 1 yd
    GEORADIUS none 15 99 x km
    GEORADIUS s 15 37 200 km STORE
    GEORADIUS s 15 37 200 km STORE d WITHDIST
    GEORADIUS s 15 37 200 km STOREDIST d WITHHASH ANY
    GEORADIUS s 15 37 200 km ANY
    GEORADIUS s 15 37 200 km COUNT 0
    GEORADIUS s 15 37 200 km COUNT x
    GEORADIUS_RO s 15 37 200 km STORE d
    GEORADIUSBYMEMBER_RO s Palermo 200 km STOREDIST d
    GEORADIUS s 15 37 200 km FROMMEMBER Palermo
    GEORADIUS s 15 37 200
    SET t text
    GEORADIUS t x 37 200 km
    GEORADIUSBYMEMBER t a x yd
    GEORADIUS s 15 37 2000 km STORE t
    TYPE t
  `;

  compare('what is equally far comes in the order of Redis')`
    GEOADD g ${Array.from({ length: 60 }, (_, index) => `${index % 4} ${index % 3} m${index}`).join(' ')}
    ${lines(...['ASC', 'DESC'].flatMap((order) => [1, 5, 10, 30, 59, 60, 100].map((count) => `GEOSEARCH g FROMLONLAT 1 1 BYRADIUS 1000 km COUNT ${count} ${order}`)))}
    GEOSEARCH g FROMLONLAT 1 1 BYRADIUS 1000 km COUNT 20 ANY
    GEOSEARCH g FROMLONLAT 1 1 BYRADIUS 1000 km
  `;

  for (const seed of [1, 2, 3]) {
    compare(`random searches from seed ${seed}`)`
      ${filled(40, seed)}
      ${searches(seed, 60)}
    `;
  }

  compare('random searches among many')`
    ${filled(1000, 11)}
    ${searches(11, 60)}
  `;

  compare('COMMAND GETKEYS')`
    COMMAND GETKEYS GEOADD k 1 2 a
    COMMAND GETKEYS GEORADIUS k 1 2 3 km
    COMMAND GETKEYS GEORADIUS k 1 2 3 km STORE d
    COMMAND GETKEYS GEORADIUS k 1 2 3 km COUNT 3 STOREDIST d ASC
    COMMAND GETKEYS GEORADIUS k 1 2 3 km STORE a STOREDIST b
    COMMAND GETKEYS GEORADIUSBYMEMBER k STORE 3 km STORE d
    COMMAND GETKEYS GEORADIUSBYMEMBER k m 3 km ASC store d
    COMMAND GETKEYS GEOSEARCHSTORE d s FROMMEMBER a BYRADIUS 1 km
    COMMAND GETKEYS GEORADIUS_RO k 1 2 3 km STORE d
  `;
});
