import { highHalf, lowHalf, type Part, type StreamId } from './stream-id';

const KEY_BYTES = 16;
const PART_BYTES = 8;
const HALF_BYTES = 4;

/**
 * How many nodes Redis' compressed radix tree of these ids has, which ascend: one for each id, one for each place where
 * ids part, one for the bytes that all have in common, and one for the bytes between such places beyond the first.
 */
export function radixTreeNodes(ids: Iterable<StreamId>): number {
  /** How many bytes are in common where ids part, on the way to the last id. */
  const partings: number[] = [];
  let previous: StreamId | undefined;
  let nodes = 0;
  for (const id of ids) {
    if (previous) nodes += partAt(partings, commonBytes(previous, id));
    previous = id;
  }
  return previous ? nodes + closeAll(partings) : 1;
}

/** Closes what is below a parting of the last id and the next; answers the nodes that are known by that. */
function partAt(partings: number[], common: number): number {
  let nodes = 1;
  let end = KEY_BYTES;
  while (partings.length > 0 && partings.at(-1)! > common) {
    const parting = partings.pop()!;
    nodes += edgeNodes(parting, end) + 1;
    end = parting;
  }
  if (partings.at(-1) !== common) partings.push(common);
  return nodes + edgeNodes(common, end);
}

function closeAll(partings: number[]): number {
  let nodes = 1;
  let end = KEY_BYTES;
  for (let parting = partings.pop(); parting !== undefined; parting = partings.pop()) {
    nodes += edgeNodes(parting, end) + 1;
    end = parting;
  }
  return nodes + (end > 0 ? 1 : 0);
}

/** The byte behind a parting stands in the parting's node; those behind it have a node of their own. */
const edgeNodes = (parting: number, end: number) => (end - parting > 1 ? 1 : 0);

/** The bytes that two ids begin with, as the tree has them: the greatest first. */
function commonBytes(a: StreamId, b: StreamId): number {
  return a.ms === b.ms ? PART_BYTES + commonOf(a.seq, b.seq) : commonOf(a.ms, b.ms);
}

function commonOf(a: Part, b: Part): number {
  const difference = highHalf(a) ^ highHalf(b);
  if (difference !== 0) return Math.clz32(difference) >>> 3;
  return HALF_BYTES + (Math.clz32(lowHalf(a) ^ lowHalf(b)) >>> 3);
}
