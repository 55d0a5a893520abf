/** 3 MB in which nothing repeats. */
export const NOISE = Buffer.from(new Uint32Array(750_000).map((_, at) => Math.imul(at, 0x9e3779b1)).buffer);

/** Commands that make values of every standard type in every encoding, small and large, in several databases. */
export function allTypes(now: number): (readonly (string | Buffer)[])[] {
  const numbered = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}${at}`);
  const binary = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
  const commands: (readonly (string | number | Buffer)[])[] = [
    ['SET', 'empty', ''],
    ['SET', binary, binary],
    ...['0', '-1', '127', '-129', '32768', '2147483648', '9223372036854775807', '012', '-0', '1.50'].map(
      (text) => ['SET', `string ${text}`, text],
    ),
    ['SET', 'embedded', 'x'.repeat(44)],
    ['SET', 'raw', 'abc'.repeat(100)],
    ['APPEND', 'appended', '12'],
    ['SET', 'several pieces', NOISE],
    ['SET', 'several pieces that repeat', Buffer.alloc(3_000_000, 'a stitch in time ')],
    ['SET', 'k'.repeat(5000), 'a long key'],
    ['SET', 'expires', 'v', 'PXAT', now + 1_000_000],
    ['SET', 'expires late', 'v', 'PXAT', 2 ** 53 - 1],
    ['PFADD', 'counted', ...numbered(50, 'e')],
    ['RPUSH', 'list', 'a', '1', '-70000', '', binary],
    ['RPUSH', 'long list', ...numbered(2000, 'element ')],
    ['RPUSH', 'list of large elements', 'a', Buffer.alloc(2_000_000, 'b'), 'c'],
    ['SADD', 'integers', 1, -2, 300],
    ['SADD', 'large integers', 1, 70_000, '-9223372036854775808'],
    ['SADD', 'set', 'a', '1', binary],
    ['SADD', 'large set', ...numbered(5000, 'member ')],
    ['HSET', 'hash', 'a', '1', '2', 'b', binary, binary],
    ['HSET', 'large hash', ...numbered(6000, 'field or value ')],
    ['HSET', 'hash of a large value', 'field', 'x'.repeat(100_000)],
    ['ZADD', 'scores', '1', 'a', '-2.5', 'b', 'inf', 'c', '-inf', 'd', '1e300', 'e', '0', 'f'],
    ['ZADD', 'many scores', ...numbered(3000, 'm').flatMap((member, at) => [(at * 7919) % 1000, member])],
    [
      'ZADD',
      'many more scores',
      '-0',
      'zero',
      ...numbered(300, 'm').flatMap((member, at) => [at / 3, member]),
    ],
    ['GEOADD', 'places', 13.361389, 38.115556, 'Palermo', 15.087269, 37.502669, 'Catania'],
    ...numbered(250, 'value ').map((value, at) => ['XADD', 'stream', `${at + 1}-${at % 3}`, 'field', value]),
    ['XADD', 'stream', '300-0', 'other', 'v', 'fields', binary],
    ['XDEL', 'stream', '7-0'],
    ['XGROUP', 'CREATE', 'stream', 'group', '0'],
    ['XREADGROUP', 'GROUP', 'group', 'ada', 'COUNT', 10, 'STREAMS', 'stream', '>'],
    ['XREADGROUP', 'GROUP', 'group', 'grace', 'COUNT', 3, 'STREAMS', 'stream', '>'],
    ['XACK', 'stream', 'group', '3-2'],
    ['XGROUP', 'CREATE', 'stream', 'idle group', '$'],
    ['XGROUP', 'CREATE', 'empty stream', 'group', '$', 'MKSTREAM'],
    ...[1, 2, 3].map((ms) => ['XADD', 'trimmed stream', `${ms}-0`, 'a', 'b']),
    ['XDEL', 'trimmed stream', '3-0'],
    ['XTRIM', 'trimmed stream', 'MINID', '=', '3-0'],
    ['SELECT', 3],
    ['RPUSH', 'list', 'in another database'],
    ['SELECT', 15],
    ['SET', 'expires', 'v', 'PXAT', now + 2_000_000],
    ['SELECT', 0],
  ];
  return commands.map((words) => words.map((word) => (typeof word === 'number' ? String(word) : word)));
}
