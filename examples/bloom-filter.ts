import { createHash } from 'node:crypto';
import { CommandError, OK, Packed, reads, structure, t, writes, type Entry, type Server } from 'memo';

/** Of a filter that nobody has reserved. */
const USUAL = { errorRate: 0.01, capacity: 100 };

const ITEM = t.bytes('item');
const about = { complexity: 'O(K) for K bits of an item', flags: ['fast'] };

/**
 * A Bloom filter: whether an item was seen before, in about ten bits an item. It may take a new one for an old one, as
 * seldom as it was told to, never the other way round. The commands are those of Redis' module: clients know them already.
 */
@structure()
export class BloomFilter extends Packed {
  @writes(
    'Make a filter for so many items, which errs in this part of its answers when it is full.',
    { complexity: 'O(N) for N items', flags: ['denyoom'] },
    t.entry(),
    t.float('error-rate'),
    t.int('capacity', { min: 1 }),
  )
  static 'BF.RESERVE'(_server: Server, entry: Entry, errorRate: number, capacity: number) {
    if (!(errorRate > 0 && errorRate < 1)) throw new CommandError('ERR the error rate is between 0 and 1');
    if (entry.exists) throw new CommandError('ERR item exists');
    entry.open(BloomFilter).reserve(errorRate, capacity);
    return OK;
  }

  @writes('Add an item; whether it was new.', { ...about, flags: ['denyoom', 'fast'] }, ITEM)
  'BF.ADD'(item: Buffer) {
    return this.add(item) || this.server.unchanged(false);
  }

  @writes('Add items; whether each was new.', { ...about, flags: ['denyoom', 'fast'] }, t.list(ITEM))
  'BF.MADD'(items: readonly Buffer[]) {
    return items.map((item) => this.add(item));
  }

  @reads('Whether an item was added, or looks like one that was.', about, ITEM)
  'BF.EXISTS'(item: Buffer) {
    return this.has(item);
  }

  @reads('The same of several items.', about, t.list(ITEM))
  'BF.MEXISTS'(items: readonly Buffer[]) {
    return items.map((item) => this.has(item));
  }

  isEmpty() {
    return this.memory.length === 0;
  }

  /** The mark of the value says how many bits an item has. */
  private reserve(errorRate: number, capacity: number): void {
    const bitsPerItem = -Math.log(errorRate) / Math.LN2 ** 2;
    this.memory.resize(Math.ceil((capacity * bitsPerItem) / 8));
    this.memory.mark = Math.max(1, Math.round(bitsPerItem * Math.LN2));
  }

  private add(item: Buffer): boolean {
    if (this.memory.isNew) this.reserve(USUAL.errorRate, USUAL.capacity);
    const { buffer, start } = this.memory;
    const missing = this.bitsOf(item).filter(({ byte, mask }) => !(buffer[start + byte]! & mask));
    for (const { byte, mask } of missing) buffer[start + byte]! |= mask;
    return missing.length > 0;
  }

  private has(item: Buffer): boolean {
    if (this.memory.isNew) return false;
    const { buffer, start } = this.memory;
    return this.bitsOf(item).every(({ byte, mask }) => buffer[start + byte]! & mask);
  }

  /** Where the bits of an item are: two halves of its hash make as many places as are needed. */
  private bitsOf(item: Buffer) {
    const hash = createHash('sha1').update(item).digest();
    const [first, step] = [hash.readUInt32BE(0), hash.readUInt32BE(4)];
    return Array.from({ length: this.memory.mark }, (_, index) => {
      const bit = (first + index * step) % (this.memory.length * 8);
      return { byte: Math.floor(bit / 8), mask: 0x80 >> (bit % 8) };
    });
  }
}
