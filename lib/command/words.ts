import type { ByteSlice } from '../protocol/reply';
import { Argument, type AnyArgument, type Input, type SchemaArguments, type ValueOf } from './argument';
import { fewestWords } from './word-counts';

/** The words that are left of a request, for a function that reads them one by one. */
export class Words {
  private readonly end: number;

  constructor(private readonly input: Input) {
    this.end = input.request.count - input.reserved;
  }

  /** How many there are. */
  get left(): number {
    return this.end - this.input.index;
  }

  /** Whether they are those of a log that is replayed: Redis' has some that it takes from no client. */
  get isReplaying(): boolean {
    return this.input.isReplaying ?? false;
  }

  /** Passes over all of them. */
  skip(): void {
    this.input.index = this.end;
  }

  /** Whether the next word is this token, in whatever case, and so many follow it; it is taken then. */
  take(token: string, following = 0): boolean {
    if (this.left <= following) return false;
    const { input } = this;
    if (!input.request.equals(input.index, token)) return false;
    input.index++;
    return true;
  }

  /** Reads the next words as an argument. */
  read<T>(argument: Argument<T>): T {
    return argument.read(this.input);
  }

  /** The next word, which stays the next. */
  get next(): ByteSlice {
    return this.input.request.slice(this.input.index);
  }

  /** The name of the command as the client wrote it. */
  get commandName(): string {
    return this.input.request.text(0);
  }

  /** The name of the sub-command as the client wrote it. */
  get subcommandName(): string {
    return this.input.request.text(1);
  }

  /** The next word as text, for an error to show. */
  excerpt(bytes: number): string {
    return this.input.request.excerpt(this.input.index, bytes);
  }
}

/** All words that are left, read by a function; documented as other arguments. */
export function wordsArgument<T>(
  documented: SchemaArguments,
  read: (words: Words) => T,
  words = fewestWords(documented),
): Argument<T> {
  return new Argument<T>(
    {
      name: 'words',
      type: 'block',
      words,
      open: true,
      optional: words === 0,
      inRow: true,
      parts: documented,
    },
    (input) => read(new Words(input)),
  );
}

/** The first of several that is announced by the next word, else the one that no token announces. */
export function eitherArgument<A extends readonly [AnyArgument, ...AnyArgument[]]>(
  name: string,
  parts: A,
): Argument<ValueOf<A[number]>> {
  const other = parts.find(({ matches }) => !matches);
  if (!other) throw new TypeError(`t.either: one part of ${name} takes any word`);
  const words = Math.min(...parts.map(({ shape }) => shape.words));
  const open = parts.some(({ shape }) => shape.open ?? shape.words > words);
  return new Argument({ name, type: 'oneof', words, open, parts }, (input) => {
    const found = parts.find((part) => part.matches?.(input)) ?? other;
    return found.read(input) as ValueOf<A[number]>;
  });
}
