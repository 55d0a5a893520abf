import {
  type ByteSlice,
  CommandError,
  errors,
  NULL_ARRAY,
  OK,
  reads,
  type Reply,
  Structure,
  t,
  type Word,
  writes,
} from 'memo';
import type { ConsumerGroup } from '../../data/stream/consumer-group';
import { NameTable } from '../../data/stream/name-table';
import {
  compareIds,
  formatId,
  GREATEST_ID,
  idAfter,
  idSlice,
  isSameId,
  type Part,
  type SpokenId,
  type StreamId,
  ZERO_ID,
} from '../../data/stream/stream-id';
import { type NodeLimits, StreamLog } from '../../data/stream/stream-log';
import { entryReply } from './entry-reply';
import { readId } from './ids';
import { type Range, RANGE_WORDS, REVERSE_RANGE_WORDS } from './range-words';
import { type Setting, SETTING_WORDS } from './setting-words';
import { bytesOf } from '../../data/slices';
import { ADD_WORDS, type AddWords, limitOf, TRIM_WORDS, type TrimWords } from './trim-words';

const READ_RANGE = {
  since: '5.0.0',
  complexity: 'O(log(M)+N), where M is the number of nodes and N is the number of entries in the reply',
};

const SMALLER = 'ERR The ID specified in XADD is equal or smaller than the target stream top item';
/** What Redis says where a millisecond has no sequence left. */
const NO_SEQUENCE = 'ERR Elements are too large to be stored';
const EXHAUSTED = 'ERR The stream has exhausted the last possible ID, unable to add more items';

/** The entries of a stream, and the commands on them. */
export abstract class StreamEntries extends Structure {
  /** An absent stream reads as one that was never used; an empty one stays. */
  static override readonly keepsEmpty = true;

  /** Entries. */
  log = new StreamLog();
  /** Groups of consumers. */
  groups = new NameTable<ConsumerGroup>();

  /** Whether it is as good as absent. */
  isEmpty() {
    const { log, groups } = this;
    return log.length === 0 && groups.size === 0 && isSameId(log.lastId, ZERO_ID);
  }

  @writes(
    'Adds an entry of fields and values behind the last; answers its id.',
    {
      since: '5.0.0',
      complexity: 'O(1), and O(N) where N entries are trimmed',
      flags: ['denyoom', 'fast'],
      tips: ['nondeterministic_output'],
      keys: [['RW', 'update']],
    },
    ADD_WORDS,
  )
  XADD({ noCreation, trim, id: spoken, pairs }: AddWords): Reply {
    if (noCreation && !this.entry.exists) {
      this.server.unchanged();
      return null;
    }
    const id = this.newId(spoken);
    this.log.append(id, pairs, this.nodeLimits);
    if (trim && this.trim(trim) > 0) this.server.notify('xtrim', this.entry);
    if (this.server.isLogged) this.logAdded(id, noCreation, trim, pairs);
    return idSlice(id);
  }

  @writes(
    'Removes the oldest entries; answers how many.',
    {
      since: '5.0.0',
      complexity:
        'O(N), where N is the number of nodes that go, or of entries in the last one that is looked at',
      tips: ['nondeterministic_output'],
      keys: [['RW', 'delete']],
    },
    TRIM_WORDS,
  )
  XTRIM(trim: TrimWords) {
    const deleted = this.trim(trim);
    if (deleted === 0) this.server.unchanged();
    else if (this.server.isLogged)
      this.server.logAs('XTRIM', bytesOf(this.entry.keyBytes), ...this.trimWords(trim));
    return deleted;
  }

  @writes(
    'Removes entries by their ids; answers how many.',
    {
      since: '5.0.0',
      complexity: 'O(log(N)) for each id, where N is the number of nodes',
      flags: ['fast'],
      keys: [['RW', 'delete']],
    },
    t.list(t.slice('id')),
  )
  XDEL(words: readonly ByteSlice[]) {
    const deleted = this.entry.exists ? this.log.delete(words.map((word) => readId(word))) : 0;
    if (deleted === 0) this.server.unchanged();
    return deleted;
  }

  @reads('How many entries there are.', {
    since: '5.0.0',
    complexity: 'O(1)',
    flags: ['fast'],
    keys: [['RO']],
  })
  XLEN() {
    return this.log.length;
  }

  @reads('The entries from one id up to and with another.', { ...READ_RANGE, wire: true }, RANGE_WORDS)
  XRANGE(range: Range): Reply {
    return this.range(range, false);
  }

