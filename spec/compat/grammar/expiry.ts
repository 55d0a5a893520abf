import { absolute, absoluteMs, anyOf, line, maybe, milliseconds, seconds, word, type Words } from './words';

const past = word('0', '-1');
const condition = maybe('NX', 'XX', 'GT', 'LT');

export const expiryCommands = (key: Words): Words[] => [
  line('EXPIRE', key, anyOf(seconds, past), condition),
  line('PEXPIRE', key, anyOf(milliseconds, past), condition),
  line('EXPIREAT', key, absolute, condition),
  line('PEXPIREAT', key, absoluteMs, condition),
  line('PERSIST', key),
  line(anyOf('TTL', 'PTTL', 'EXPIRETIME', 'PEXPIRETIME'), key, '~ttl'),
];
