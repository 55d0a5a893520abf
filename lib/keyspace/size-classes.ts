/** Bytes a granule has: arena blocks start at, and are, multiples of it. */
export const GRANULE_BYTES = 16;

/** Bytes a page has. A page is cut into blocks of one size class. */
export const PAGE_BYTES = 64 * 1024;

// Other files get at these tables by functions: what they import as a constant they would look up anew at each use.
const CLASS_GRANULES = Uint16Array.from(classSizes(), (bytes) => bytes / GRANULE_BYTES);
const CLASS_BLOCKS = CLASS_GRANULES.map((granules) => PAGE_BYTES / GRANULE_BYTES / granules);
const CLASS_OF_GRANULES = classTable();

/** How many size classes there are, numbered from 0 and ascending. */
export const SIZE_CLASSES = CLASS_GRANULES.length;

/** The smallest class with at least `bytes` (1 to PAGE_BYTES). */
export function sizeClassOf(bytes: number): number {
  return CLASS_OF_GRANULES[(bytes + 15) >>> 4]!;
}

/** Granules of a block of the class. */
export function granulesOf(sizeClass: number): number {
  return CLASS_GRANULES[sizeClass]!;
}

/** Blocks of the class that a page holds. */
export function blocksOf(sizeClass: number): number {
  return CLASS_BLOCKS[sizeClass]!;
}

/** Bytes that a block allocated for `bytes` really has. */
export function blockBytes(bytes: number): number {
  return CLASS_GRANULES[sizeClassOf(bytes)]! << 4;
}

/** Every multiple of 16 up to 256; from there an eighth more each, or less, as pages divide best. */
function classSizes(): number[] {
  const sizes = [];
  for (let bytes = GRANULE_BYTES; bytes <= 256; bytes += GRANULE_BYTES) sizes.push(bytes);
  for (let bytes = 256, blocks = PAGE_BYTES / bytes; blocks > 1; sizes.push(bytes)) {
    blocks = Math.min(blocks - 1, Math.ceil(PAGE_BYTES / (bytes * 1.125)));
    bytes = Math.floor(PAGE_BYTES / blocks / GRANULE_BYTES) * GRANULE_BYTES;
  }
  return sizes;
}

function classTable(): Uint8Array {
  const table = new Uint8Array(PAGE_BYTES / GRANULE_BYTES + 1);
  let sizeClass = 0;
  for (let granules = 1; granules < table.length; granules++) {
    if (granules > CLASS_GRANULES[sizeClass]!) sizeClass++;
    table[granules] = sizeClass;
  }
  return table;
}
