/** Bytes a granule has: arena blocks start at, and are, multiples of it. */
export const GRANULE_BYTES = 16;

/** Bytes a page has. A page is cut into blocks of one size class. */
export const PAGE_BYTES = 64 * 1024;

/** Size of each class in granules, ascending. */
export const CLASS_GRANULES = Uint16Array.from(classSizes(), (bytes) => bytes / GRANULE_BYTES);

/** Blocks that a page of each class holds. */
export const CLASS_BLOCKS = Uint16Array.from(CLASS_GRANULES, (granules) =>
  Math.floor(PAGE_BYTES / GRANULE_BYTES / granules),
);

const CLASS_OF_GRANULES = classTable();

/** The smallest class with at least `bytes` (1 to PAGE_BYTES). */
export function sizeClassOf(bytes: number): number {
  return CLASS_OF_GRANULES[(bytes + GRANULE_BYTES - 1) >>> 4]!;
}

/** Bytes that a block allocated for `bytes` really has. */
export function blockBytes(bytes: number): number {
  return CLASS_GRANULES[sizeClassOf(bytes)]! * GRANULE_BYTES;
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
