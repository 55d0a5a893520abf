import { type ByteSlice, rdb } from 'memo';
import type { Integer } from '../decimal';
import { after, END, HEADER, integerAt, isInteger, validate } from '../listpack';
import { bufferOf } from '../slices';
import { compareIds, readId, shifted, type StreamId } from '../stream/stream-id';
import { DELETED, SAME_FIELDS } from '../stream/stream-node';

/**
 * The number of entries that are there in a node of a stream, which begins at an id. Throws a DamageError unless it is
 * one: how many there are and were deleted, the fields of the first one, and of each entry its flags, how far its id is
 * from the node's, its fields unless they are those, its values, and how many elements all that was.
 */
export function checkStreamNode(id: ByteSlice, listpack: ByteSlice): number {
  const { bytes, start, end } = listpack;
  if (validate(bytes, start, end) === undefined) rdb.refuse('a listpack is damaged');
  const walk = new NodeWalk(bytes, start + HEADER);
  const live = walk.count();
  const deleted = walk.count();
  const fields = walk.count();
  walk.pass(fields);
  if (walk.integer() !== 0) rdb.refuse('the fields of a node have no end');
  const gone = checkEntries(walk, readId(bufferOf(id), 0), fields, live + deleted);
  if (gone !== deleted || !walk.isAtEnd) rdb.refuse('a node has not as many entries as it says');
  return live;
}

/** The number of entries that are marked as deleted. */
function checkEntries(walk: NodeWalk, node: StreamId, fields: number, entries: number): number {
  let gone = 0;
  let before: StreamId | undefined;
  for (let left = entries; left > 0; left--) {
    const flags = walk.count();
    const id = { ms: shifted(node.ms, walk.integer()), seq: shifted(node.seq, walk.integer()) };
    if (before && compareIds(before, id) >= 0) rdb.refuse('the ids of entries do not ascend');
    before = id;
    const elements = flags & SAME_FIELDS ? fields : walk.count() * 2;
    walk.pass(elements);
    if (walk.count() !== elements + (flags & SAME_FIELDS ? 3 : 4))
      rdb.refuse('an entry does not count right');
    if (flags & DELETED) gone++;
  }
  return gone;
}

/** Goes through a valid listpack, never past its end. */
class NodeWalk {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  get isAtEnd(): boolean {
    return this.bytes[this.at] === END;
  }

  integer(): Integer {
    if (this.isAtEnd || !isInteger(this.bytes, this.at)) rdb.refuse('a node lacks a number');
    const value = integerAt(this.bytes, this.at);
    this.at = after(this.bytes, this.at);
    return value;
  }

  count(): number {
    const value = this.integer();
    return typeof value === 'number' && value >= 0 ? value : rdb.refuse('a count is out of range');
  }

  pass(elements: number): void {
    for (let left = elements; left > 0; left--) {
      if (this.isAtEnd) rdb.refuse('a node ends too early');
      this.at = after(this.bytes, this.at);
    }
  }
}
