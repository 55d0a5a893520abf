import { RDB } from './rdb-types';
import { RdbWriter } from './rdb-writer';
import type { ConsumerDump, GroupDump, StreamDump, StreamDumpId, StreamHistory } from './stream-dump';

const UNKNOWN = 2n ** 64n - 1n;

/** A stream whose history is known. */
export type WholeStreamDump = StreamDump & { readonly history: StreamHistory };

export function writeStream({ nodes, length, lastId, history, groups }: WholeStreamDump): Buffer {
  const writer = new RdbWriter().byte(RDB.STREAM_LISTPACKS_2).length(nodes.length);
  for (const { id, listpack } of nodes) writer.string(id).string(listpack);
  writer.length(length);
  for (const id of [lastId, history.firstId, history.maxDeletedId]) writeId(writer, id);
  writer.long(history.entriesAdded).length(groups.length);
  for (const group of groups) writeGroup(writer, group);
  return writer.finish();
}

function writeId(writer: RdbWriter, { milliseconds, sequence }: StreamDumpId): void {
  writer.long(milliseconds).long(sequence);
}

function writeGroup(writer: RdbWriter, group: GroupDump): void {
  writer.string(group.name);
  writeId(writer, group.lastId);
  writer.long(group.entriesRead ?? UNKNOWN).length(group.pending.length);
  for (const { id, deliveredAt, deliveries } of group.pending)
    writer.slice(id).milliseconds(deliveredAt).length(deliveries);
  writer.length(group.consumers.length);
  for (const consumer of group.consumers) writeConsumer(writer, consumer);
}

function writeConsumer(writer: RdbWriter, { name, seenAt, pending }: ConsumerDump): void {
  writer.string(name).milliseconds(seenAt).length(pending.length);
  for (const id of pending) writer.slice(id);
}
