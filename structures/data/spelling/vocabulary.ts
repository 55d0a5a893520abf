import { bucketOf, bucketToSplit } from '../linear-hashing';
import { Letters, MOST_LETTERS } from './letters';
import { SymSpell } from './sym-spell';
import { capitals, lettersOf, ownCopy } from './word-forms';
import { WordSearch, type Suggestion, type Word } from './word-search';

/** Words by their letters. */
export type Shard = Map<string, Word>;

const buffer = new Letters();

/** Words in a shard on average before there is one shard more. */
const SHARD_LOAD = 128;

/**
 * Words with counts, and a search among them that forgives misspellings.
 *
 * The words live in plain Maps, several since a large one stalls when it grows; nothing else needs to be saved.
 * The index is made from them as the vocabulary is used, a shard with every call, for to make it at once takes long:
 * what isn't listed yet is searched word by word. That is what a vocabulary that was just loaded pays.
 */
export class Vocabulary {
  private readonly index = new SymSpell();
  private readonly unlisted: Set<number>;
  private words: number;

  /** @param shards the state, empty for a new vocabulary; this changes it */
  constructor(private readonly shards: Shard[]) {
    if (shards.length === 0) shards.push(new Map());
    this.unlisted = new Set(shards.keys());
    this.words = shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  /** How many words there are. */
  get size(): number {
    return this.words;
  }

  /** Whether a text can be a word: of 1 to 128 letters. */
  static accepts(text: string): boolean {
    const { length } = buffer.read(lettersOf(text));
    return length > 0 && length <= MOST_LETTERS;
  }

  find(text: string): Word | undefined {
    const letters = lettersOf(text);
    return this.shards[this.shardOf(letters)]!.get(letters);
  }

  /** Adds to the count of a word, which stays at 2^53 - 1 once it is there. True when the word is new. */
  add(text: string, count = 1): boolean {
    this.listMore();
    const known = this.find(text);
    if (known) meetAgain(known, text.normalize('NFC'), count);
    else this.insert(newWord(lettersOf(text), text.normalize('NFC'), count));
    return !known;
  }

  /** False when there is no such word. */
  remove(text: string): boolean {
    this.listMore();
    const word = this.find(text);
    if (!word) return false;
    const shard = this.shardOf(word.letters);
    this.shards[shard]!.delete(word.letters);
    this.words--;
    if (!this.unlisted.has(shard)) this.index.remove(word);
    return true;
  }

  /**
   * The words nearest to a text: fewest edits first, then the most frequent, then by code units.
   * @param distance the most edits that a word may be away, 0 to 2
   * @param limit how many words to find at most, 1 or more
   */
  search(text: string, distance: number, limit: number): readonly Suggestion[] {
    this.listMore();
    const search = new WordSearch(lettersOf(text), distance, limit);
    this.index.offerTo(search);
    for (const shard of this.unlisted) for (const word of this.shards[shard]!.values()) search.offer(word);
    return search.found;
  }

  private insert(word: Word): void {
    const shard = this.shardOf(word.letters);
    this.shards[shard]!.set(word.letters, word);
    this.words++;
    if (!this.unlisted.has(shard)) this.index.add(word);
    if (this.words > this.shards.length * SHARD_LOAD) this.split();
  }

  private shardOf(letters: string): number {
    return bucketOf(hashOf(letters), this.shards.length);
  }

  /** One shard becomes two, both listed or neither. */
  private split(): void {
    const shard = bucketToSplit(this.shards.length);
    const old = this.shards[shard]!;
    if (this.unlisted.has(shard)) this.unlisted.add(this.shards.length);
    this.shards[shard] = new Map();
    this.shards.push(new Map());
    for (const word of old.values()) this.shards[this.shardOf(word.letters)]!.set(word.letters, word);
  }

  /** Lists the words of one more shard. */
  private listMore(): void {
    for (const shard of this.unlisted) {
      for (const word of this.shards[shard]!.values()) this.index.add(word);
      this.unlisted.delete(shard);
      return;
    }
  }
}

function newWord(letters: string, text: string, count: number): Word {
  const own = ownCopy(letters);
  return { letters: own, text: text === letters ? own : ownCopy(text), count };
}

/** Of two ways to write a word the one with fewer capitals stays: a capital may only begin a sentence. */
function meetAgain(word: Word, text: string, count: number): void {
  word.count = Math.min(word.count + count, Number.MAX_SAFE_INTEGER);
  if (text !== word.text && capitals(text) < capitals(word.text)) word.text = ownCopy(text);
}

/** FNV-1a over code units. */
function hashOf(letters: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < letters.length; at++) hash = Math.imul(hash ^ letters.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 16);
}
