import { DeletionVariants } from './deletion-variants';
import { letterSignature, mayBeWithin } from './letter-signature';
import { doubled } from './doubled';
import { Letters } from './letters';
import { PostingLists } from './posting-lists';
import type { Word, WordSearch } from './word-search';

const DELETION_BITS = 2;
const DELETIONS = (1 << DELETION_BITS) - 1;
const PAGE_SIZE = 1024;

const letters = new Letters();
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
  /** By number, which begins at 1 since no posting is 0; one array of all the words would stall as it grows. */
  private readonly pages: (Word | undefined)[][] = [];
  private signatures = new Int32Array(16);
  private lastNumber = 0;
  private readonly freeNumbers: number[] = [];

  /** Bytes outside the JavaScript heap. */
  get byteLength(): number {
    return this.lists.byteLength + this.signatures.byteLength;
  }

  /** Lists a word whose letters aren't listed yet. */
  add(word: Word): void {
    const number = this.freeNumbers.pop() ?? ++this.lastNumber;
    this.setWord(number, word);
    this.setSignature(number, letterSignature(letters.read(word.letters)));
    variants.compute(letters);
    for (let place = 0; place < variants.length; place++) {
      this.lists.add(variants.hashes[place]!, postingOf(number, variants.deletionsAt(place)));
    }
  }

  /** Takes a listed word out. */
  remove(word: Word): void {
    variants.compute(letters.read(word.letters));
    const number = this.numberOf(word);
    for (let place = 0; place < variants.length; place++) {
      this.lists.remove(variants.hashes[place]!, postingOf(number, variants.deletionsAt(place)));
    }
    this.setWord(number, undefined);
    this.freeNumbers.push(number);
  }

  /** Offers the search every word that it may want: in round n, all that are n edits away. */
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

  /** Of the postings that were read, offers those with `fewest` to `edits` deletions; the others had or have their round. */
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
      if (mayBeWithin(search.distance, signature, this.signatures[number]!))
        search.offer(this.wordAt(number)!, edits);
    }
  }

  /** The number of a listed word, whose variants were computed. */
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
    if (number === this.signatures.length) this.signatures = doubled(this.signatures);
    this.signatures[number] = signature;
  }
}

const postingOf = (number: number, deletions: number) => (number << DELETION_BITS) | deletions;
