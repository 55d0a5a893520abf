import { CommandError, type Reply, t } from 'memo';
import { LongestCommonSubsequence, lcsTableBytes } from '../data/lcs';

export interface CommonOptions {
  readonly length: boolean;
  readonly indexes: boolean;
  readonly shortest: number | undefined;
  readonly withLengths: boolean;
}

export const COMMON_OPTIONS = t.lazy(
  t.options({
    length: t.flag('LEN'),
    indexes: t.flag('IDX'),
    shortest: t.keyword('MINMATCHLEN', t.int('len')),
    withLengths: t.flag('WITHMATCHLEN'),
  }),
);

const lengthAndIndexes = () =>
  new CommandError('ERR If you want both the length and indexes, please just use IDX.');
const tableTooLarge = () =>
  new CommandError('ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len');

/** What LCS answers of two strings. Throws when the table that it needs is larger than so many bytes. */
export function commonSubsequence(
  a: Uint8Array,
  b: Uint8Array,
  options: CommonOptions,
  mostBytes: number,
): Reply {
  if (options.indexes && options.length) throw lengthAndIndexes();
  if (lcsTableBytes(a.length, b.length) > mostBytes) throw tableTooLarge();
  const common = new LongestCommonSubsequence(a, b);
  if (options.indexes) return { matches: matchesOf(common, options), len: common.length };
  return options.length ? common.length : common.bytes;
}

function matchesOf(common: LongestCommonSubsequence, { shortest = 0, withLengths }: CommonOptions): Reply {
  return common
    .matches()
    .filter(({ length }) => length >= shortest)
    .map(({ first, second, length }) => (withLengths ? [first, second, length] : [first, second]));
}
