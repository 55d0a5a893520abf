import Denque from 'denque';
import {
  type ByteSlice,
  CommandError,
  entriesOf,
  type Entry,
  NULL_ARRAY,
  reads,
  type Reply,
  type Server,
  structure,
  writes,
} from 'memo';
import { Listpack } from '../data/listpack';
import { Consumer, ConsumerGroup } from '../data/stream/consumer-group';
import { IdPage, IdTable } from '../data/stream/id-table';
import { NameTable } from '../data/stream/name-table';
import { formatId, GREATEST_ID, idAfter, isSameId, type StreamId, ZERO_ID } from '../data/stream/stream-id';
import { StreamLog } from '../data/stream/stream-log';
import { StreamNode } from '../data/stream/stream-node';
import { bytesOf, textOf } from '../data/slices';
import { awaited } from './awaited';
import { streamForm } from './rdb-forms';
import { groupGone, noKeyOrGroup, streamGone } from './stream/group-errors';
import { GroupRead } from './stream/group-read';
import { isDollar, isGreater, readId } from './stream/ids';
import { GROUP_READ_WORDS, READ_WORDS, type ReadWords } from './stream/read-words';
import { StreamInformation } from './stream/stream-information';

const READ = {
  since: '5.0.0',
  complexity:
    'O(log(M)+N) for each stream, where M is the number of its nodes and N is the number of entries in the reply',
  flags: ['blocking'],
  keys: [['RO', 'access']],
  wire: true,
};

const GREATER =
  'ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.';
const DOLLAR =
  'ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.';

/** Entries of fields and values, in the order in which they came; groups of consumers share them. */
@structure('stream')
export class Stream extends StreamInformation {
  /** What its state is made of. */
  static override readonly classes = [
    StreamLog,
    StreamNode,
    Denque,
    Listpack,
    NameTable,
    ConsumerGroup,
    Consumer,
    IdTable,
    IdPage,
  ];

  /** What it is in Redis' files. */
  static readonly rdb = streamForm;

  /** What OBJECT ENCODING says of it. */
  encoding() {
    return 'stream';
  }

  /** Bytes that it takes. */
  memoryUsage() {
    const groups = this.groups.all.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return this.log.byteLength + groups;
  }

  @reads('The entries of streams behind an id of each.', READ, READ_WORDS)
  static XREAD(server: Server, { streams, count, block }: ReadWords): Reply {
    const asked = streams.map(([entry, word]) => {
      const stream = awaited(server, entry, Stream);
      return { entry, stream, behind: startOf(stream, word) };
    });
    if (!server.hasWaited) tellMissing(server, asked);
    const found = answer(
      asked.map(({ entry, stream, behind }) => [entry, stream?.entriesBehind(behind, count)]),
    );
    if (found || block === undefined) return found ?? NULL_ARRAY;
    const options = [
      'XREAD',
      ...(count === Infinity ? [] : ['COUNT', String(count)]),
      'BLOCK',
      String(block),
    ];
    const keys = asked.map(({ entry }) => bytesOf(entry.keyBytes));
    const again = [...options, 'STREAMS', ...keys, ...asked.map(({ behind }) => formatId(behind))];
    return server.wait(block, NULL_ARRAY, { again });
  }

  @writes(
    'The entries of streams that are new to a group, or those that a consumer has not acknowledged.',
    { ...READ, event: false },
    GROUP_READ_WORDS,
  )
  static XREADGROUP(server: Server, words: ReadWords): Reply {
    const asked = words.streams.map(
      ([entry, word]) => [entry, groupRead(server, entry, word, words)] as const,
    );
    const found = answer(asked.map(([entry, read]) => [entry, read.run()] as const));
    if (found) return found;
    if (words.block === undefined) return server.unchanged(NULL_ARRAY);
    return server.wait(words.block, NULL_ARRAY, { evenAbsent: true });
  }

  /** The first entries behind an id; undefined when there are none. */
  private entriesBehind(behind: StreamId, count: number): Reply[] | undefined {
    const start = idAfter(behind);
    const entries = start ? this.entriesFrom(start, count) : [];
    return entries.length > 0 ? entries : undefined;
  }
}

/** Redis looks for the streams of XREAD twice, and notifies of those that are missing each time. */
function tellMissing(server: Server, asked: readonly { entry: Entry; stream: Stream | undefined }[]): void {
  for (const { entry, stream } of asked) if (!stream) server.notify('keymiss', entry, 'm');
}

/** Keys with their entries, those without left out; undefined when none has any. */
function answer(streams: readonly (readonly [Entry, Reply[] | undefined])[]): Reply | undefined {
  const found = streams.flatMap(([{ keyBytes }, entries]) => (entries ? [keyBytes, entries] : []));
  return found.length > 0 ? entriesOf(found) : undefined;
}

/** Behind which id XREAD begins; `$` is the last one. */
function startOf(stream: Stream | undefined, word: ByteSlice): StreamId {
  if (isDollar(word)) return stream?.log.lastId ?? ZERO_ID;
  if (isGreater(word)) throw new CommandError(GREATER);
  return readId(word);
}

/** Throws NOGROUP when there is no such group. */
function groupRead(server: Server, entry: Entry, word: ByteSlice, words: ReadWords): GroupRead {
  const { keyBytes } = entry;
  if (server.hasWaited && entry.type !== Stream) throw streamGone();
  const stream = entry.find(Stream);
  const group = stream?.groups.get(words.group);
  if (server.hasWaited && !group) throw groupGone();
  if (!stream || !group)
    throw noKeyOrGroup(textOf(keyBytes), words.group, ' in XREADGROUP with GROUP option');
  return new GroupRead(server, keyBytes, stream.log, group, words, historyOf(word));
}

/** Behind which id XREADGROUP tells a consumer's own entries; undefined for those that are new. */
function historyOf(word: ByteSlice): StreamId | undefined {
  if (isDollar(word)) throw new CommandError(DOLLAR);
  if (isGreater(word)) return undefined;
  const id = readId(word);
  return isSameId(id, GREATEST_ID) ? undefined : id;
}
