import { type ByteSlice, rdb } from 'memo';
import { Listpack } from '../listpack';
import { bufferOf, textOf } from '../slices';
import { type Consumer, ConsumerGroup, UNKNOWN_READS } from '../stream/consumer-group';
import { NameTable } from '../stream/name-table';
import { lagOf } from '../stream/reading-progress';
import { canonical, compareIds, ID_BYTES, type Part, readId, type StreamId } from '../stream/stream-id';
import { StreamLog } from '../stream/stream-log';
import { StreamNode } from '../stream/stream-node';
import { checkStreamNode } from './check-stream-node';

export const STREAM_TYPES: readonly number[] = [rdb.TYPES.STREAM_LISTPACKS, rdb.TYPES.STREAM_LISTPACKS_2];

/** How a group says that nobody knows how many entries it has read. */
const UNKNOWN = 2n ** 64n - 1n;

interface Delivered {
  readonly id: StreamId;
  readonly time: number;
  readonly count: Part;
}

/** Reads the body of a stream that stands behind its type. Throws a DamageError when it is damaged. */
export function readStream(
  type: number,
  body: rdb.Reader,
): { log: StreamLog; groups: NameTable<ConsumerGroup> } {
  if (!STREAM_TYPES.includes(type)) rdb.refuse('it is no stream');
  const log = new StreamLog();
  const live = readNodes(body, log);
  log.length = body.length();
  if (log.length !== live) rdb.refuse('a stream has not as many entries as it says');
  log.lastId = readLongId(body);
  const isOld = type === rdb.TYPES.STREAM_LISTPACKS;
  if (isOld) guessHistory(log);
  else readHistory(body, log);
  const groups = readNamed(body, () => readGroup(body, isOld));
  if (isOld) for (const group of groups.all) guessReads(log, group);
  return { log, groups };
}

/** Answers how many entries there are in the nodes. */
function readNodes(body: rdb.Reader, log: StreamLog): number {
  let live = 0;
  let before: StreamId | undefined;
  for (let left = body.count(); left > 0; left--) {
    const key = body.string();
    if (key.end - key.start !== ID_BYTES) rdb.refuse('a node has no id');
    const listpack = body.string();
    const entries = checkStreamNode(key, listpack);
    live += entries;
    const id = followingId(key, before);
    before = id;
    // XTRIM of Redis can leave a node of deleted entries only.
    if (entries > 0) log.nodes.push(new StreamNode(id.ms, id.seq, Listpack.from(bufferOf(listpack))));
  }
  return live;
}

function readHistory(body: rdb.Reader, log: StreamLog): void {
  log.firstId = readLongId(body);
  log.maxDeletedId = readLongId(body);
  log.entriesAdded = canonical(body.long());
}

/** Redis before version 7 did not write what it had not noted. */
function guessHistory(log: StreamLog): void {
  const first = log.edge(false);
  if (first) log.firstId = { ms: first.ms, seq: first.seq };
  log.entriesAdded = log.length;
}

function guessReads(log: StreamLog, group: ConsumerGroup): void {
  const lag = lagOf(log, group);
  group.entriesRead = lag === undefined ? UNKNOWN_READS : log.length - Number(lag);
}

function readGroup(body: rdb.Reader, isOld: boolean): ConsumerGroup {
  const name = textOf(body.string());
  const lastId = readLongId(body);
  const reads = isOld ? UNKNOWN : body.long();
  const group = new ConsumerGroup(name, lastId, reads === UNKNOWN ? UNKNOWN_READS : canonical(reads));
  const pending = readPending(body);
  for (let left = body.count(); left > 0; left--) readConsumer(body, group, pending);
  if (pending.size > 0) rdb.refuse('what is pending is with no consumer');
  return group;
}

/** What is pending in a group, by the bytes of the ids. */
function readPending(body: rdb.Reader): Map<string, Delivered> {
  const pending = new Map<string, Delivered>();
  let before: StreamId | undefined;
  for (let left = body.count(); left > 0; left--) {
    const key = body.slice(ID_BYTES);
    const id = followingId(key, before);
    before = id;
    pending.set(textOf(key), { id, time: Math.max(0, body.milliseconds()), count: canonical(body.long()) });
  }
  return pending;
}

function readConsumer(body: rdb.Reader, group: ConsumerGroup, pending: Map<string, Delivered>): void {
  const name = textOf(body.string());
  if (group.consumers.get(name)) rdb.refuse('two consumers have one name');
  const consumer = group.createConsumer(name, body.milliseconds());
  for (let left = body.count(); left > 0; left--) readOwned(body, group, consumer, pending);
}

/** An entry is pending with one consumer. */
function readOwned(
  body: rdb.Reader,
  group: ConsumerGroup,
  consumer: Consumer,
  pending: Map<string, Delivered>,
): void {
  const key = textOf(body.slice(ID_BYTES));
  const { id, time, count } = pending.get(key) ?? rdb.refuse('a consumer has what is not pending');
  pending.delete(key);
  group.deliver(id, { consumer, time, count });
}

function readNamed<T extends { readonly name: string }>(body: rdb.Reader, read: () => T): NameTable<T> {
  const all = new NameTable<T>();
  for (let left = body.count(); left > 0; left--) {
    const each = read();
    if (all.get(each.name)) rdb.refuse('two groups have one name');
    all.add(each);
  }
  return all;
}

const readLongId = (body: rdb.Reader): StreamId => ({
  ms: canonical(body.long()),
  seq: canonical(body.long()),
});

function followingId(key: ByteSlice, before: StreamId | undefined): StreamId {
  const id = readId(bufferOf(key), 0);
  if (before && compareIds(before, id) >= 0) rdb.refuse('ids do not ascend');
  return id;
}
