import { anyOf, database, line, maybe, some, type Words } from './words';

export const keyCommands = (key: Words): Words[] => [
  line(anyOf('DEL', 'UNLINK', 'EXISTS', 'TOUCH'), some(key)),
  line(anyOf('TYPE', 'OBJECT ENCODING'), key),
  line(anyOf('RENAME', 'RENAMENX'), key, key),
  line('COPY', key, key, maybe(line('DB', database)), maybe('REPLACE')),
  line('MOVE', key, database),
  line('SELECT', database),
  line(anyOf('SWAPDB 0 1', 'RANDOMKEY ~shape', 'KEYS * ~unordered', 'KEYS *a ~unordered')),
  line(
    'SCAN 0 COUNT 1000',
    maybe(line('TYPE', anyOf('string', 'list', 'hash', 'set', 'zset', 'stream')), 'MATCH *b'),
    '~unordered',
  ),
];

/** Lines that tell about a key whatever it holds. */
export const keyReading = (key: string) => [`TYPE ${key}`, `OBJECT ENCODING ${key}`, `PTTL ${key} ~ttl`];
