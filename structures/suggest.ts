import { CommandError, reads, Structure, structure, t, writes, type Server } from 'memo';
import { MOST_LETTERS } from './data/spelling/letters';
import { Vocabulary, type Buckets } from './data/spelling/vocabulary';
import { inCaseOf, lettersOf, wordsOf } from './data/spelling/word-forms';

const DISTANCE = t.keyword(
  'DISTANCE',
  t.int('edits', { min: 0, max: 2, error: 'ERR DISTANCE must be 0, 1 or 2' }),
);
const COUNT = t.keyword(
  'COUNT',
  t.int('count', { min: 1, max: 1000, error: 'ERR COUNT must be from 1 to 1000' }),
);

interface Options {
  readonly distance: number | undefined;
  readonly count?: number | undefined;
  readonly withCounts?: boolean;
}

/**
 * A spelling corrector: words with counts, and the nearest of them to a misspelt one.
 * An edit inserts, deletes or replaces a letter, or swaps two neighbours. Case makes no difference, accents do.
 */
@structure()
export class Suggest extends Structure {
  static readonly derived = ['index'];

  private readonly words: Buckets = [];
  private index: Vocabulary | undefined;

  @writes(
    'Add to the counts of words; answers how many are new.',
    { complexity: 'O(N) for N words', flags: ['denyoom'] },
    t.key(),
    t.pairs(t.text('word'), t.int('count', { min: 1 })),
  )
  static SUGGESTADD(server: Server, key: string, ...words: (readonly [string, number])[]) {
    if (!words.every(([word]) => Vocabulary.accepts(word))) {
      throw new CommandError(`ERR a word has 1 to ${MOST_LETTERS} letters`);
    }
    const { vocabulary } = server.open(Suggest, key);
    return words.filter(([word, count]) => vocabulary.add(word, count)).length;
  }

  @writes(
    'Count the words of a text; answers how many it has. Longer ones than 128 letters are left out.',
    { complexity: 'O(N) for a text of N letters', flags: ['denyoom'] },
    t.key(),
    t.text('text'),
  )
  static SUGGESTLEARN(server: Server, key: string, text: string) {
    const words = wordsOf(text).filter((word) => Vocabulary.accepts(word));
    const { vocabulary } = server.open(Suggest, key);
    for (const word of words) vocabulary.add(word);
    return words.length;
  }

  @reads(
    'The nearest words, fewest edits first, then the most frequent: five within two edits, if not told otherwise. WITHCOUNTS answers [word, edits, count] for each.',
    t.text('word'),
    t.options({ distance: DISTANCE, count: COUNT, withCounts: t.flag('WITHCOUNTS') }),
  )
  SUGGEST(word: string, { distance = 2, count = 5, withCounts }: Options) {
    const found = this.vocabulary.search(word, distance, count);
    return found.map((near) =>
      withCounts ? [near.word.text, near.distance, near.word.count] : near.word.text,
    );
  }

  @reads(
    'The one best correction, in the case of the word; a known word itself; null when nothing is near. Within one edit for up to four letters, else two, if not told otherwise; a single letter is not corrected.',
    t.text('word'),
    t.options({ distance: DISTANCE }),
  )
  CORRECT(word: string, { distance = usualDistance(word) }: Options) {
    const [best] = this.vocabulary.search(word, distance, 1);
    return best ? inCaseOf(word, best.word.text) : null;
  }

  @reads('How often a word was counted; 0 when it is unknown.', t.text('word'))
  FREQUENCY(word: string) {
    return this.vocabulary.find(word)?.count ?? 0;
  }

  @writes('Remove words; answers how many were known.', t.rest(t.text('word')))
  FORGET(...words: string[]) {
    return words.filter((word) => this.vocabulary.remove(word)).length;
  }

  @reads('How many different words are known.')
  WORDS() {
    return this.vocabulary.size;
  }

  isEmpty() {
    return this.vocabulary.size === 0;
  }

  private get vocabulary() {
    return (this.index ??= new Vocabulary(this.words));
  }
}

/** About an edit for every three letters: of a shorter word, so many edits would leave nothing. */
const usualDistance = (word: string) => Math.min(2, Math.floor((lettersOf(word).length + 1) / 3));
