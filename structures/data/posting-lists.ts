import { HashTable } from './hash-table';
import { IntegerBlocks } from './integer-blocks';

const SMALLEST_BLOCK = 2;
const LARGEST_BLOCK = 64;

/**
 * Lists of postings by hash, outside the JavaScript heap. A hash is a well mixed 32-bit integer, a posting an
 * integer from 1 to 2^31 - 1, once in a list.
 *
 * The table of heads holds the only posting of a list itself, and of longer ones a link: the complement of a block's
 * address, hence negative. A list moves to larger blocks as it grows; past the largest a new block is put in front,
 * which begins with the link to the full one behind it. So no addition copies more than a block.
 */
export class PostingLists {
  /** What `read` found. */
  found = new Int32Array(16 * LARGEST_BLOCK);

  private readonly heads = new HashTable();
  private readonly links = new Int32Array(64);
  private readonly blocks = new IntegerBlocks();

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
   * Copies the postings of some hashes, in no order, to the beginning of `found`. Returns how many there are.
   * Looking for many at once is quicker: the processor then waits for memory once for several of them.
   */
  read(hashes: Int32Array, from: number, to: number): number {
    for (let at = from; at < to; at++) this.links[at] = this.heads.get(hashes[at]!);
    let length = 0;
    for (let at = from; at < to; at++) length = this.readList(this.links[at]!, length);
    return length;
  }

  /** Appends one list to `found`. Returns the new length. */
  private readList(head: number, length: number): number {
    if (head > 0) this.found[length] = head;
    let end = head > 0 ? length + 1 : length;
    for (let link = head; link < 0;) {
      const page = this.blocks.pageOf(~link);
      let at = this.blocks.offsetOf(~link);
      const blockEnd = at + this.blocks.sizeOf(~link);
      link = page[at]!;
      if (link < 0) at++;
      if (end + LARGEST_BLOCK >= this.found.length) this.found = doubled(this.found);
      for (; at < blockEnd && page[at] !== 0; at++) this.found[end++] = page[at]!;
    }
    return end;
  }

  private append(hash: number, block: number, posting: number): void {
    const size = this.blocks.sizeOf(block);
    const used = this.usedOf(block);
    if (used < size) this.blocks.pageOf(block)[this.blocks.offsetOf(block) + used] = posting;
    else if (size === LARGEST_BLOCK) this.heads.set(hash, this.newBlock(size, [~block, posting]));
    else this.heads.set(hash, this.move(block, posting));
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

  /** Only the block at the head can have room. */
  private usedOf(block: number): number {
    const page = this.blocks.pageOf(block);
    const offset = this.blocks.offsetOf(block);
    let used = this.blocks.sizeOf(block);
    while (used > 0 && page[offset + used - 1] === 0) used--;
    return used;
  }

  /** The address of a posting, -1 when the list has none. */
  private locate(head: number, posting: number): number {
    for (let link = head; link < 0;) {
      const page = this.blocks.pageOf(~link);
      const offset = this.blocks.offsetOf(~link);
      const size = this.blocks.sizeOf(~link);
      for (let at = 0; at < size; at++) if (page[offset + at] === posting) return ~link + at;
      link = page[offset]!;
    }
    return -1;
  }

  private lastOf(block: number): number {
    return this.blocks.pageOf(block)[this.blocks.offsetOf(block) + this.usedOf(block) - 1]!;
  }

  /** What would be left alone in a block, a posting or a link, becomes the head. */
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

function doubled(array: Int32Array) {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
