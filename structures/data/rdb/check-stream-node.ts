import type { ByteSlice } from 'memo';
import { after, END, HEADER, type Integer, integerAt, isInteger, validate } from '../listpack';
import { refuse } from './rdb-types';
import { bufferOf } from './slices';

/** Bits of the flags in front of an entry. */
const DELETED = 1;
const SAME_FIELDS = 2;

/** How far an entry's id is from the node's, in 64 bits each. */
interface Distance {
  readonly milliseconds: Integer;
  readonly sequence: Integer;
}

/**
 * The number of entries that are there in a node of a stream, which begins at an id of 16 bytes. Throws an RdbError unless it is one: how many there are
 * and were deleted, the fields that most have, and of each entry its flags, how far its id is from the node's,
 * its fields unless they are those, its values, and how many elements all that was.
 */
export function checkStreamNode(id: ByteSlice, listpack: ByteSlice): number {
  const { bytes, start, end } = listpack;
  if (validate(bytes, start, end) === undefined) refuse('a listpack is damaged');
  const walk = new NodeWalk(bytes, start + HEADER);
  const live = walk.count();
  const deleted = walk.count();
  const fields = walk.count();
  walk.pass(fields);
  if (walk.integer() !== 0) refuse('the fields of a node have no end');
  const gone = checkEntries(walk, id, fields, live + deleted);
  if (gone !== deleted || !walk.isAtEnd) refuse('a node has not as many entries as it says');
  if (live === 0) refuse('a node has no entries');
  return live;
}

/** The number of entries that are marked as deleted. */
function checkEntries(walk: NodeWalk, node: ByteSlice, fields: number, entries: number): number {
  let gone = 0;
  let before: Distance | undefined;
  for (let left = entries; left > 0; left--) {
    const flags = walk.count();
    const distance: Distance = { milliseconds: walk.integer(), sequence: walk.integer() };
    if (before && !ascends(node, before, distance)) refuse('the ids of entries do not ascend');
    before = distance;
    const elements = flags & SAME_FIELDS ? fields : walk.count() * 2;
    walk.pass(elements);
    if (walk.count() !== elements + (flags & SAME_FIELDS ? 3 : 4)) refuse('an entry does not count right');
    if (flags & DELETED) gone++;
  }
  return gone;
}

function ascends(node: ByteSlice, before: Distance, next: Distance): boolean {
  if (next.milliseconds > before.milliseconds) return true;
  if (next.milliseconds === before.milliseconds && next.sequence > before.sequence) return true;
  return Buffer.compare(idAt(node, before), idAt(node, next)) < 0;
}

/** An id that may be on the other side of where 64 bits begin anew. */
function idAt(node: ByteSlice, { milliseconds, sequence }: Distance): Buffer {
  const base = bufferOf(node);
  const id = Buffer.alloc(16);
  id.writeBigUInt64BE(BigInt.asUintN(64, base.readBigUInt64BE(0) + BigInt(milliseconds)), 0);
  id.writeBigUInt64BE(BigInt.asUintN(64, base.readBigUInt64BE(8) + BigInt(sequence)), 8);
  return id;
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
    if (this.isAtEnd || !isInteger(this.bytes, this.at)) refuse('a node lacks a number');
    const value = integerAt(this.bytes, this.at);
    this.at = after(this.bytes, this.at);
    return value;
  }

  count(): number {
    const value = this.integer();
    return typeof value === 'number' && value >= 0 ? value : refuse('a count is out of range');
  }

  pass(elements: number): void {
    for (let left = elements; left > 0; left--) {
      if (this.isAtEnd) refuse('a node ends too early');
      this.at = after(this.bytes, this.at);
    }
  }
}
