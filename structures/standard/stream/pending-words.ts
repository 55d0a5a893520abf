import { errors, t, type Words } from 'memo';
import type { StreamId } from '../../data/stream/stream-id';
import { readEnd, readStart } from './ids';

const WORD = t.slice('word');
const NAME = t.wire('consumer');
const NUMBER = t.int('number');
/** Words of a range with its count, with and without a consumer. */
const RANGE_WORDS = 3;

/** Which pending entries XPENDING tells. */
export interface PendingRange {
  readonly minIdle: number;
  readonly start: StreamId;
  readonly end: StreamId;
  readonly count: number;
  readonly consumer: string | undefined;
}

export const PENDING_WORDS = t.words(
  [
    t.optional(
      t.block(
        'filters',
        t.optional(t.keyword('IDLE', t.int('min-idle-time'))),
        t.slice('start'),
        t.slice('end'),
        t.int('count'),
        t.optional(t.slice('consumer')),
      ),
    ),
  ],
  readPending,
);

/** Undefined where all are summed up. */
function readPending(words: Words): PendingRange | undefined {
  const { left } = words;
  if (left === 0) return undefined;
  if (left < RANGE_WORDS || left > RANGE_WORDS + 3) throw errors.syntax();
  let minIdle = 0;
  if (words.take('IDLE')) {
    minIdle = words.read(NUMBER);
    if (words.left < RANGE_WORDS) throw errors.syntax();
  }
  const first = words.read(WORD);
  const last = words.read(WORD);
  const count = Math.max(0, words.read(NUMBER));
  const start = readStart(first);
  const end = readEnd(last);
  return { minIdle, start, end, count, consumer: readConsumer(words) };
}

/** The last word; without IDLE there may be more than count. */
function readConsumer(words: Words): string | undefined {
  const consumer = words.left > 0 ? words.read(NAME) : undefined;
  while (words.left > 0) words.read(WORD);
  return consumer;
}
