import { setTimeout } from 'node:timers/promises';
import { collectDiscarded } from '../../../lib/discarded';
import fc from 'fast-check';
import { Arena, byteOf, chunkOf } from '../../../lib/keyspace/arena';
import { blockBytes } from '../../../lib/keyspace/size-classes';

const MIB = 1024 * 1024;
const CHUNK = 32 * MIB;
const FIRST = 2 * MIB;

/** What the owner of a block keeps in it: a word that isn't 0 in its low bits, then its bytes. */
function write(arena: Arena, ref: number, bytes: number, mark: number): void {
  const start = byteOf(ref);
  arena.bytes[chunkOf(ref)]!.fill(mark, start, start + bytes);
  arena.words[chunkOf(ref)]![start / 4] = (mark << 8) | 1;
}

function isIntact(arena: Arena, ref: number, bytes: number, mark: number): boolean {
  const start = byteOf(ref);
  const content = arena.bytes[chunkOf(ref)]!.subarray(start + 4, start + bytes);
  return content.every((byte) => byte === mark) && arena.words[chunkOf(ref)]![start / 4]! >>> 8 === mark;
}

function allocateMany(arena: Arena, count: number, bytes: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const ref = arena.allocate(bytes);
    write(arena, ref, bytes, i & 0x7f);
    return ref;
  });
}

describe('an arena', () => {
  it('takes no memory before it is used', () => {
    expect(new Arena()).toMatchObject({ usedBytes: 0, pageBytes: 0, chunkBytes: 0 });
  });

  it('counts the bytes of blocks, of their pages and of their chunks', () => {
    const arena = new Arena();
    const ref = arena.allocate(40);
    expect(arena).toMatchObject({ usedBytes: 48, pageBytes: 65536, chunkBytes: FIRST });
    arena.free(ref);
    expect(arena).toMatchObject({ usedBytes: 0, pageBytes: 0, chunkBytes: FIRST });
  });

  it('never answers 0', () => {
    const arena = new Arena();
    expect(allocateMany(arena, 10_000, 16)).not.toContain(0);
  });

  it('uses a freed block again', () => {
    const arena = new Arena();
    const [first] = allocateMany(arena, 3, 100);
    arena.free(first!);
    expect(arena.allocate(97)).toBe(first);
  });

  it('takes blocks of up to 64 KiB', () => {
    const arena = new Arena();
    const refs = [arena.allocate(65536), arena.allocate(65536), arena.allocate(40_000)];
    refs.forEach((ref, i) => write(arena, ref, i === 2 ? 40_000 : 65536, i + 1));
    expect(refs.every((ref, i) => isIntact(arena, ref, i === 2 ? 40_000 : 65536, i + 1))).toBe(true);
    refs.forEach((ref) => arena.free(ref));
    expect(arena.pageBytes).toBe(0);
  });

  it('wastes less than 16 bytes of a block up to 256 bytes, and less than a seventh up to 8 KiB', () => {
    const arena = new Arena();
    for (let bytes = 16; bytes <= 8192; bytes += 7) {
      const before = arena.usedBytes;
      arena.allocate(bytes);
      const waste = arena.usedBytes - before - bytes;
      expect(waste).toBeLessThan(bytes <= 256 ? 16 : bytes / 7);
      expect(waste).toBeGreaterThanOrEqual(0);
    }
  });

  it('keeps every block intact, whatever is allocated and freed', () => {
    const steps = fc.array(fc.record({ bytes: fc.integer({ min: 16, max: 20_000 }), free: fc.nat(3) }), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(steps, (sequence) => {
        const arena = new Arena();
        const blocks: { ref: number; bytes: number; mark: number }[] = [];
        sequence.forEach(({ bytes, free }, i) => {
          const block = { ref: arena.allocate(bytes), bytes, mark: i & 0x7f };
          write(arena, block.ref, bytes, block.mark);
          blocks.push(block);
          if (free === 0) for (const { ref } of blocks.splice(i % blocks.length, 2)) arena.free(ref);
        });
        expect(blocks.every(({ ref, bytes, mark }) => isIntact(arena, ref, bytes, mark))).toBe(true);
        for (const { ref } of blocks) arena.free(ref);
        expect(arena).toMatchObject({ usedBytes: 0, pageBytes: 0 });
      }),
      { numRuns: 30 },
    );
  });

  it('gives pages that have emptied to other sizes', () => {
    const arena = new Arena();
    for (const bytes of [16, 48, 1000, 5000, 16_384, 65_536]) {
      const refs = allocateMany(arena, Math.floor((16 * MIB) / bytes), bytes);
      expect(arena.chunkBytes).toBe(FIRST + CHUNK);
      for (const ref of refs) arena.free(ref);
    }
    expect(arena.usedBytes).toBe(0);
  });

  it('gives emptied pages of any chunk to other sizes', () => {
    const arena = new Arena();
    allocateMany(arena, 1500, 65_536).forEach((ref, i) => i % 100 && arena.free(ref));
    allocateMany(arena, 3500, 20_000);
    expect(arena.chunkBytes).toBe(FIRST + 3 * CHUNK);
  });

  it('drops chunks that have emptied, but for the last', () => {
    const arena = new Arena();
    const refs = allocateMany(arena, 100, MIB / 16);
    const more = allocateMany(arena, 1500, MIB / 16);
    expect(arena.chunkBytes).toBe(FIRST + 4 * CHUNK);
    for (const ref of [...refs, ...more]) arena.free(ref);
    arena.release();
    expect(arena.chunkBytes).toBe(CHUNK);
  });

  it('fills dropped chunks again before it asks for more', () => {
    const arena = new Arena();
    allocateMany(arena, 1500, 65_536);
    arena.clear();
    allocateMany(arena, 1500, 65_536);
    expect(arena.chunkBytes).toBe(FIRST + 3 * CHUNK);
  });

  it('keeps the first chunk when it is cleared, if there is no other, and gives its pages anew', () => {
    const arena = new Arena();
    const refs = allocateMany(arena, 30, 65_536);
    for (let round = 0; round < 3; round++) {
      arena.clear();
      arena.release();
      expect(arena).toMatchObject({ usedBytes: 0, pageBytes: 0, chunkBytes: FIRST });
      expect(allocateMany(arena, 30, 65_536)).toEqual(refs);
    }
  });

  it('is empty after clear, and gives its memory back by and by', async () => {
    const arena = new Arena();
    allocateMany(arena, 3500, 65_536);
    arena.clear();
    expect(arena).toMatchObject({ usedBytes: 0, pageBytes: 0 });
    const before = process.memoryUsage.rss();
    arena.release();
    expect(arena.chunkBytes).toBe(0);
    while (before - process.memoryUsage.rss() < 150 * MIB) {
      collectDiscarded();
      await setTimeout(50);
    }
    while (collectDiscarded()) await setTimeout(50);
  });
});

