import { MOST_EDITS, type Letters } from './letters';

/** Letters at the beginning of a word that are deleted from. With more of them a search is quicker, an index larger. */
const PREFIX = 7;
const MOST_VARIANTS = 1 + PREFIX + (PREFIX * (PREFIX - 1)) / 2;

/** The hashes of a word's beginning without none, one, then two of its letters; no hash twice. */
export class DeletionVariants {
  readonly hashes = new Int32Array(MOST_VARIANTS);
  length = 0;
  /** By number of deletions: how many hashes have that many or fewer. */
  private readonly ends = new Int32Array(MOST_EDITS + 1);

  compute(letters: Letters, deletions = MOST_EDITS): this {
    const prefix = Math.min(letters.length, PREFIX);
    this.length = 0;
    this.push(hashWithout(letters, prefix, -1, -1));
    this.ends.fill(1);
    if (deletions > 0) this.deleteOne(letters, prefix);
    if (deletions > 1) this.deleteTwo(letters, prefix);
    return this;
  }

  /** How many hashes have so many deletions or fewer. They come first. */
  upTo(deletions: number): number {
    return this.ends[deletions]!;
  }

  /** How many letters were deleted for the hash at a place. */
  deletionsAt(place: number): number {
    let deletions = 0;
    while (place >= this.ends[deletions]!) deletions++;
    return deletions;
  }

  private deleteOne(letters: Letters, prefix: number): void {
    for (let i = 0; i < prefix; i++) this.push(hashWithout(letters, prefix, i, -1));
    this.ends.fill(this.length, 1);
  }

  private deleteTwo(letters: Letters, prefix: number): void {
    for (let i = 0; i < prefix; i++) {
      for (let j = i + 1; j < prefix; j++) this.push(hashWithout(letters, prefix, i, j));
    }
    this.ends[2] = this.length;
  }

  private push(hash: number): void {
    for (let place = 0; place < this.length; place++) if (this.hashes[place] === hash) return;
    this.hashes[this.length++] = hash;
  }
}

/** FNV-1a over code points, then the last steps of MurmurHash3, which mix every bit into every other. */
function hashWithout({ codes }: Letters, length: number, first: number, second: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < length; at++) {
    if (at !== first && at !== second) hash = Math.imul(hash ^ codes[at]!, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
