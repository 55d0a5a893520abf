import { discard } from '../discarded';
import { GRANULE_BYTES, PAGE_BYTES, SIZE_CLASSES, blocksOf, granulesOf, sizeClassOf } from './size-classes';

/** Above malloc's largest mmap threshold, so that a chunk is touched lazily and is unmapped when released. */
const CHUNK_BYTES = 32 * 1024 * 1024;
const CHUNK_PAGES = CHUNK_BYTES / PAGE_BYTES;

/** Of the first chunk, which is all that most databases need. V8 counts a chunk's bytes, touched or not, and collects. */
const FIRST_CHUNK_BYTES = 2 * 1024 * 1024;

/** The bits of a ref that count granules in a chunk; those above are the chunk's number. */
const GRANULE_MASK = CHUNK_BYTES / GRANULE_BYTES - 1;
const CHUNK_SHIFT = 21;
const PAGE_SHIFT = 12;
const PAGE_CHUNK_SHIFT = CHUNK_SHIFT - PAGE_SHIFT;
const PAGE_MASK = CHUNK_PAGES - 1;

/** The low bits of a block's first word. They are 0 in a free block, so the owner of a block must set one of them. */
const TAG_MASK = 3;
const TAG_BITS = 2;

/** Words of a page's record. The records of a chunk lie in its page 0, at 8 words each. */
const CLASS = 0;
const LIVE = 1;
const FREE = 2;
const CARVED = 3;
const NEXT = 4;
const PREVIOUS = 5;
const RECORD_SHIFT = 3;
const NO_CLASS = -1;

/** Words of a chunk's record, which lies where page 0 has no use for its own. */
const PAGES_USED = 0;
const FREE_PAGE = 1;
const PAGES_CARVED = 2;

const NO_CHUNK = -1;
const NO_WORDS = new Int32Array(0);
const NO_FLOATS = new Float64Array(0);
const NO_BYTES = Buffer.alloc(0);

/** Up to this many bytes are copied word by word, which is faster then. */
const FEW_BYTES = 256;

/** Memory may be a third above what is live before chunks are evacuated. */
const DENSE_ENOUGH = 0.75;

/** The chunk that a block is in. */
export function chunkOf(ref: number): number {
  return ref >>> CHUNK_SHIFT;
}

/** Where in its chunk a block starts, counted in 32-bit words. */
export function wordOf(ref: number): number {
  return (ref & GRANULE_MASK) << 2;
}

/** Where in its chunk a block starts, counted in float64s. */
export function floatOf(ref: number): number {
  return (ref & GRANULE_MASK) << 1;
}

/** Where in its chunk a block starts, in bytes. */
export function byteOf(ref: number): number {
  return (ref & GRANULE_MASK) << 4;
}

/** What the first word of a block tells about its owner; 0: it is free. */
export function tagOf(firstWord: number): number {
  return firstWord & TAG_MASK;
}

/**
 * Blocks of bytes off the JavaScript heap, up to 64 KiB each.
 *
 * A block is named by a ref: an int32, never 0, which chunkOf, wordOf and byteOf turn into a place. Chunks of 32 MiB (the
 * first one: 2 MiB) have pages of 64 KiB; a page is cut into blocks of one size class. The first word of a live block must
 * have one of its lowest two bits set, by which evacuation knows it.
 */
export class Arena {
  /** The chunks, in three views each; a chunk that was dropped is empty. */
  readonly words: Int32Array[] = [];
  readonly floats: Float64Array[] = [];
  readonly bytes: Buffer[] = [];

  private usedGranules = 0;
  private pageCount = 0;
  private chunkCount = 0;
  /** How many pages the chunks can give. */
  private capacity = 0;
  /** First page with room, by size class; 0 is none. */
  private readonly roomy = new Int32Array(SIZE_CLASSES);
  /** No chunk below this one has a page to give. */
  private lowestOpen = 0;
  /** Chunks for use again, or for release. */
  private readonly emptied: ArrayBuffer[] = [];
  private evacuating = NO_CHUNK;
  private evacuatingPage = 0;

