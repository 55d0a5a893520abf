import fc from 'fast-check';
import { radixTreeNodes } from '../../../../structures/data/stream/radix-tree';
import { compareIds, type StreamId, writeId } from '../../../../structures/data/stream/stream-id';

function keyOf(id: StreamId): Buffer {
  const key = Buffer.alloc(16);
  writeId(key, 0, id);
  return key;
}

/** Nodes below a node at which these keys are, which have so many bytes behind them; that node included. */
function nodesOf(keys: readonly Buffer[], depth: number): number {
  if (depth === 16) return 1;
  const heads = new Set(keys.map((key) => key[depth]));
  if (heads.size > 1) {
    const below = [...heads].map((head) => keys.filter((key) => key[depth] === head));
    return below.reduce((sum, part) => sum + nodesOf(part, depth + 1), 1);
  }
  let end = depth + 1;
  while (end < 16 && new Set(keys.map((key) => key[end])).size === 1) end++;
  return 1 + nodesOf(keys, end);
}

test('without ids there is a root', () => {
  expect(radixTreeNodes([])).toBe(1);
});

test('one id is a node of its bytes, and a leaf', () => {
  expect(radixTreeNodes([{ ms: 1, seq: 1 }])).toBe(2);
});

test('nodes are counted as they would be built', () => {
  const part = fc.oneof(fc.nat(3), fc.nat(70_000), fc.maxSafeInteger().map(Math.abs));
  const ids = fc.uniqueArray(fc.record({ ms: part, seq: part }), {
    minLength: 1,
    maxLength: 40,
    comparator: (a, b) => compareIds(a, b) === 0,
  });
  fc.assert(
    fc.property(ids, (any) => {
      const ascending = any.toSorted(compareIds);
      expect(radixTreeNodes(ascending)).toBe(nodesOf(ascending.map(keyOf), 0));
    }),
    { numRuns: 300 },
  );
});
