import fc from 'fast-check';
import { IntegerBlocks } from '../../../structures/data/integer-blocks';

const size = fc.nat(12).map((bits) => 2 ** bits);

describe('integer blocks', () => {
  it('are zero at first, keep what is written, and never overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(size, fc.boolean()), { maxLength: 120 }), (steps) => {
        const blocks = new IntegerBlocks();
        const held = new Map<number, number>();
        for (const [size, release] of steps) {
          const address = blocks.allocate(size);
          expect(blocks.sizeOf(address)).toBe(size);
          expect(new Set(contentOf(blocks, address))).toEqual(new Set([0]));
          const mark = held.size + 1;
          blocks.pageOf(address).fill(mark, blocks.offsetOf(address), blocks.offsetOf(address) + size);
          held.set(address, mark);
          if (!release) continue;
          const oldest = held.keys().next().value!;
          blocks.release(oldest);
          held.delete(oldest);
        }
        for (const [address, mark] of held)
          expect(new Set(contentOf(blocks, address))).toEqual(new Set([mark]));
      }),
    );
  });

  it('use a released block again before they take more memory', () => {
    const blocks = new IntegerBlocks();
    const addresses = Array.from({ length: 1024 }, () => blocks.allocate(4));
    const { byteLength } = blocks;
    expect(byteLength).toBe(1024 * 4 * 4);
    for (const address of addresses) blocks.release(address);
    expect(new Set(addresses.map(() => blocks.allocate(4)))).toEqual(new Set(addresses));
    expect(blocks.byteLength).toBe(byteLength);
  });
});

function contentOf(blocks: IntegerBlocks, address: number): Int32Array {
  const offset = blocks.offsetOf(address);
  return blocks.pageOf(address).subarray(offset, offset + blocks.sizeOf(address));
}
