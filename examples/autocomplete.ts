import { reads, Structure, structure, t, writes } from 'memo';

/** So many completions are known of each beginning. */
const KEPT = 10;
const LONGEST_BEGINNING = 20;

/**
 * Completes what somebody types with what was typed most often. Only the counts are kept on disk; the completions of each
 * beginning are built again from them when the first one is asked for.
 */
@structure()
export class Autocomplete extends Structure {
  static readonly derived = ['completions'];

  private readonly counts = new Map<string, number>();
  /** The most frequent phrases that begin so, the best first. */
  private completions: Map<string, readonly string[]> | undefined;

  @writes(
    'Count a phrase that was typed, once or so many times. Answers how often it was.',
    { complexity: 'O(L) for a phrase of L letters', flags: ['denyoom'] },
    t.text('phrase'),
    t.optional(t.int('times', { min: 1 })),
  )
  TYPED(phrase: string, times = 1) {
    const count = (this.counts.get(phrase) ?? 0) + times;
    this.counts.set(phrase, count);
    if (this.completions) this.offer(this.completions, phrase);
    return count;
  }

  @reads(
    'What begins so, the most frequent first: five unless told otherwise. Case makes no difference.',
    { complexity: 'O(1)', flags: ['fast'] },
    t.text('beginning'),
    t.optional(t.int('count', { min: 1, max: KEPT })),
  )
  COMPLETE(beginning: string, count = 5) {
    return this.index().get(lower(beginning))?.slice(0, count) ?? [];
  }

  isEmpty() {
    return this.counts.size === 0;
  }

  private index(): Map<string, readonly string[]> {
    if (this.completions) return this.completions;
    const completions = new Map<string, readonly string[]>();
    for (const phrase of this.counts.keys()) this.offer(completions, phrase);
    return (this.completions = completions);
  }

  /** Puts a phrase among the best of each of its beginnings, if it is one of them. */
  private offer(completions: Map<string, readonly string[]>, phrase: string): void {
    const letters = lower(phrase);
    for (let length = 0; length <= letters.length; length++) {
      const beginning = letters.slice(0, length);
      const best = new Set(completions.get(beginning)).add(phrase);
      completions.set(beginning, [...best].sort((a, b) => this.compare(a, b)).slice(0, KEPT));
    }
  }

  private compare(a: string, b: string): number {
    return this.counts.get(b)! - this.counts.get(a)! || (a < b ? -1 : 1);
  }
}

const lower = (text: string) => text.slice(0, LONGEST_BEGINNING).toLowerCase();
