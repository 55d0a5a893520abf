/** Letters that a word may have; the longest in dictionaries have half of that. */
export const MOST_LETTERS = 128;
/** Edits that words are searched at. */
export const MOST_EDITS = 2;

/** A word as code points, in a buffer to be used again. A word too long to be within reach of any other is cut. */
export class Letters {
  readonly codes: Int32Array;
  length = 0;

  /** @param capacity code units of the longest word that will be read */
  constructor(capacity = Infinity) {
    this.codes = new Int32Array(Math.min(capacity, MOST_LETTERS + MOST_EDITS + 1));
  }

  read(word: string): this {
    let length = 0;
    for (let at = 0; at < word.length && length < this.codes.length; at++) {
      const code = word.codePointAt(at)!;
      if (code > 0xffff) at++;
      this.codes[length++] = code;
    }
    this.length = length;
    return this;
  }
}
