import { DeletionVariants } from './deletion-variants';
import { letterSignature, mayBeWithin } from './letter-signature';
import { IntegerBlocks } from './integer-blocks';
import { LetterBuffer, MOST_LETTERS } from './letters';
import { PostingLists } from './posting-lists';
import type { Word, WordSearch } from './word-search';

const DELETION_BITS = 2;
const DELETIONS = (1 << DELETION_BITS) - 1;
const PAGE_SIZE = 1024;

const letters = new LetterBuffer(MOST_LETTERS);
const listed = { codes: letters.codes, start: 0, length: 0 };
const variants = new DeletionVariants();

/**
 * Finds the words that are at most two edits away, by symmetric deletion (after Wolf Garbe's SymSpell).
 *
 * Words within n edits of each other become equal when up to n letters are deleted from each. So a word is listed
 * under every variant of its beginning with up to two letters deleted, and a search reads the lists of its own
 * variants. What they name is compared by signature, then by edit distance.
 * A posting is a word's number and, in the lowest two bits, how many letters were deleted.
 */
export class SymSpell {
  private readonly lists = new PostingLists();
  /** By number; an array of all the words would stall as it grows. */
  private readonly pages: (Word | undefined)[][] = [];
  /** By number. */
  private signatures = new Int32Array(16);
  private addresses = new Int32Array(16);
  private readonly blocks = new IntegerBlocks();
  private readonly freeNumbers: number[] = [];
  /** Numbers begin at 1, for no posting is 0. */
  private lastNumber = 0;

  /** Bytes outside the JavaScript heap. */
  get byteLength(): number {
    return this.lists.byteLength + this.signatures.byteLength;
  }

  /** Lists a word whose letters aren't listed yet. */
  add(word: Word): void {
    const number = this.freeNumbers.pop() ?? ++this.lastNumber;
    this.setWord(number, word);
    this.setSignature(number, letterSignature(letters.read(word.letters)));
    const a = this.blocks.allocate(2 << (31 - Math.clz32((letters.length - 1) | 1)));
    this.blocks.pageOf(a).set(letters.codes.subarray(0, letters.length), this.blocks.offsetOf(a));
    if (number >= this.addresses.length) {
      const old = this.addresses;
      this.addresses = new Int32Array(old.length * 2);
      this.addresses.set(old);
    }
    this.addresses[number] = a;
    variants.compute(letters);
    for (let at = 0; at < variants.length; at++) {
      this.lists.add(variants.hashes[at]!, postingOf(number, variants.deletionsOf(at)));
    }
  }

  remove(word: Word): void {
    variants.compute(letters.read(word.letters));
    const number = this.numberOf(word);
    for (let at = 0; at < variants.length; at++) {
      this.lists.remove(variants.hashes[at]!, postingOf(number, variants.deletionsOf(at)));
    }
    this.setWord(number, undefined);
    this.freeNumbers.push(number);
  }

  /** Offers the search every word that it may want: those 0 edits away, then 1, then 2, until it wants none further. */
  offerTo(search: WordSearch): void {
    const signature = letterSignature(search.letters);
    variants.compute(search.letters, search.distance);
    for (let edits = 0; edits <= search.distance && !search.isSettled(edits - 1); edits++) {
      const nearer = edits === 0 ? 0 : variants.upTo(edits - 1);
      this.offerListed(
        search,
        signature,
        edits,
        0,
        this.lists.read(variants.hashes, nearer, variants.upTo(edits)),
      );
      this.offerListed(search, signature, edits, edits, this.lists.read(variants.hashes, 0, nearer));
    }
  }

  /** Offers what was read of the lists, where from `fewest` to `edits` letters were deleted. */
  private offerListed(
    search: WordSearch,
    signature: number,
    edits: number,
    fewest: number,
    length: number,
  ): void {
    const { found } = this.lists;
    for (let at = 0; at < length; at++) {
      const deletions = found[at]! & DELETIONS;
      if (deletions < fewest || deletions > edits) continue;
      const number = found[at]! >>> DELETION_BITS;
      const sig = this.signatures[number]!;
      if (!mayBeWithin(search.distance, signature, sig)) continue;
      const address = this.addresses[number]!;
      listed.codes = this.blocks.pageOf(address);
      listed.start = this.blocks.offsetOf(address);
      listed.length = sig >>> 25;
      search.offer(this.wordAt(number)!, listed, edits);
    }
  }

  /** The number of a listed word whose variants were computed. */
  private numberOf(word: Word): number {
    const length = this.lists.read(variants.hashes, 0, 1);
    const numbers = this.lists.found.subarray(0, length).map((posting) => posting >>> DELETION_BITS);
    return numbers.find((number) => this.wordAt(number) === word)!;
  }

  private wordAt(number: number): Word | undefined {
    return this.pages[(number / PAGE_SIZE) | 0]![number % PAGE_SIZE];
  }

  private setWord(number: number, word: Word | undefined): void {
    const page = (this.pages[(number / PAGE_SIZE) | 0] ??= []);
    page[number % PAGE_SIZE] = word;
  }

  private setSignature(number: number, signature: number): void {
    if (number === this.signatures.length) {
      const old = this.signatures;
      this.signatures = new Int32Array(old.length * 2);
      this.signatures.set(old);
    }
    this.signatures[number] = signature;
  }
}

const postingOf = (number: number, deletions: number) => (number << DELETION_BITS) | deletions;
