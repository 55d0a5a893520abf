import type { rdb } from 'memo';
import type { Consumer, ConsumerGroup } from '../stream/consumer-group';
import type { NameTable } from '../stream/name-table';
import { ID_BYTES, type StreamId, writeId } from '../stream/stream-id';
import type { StreamLog } from '../stream/stream-log';

export function writeStream(log: StreamLog, groups: NameTable<ConsumerGroup>, writer: rdb.Writer): void {
  writer.length(log.nodes.length);
  for (const node of log.nodes.toArray()) writer.string(idBytes(node)).string(node.pack.content);
  writer.length(log.length);
  for (const id of [log.lastId, log.firstId, log.maxDeletedId]) writeLongId(writer, id);
  writer.long(BigInt(log.entriesAdded)).length(groups.size);
  for (const group of groups.all) writeGroup(writer, group);
}

function writeGroup(writer: rdb.Writer, group: ConsumerGroup): void {
  const { pending, consumers, entriesRead } = group;
  writer.string(Buffer.from(group.name, 'latin1'));
  writeLongId(writer, group.lastId);
  writer.long(BigInt.asUintN(64, BigInt(entriesRead)));
  writer.length(pending.size);
  for (let found = pending.first(); found; found = pending.next()) {
    const { time, count } = group.delivery;
    writer.raw(idBytes(pending.id)).milliseconds(time).long(BigInt(count));
  }
  writer.length(consumers.size);
  for (const consumer of consumers.all) writeConsumer(writer, consumer);
}

function writeConsumer(writer: rdb.Writer, { name, seenTime, pending }: Consumer): void {
  writer.string(Buffer.from(name, 'latin1')).milliseconds(seenTime).length(pending.size);
  for (let found = pending.first(); found; found = pending.next()) writer.raw(idBytes(pending.id));
}

function writeLongId(writer: rdb.Writer, { ms, seq }: StreamId): void {
  writer.long(BigInt(ms)).long(BigInt(seq));
}

function idBytes(id: StreamId): Buffer {
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  writeId(bytes, 0, id);
  return bytes;
}
