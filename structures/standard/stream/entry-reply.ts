import type { ByteSlice, Reply } from 'memo';
import { integerAt, isInteger, stringAt } from '../../data/listpack-entry';
import { ID_TEXT_BYTES, idSlice } from '../../data/stream/stream-id';
import type { NodeEntry } from '../../data/stream/stream-node';

/** The id, and the fields and values in turn, which are views, good until the stream changes. */
export function entryReply(entry: NodeEntry): Reply {
  const pairs = new Array<Reply>(entry.length * 2);
  let count = 0;
  entry.forEach((bytes, at) => (pairs[count++] = wordAt(bytes, at)));
  return [idSlice(entry, Buffer.allocUnsafe(ID_TEXT_BYTES)), pairs];
}

const wordAt = (bytes: Uint8Array, at: number): string | ByteSlice =>
  isInteger(bytes, at) ? String(integerAt(bytes, at)) : stringAt(bytes, at);
