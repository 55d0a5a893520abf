import { ByteSlice, CommandError } from 'memo';
import {
  GREATEST_ID,
  idAfter,
  idBefore,
  parseId,
  type Part,
  type StreamId,
  ZERO_ID,
} from '../../data/stream/stream-id';

const MINUS = 45;
const PLUS = 43;
const OPENING = 40;
const DOLLAR = 36;
const GREATER = 62;
const STAR = 42;

export const invalidId = () => new CommandError('ERR Invalid stream ID specified as stream command argument');

/** Whether a word is one character. */
const isOnly = (character: number) => (word: ByteSlice) =>
  word.end - word.start === 1 && word.bytes[word.start] === character;

export const isDollar = isOnly(DOLLAR);
export const isGreater = isOnly(GREATER);
export const isStar = isOnly(STAR);

/** An id; what it leaves out of its sequence is `missing`. */
export function readId(word: ByteSlice, missing: Part = 0): StreamId {
  const id = parseId(word);
  if (!id || id.seq === '*') throw invalidId();
  return { ms: id.ms, seq: id.seq ?? missing };
}

/** The same, or undefined for what is no id. */
export function tryId(word: ByteSlice): StreamId | undefined {
  const id = parseId(word);
  return id && id.seq !== '*' ? { ms: id.ms, seq: id.seq ?? 0 } : undefined;
}

/** The same, or `-` for the least id, and `+` for the greatest. */
export function readIdOrEdge(word: ByteSlice, missing: Part = 0): StreamId {
  const length = word.end - word.start;
  const first = word.bytes[word.start];
  if (length === 1 || (length > 1 && word.bytes[word.start + 1] === 0)) {
    if (first === MINUS) return ZERO_ID;
    if (first === PLUS) return GREATEST_ID;
  }
  return readId(word, missing);
}

/** An id that begins a range; `(` in front leaves it out. */
export function readStart(word: ByteSlice): StreamId {
  if (!isExclusive(word)) return readIdOrEdge(word);
  const id = idAfter(readId(bare(word)));
  if (!id) throw new CommandError('ERR invalid start ID for the interval');
  return id;
}

/** An id that ends a range; `(` in front leaves it out. */
export function readEnd(word: ByteSlice): StreamId {
  if (!isExclusive(word)) return readIdOrEdge(word, GREATEST_ID.seq);
  const id = idBefore(readId(bare(word), GREATEST_ID.seq));
  if (!id) throw new CommandError('ERR invalid end ID for the interval');
  return id;
}

const isExclusive = ({ bytes, start, end }: ByteSlice) => end - start > 1 && bytes[start] === OPENING;

const bare = ({ bytes, start, end }: ByteSlice) => new ByteSlice(bytes, start + 1, end);
