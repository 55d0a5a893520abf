import type { ByteSlice } from 'memo';
import type { RdbReader } from './rdb-reader';
import { RDB, refuse } from './rdb-types';
import { bufferOf, textOf } from './slices';
import type {
  ConsumerDump,
  GroupDump,
  PendingDump,
  StreamDump,
  StreamDumpId,
  StreamDumpNode,
  StreamHistory,
} from './stream-dump';
import { checkStreamNode } from './stream-node';

export const STREAM_TYPES: readonly number[] = [RDB.STREAM_LISTPACKS, RDB.STREAM_LISTPACKS_2];

const ID_BYTES = 16;
/** How a group says that nobody knows how many entries it has read. */
const UNKNOWN = 2n ** 64n - 1n;

/** The body of a stream behind its type. Throws an RdbError when it is damaged. */
export function readStream(type: number, body: RdbReader): StreamDump {
  if (!STREAM_TYPES.includes(type)) refuse('it is no stream');
  const { nodes, live } = readNodes(body);
  const length = body.length();
  if (length !== live) refuse('a stream has not as many entries as it says');
  const lastId = readId(body);
  const isNew = type === RDB.STREAM_LISTPACKS_2;
  const history = isNew ? readHistory(body) : undefined;
  return { nodes, length, lastId, history, groups: readGroups(body, isNew) };
}

function readNodes(body: RdbReader): { nodes: StreamDumpNode[]; live: number } {
  const nodes: StreamDumpNode[] = [];
  let live = 0;
  for (let left = body.count(); left > 0; left--) {
    const id = body.string();
    if (id.end - id.start !== ID_BYTES) refuse('a node has no id');
    const node = { id, listpack: body.string() };
    live += checkStreamNode(node);
    nodes.push(node);
  }
  refuseDescent(nodes.map(({ id }) => id));
  return { nodes, live };
}

const readHistory = (body: RdbReader): StreamHistory => ({
  firstId: readId(body),
  maxDeletedId: readId(body),
  entriesAdded: body.long(),
});

const readId = (body: RdbReader): StreamDumpId => ({ milliseconds: body.long(), sequence: body.long() });

function readGroups(body: RdbReader, isNew: boolean): GroupDump[] {
  const groups = listOf(body, () => readGroup(body, isNew));
  refuseTwice(groups.map(({ name }) => name));
  return groups;
}

function readGroup(body: RdbReader, isNew: boolean): GroupDump {
  const name = body.string();
  const lastId = readId(body);
  const entriesRead = isNew ? body.long() : UNKNOWN;
  const pending = listOf(body, () => readPending(body));
  const consumers = listOf(body, () => readConsumer(body));
  refuseTwice(consumers.map((consumer) => consumer.name));
  refuseDescent(pending.map(({ id }) => id));
  refuseOrphans(pending, consumers);
  return {
    name,
    lastId,
    entriesRead: entriesRead === UNKNOWN ? undefined : entriesRead,
    pending,
    consumers,
  };
}

function readPending(body: RdbReader): PendingDump {
  const id = body.slice(ID_BYTES);
  return { id, deliveredAt: body.milliseconds(), deliveries: body.length() };
}

function readConsumer(body: RdbReader): ConsumerDump {
  const name = body.string();
  const seenAt = body.milliseconds();
  return { name, seenAt, pending: listOf(body, () => body.slice(ID_BYTES)) };
}

function listOf<T>(body: RdbReader, read: () => T): T[] {
  const items: T[] = [];
  for (let left = body.count(); left > 0; left--) items.push(read());
  return items;
}

function refuseTwice(names: readonly ByteSlice[]): void {
  if (new Set(names.map(textOf)).size < names.length) refuse('there are two of one name');
}

function refuseDescent(ids: readonly ByteSlice[]): void {
  let before: Buffer | undefined;
  for (const id of ids.map(bufferOf)) {
    if (before && Buffer.compare(before, id) >= 0) refuse('ids do not ascend');
    before = id;
  }
}

/** Each pending entry is with exactly one consumer. */
function refuseOrphans(pending: readonly PendingDump[], consumers: readonly ConsumerDump[]): void {
  const known = new Set(pending.map(({ id }) => textOf(id)));
  for (const { pending: ids } of consumers)
    for (const id of ids) if (!known.delete(textOf(id))) refuse('a consumer has what is not pending');
  if (known.size > 0) refuse('what is pending is with no consumer');
}