describe('evacuation', () => {
  /** Answers how many blocks it moved. */
  function evacuate(arena: Arena, bytes: number, blocks: Map<number, number>): number {
    let moves = 0;
    const move = (ref: number): void => {
      const to = arena.allocate(bytes);
      const from = byteOf(ref);
      moves++;
      const source = arena.bytes[chunkOf(ref)]!;
      source.copy(arena.bytes[chunkOf(to)]!, byteOf(to), from, from + bytes);
      blocks.set(to, blocks.get(ref)!);
      blocks.delete(ref);
      arena.free(ref);
    };
    while (arena.evacuatePage(move) >= 0);
    arena.release();
    return moves;
  }

  it('leaves dense chunks alone', () => {
    const arena = new Arena();
    allocateMany(arena, 1000, 65_536);
    expect(arena.evacuatePage(() => undefined)).toBe(-1);
  });

  it('leaves the first chunk and one other alone, of which no page may fit into the other', () => {
    const arena = new Arena();
    const sizes = Array.from({ length: 60 }, (_, i) => 16 * Math.ceil(1.12 ** i));
    for (const bytes of sizes) allocateMany(arena, 2, bytes);
    expect(arena.chunkBytes).toBe(FIRST + CHUNK);
    expect(arena.evacuatePage(() => undefined)).toBe(-1);
  });

  it('moves what is left in sparse chunks together, and drops them', () => {
    const arena = new Arena();
    const refs = allocateMany(arena, 100_000, 1000);
    const blocks = new Map<number, number>();
    refs.forEach((ref, i) => {
      if (Math.floor(i / 130) % 8 === 0) blocks.set(ref, i & 0x7f);
      else arena.free(ref);
    });
    expect(arena.chunkBytes).toBe(FIRST + 4 * CHUNK);
    const { size } = blocks;
    expect(evacuate(arena, 1000, blocks)).toBeLessThan(size);
    expect(arena.chunkBytes).toBe(CHUNK);
    expect(blocks.size).toBe(size);
    expect([...blocks].every(([ref, mark]) => isIntact(arena, ref, 1000, mark))).toBe(true);
  });

  it('goes on while blocks are allocated and freed', () => {
    const arena = new Arena();
    const live = new Set<number>();
    const move = (ref: number): void => {
      const to = arena.allocate(500);
      write(arena, to, 500, 5);
      live.add(to).delete(ref);
      arena.free(ref);
    };
    let kept = 0;
    for (const ref of allocateMany(arena, 200_000, 500)) {
      if (kept++ % 20 === 0) live.add(ref);
      else arena.free(ref);
    }
    for (let i = 0; arena.evacuatePage(move) >= 0; i++) {
      const ref = arena.allocate(500);
      write(arena, ref, 500, 5);
      live.add(ref);
      if (i % 3 === 0) {
        const [oldest] = live;
        live.delete(oldest!);
        arena.free(oldest!);
      }
    }
    arena.release();
    expect(arena.usedBytes).toBe(live.size * blockBytes(500));
    expect(arena.chunkBytes).toBe(CHUNK);
  });

  it('survives that all of it is cleared meanwhile', () => {
    const arena = new Arena();
    allocateMany(arena, 200_000, 500).forEach((ref, i) => i % 20 && arena.free(ref));
    arena.evacuatePage((ref) => {
      write(arena, arena.allocate(500), 500, 1);
      arena.free(ref);
    });
    arena.clear();
    allocateMany(arena, 10, 500);
    expect(arena.evacuatePage(() => undefined)).toBe(-1);
    expect(arena.usedBytes).toBe(10 * blockBytes(500));
  });

  it('survives that all else is freed meanwhile', () => {
    const arena = new Arena();
    const refs = new Set(
      allocateMany(arena, 200_000, 500).filter((ref, i) => i % 20 === 0 || arena.free(ref)),
    );
    const move = (ref: number): void => {
      const to = arena.allocate(500);
      write(arena, to, 500, 1);
      refs.add(to).delete(ref);
      arena.free(ref);
    };
    arena.evacuatePage(move);
    for (const ref of [...refs].slice(500)) {
      refs.delete(ref);
      arena.free(ref);
    }
    while (arena.evacuatePage(move) >= 0);
    expect(arena.usedBytes).toBe(refs.size * blockBytes(500));
  });
});
