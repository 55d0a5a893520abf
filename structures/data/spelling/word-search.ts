import { editDistance } from './edit-distance';
import { Letters } from './letters';

export interface Word {
  /** What it is found by. */
  readonly letters: string;
  /** How it is written. */
  text: string;
  /** How often it was met. */
  count: number;
}

export interface Suggestion {
  readonly word: Word;
  /** Edits between its letters and those searched for. */
  readonly distance: number;
}

const offered = new Letters();

/**
 * A search for the words nearest to some letters: fewest edits first, then the most frequent, then by code units.
 * It is offered words, in any order and some more than once, and keeps the best.
 */
export class WordSearch {
  readonly letters: Letters;
  /** The best so far, best first. */
  readonly found: Suggestion[] = [];

  /**
   * @param distance the most edits that a word may be away
   * @param limit how many words to find at most, 1 or more
   */
  constructor(
    letters: string,
    readonly distance: number,
    private readonly limit: number,
  ) {
    this.letters = new Letters(letters.length).read(letters);
  }

  /** @param fewest the edits that the word is known to be away at least */
  offer(word: Word, fewest = 0): void {
    const reach = this.reach(word);
    if (reach < fewest) return;
    const distance = editDistance(this.letters, offered.read(word.letters), reach);
    if (distance <= reach) this.insert({ word, distance });
  }

  /** True when no word further away than so many edits can be among the best. */
  isSettled(distance: number): boolean {
    return this.found.length === this.limit && this.found[this.limit - 1]!.distance <= distance;
  }

  /** The most edits that the word may be away to be among the best. */
  private reach(word: Word): number {
    if (this.found.length < this.limit) return this.distance;
    const last = this.found[this.limit - 1]!;
    return ranksBefore(word, last.word) ? last.distance : last.distance - 1;
  }

  private insert(suggestion: Suggestion): void {
    const { found } = this;
    let at = found.length;
    while (at > 0 && precedes(suggestion, found[at - 1]!)) at--;
    if (found[at - 1]?.word === suggestion.word) return;
    found.splice(at, 0, suggestion);
    if (found.length > this.limit) found.pop();
  }
}

const precedes = (a: Suggestion, b: Suggestion) =>
  a.distance === b.distance ? ranksBefore(a.word, b.word) : a.distance < b.distance;

/** Among words equally far away. */
const ranksBefore = (a: Word, b: Word) => (a.count === b.count ? a.letters < b.letters : a.count > b.count);
