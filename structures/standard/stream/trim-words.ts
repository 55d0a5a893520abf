import { type ByteSlice, CommandError, errors, type Server, t, type Words } from 'memo';
import { parseId, type SpokenId, type StreamId } from '../../data/stream/stream-id';
import { invalidId, isStar, readId } from './ids';

/** What XADD and XTRIM are told to trim. */
export interface TrimWords {
  readonly strategy: 'MAXLEN' | 'MINID';
  readonly keep: number | StreamId;
  readonly approximate: boolean;
  /** Undefined where it was not given. */
  readonly limit: number | undefined;
}

/** What XADD is told, in front of the fields. */
export interface AddWords {
  readonly noCreation: boolean;
  readonly trim: TrimWords | undefined;
  /** Undefined for one that the server makes. */
  readonly id: SpokenId | undefined;
  readonly pairs: readonly ByteSlice[];
}

const ZERO_ADDED = 'ERR The ID specified in XADD must be greater than 0-0';

const WORD = t.slice('word');
const MAXLEN = t.int('threshold', { min: 0, outOfRange: 'ERR The MAXLEN argument must be >= 0.' });
const LIMIT = t.int('count', { min: 0, outOfRange: 'ERR The LIMIT argument must be >= 0.' });

/** How COMMAND DOCS tells them. */
const DOCUMENTED = [
  t.oneOf('strategy', 'MAXLEN', 'MINID'),
  t.optional(t.oneOf('operator', '=', '~')),
  t.slice('threshold'),
  t.optional(t.keyword('LIMIT', t.int('count'))),
] as const;

export const TRIM_WORDS = t.words(DOCUMENTED, readTrim);

export const ADD_WORDS = t.words(
  [
    t.flag('NOMKSTREAM'),
    t.optional(t.block('trim', ...DOCUMENTED)),
    t.either('id-or-auto', t.flag('*'), t.slice('id')),
    t.pairList(t.slice('field'), t.slice('value')),
  ],
  readAdd,
);

/** Options of XADD and XTRIM while they are read. */
class TrimReader {
  strategy: TrimWords['strategy'] | undefined = undefined;
  keep: TrimWords['keep'] = 0;
  approximate = false;
  limit: number | undefined = undefined;

  /** Whether the next words were one of the options. */
  read(words: Words): boolean {
    if (words.take('MAXLEN', 1)) this.readStrategy(words, 'MAXLEN');
    else if (words.take('MINID', 1)) this.readStrategy(words, 'MINID');
    else if (words.take('LIMIT', 1)) this.limit = words.read(LIMIT);
    else return false;
    return true;
  }

  /** What was read, undefined for nothing. Redis logs an approximate trimming as an exact one, and leaves LIMIT there. */
  finish({ isReplaying }: Words, isRequired: boolean): TrimWords | undefined {
    const { strategy, approximate, limit } = this;
    if (limit && !strategy) throw syntaxError('LIMIT cannot be used without specifying a trimming strategy');
    if (isRequired && !strategy) throw syntaxError('XTRIM must be called with a trimming strategy');
    if (limit !== undefined && !approximate && !isReplaying)
      throw syntaxError('LIMIT cannot be used without the special ~ option');
    return strategy && (this as TrimWords);
  }

  private readStrategy(words: Words, strategy: TrimWords['strategy']): void {
    if (this.strategy) throw syntaxError('MAXLEN and MINID options at the same time are not compatible');
    this.strategy = strategy;
    this.approximate = words.take('~', 1);
    if (!this.approximate) words.take('=', 1);
    this.keep = strategy === 'MAXLEN' ? words.read(MAXLEN) : readId(words.read(WORD));
  }
}

const syntaxError = (reason: string) => new CommandError(`ERR syntax error, ${reason}`);

function readTrim(words: Words): TrimWords {
  const reader = new TrimReader();
  while (words.left > 0) if (!reader.read(words)) throw errors.syntax();
  return reader.finish(words, true)!;
}

function readAdd(words: Words): AddWords {
  const reader = new TrimReader();
  let noCreation = false;
  let id: SpokenId | undefined;
  while (words.left > 0) {
    if (reader.read(words)) continue;
    if (words.take('NOMKSTREAM')) {
      noCreation = true;
      continue;
    }
    const word = words.read(WORD);
    if (!isStar(word)) id = readNewId(word);
    break;
  }
  const trim = reader.finish(words, false);
  const pairs = readPairs(words);
  if (id?.ms === 0 && id.seq === 0) throw new CommandError(ZERO_ADDED);
  return { noCreation, trim, id, pairs };
}

/** An id of which the sequence may be `*`. */
function readNewId(word: ByteSlice): SpokenId {
  const id = parseId(word);
  if (!id) throw invalidId();
  return { ms: id.ms, seq: id.seq ?? 0 };
}

function readPairs(words: Words): ByteSlice[] {
  const { left } = words;
  if (left < 2 || left % 2 === 1) throw errors.wrongArity('XADD');
  const pairs = new Array<ByteSlice>(left);
  for (let index = 0; index < left; index++) pairs[index] = words.read(WORD);
  return pairs;
}

const MOST_AT_ONCE = 1_000_000;
const FEWEST_AT_ONCE = 10_000;

/** How many entries may go at once: where nobody says it, those of a hundred nodes. */
export function limitOf({ approximate, limit }: TrimWords, server: Server): number {
  if (limit !== undefined || !approximate) return limit ?? 0;
  const nodes = 100 * server.memo.configuration.number('stream-node-max-entries');
  return nodes <= 0 ? FEWEST_AT_ONCE : Math.min(nodes, MOST_AT_ONCE);
}
