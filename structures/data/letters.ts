/** Letters that a word may have; the longest in dictionaries have about half of that. */
export const MOST_LETTERS = 127;

/** A word as code points: `length` of them in `codes`, from `start` on. */
export interface Letters {
  readonly codes: Int32Array;
  readonly start: number;
  readonly length: number;
}

/** Letters in a buffer to be used again. A word that is too long for the buffer is cut. */
export class LetterBuffer implements Letters {
  readonly codes: Int32Array;
  readonly start = 0;
  length = 0;

  constructor(capacity: number) {
    this.codes = new Int32Array(capacity);
  }

  read(word: string): this {
    const { codes } = this;
    let length = 0;
    for (let at = 0; at < word.length && length < codes.length; at++) {
      const code = word.codePointAt(at)!;
      if (code > 0xffff) at++;
      codes[length++] = code;
    }
    this.length = length;
    return this;
  }
}
