import { type ByteSlice, errors, Glob, type Reply, t } from 'memo';

/** What SCAN_OPTIONS reads. */
export interface ScanOptions {
  readonly pattern: Buffer | undefined;
  readonly count: number | undefined;
}

/** How many elements HSCAN and its like look at in a call unless told. */
const USUAL_COUNT = 10;

/** The options of HSCAN and its like, which Redis reads once it knows that there is something to scan. */
export const SCAN_OPTIONS = t.lazy(
  t.options({
    pattern: t.keyword('MATCH', t.bytes('pattern', { type: 'pattern' })),
    count: t.keyword('COUNT', t.int('count', { min: 1, outOfRange: errors.syntax().message })),
  }),
);

type Scan = (cursor: number, count: number, visit: (element: ByteSlice, value: ByteSlice) => void) => number;

/** What HSCAN and its like answer: the next cursor, and what `show` makes of the elements that match. */
export function scanned(
  cursor: number,
  { pattern, count = USUAL_COUNT }: ScanOptions,
  scan: Scan,
  show: (element: ByteSlice, value: ByteSlice) => readonly Reply[],
): Reply {
  const glob = pattern && new Glob(pattern);
  const found: Reply[] = [];
  const next = scan(cursor, count, (element, value) => {
    if (!glob || glob.matches(element)) found.push(...show(element, value));
  });
  return [String(next), found];
}

/** What they answer where there is nothing to scan. */
export const NOTHING_SCANNED: Reply = ['0', []];
