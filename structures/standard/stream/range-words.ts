import { errors, t, type Words } from 'memo';
import type { StreamId } from '../../data/stream/stream-id';
import { readEnd, readStart } from './ids';

const WORD = t.slice('id');
const COUNT = t.int('count');
const OPTIONS = t.optional(t.keyword('COUNT', COUNT));

/** The entries from one id to another, and how many of them at most. */
export interface Range {
  readonly start: StreamId;
  readonly end: StreamId;
  readonly count: number | undefined;
}

export const RANGE_WORDS = t.words([t.slice('start'), t.slice('end'), OPTIONS], (words) =>
  readRange(words, false),
);

export const REVERSE_RANGE_WORDS = t.words([t.slice('end'), t.slice('start'), OPTIONS], (words) =>
  readRange(words, true),
);

function readRange(words: Words, backwards: boolean): Range {
  const first = words.read(WORD);
  const second = words.read(WORD);
  const start = readStart(backwards ? second : first);
  const end = readEnd(backwards ? first : second);
  let count: number | undefined;
  while (words.left > 0) {
    if (!words.take('COUNT', 1)) throw errors.syntax();
    count = Math.max(0, words.read(COUNT));
  }
  return { start, end, count };
}
