import fc from 'fast-check';
import { compress, decompress } from '../../../lib/rdb/lzf';

/** Bytes with much that repeats. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 100 })), {
    maxLength: 20,
  })
  .map((parts) => Buffer.concat(parts.flatMap(([part, times]) => Array<Uint8Array>(times).fill(part))));

const back = (compressed: Uint8Array, length: number) => decompress(compressed, 0, compressed.length, length);

describe('LZF', () => {
  it('makes less of what repeats', () => {
    const bytes = Buffer.from('a stitch in time '.repeat(100));
    const compressed = compress(bytes)!;
    expect(compressed.length).toBeLessThan(60);
    expect(back(compressed, bytes.length)).toEqual(bytes);
  });

  it('gives up where nothing repeats', () => {
    expect(compress(Buffer.from('abcdefghijklmnopqrstuvwxyz'))).toBeUndefined();
    expect(compress(Buffer.from('aaaa'))).toBeUndefined();
    expect(compress(Buffer.alloc(0))).toBeUndefined();
  });

  it('reads what the reference implementation writes', () => {
    // DUMP of a string of thirty times "a", as redis-server has it.
    const compressed = Buffer.from('016161e01100016161', 'hex');
    expect(back(compressed, 30)?.toString()).toBe('a'.repeat(30));
  });

  it('gives back what was compressed, from anywhere in a buffer', () => {
    const property = fc.property(repetitive, fc.nat(5), (bytes, padding) => {
      const inside = Buffer.concat([Buffer.alloc(padding, 1), bytes, Buffer.alloc(padding, 2)]);
      const compressed = compress(inside, padding, padding + bytes.length);
      if (!compressed) return;
      expect(compressed.length).toBeLessThanOrEqual(bytes.length - 4);
      expect(back(compressed, bytes.length)).toEqual(bytes);
    });
    fc.assert(property, { numRuns: 150 });
  });

  it('finds what lies far back, but not too far', () => {
    const far = (distance: number) => {
      const noise = Buffer.alloc(distance);
      for (let at = 0, seed = 1; at < distance; at++)
        noise[at] = (seed = (Math.imul(seed, 1103515245) + 12345) | 0) >>> 16;
      return Buffer.concat([noise, noise.subarray(0, 200)]);
    };
    for (const distance of [8191, 8192, 8193]) {
      const bytes = far(distance);
      const compressed = compress(bytes, 0, bytes.length, -1000)!;
      expect(back(compressed, bytes.length)).toEqual(bytes);
      expect(compressed.length < bytes.length + distance / 32 - 100).toBe(distance <= 8192);
    }
  });

  it('answers nothing for what is damaged', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(500), (bytes, length) => {
      const output = back(bytes, length);
      expect(output === undefined || output.length === length).toBe(true);
    });
    fc.assert(property, { numRuns: 2000 });
    expect(back(Buffer.from([0]), 1)).toBeUndefined();
    expect(back(Buffer.from([0, 97, 0x20]), 4)).toBeUndefined();
    expect(back(Buffer.from([0, 97, 0xe0, 0]), 10)).toBeUndefined();
  });

  it('makes no room for a length that no such bytes can have', () => {
    expect(back(Buffer.alloc(10), 2 ** 40)).toBeUndefined();
  });
});
