import fc from 'fast-check';
import { BlockCopy } from '../../../lib/protocol/block-copy';

/** Large ones are more than it keeps a view of. */
const SIZES = [0, 1, 7, 300, 70_000];

const bytesOf = (size: number) => Buffer.from(Array.from({ length: size }, (_, at) => (at * 7 + size) % 256));

describe('Copying blocks', () => {
  it('copies any block between any buffers, and nothing beside it', () => {
    const sources = SIZES.map(bytesOf);
    const targets = [400, 1000].map((size) => Buffer.alloc(size).subarray(3));
    const block = fc.record({
      source: fc.constantFrom(...sources),
      target: fc.constantFrom(...targets),
      start: fc.nat(),
      length: fc.oneof(fc.nat(20), fc.nat(300)),
      at: fc.nat(90),
    });
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 12 }), (blocks) => {
        const copy = new BlockCopy();
        for (const { source, target, start, length, at } of blocks) {
          const from = start % (source.length + 1);
          const end = Math.min(source.length, from + length);
          const expected = Buffer.from(target);
          source.copy(expected, at, from, end);
          expect(copy.put(target, at, source, from, end)).toBe(at + end - from);
          expect(target.equals(expected)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
