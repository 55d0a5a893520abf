import type { TypeGrammar } from './type-grammar';
import { anyOf, line, maybe, mostly, some, type Words, word } from './words';

/** Members at few different places: some are equally far from a center. */
const member = word('a', 'b', 'c', 'd', 'e', 'f', '1', '', '\x00\xff', 'x'.repeat(65));
const place = mostly(
  word('13.361389', '15.087269', '12.5', '9.191383', '-0.1', '180', '-180', '179.9999', '0'),
  word('181', 'x', 'inf', ''),
);
const longitude = place;
const latitude = mostly(
  word('38.115556', '37.502669', '38.5', '45.464211', '51.5', '85.05112878', '-85.05112878', '0', '70'),
  word('85.06', '-90', 'y', 'nan'),
);
const position = line(longitude, latitude);
const size = mostly(word('0', '1', '100', '200.5', '1000', '5000', '30000', '1e9'), word('-1', 'x', 'inf'));
const unit = mostly(word('m', 'km', 'km', 'km', 'mi', 'ft', 'KM'), word('yd', ''));

const condition = maybe('NX', 'XX', 'CH', 'ch', 'XX CH', 'NX CH', 'NX XX', 'GT');
const order = anyOf('ASC', 'DESC', 'desc');
const limit = anyOf(
  'COUNT 1',
  'COUNT 2',
  'COUNT 3 ANY',
  'COUNT 2 ASC',
  'COUNT 4 DESC',
  'ANY',
  'COUNT 0',
  'COUNT x',
);
const show = anyOf('WITHCOORD', 'WITHDIST', 'WITHHASH', 'WITHDIST WITHCOORD WITHHASH');
const option = anyOf(order, limit, show, order, limit, show, 'SIDEWAYS', 'STOREDIST');
const options = maybe(option, line(option, option), line(option, option, option));

const from = anyOf(line('FROMMEMBER', member), line('FROMLONLAT', position));
const by = anyOf(line('BYRADIUS', size, unit), line('BYBOX', size, size, unit));
const shape = mostly(
  anyOf(line(from, by), line(by, from)),
  anyOf(from, by, line(from, from, by), line(from, by, by)),
);

/** What a distance is for a score differs in the last of 17 digits now and then: keys of its own, never read. */
const target = word('geo_1', 'geo_2');
const storing = (key: Words): Words => maybe(line('STORE', key), line('STOREDIST', target), 'STORE');

export const geo: TypeGrammar = {
  of: 'zset',
  commands: (key) => [
    line('GEOADD', key, condition, some(line(position, member), 4)),
    line('GEOADD', key, some(line(position, member), 6)),
    line('GEOADD', key, line(position, member), maybe('1', '1 2')),
    line(anyOf('GEOPOS', 'GEOHASH'), key, maybe(some(member, 4))),
    line('GEODIST', key, member, member, maybe(unit, 'km km')),
    line('GEOSEARCH', key, shape, options),
    line('GEOSEARCH', key, options, shape),
    line('GEOSEARCHSTORE', key, key, shape, maybe(order, limit)),
    line('GEOSEARCHSTORE', target, key, shape, 'STOREDIST', maybe(order, limit)),
    line('GEORADIUS', key, position, size, unit, options, storing(key)),
    line('GEORADIUSBYMEMBER', key, member, size, unit, options, storing(key)),
    line('GEORADIUS_RO', key, position, size, unit, options),
    line('GEORADIUSBYMEMBER_RO', key, member, size, unit, options),
    line('ZRANGE', target, '0 -1'),
    line('ZREM', key, member),
  ],
  reading: (key) => [`ZRANGE ${key} 0 -1 WITHSCORES`, 'ZRANGE geo_1 0 -1', 'ZCARD geo_2'],
};
