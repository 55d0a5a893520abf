import type { Words } from './words';

/** What is said to values of one type. */
export interface TypeGrammar {
  /** What TYPE answers for the values; undefined for commands that work on several. */
  readonly of?: string;
  /** Whether commands of other types may damage the values, and servers differ in what they make of those. */
  readonly fragile?: boolean;
  /** Lines about a key, each as likely as the others. */
  commands(key: Words): Words[];
  /** Lines that tell everything about the value at a key. */
  reading?(key: string): string[];
  /** Options that change a value's encoding, so low that a few elements do it. */
  readonly thresholds?: Readonly<Record<string, string>>;
}
