import { highHalf, lowHalf, type Part, type StreamId } from './stream-id';

const KEY_BYTES = 16;
const PART_BYTES = 8;
const HALF_BYTES = 4;
const WORD = 0x100000000;

/**
 * How many nodes Redis' compressed radix tree of these ids has, which ascend: one for each id, one for each place where
 * ids part, one for the bytes that all have in common, and one for the bytes between such places beyond the first.
 */
export function radixTreeNodes(ids: readonly StreamId[]): number {
  if (ids.length === 0) return 1;
  /** How many bytes are in common where ids part, on the way to the last id; 0 is the root. */
  const partings = new Uint8Array(KEY_BYTES + 1);
  let deepest = -1;
  let nodes = 0;
  let end = KEY_BYTES;
  for (let index = 1; index <= ids.length; index++) {
    const common = index < ids.length ? commonBytes(ids[index - 1]!, ids[index]!) : -1;
    end = KEY_BYTES;
    nodes++;
    for (; deepest >= 0 && partings[deepest]! > common; deepest--) {
      const parting = partings[deepest]!;
      nodes += edgeNodes(parting, end) + 1;
      end = parting;
    }
    if (common < 0) break;
    if (deepest < 0 || partings[deepest] !== common) partings[++deepest] = common;
    nodes += edgeNodes(common, end);
  }
  return nodes + (end > 0 ? 1 : 0);
}

/** The byte behind a parting stands in the parting's node; those behind it have a node of their own. */
const edgeNodes = (parting: number, end: number) => (end - parting > 1 ? 1 : 0);

/** The bytes that two ids begin with, as the tree has them: the greatest first. Most are of different milliseconds nearby. */
function commonBytes(a: StreamId, b: StreamId): number {
  const isSame = a.ms === b.ms;
  const first = isSame ? a.seq : a.ms;
  const second = isSame ? b.seq : b.ms;
  return (isSame ? PART_BYTES : 0) + commonOf(first, second);
}

function commonOf(a: Part, b: Part): number {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = (a / WORD) ^ (b / WORD);
    if (difference === 0) return HALF_BYTES + (Math.clz32(a ^ b) >>> 3);
    return Math.clz32(difference) >>> 3;
  }
  const difference = highHalf(a) ^ highHalf(b);
  if (difference !== 0) return Math.clz32(difference) >>> 3;
  return HALF_BYTES + (Math.clz32(lowHalf(a) ^ lowHalf(b)) >>> 3);
}
