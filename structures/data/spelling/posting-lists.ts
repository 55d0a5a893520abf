import { doubled } from './doubled';
import { IntegerTable } from '../integer-table';
import { IntegerBlocks } from '../integer-blocks';

const SMALLEST_BLOCK = 2;
const LARGEST_BLOCK = 64;
/** Lists that are read at once. */
const MOST_LISTS = 32;

/**
 * Lists of postings by hash, outside the JavaScript heap. A hash is a well mixed 32-bit integer; a posting is an
 * integer from 1 to 2^31 - 1, at most once in a list.
 *
 * The head of a list of one is the posting itself; of a longer one it is a link, the complement of a block's address,
 * hence negative. A list moves to larger blocks as it grows; in front of a full one of the largest size comes a new
 * one, which begins with the link to it. So no addition copies more than a block.
 */
export class PostingLists {
  /** What `read` found. */
  found = new Int32Array(16 * LARGEST_BLOCK);

  private readonly heads = new IntegerTable();
  private readonly blocks = new IntegerBlocks();
  private readonly headsRead = new Int32Array(MOST_LISTS);

  /** Bytes of heads and blocks. Blocks that become free are used again, and kept until then. */
  get byteLength(): number {
    return this.heads.byteLength + this.blocks.byteLength;
  }

  add(hash: number, posting: number): void {
    const head = this.heads.get(hash);
    if (head === 0) this.heads.set(hash, posting);
    else if (head > 0) this.heads.set(hash, this.newBlock(SMALLEST_BLOCK, [head, posting]));
    else this.append(hash, ~head, posting);
  }

  /** False when the list has no such posting. */
  remove(hash: number, posting: number): boolean {
    const head = this.heads.get(hash);
    if (head === posting) return this.heads.delete(hash);
    const address = this.locate(head, posting);
    if (address < 0) return false;
    this.blocks.pageOf(address)[this.blocks.offsetOf(address)] = this.lastOf(~head);
    this.dropLast(hash, ~head);
    return true;
  }

  /**
   * Copies the postings of up to 32 hashes, in no order, to the beginning of `found`. Returns how many they are.
   * All heads come first, for the processor then waits for the memory of several at once.
   */
  read(hashes: Int32Array, from: number, to: number): number {
    for (let at = from; at < to; at++) this.headsRead[at - from] = this.heads.get(hashes[at]!);
    let length = 0;
    for (let at = 0; at < to - from; at++) length = this.readList(this.headsRead[at]!, length);
    return length;
  }

  /** Copies one list to `found`, behind the first `length`. Returns how many are there then. */
  private readList(head: number, length: number): number {
    if (length === this.found.length) this.found = doubled(this.found);
    this.found[length] = head;
    if (head >= 0) return head === 0 ? length : length + 1;
    for (let link = head; link < 0; link = this.linkOf(~link)) length = this.readBlock(~link, length);
    return length;
  }

  private readBlock(block: number, length: number): number {
    if (length + LARGEST_BLOCK > this.found.length) this.found = doubled(this.found);
    const page = this.blocks.pageOf(block);
    const start = this.blocks.offsetOf(block);
    const end = start + this.blocks.sizeOf(block);
    for (let at = page[start]! < 0 ? start + 1 : start; at < end && page[at] !== 0; at++) {
      this.found[length++] = page[at]!;
    }
    return length;
  }

  /** The link that the block begins with; else a posting, and the list ends there. */
  private linkOf(block: number): number {
    return this.blocks.pageOf(block)[this.blocks.offsetOf(block)]!;
  }

  private append(hash: number, block: number, posting: number): void {
    const size = this.blocks.sizeOf(block);
    const used = this.usedOf(block);
    if (used < size) this.blocks.pageOf(block)[this.blocks.offsetOf(block) + used] = posting;
    else if (size < LARGEST_BLOCK) this.heads.set(hash, this.move(block, posting));
    else this.heads.set(hash, this.newBlock(size, [~block, posting]));
  }

  /** Moves a full block and one more posting to a block of twice the size. Returns the link to that. */
  private move(block: number, posting: number): number {
    const offset = this.blocks.offsetOf(block);
    const size = this.blocks.sizeOf(block);
    const link = this.newBlock(size * 2, this.blocks.pageOf(block).subarray(offset, offset + size));
    this.blocks.pageOf(~link)[this.blocks.offsetOf(~link) + size] = posting;
    this.blocks.release(block);
    return link;
  }

  private newBlock(size: number, values: ArrayLike<number>): number {
    const block = this.blocks.allocate(size);
    this.blocks.pageOf(block).set(values, this.blocks.offsetOf(block));
    return ~block;
  }

  /** The address of a posting, -1 when the list has none. */
  private locate(head: number, posting: number): number {
    for (let link = head; link < 0; link = this.linkOf(~link)) {
      const page = this.blocks.pageOf(~link);
      const offset = this.blocks.offsetOf(~link);
      const size = this.blocks.sizeOf(~link);
      for (let at = 0; at < size; at++) if (page[offset + at] === posting) return ~link + at;
    }
    return -1;
  }

  /** How much of a list's first block is used; all others are full. */
  private usedOf(block: number): number {
    const page = this.blocks.pageOf(block);
    const offset = this.blocks.offsetOf(block);
    let used = this.blocks.sizeOf(block);
    while (page[offset + used - 1] === 0) used--;
    return used;
  }

  private lastOf(block: number): number {
    return this.blocks.pageOf(block)[this.blocks.offsetOf(block) + this.usedOf(block) - 1]!;
  }

  /** What then stands alone in the block, be it a posting or a link, becomes the head. */
  private dropLast(hash: number, block: number): void {
    const page = this.blocks.pageOf(block);
    const offset = this.blocks.offsetOf(block);
    const used = this.usedOf(block) - 1;
    page[offset + used] = 0;
    if (used > 1) return;
    this.heads.set(hash, page[offset]!);
    this.blocks.release(block);
  }
}
