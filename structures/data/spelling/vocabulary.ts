import { bucketOf, bucketToSplit } from '../linear-hashing';
import { Letters, MOST_LETTERS } from './letters';
import { SymSpell } from './sym-spell';
import { capitals, lettersOf, ownCopy } from './word-forms';
import { WordSearch, type Suggestion, type Word } from './word-search';

/** The words of a vocabulary, in buckets by the hash of their letters. */
export type Buckets = Word[][];

/** Words in a bucket on average before there is one bucket more. */
const BUCKET_LOAD = 8;
/** Buckets that a call adds to the index, of a vocabulary that was restored. */
const BUCKETS_PER_CALL = 16;

const buffer = new Letters();

/**
 * Words with counts, and a search among them that forgives misspellings.
 *
 * The words are all that needs to be saved. They are in a hash table of plain arrays that grows a bucket at a time,
 * for a large Map stalls when it grows. The index is made from them while the vocabulary is used, some with every
 * call, for to make all of it at once takes long; until then, a search compares the words not in it one by one.
 */
export class Vocabulary {
  private readonly index = new SymSpell();
  /** Whether the words of a bucket are in the index; those before `nextToIndex` are. */
  private readonly isIndexed: boolean[];
  private nextToIndex = 0;
  private words: number;

  /** @param buckets the state, empty for a new vocabulary; this changes it */
  constructor(private readonly buckets: Buckets) {
    this.isIndexed = buckets.map(() => false);
    if (buckets.length === 0) this.addBucket(true);
    this.words = buckets.reduce((sum, bucket) => sum + bucket.length, 0);
  }

  /** Whether a text can be a word: of 1 to 128 letters. */
  static accepts(text: string): boolean {
    const { length } = buffer.read(lettersOf(text));
    return length > 0 && length <= MOST_LETTERS;
  }

  /** How many words there are. */
  get size(): number {
    return this.words;
  }

  find(text: string): Word | undefined {
    return this.wordOf(lettersOf(text));
  }

  /** Adds to the count of a word, which stays at 2^53 - 1 once it is there. True when the word is new. */
  add(text: string, count = 1): boolean {
    this.indexMore();
    const letters = lettersOf(text);
    const known = this.wordOf(letters);
    if (known) meetAgain(known, text.normalize('NFC'), count);
    else this.insert(newWord(letters, text.normalize('NFC'), count));
    return !known;
  }

  /** False when there is no such word. */
  remove(text: string): boolean {
    this.indexMore();
    const word = this.find(text);
    if (!word) return false;
    const at = this.bucketOf(word.letters);
    const bucket = this.buckets[at]!;
    bucket.splice(bucket.indexOf(word), 1);
    this.words--;
    if (this.isIndexed[at]) this.index.remove(word);
    return true;
  }

  /**
   * The words nearest to a text: fewest edits first, then the most frequent, then by code units.
   * @param distance the most edits that a word may be away, 0 to 2
   * @param limit how many words to find at most, 1 or more
   */
  search(text: string, distance: number, limit: number): readonly Suggestion[] {
    this.indexMore();
    const search = new WordSearch(lettersOf(text), distance, limit);
    this.index.offerTo(search);
    for (let at = this.nextToIndex; at < this.buckets.length; at++) {
      if (!this.isIndexed[at]) for (const word of this.buckets[at]!) search.offer(word);
    }
    return search.found;
  }

  private wordOf(letters: string): Word | undefined {
    return this.buckets[this.bucketOf(letters)]!.find((word) => word.letters === letters);
  }

  private insert(word: Word): void {
    const at = this.bucketOf(word.letters);
    this.buckets[at]!.push(word);
    this.words++;
    if (this.isIndexed[at]) this.index.add(word);
    if (this.words > this.buckets.length * BUCKET_LOAD) this.split();
  }

  private bucketOf(letters: string): number {
    return bucketOf(hashOf(letters), this.buckets.length);
  }

  /** One bucket becomes two, both in the index or neither. */
  private split(): void {
    const at = bucketToSplit(this.buckets.length);
    const words = this.buckets[at]!;
    this.buckets[at] = [];
    this.addBucket(this.isIndexed[at]!);
    for (const word of words) this.buckets[this.bucketOf(word.letters)]!.push(word);
  }

  private addBucket(isIndexed: boolean): void {
    this.buckets.push([]);
    this.isIndexed.push(isIndexed);
  }

  private indexMore(): void {
    const end = Math.min(this.nextToIndex + BUCKETS_PER_CALL, this.buckets.length);
    for (; this.nextToIndex < end; this.nextToIndex++) {
      if (this.isIndexed[this.nextToIndex]) continue;
      for (const word of this.buckets[this.nextToIndex]!) this.index.add(word);
      this.isIndexed[this.nextToIndex] = true;
    }
  }
}

/** Counts stay exact. */
const MOST = Number.MAX_SAFE_INTEGER;

function newWord(letters: string, text: string, count: number): Word {
  const own = ownCopy(letters);
  return { letters: own, text: text === letters ? own : ownCopy(text), count: Math.min(count, MOST) };
}

/** Of two ways to write a word the one with fewer capitals stays: a capital may only begin a sentence. */
function meetAgain(word: Word, text: string, count: number): void {
  word.count = Math.min(word.count + count, MOST);
  if (text !== word.text && capitals(text) < capitals(word.text)) word.text = ownCopy(text);
}

/** FNV-1a over code units, its high bits folded into the low ones. */
function hashOf(letters: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < letters.length; at++) hash = Math.imul(hash ^ letters.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 16);
}
