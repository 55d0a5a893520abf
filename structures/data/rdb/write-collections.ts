import { type ByteSlice, formatDouble, rdb } from 'memo';
import { type Integer, parseInteger } from '../decimal';
import { Listpack, stringBytes } from '../listpack';
import { textSlice } from '../slices';

/** Something that calls with each of its elements. */
export type Each<Visit> = (visit: Visit) => void;
export type EachMember = Each<(member: ByteSlice) => void>;
export type EachPair = Each<(field: ByteSlice, value: ByteSlice) => void>;
export type EachScore = Each<(member: ByteSlice, score: number) => void>;

/*
 * Each of these writes the body of a value that stands behind its type.
 */

/** What stands before a node of several elements. */
const PACKED = 2;

/** Bytes of a node at most, for -1, -2, … in `list-max-listpack-size`; for others, that many entries and the second. */
const NODE_BYTES = [4096, 8192, 16384, 32768, 65536];

/** A list, in nodes as large as `list-max-listpack-size` says. */
export function writeList(elements: Iterable<ByteSlice>, nodeSize: number, body: rdb.Writer): void {
  const mostEntries = nodeSize < 0 ? Infinity : Math.max(1, nodeSize);
  const mostBytes = NODE_BYTES[nodeSize < 0 ? Math.min(-nodeSize, NODE_BYTES.length) - 1 : 1]!;
  const content = new rdb.Writer();
  content.compresses = body.compresses;
  let nodes = 0;
  let node = new Listpack();
  const finishNode = () => {
    content.length(PACKED).string(node.content);
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
  body.length(nodes).raw(content.finish());
}

/** A set of integers, which come as their digits, in any order. */
export function writeIntset(each: EachMember, body: rdb.Writer): void {
  const integers: Integer[] = [];
  each((member) => integers.push(parseInteger(member)!));
  integers.sort((a, b) => (a < b ? -1 : 1));
  body.string(intsetOf(integers));
}

export function writeSet(size: number, each: EachMember, body: rdb.Writer): void {
  body.length(size);
  each((member) => body.string(member));
}

/** A hash that Redis has as a listpack. */
export function writePackedHash(each: EachPair, body: rdb.Writer): void {
  const listpack = new Listpack();
  each((field, value) => {
    listpack.append(field);
    listpack.append(value);
  });
  body.string(listpack.content);
}

export function writeHash(size: number, each: EachPair, body: rdb.Writer): void {
  body.length(size);
  each((field, value) => body.string(field).string(value));
}

/** Redis takes scores from here on for fractions. */
const LARGEST_INTEGER = 2 ** 62;

/** A sorted set that Redis has as a listpack: the lowest score comes first, and ZSCAN shows scores as they are here. */
export function writePackedSortedSet(each: EachScore, body: rdb.Writer): void {
  const listpack = new Listpack();
  each((member, score) => {
    listpack.append(member);
    if (Number.isInteger(score) && Math.abs(score) <= LARGEST_INTEGER) listpack.appendInteger(BigInt(score));
    else listpack.append(textSlice(formatDouble(score)));
  });
  body.string(listpack.content);
}

export function writeSortedSet(size: number, each: EachScore, body: rdb.Writer): void {
  body.length(size);
  each((member, score) => body.string(member).double(score));
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
