import fc from 'fast-check';
import type { TypeGrammar } from './type-grammar';
import { anyOf, index, integer, line, maybe, some, word } from './words';

const bit = word('0', '1');
const place = word('0', '1', '7', '8', '100', '300');
const range = maybe(line(index, index, maybe('BYTE', 'BIT')));
const type = word('u1', 'u8', 'i8', 'i5', 'u63', 'i64', 'u64');
const at = fc.oneof(place, word('#0', '#1', '#7'));
const operation = anyOf(
  line('GET', type, at),
  line(anyOf('SET', 'INCRBY'), type, at, integer),
  line('OVERFLOW', anyOf('WRAP', 'SAT', 'FAIL')),
);

export const bits: TypeGrammar = {
  of: 'string',
  commands: (key) => [
    line('SETBIT', key, place, bit),
    line('GETBIT', key, place),
    line('BITCOUNT', key, range),
    line('BITPOS', key, bit, maybe(index, range)),
    line('BITOP', anyOf('AND', 'OR', 'XOR', 'NOT'), key, some(key)),
    line(anyOf('BITFIELD', 'BITFIELD_RO'), key, some(operation, 4)),
  ],
};