  @reads(
    'The entries from one id down to and with another.',
    { ...READ_RANGE, wire: true },
    REVERSE_RANGE_WORDS,
  )
  XREVRANGE(range: Range): Reply {
    return this.range(range, true);
  }

  @writes(
    'Sets the last id, and what else is counted up.',
    { since: '5.0.0', complexity: 'O(1)', flags: ['denyoom', 'fast'], keys: [['RW', 'update']] },
    SETTING_WORDS,
  )
  XSETID({ lastId, entriesAdded, maxDeletedId }: Setting) {
    if (!this.entry.exists) throw errors.noSuchKey();
    const { log } = this;
    if (log.length > 0) this.refuseSetting(lastId, entriesAdded);
    log.lastId = lastId;
    if (entriesAdded !== undefined) log.entriesAdded = entriesAdded;
    if (!isSameId(maxDeletedId, ZERO_ID)) log.maxDeletedId = maxDeletedId;
    return OK;
  }

  /** The first entries from one id on. */
  protected entriesFrom(start: StreamId, count: number): Reply[] {
    return this.entries({ start, end: GREATEST_ID, count }, false);
  }

  private range(range: Range, backwards: boolean): Reply {
    const isNone = range.count === 0 && this.entry.exists;
    return isNone ? NULL_ARRAY : this.entries(range, backwards);
  }

  private entries({ start, end, count = Infinity }: Range, backwards: boolean): Reply[] {
    const entries: Reply[] = [];
    this.log.walk(start, end, backwards, (entry) => entries.push(entryReply(entry)) < count);
    return entries;
  }

  private get nodeLimits(): NodeLimits {
    const { configuration } = this.server.memo;
    return {
      bytes: configuration.number('stream-node-max-bytes'),
      entries: configuration.number('stream-node-max-entries'),
    };
  }

  /** The id of an entry to be added. */
  private newId(spoken: SpokenId | undefined): StreamId {
    const { lastId } = this.log;
    if (isSameId(lastId, GREATEST_ID)) throw new CommandError(EXHAUSTED);
    const id = spoken ? this.completeId(spoken) : this.idOfNow();
    if (compareIds(id, lastId) <= 0) throw new CommandError(SMALLER);
    return id;
  }

  private idOfNow(): StreamId {
    const ms = this.server.now();
    return ms > this.log.lastId.ms ? { ms, seq: 0 } : idAfter(this.log.lastId)!;
  }

  /** An id whose sequence may be left to the server: the next of its millisecond. */
  private completeId({ ms, seq }: SpokenId): StreamId {
    if (seq !== '*') return { ms, seq: seq! };
    const { lastId } = this.log;
    if (lastId.ms !== ms) return { ms, seq: 0 };
    if (lastId.seq === GREATEST_ID.seq) throw new CommandError(NO_SEQUENCE);
    return idAfter(lastId)!;
  }

  /** What is left by a trimming that replay does again must not depend on how large the nodes are. */
  private trim(words: TrimWords): number {
    const { keep } = words;
    if (this.server.isCovered) return this.log.trim({ keep, approximate: false, limit: 0 });
    return this.log.trim({ keep, approximate: words.approximate, limit: limitOf(words, this.server) });
  }

  /** What an approximate trimming has left, exactly: the same is left by that in replay. */
  private trimWords({ strategy, approximate, keep }: TrimWords): Word[] {
    const { log } = this;
    if (!approximate) return [strategy, '=', typeof keep === 'number' ? keep : formatId(keep)];
    return [strategy, '=', strategy === 'MAXLEN' ? log.length : formatId(log.leastId)];
  }

  private logAdded(
    id: StreamId,
    noCreation: boolean,
    trim: TrimWords | undefined,
    pairs: readonly ByteSlice[],
  ): void {
    const options: Word[] = noCreation ? ['NOMKSTREAM'] : [];
    if (trim) options.push(...this.trimWords(trim));
    const words = pairs.map(bytesOf);
    this.server.logAs('XADD', bytesOf(this.entry.keyBytes), ...options, formatId(id), ...words);
  }

  private refuseSetting(lastId: StreamId, entriesAdded: Part | undefined): void {
    const { log } = this;
    const last = log.edge(true);
    if (last && compareIds(lastId, last) < 0)
      throw new CommandError('ERR The ID specified in XSETID is smaller than the target stream top item');
    if (entriesAdded !== undefined && log.length > entriesAdded)
      throw new CommandError(
        'ERR The entries_added specified in XSETID is smaller than the target stream length',
      );
  }
}