  /** Bytes of the live blocks. */
  get usedBytes(): number {
    return this.usedGranules * GRANULE_BYTES;
  }

  /** Bytes of the pages that hold blocks. */
  get pageBytes(): number {
    return this.pageCount * PAGE_BYTES;
  }

  /** Bytes of all chunks, of which the operating system has given those touched. */
  get chunkBytes(): number {
    const chunks = [...this.words, ...this.emptied];
    return chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** A block of at least `bytes` (1 to 65536), its content arbitrary. */
  allocate(bytes: number): number {
    const sizeClass = sizeClassOf(bytes);
    const page = this.roomy[sizeClass]! || this.openPage(sizeClass);
    const words = this.words[page >>> PAGE_CHUNK_SHIFT]!;
    const record = (page & PAGE_MASK) << RECORD_SHIFT;
    let granule = words[record + FREE]!;
    if (granule !== 0) words[record + FREE] = words[granule << 2]! >>> TAG_BITS;
    else granule = ((page & PAGE_MASK) << PAGE_SHIFT) + words[record + CARVED]!++ * granulesOf(sizeClass);
    words[record + LIVE]!++;
    if (words[record + LIVE] === blocksOf(sizeClass)) this.unlink(page, sizeClass);
    this.usedGranules += granulesOf(sizeClass);
    return ((page >>> PAGE_CHUNK_SHIFT) << CHUNK_SHIFT) | granule;
  }

  free(ref: number): void {
    const page = ref >>> PAGE_SHIFT;
    const words = this.words[ref >>> CHUNK_SHIFT]!;
    const record = (page & PAGE_MASK) << RECORD_SHIFT;
    const sizeClass = words[record + CLASS]!;
    words[(ref & GRANULE_MASK) << 2] = words[record + FREE]! << TAG_BITS;
    words[record + FREE] = ref & GRANULE_MASK;
    this.usedGranules -= granulesOf(sizeClass);
    const live = --words[record + LIVE]!;
    if (live === blocksOf(sizeClass) - 1) this.link(page, sizeClass);
    if (live === 0) this.closePage(page, sizeClass);
  }

  /** Copies the first bytes of a block to another. */
  copy(from: number, to: number, bytes: number): void {
    const source = this.words[chunkOf(from)]!;
    const target = this.words[chunkOf(to)]!;
    const start = wordOf(from);
    const shift = wordOf(to) - start;
    const end = start + ((bytes + 3) >>> 2);
    if (bytes > FEW_BYTES) target.set(source.subarray(start, end), start + shift);
    else for (let word = start; word < end; word++) target[word + shift] = source[word]!;
  }

  /** Frees every block. What it takes doesn't grow with their number. The first chunk stays if there is no other. */
  clear(): void {
    const isSmall = this.chunkCount === 1;
    for (const [chunk, words] of this.words.entries()) {
      if (words === NO_WORDS) continue;
      if (isSmall && words.byteLength === FIRST_CHUNK_BYTES) this.emptyChunk(chunk);
      else this.dropChunk(chunk);
    }
    this.roomy.fill(0);
    this.usedGranules = 0;
    this.pageCount = 0;
  }

  /** Lets go of emptied chunks. */
  release(): void {
    for (const buffer of this.emptied.splice(0)) discard(buffer, buffer.byteLength);
  }

  /**
   * Empties one page of a sparsely used chunk, if the chunks are sparse as a whole: `move` gets each block and must free it.
   * A chunk that is empty in the end is dropped. Answers how many blocks were moved; -1: the chunks are dense enough.
   */
  evacuatePage(move: (ref: number) => void): number {
    if (this.evacuating === NO_CHUNK && !this.startEvacuation()) return -1;
    const words = this.words[this.evacuating]!;
    const page = this.evacuatingPage++;
    if (page < words[PAGES_CARVED]!) return this.moveBlocks(words, page, move);
    this.evacuating = NO_CHUNK;
    return 0;
  }

  private moveBlocks(words: Int32Array, page: number, move: (ref: number) => void): number {
    const record = page << RECORD_SHIFT;
    if (words[record + CLASS] === NO_CLASS) return 0;
    const granules = granulesOf(words[record + CLASS]!);
    const blocks = words[record + LIVE]!;
    let ref = (this.evacuating << CHUNK_SHIFT) | (page << PAGE_SHIFT);
    for (let left = blocks; left > 0; ref += granules) {
      if ((words[(ref & GRANULE_MASK) << 2]! & TAG_MASK) === 0) continue;
      left--;
      move(ref);
    }
    return blocks;
  }

  private startEvacuation(): boolean {
    const needed = this.usedGranules / (CHUNK_BYTES / GRANULE_BYTES);
    const large = Math.floor(this.capacity / (CHUNK_PAGES - 1));
    if ((large - 1) * DENSE_ENOUGH <= needed) return false;
    this.evacuating = this.chunkToEvacuate();
    this.evacuatingPage = 1;
    this.eachPage(this.evacuating, (page, sizeClass, live) => {
      if (live < blocksOf(sizeClass)) this.unlink(page, sizeClass);
    });
    return true;
  }

  /** The chunk with the least to move if its pages fit into the others, else that whose pages have most to give. */
  private chunkToEvacuate(): number {
    let emptiest = { chunk: NO_CHUNK, live: Infinity, pages: 0 };
    let loosest = { chunk: NO_CHUNK, free: -1 };
    for (let chunk = 0; chunk < this.words.length; chunk++) {
      if (this.words[chunk] === NO_WORDS) continue;
      const pages = this.words[chunk]![PAGES_USED]!;
      const live = this.liveGranules(chunk);
      const free = (pages << PAGE_SHIFT) - live;
      if (live < emptiest.live) emptiest = { chunk, live, pages };
      if (free > loosest.free) loosest = { chunk, free };
    }
    const capacity = this.capacity - capacityOf(this.words[emptiest.chunk]!);
    const freeElsewhere = capacity - (this.pageCount - emptiest.pages);
    return emptiest.pages <= freeElsewhere ? emptiest.chunk : loosest.chunk;
  }

  private liveGranules(chunk: number): number {
    let granules = 0;
    this.eachPage(chunk, (_page, sizeClass, live) => (granules += live * granulesOf(sizeClass)));
    return granules;
  }

  private eachPage(chunk: number, visit: (page: number, sizeClass: number, live: number) => void): void {
    const words = this.words[chunk]!;
    for (let page = 1; page < words[PAGES_CARVED]!; page++) {
      const record = page << RECORD_SHIFT;
      if (words[record + CLASS] === NO_CLASS) continue;
      visit((chunk << PAGE_CHUNK_SHIFT) | page, words[record + CLASS]!, words[record + LIVE]!);
    }
  }

  private openPage(sizeClass: number): number {
    const chunk = this.openChunk();
    const words = this.words[chunk]!;
    const page = words[FREE_PAGE]! || words[PAGES_CARVED]!++;
    const record = page << RECORD_SHIFT;
    if (page === words[FREE_PAGE]) words[FREE_PAGE] = words[record + NEXT]!;
    words.fill(0, record, record + (1 << RECORD_SHIFT));
    words[record + CLASS] = sizeClass;
    words[PAGES_USED]!++;
    this.pageCount++;
    this.link((chunk << PAGE_CHUNK_SHIFT) | page, sizeClass);
    return (chunk << PAGE_CHUNK_SHIFT) | page;
  }

  private closePage(page: number, sizeClass: number): void {
    const chunk = page >>> PAGE_CHUNK_SHIFT;
    const words = this.words[chunk]!;
    const record = (page & PAGE_MASK) << RECORD_SHIFT;
    this.unlink(page, sizeClass);
    words[record + CLASS] = NO_CLASS;
    words[record + NEXT] = words[FREE_PAGE]!;
    words[FREE_PAGE] = page & PAGE_MASK;
    this.pageCount--;
    if (chunk < this.lowestOpen) this.lowestOpen = chunk;
    words[PAGES_USED]!--;
    if (words[PAGES_USED] === 0 && this.chunkCount > 1) this.dropChunk(chunk);
  }

  /** Puts a page in front of those with room: what has had room for longer drains until it is empty. */
  private link(page: number, sizeClass: number): void {
    if (page >>> PAGE_CHUNK_SHIFT === this.evacuating) return;
    const next = this.roomy[sizeClass]!;
    this.setLink(page, NEXT, next);
    this.setLink(page, PREVIOUS, 0);
    if (next !== 0) this.setLink(next, PREVIOUS, page);
    this.roomy[sizeClass] = page;
  }

  private unlink(page: number, sizeClass: number): void {
    const words = this.words[page >>> PAGE_CHUNK_SHIFT]!;
    const record = (page & PAGE_MASK) << RECORD_SHIFT;
    const next = words[record + NEXT]!;
    const previous = words[record + PREVIOUS]!;
    if (next !== 0) this.setLink(next, PREVIOUS, previous);
    if (previous !== 0) this.setLink(previous, NEXT, next);
    else if (this.roomy[sizeClass] === page) this.roomy[sizeClass] = next;
    words[record + NEXT] = 0;
    words[record + PREVIOUS] = 0;
  }

  private setLink(page: number, field: number, to: number): void {
    this.words[page >>> PAGE_CHUNK_SHIFT]![((page & PAGE_MASK) << RECORD_SHIFT) + field] = to;
  }

  /** The lowest chunk with a page to give, a new one if none has. */
  private openChunk(): number {
    for (let chunk = this.lowestOpen; chunk < this.words.length; chunk++) {
      const words = this.words[chunk]!;
      if (words === NO_WORDS || chunk === this.evacuating) continue;
      if (words[FREE_PAGE] === 0 && words[PAGES_CARVED]! > capacityOf(words)) continue;
      if (this.evacuating === NO_CHUNK) this.lowestOpen = chunk;
      return chunk;
    }
    return this.addChunk();
  }

  private addChunk(): number {
    const vacant = this.words.indexOf(NO_WORDS);
    const chunk = vacant < 0 ? this.words.length : vacant;
    if (chunk >>> (32 - CHUNK_SHIFT) !== 0) throw new RangeError('the arena is full');
    const bytes = this.chunkCount === 0 ? FIRST_CHUNK_BYTES : CHUNK_BYTES;
    const buffer = this.emptied.pop() ?? new ArrayBuffer(bytes);
    this.words[chunk] = new Int32Array(buffer);
    this.floats[chunk] = new Float64Array(buffer);
    this.bytes[chunk] = Buffer.from(buffer);
    this.emptyChunk(chunk);
    this.chunkCount++;
    this.capacity += capacityOf(this.words[chunk]);
    if (chunk < this.lowestOpen) this.lowestOpen = chunk;
    return chunk;
  }

  /** Makes it one of which all pages are to be given. */
  private emptyChunk(chunk: number): void {
    const words = this.words[chunk]!;
    words.fill(0, 0, 1 << RECORD_SHIFT);
    words[PAGES_CARVED] = 1;
    if (chunk === this.evacuating) this.evacuating = NO_CHUNK;
  }

  private dropChunk(chunk: number): void {
    this.emptied.push(this.words[chunk]!.buffer as ArrayBuffer);
    this.capacity -= capacityOf(this.words[chunk]!);
    this.words[chunk] = NO_WORDS;
    this.floats[chunk] = NO_FLOATS;
    this.bytes[chunk] = NO_BYTES;
    this.chunkCount--;
    if (chunk === this.evacuating) this.evacuating = NO_CHUNK;
  }
}

/** How many pages a chunk can give: all but that of the records. */
function capacityOf(words: Int32Array): number {
  return words.byteLength / PAGE_BYTES - 1;
}
