const PAGE_BITS = 12;
/** Integers a page holds: 16 KiB. */
const PAGE_SIZE = 1 << PAGE_BITS;

/**
 * Blocks of 32-bit integers outside the JavaScript heap. A block is known by its address; block and address stay
 * together until the block is released. Pages are taken one by one, all blocks of a page are of one size.
 */
export class IntegerBlocks {
  private readonly pages: Int32Array[] = [];
  private readonly sizes: number[] = [];
  /** By the size's logarithm: the free block to use next, which begins with the address of the one after it; -1 ends. */
  private readonly free = new Int32Array(PAGE_BITS + 1).fill(-1);

  get byteLength(): number {
    return this.pages.length * PAGE_SIZE * Int32Array.BYTES_PER_ELEMENT;
  }

  /** The address of a block of zeros. The size is a power of two up to 4096. */
  allocate(size: number): number {
    const list = logarithm(size);
    if (this.free[list] === -1) this.free[list] = this.addPage(size);
    const address = this.free[list]!;
    const page = this.pageOf(address);
    this.free[list] = page[this.offsetOf(address)]!;
    page[this.offsetOf(address)] = 0;
    return address;
  }

  release(address: number): void {
    const size = this.sizeOf(address);
    const offset = this.offsetOf(address);
    const page = this.pageOf(address).fill(0, offset, offset + size);
    page[offset] = this.free[logarithm(size)]!;
    this.free[logarithm(size)] = address;
  }

  /** The page with the block in it. */
  pageOf(address: number): Int32Array {
    return this.pages[address >>> PAGE_BITS]!;
  }

  /** Where in its page the block begins. An address inside of a block works too. */
  offsetOf(address: number): number {
    return address & (PAGE_SIZE - 1);
  }

  /** How many integers the block has. */
  sizeOf(address: number): number {
    return this.sizes[address >>> PAGE_BITS]!;
  }

  /** The address of the first of the new page's blocks, which are linked in order. */
  private addPage(size: number): number {
    const page = new Int32Array(PAGE_SIZE);
    const start = this.pages.length << PAGE_BITS;
    for (let offset = 0; offset < PAGE_SIZE; offset += size) page[offset] = start + offset + size;
    page[PAGE_SIZE - size] = -1;
    this.pages.push(page);
    this.sizes.push(size);
    return start;
  }
}

const logarithm = (size: number) => 31 - Math.clz32(size);
