import fc from 'fast-check';
import type { TypeGrammar } from './type-grammar';
import { anyOf, line, maybe, some, value, word } from './words';

/** So many elements in a row that a few of them fill many registers. */
const elements = fc
  .tuple(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(1, 3, 10, 100, 400))
  .map(([from, count]) => Array.from({ length: count }, (_, i) => `e${from + i}`).join(' '));

/** Strings that are none, or not whole. */
const broken = word(
  'HYLL',
  'HYLL\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x7f\xff',
  'HYLL\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x80\x7f\xff',
  'HYLL\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x7f\xff',
);

/** PFCOUNT has two keys at least: of one, Redis keeps the count in the value's bytes, and Memo doesn't. */
export const hyperloglog: TypeGrammar = {
  of: 'string',
  fragile: true,
  commands: (key) => [
    line('PFADD', key, maybe(some(value), elements)),
    line('PFADD', key, elements),
    line('PFCOUNT', key, some(key)),
    line('PFMERGE', key, maybe(some(key))),
    line('PFDEBUG', anyOf('ENCODING', 'DECODE', 'TODENSE', 'GETREG', 'encoding', 'BAD'), key),
    line('SET', key, broken),
    line('GET', key),
  ],
  reading: (key) => [`PFCOUNT ${key} ${key}`, `PFDEBUG ENCODING ${key}`],
  thresholds: { 'hll-sparse-max-bytes': '60' },
};
