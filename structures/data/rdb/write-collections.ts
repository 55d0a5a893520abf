import { type ByteSlice, formatDouble } from 'memo';
import { type Integer, parseInteger } from '../decimal';
import { Listpack, stringBytes } from '../listpack';
import { textSlice } from '../slices';
import { RDB } from './rdb-types';
import { RdbWriter } from './rdb-writer';

/** Something that calls with each of its elements. */
export type Each<Visit> = (visit: Visit) => void;
export type EachMember = Each<(member: ByteSlice) => void>;
export type EachPair = Each<(field: ByteSlice, value: ByteSlice) => void>;
export type EachScore = Each<(member: ByteSlice, score: number) => void>;

export const writeString = (value: ByteSlice): Buffer =>
  new RdbWriter().byte(RDB.STRING).string(value).finish();

/** What stands before a node of several elements. */
const PACKED = 2;

/** Bytes of a node at most, for -1, -2, … in `list-max-listpack-size`; for others, that many entries and the second. */
const NODE_BYTES = [4096, 8192, 16384, 32768, 65536];

/** A list, in nodes as large as `list-max-listpack-size` says. */
export function writeList(elements: Iterable<ByteSlice>, nodeSize: number): Buffer {
  const mostEntries = nodeSize < 0 ? Infinity : Math.max(1, nodeSize);
  const mostBytes = NODE_BYTES[nodeSize < 0 ? Math.min(-nodeSize, NODE_BYTES.length) - 1 : 1]!;
  const writer = new RdbWriter();
  let nodes = 0;
  let node = new Listpack();
  const finishNode = () => {
    writer.length(PACKED).string(node.content);
    nodes++;
  };
  for (const element of elements) {
    const bytes = stringBytes(element.end - element.start);
    if (node.count > 0 && (node.count >= mostEntries || node.length + bytes > mostBytes)) {
      finishNode();
      node = new Listpack(mostBytes);
    }
    node.append(element);
  }
  finishNode();
  return new RdbWriter().byte(RDB.LIST_QUICKLIST_2).length(nodes).raw(writer.finish()).finish();
}

/** A set of integers, which come as their digits, in any order. */
export function writeIntset(each: EachMember): Buffer {
  const integers: Integer[] = [];
  each((member) => integers.push(parseInteger(member)!));
  integers.sort((a, b) => (a < b ? -1 : 1));
  return new RdbWriter().byte(RDB.SET_INTSET).string(intsetOf(integers)).finish();
}

export function writeSet(size: number, each: EachMember): Buffer {
  const writer = new RdbWriter().byte(RDB.SET).length(size);
  each((member) => writer.string(member));
  return writer.finish();
}

/** A hash that Redis has as a listpack. */
export function writePackedHash(each: EachPair): Buffer {
  const listpack = new Listpack();
  each((field, value) => {
    listpack.append(field);
    listpack.append(value);
  });
  return new RdbWriter().byte(RDB.HASH_LISTPACK).string(listpack.content).finish();
}

export function writeHash(size: number, each: EachPair): Buffer {
  const writer = new RdbWriter().byte(RDB.HASH).length(size);
  each((field, value) => writer.string(field).string(value));
  return writer.finish();
}

/** Redis takes scores from here on for fractions. */
const LARGEST_INTEGER = 2 ** 62;

/** A sorted set that Redis has as a listpack: the lowest score comes first, and ZSCAN shows scores as they are here. */
export function writePackedSortedSet(each: EachScore): Buffer {
  const listpack = new Listpack();
  each((member, score) => {
    listpack.append(member);
    if (Number.isInteger(score) && Math.abs(score) <= LARGEST_INTEGER) listpack.appendInteger(BigInt(score));
    else listpack.append(textSlice(formatDouble(score)));
  });
  return new RdbWriter().byte(RDB.ZSET_LISTPACK).string(listpack.content).finish();
}

export function writeSortedSet(size: number, each: EachScore): Buffer {
  const writer = new RdbWriter().byte(RDB.ZSET_2).length(size);
  each((member, score) => writer.string(member).double(score));
  return writer.finish();
}

/** Of integers that ascend, as wide as they need. */
function intsetOf(integers: readonly Integer[]): Buffer {
  const [least, most] = [integers[0] ?? 0, integers.at(-1) ?? 0];
  const width = [2, 4].find((bytes) => least >= -(2 ** (8 * bytes - 1)) && most < 2 ** (8 * bytes - 1)) ?? 8;
  const content = Buffer.alloc(8 + integers.length * width);
  content.writeUInt32LE(width, 0);
  content.writeUInt32LE(integers.length, 4);
  integers.forEach((value, index) => {
    const at = 8 + index * width;
    if (width === 8) content.writeBigInt64LE(BigInt(value), at);
    else content.writeIntLE(Number(value), at, width);
  });
  return content;
}
