import { errors, CommandError } from '../errors';
import type { ByteSlice } from '../protocol/reply';
import {
  Argument,
  HoldArgument,
  OptionalArgument,
  RepeatedArgument,
  RequiredArgument,
  SpreadArgument,
  TokenArgument,
  type AnyArgument,
  type ArgumentType,
  type Input,
  type NameMaker,
  type ParametersOf,
  type SchemaArguments,
  type Shape,
  type ValuesOf,
} from './argument';
import type { Entry } from './entry';
import { pairShape, readCounted, readerOfMany, readPairs, readSoMany, type Odd } from './many';
import {
  readCursor,
  readFloat,
  readInteger,
  readLong,
  type FloatOptions,
  type LongOptions,
  type NumberOptions,
  readTimeout,
} from './numbers';
import {
  choiceOptions,
  fewestToRead,
  noOptions,
  readFlags,
  readLeading,
  readOptions,
  requiredOf,
  SHOWN_BYTES,
  type Named,
  type Options,
  type OptionValues,
  type Refusal,
} from './options';
import { matcherOfTokens } from './tokens';
import { fewestWords, mostWords } from './word-counts';
import { eitherArgument, type Words, wordsArgument } from './words';

interface CountOptions {
  /** The whole error line when the count is no integer, or below 1. */
  error?: string;
  /** The whole error line when it is an integer below 1; what is no integer is told as elsewhere then. */
  outOfRange?: string;
  /** The whole error line when it is more than there are words; a syntax error unless told. */
  tooMany?: string;
}

interface WordOptions {
  type?: ArgumentType;
  /** Clusters route the command by it as by a key, which it is not. */
  isRoute?: boolean;
  /** COMMAND DOCS keeps it to itself. */
  undocumented?: boolean;
}

interface FlagOptions {
  /** COMMAND DOCS keeps it to itself. */
  undocumented?: boolean;
  /** Among options it is refused when it is given again. */
  once?: boolean;
}

/** A word of the request, read as it is. */
const word = <T>(name: string, type: ArgumentType, read: (input: Input) => T, undocumented = false) =>
  new Argument<T>({ name, type, words: 1, undocumented }, read);

type Alternative = string | TokenArgument<string, unknown>;
type Choice<A> = A extends string
  ? A
  : A extends TokenArgument<infer Token, infer T>
    ? T extends true
      ? Token
      : readonly [Token, T]
    : never;

/** The schema: what the words of a command mean. Each function describes one argument of a handler. */
export const t = {
  /** A key, as text. */
  key: (name = 'key') => word(name, 'key', (input) => input.key(input.index++)),

  /** A pattern that names of keys are made of, as bytes. */
  keyPattern: (name = 'pattern') =>
    new Argument<Buffer>({ name, type: 'pattern', words: 1, namesKeys: true }, (input) =>
      input.request.copy(input.index++),
    ),

  /** A key, as a handle that decodes nothing until asked. */
  entry: (name = 'key') =>
    new Argument<Entry>({ name, type: 'key', words: 1, isHandle: true }, (input) =>
      input.entry(input.index++),
    ),

  /** UTF-8 text; an invalid byte b is U+DC00+b. */
  text: (name: string, { type = 'string', undocumented }: WordOptions = {}) =>
    word(name, type, (input) => input.request.text(input.index++), undocumented),

  /** A string of one character a byte: binary-safe and compact. */
  wire: (name: string, { type = 'string', isRoute, undocumented }: WordOptions = {}) =>
    new Argument<string>({ name, type, words: 1, isRoute, undocumented }, (input) =>
      input.request.wire(input.index++),
    ),

  /** A Buffer of its own. */
  bytes: (name: string, { type = 'string', undocumented }: WordOptions = {}) =>
    word(name, type, (input) => input.request.copy(input.index++), undocumented),

  /** The bytes where they are: nothing is copied, good until the handler returns. */
  slice: (name: string, { type = 'string', isRoute, undocumented }: WordOptions = {}) =>
    new Argument<ByteSlice>({ name, type, words: 1, isRoute, undocumented }, (input) =>
      input.request.slice(input.index++),
    ),

  /** A 64-bit signed integer as a number; past 2^53 the nearest one. */
  int: (name: string, options: NumberOptions = {}) => {
    const { type = 'integer', min, max } = options;
    return new Argument({ name, type, words: 1, min, max }, (input) => readInteger(input, options));
  },

  /** A 64-bit signed integer, exactly. */
  bigint: (name: string, options: LongOptions = {}) => {
    const { type = 'integer', min } = options;
    return new Argument({ name, type, words: 1, min }, (input) => readLong(input, options));
  },

  /** Where a scan goes on: 0 begins it. Redis takes what C's strtoul does: signs, and nothing for 0. */
  cursor: (name = 'cursor') => word(name, 'integer', readCursor),

  /** A number with a fraction, an exponent, or inf; never NaN. */
  float: (name: string, options: FloatOptions = {}) =>
    word(name, options.type ?? 'double', (input) => readFloat(input, options)),

  /** How long to wait: seconds, with or without a fraction, 0 for ever. Milliseconds, rounded up. */
  timeout: (name = 'timeout') => word(name, 'double', readTimeout),
  /** A token that is there or not. */
  flag: <const Token extends string>(token: Token, { undocumented, once }: FlagOptions = {}) =>
    new TokenArgument<Token, true>(
      token,
      { name: token.toLowerCase(), type: 'pure-token', token, words: 1, optional: true, undocumented, once },
      (input) => {
        input.index++;
        return true;
      },
    ),

  /** A token and the value after it, such as `EX seconds`. */
  keyword: <const Token extends string, T>(
    token: Token,
    value: Argument<T>,
    { undocumented }: { undocumented?: boolean } = {},
  ) =>
    new TokenArgument<Token, T>(
      token,
      {
        ...value.shape,
        token,
        words: value.shape.words + 1,
        atLeast: fewestToRead(value) + 1,
        optional: true,
        undocumented,
      },
      (input) => {
        if (input.request.count - input.index - input.reserved <= fewestToRead(value)) throw errors.syntax();
        input.index++;
        return value.read(input);
      },
    ),

  /** One of several tokens: its name, or `[name, value]` for a keyword. The first argument may hold more. */
  oneOf: <const A extends readonly [Alternative, ...Alternative[]]>(named: Named, ...alternatives: A) => {
    const { name, unknown, lastWins, once } = choiceOptions(named);
    const parts = alternatives.map((part) => (typeof part === 'string' ? t.flag(part) : part));
    const shape: Shape = { name, type: 'oneof', words: 1, lastWins, once, parts };
    const argument = new Argument<Choice<A[number]>>(shape, (input) => {
      const found = parts.find((part) => part.matches(input));
      if (!found) throw unknown(input.request.excerpt(input.index, SHOWN_BYTES));
      const value = found.read(input);
      return (value === true ? found.token : [found.token, value]) as Choice<A[number]>;
    });
    argument.matches = (input) => parts.some((part) => part.matches(input));
    return argument;
  },

  /** Any of several tokens, as often as they are given; COMMAND DOCS tells one of them. */
  flags: <const Token extends string>(named: Named, ...tokens: readonly [Token, ...Token[]]) => {
    const { name, unknown } = choiceOptions(named);
    const parts = tokens.map((token) => t.flag(token));
    const none: ReadonlySet<Token> = new Set();
    return new Argument<ReadonlySet<Token>>(
      { name, type: 'oneof', words: 1, open: true, optional: true, parts },
      (input) => readFlags(input, parts, none, unknown),
    );
  },

  /**
   * Tokens in front of other arguments, in any order, as often as they are given, up to the first other word: those that
   * were given. COMMAND DOCS tells them as options.
   */
  leading: <const Token extends string>(
    ...parts: readonly (Argument<ReadonlySet<Token>> | TokenArgument<Token, true>)[]
  ) => {
    const tokens = parts.flatMap((part) =>
      part instanceof TokenArgument ? [part] : (part.shape.parts as readonly TokenArgument<Token, true>[]),
    );
    const none: ReadonlySet<Token> = new Set();
    return new Argument<ReadonlySet<Token>>(
      { name: 'options', type: 'block', words: 0, open: true, optional: true, anyOrder: true, parts },
      (input) => readLeading(input, tokens, none),
    );
  },

  /** An option that must be given; else the client gets a syntax error, or this error line. */
  required: <T>(option: Argument<T>, error?: string) =>
    new RequiredArgument<T>(option, () => (error === undefined ? errors.syntax() : new CommandError(error))),

  /** An option that may be given several times: all its values, none when it is not given. COMMAND DOCS may tell one. */
  repeated: <T>(option: Argument<T>, { undocumented = false }: { undocumented?: boolean } = {}) =>
    new RepeatedArgument<T>(option, !undocumented),

  /** Flags, keywords and one-ofs in any order, as one object: flags are booleans, what is not given is undefined. */
  options: <const O extends Options>(options: O, { unknown = errors.syntax }: { unknown?: Refusal } = {}) => {
    const names = Object.keys(options);
    const parts = Object.values(options);
    const none = Object.freeze(noOptions(options));
    const required = requiredOf(options);
    const words = required.reduce((sum, [, option]) => sum + option.shape.words, 0);
    const optional = required.length === 0;
    return new Argument<OptionValues<O>>(
      { name: 'options', type: 'block', words, open: true, optional, anyOrder: true, parts },
      (input) => {
        const values =
          input.request.count - input.index <= input.reserved
            ? none
            : readOptions(input, names, options, none, unknown);
        for (const [name, { missing }] of required) if (values[name] === undefined) throw missing();
        return values as OptionValues<O>;
      },
    );
  },

  /** Several arguments in their order, as one array. Tokens that must be given announce it, where it has nothing else. */
  block: <const S extends SchemaArguments>(name: string, ...parts: S) => {
    const reserved = parts.map((_, index) => fewestWords(parts.slice(index + 1)));
    const open = parts.some(({ shape }) => shape.open ?? shape.optional);
    const block = new Argument<ValuesOf<S>>(
      { name, type: 'block', words: fewestWords(parts), open, parts },
      (input) => {
        const after = input.reserved;
        const values = parts.map((part, index) => {
          input.reserved = after + reserved[index]!;
          return part.read(input);
        });
        return values as unknown as ValuesOf<S>;
      },
    );
    block.matches = matcherOfTokens(parts);
    return block;
  },

  /**
   * An argument that may be left out; if `alone`, words after it are a syntax error. It is left out when the next word announces
   * an option that comes behind it.
   */
  optional: <T>(argument: Argument<T>, { alone = false } = {}) =>
    new OptionalArgument<T>({ ...argument.shape, optional: true, ...(alone && { open: true }) }, (input) => {
      const left = input.request.count - input.index - input.reserved;
      if (left < argument.shape.words) return undefined;
      if (alone && left > argument.shape.words) throw errors.syntax();
      if (argument.matches && !argument.matches(input)) return undefined;
      return argument.read(input);
    }),

  /** One or more of the same (none or more when optional), as the last parameters of the handler. */
  rest: <T>(argument: Argument<T>, { optional = false } = {}) =>
    new SpreadArgument<T>(
      { ...argument.shape, multiple: true, open: true, optional },
      readerOfMany(argument),
    ),

  /** One or more of the same (none or more when optional), as one array: for any number, and arguments may follow. */
  list: <T>(argument: Argument<T>, { optional = false } = {}) =>
    new Argument<readonly T[]>(
      { ...argument.shape, multiple: true, open: true, optional },
      readerOfMany(argument),
    ),

  /** A number, and as many of the same, as one array. */
  counted: <T>(name: string, argument: Argument<T>, { error, outOfRange, tooMany }: CountOptions = {}) => {
    const refusal = error ?? (outOfRange === undefined ? errors.numkeysNotPositive().message : undefined);
    const count = t.int(name, { min: 1, error: refusal, outOfRange });
    return new Argument<readonly T[]>(
      {
        name,
        type: 'block',
        words: 1 + argument.shape.words,
        open: true,
        counted: true,
        parts: [count, argument],
      },
      (input) => readCounted(input, count, argument, tooMany),
    );
  },

  /** As many of the same as t.counted has read before, as one array; fewer are a syntax error. */
  asMany: <T>(argument: Argument<T>) =>
    new Argument<readonly T[]>({ ...argument.shape, multiple: true, open: true }, (input) =>
      readSoMany(input, input.counted, argument),
    ),

  /** One or more pairs, as the last parameters of the handler; a word without its fellow is `odd`. */
  pairs: <A, B>(first: Argument<A>, second: Argument<B>, name = 'data', { odd }: Odd = {}) =>
    new SpreadArgument<readonly [A, B]>(pairShape(first, second, name), (input) =>
      readPairs(input, first, second, odd),
    ),

  /** One or more pairs, as one array: for any number of them. */
  pairList: <A, B>(first: Argument<A>, second: Argument<B>, name = 'data', { odd }: Odd = {}) =>
    new Argument<readonly (readonly [A, B])[]>(pairShape(first, second, name), (input) =>
      readPairs(input, first, second, odd),
    ),

  /** So many of the first, and then as many of the second, as two arrays; an odd number of words is `odd`. */
  halves: <A, B>(
    name: string,
    first: Argument<A>,
    second: Argument<B>,
    { odd = errors.syntax }: Odd = {},
  ) => {
    const parts = [first, second].map((part) => t.list<unknown>(part));
    return new Argument<readonly [readonly A[], readonly B[]]>(
      { name, type: 'block', words: 2, atLeast: 1, open: true, halves: true, parts },
      (input) => {
        const words = input.request.count - input.index - input.reserved;
        if (words % 2 === 1) throw odd();
        const firsts = Array.from({ length: words / 2 }, () => first.read(input));
        return [firsts, Array.from({ length: words / 2 }, () => second.read(input))];
      },
    );
  },

  /** The same argument, refused with this error line when its value is not accepted. */
  checked: <T>(argument: Argument<T>, accepts: (value: T) => boolean, error: string) =>
    new Argument<T>(argument.shape, (input) => {
      const value = argument.read(input);
      if (!accepts(value)) throw new CommandError(error);
      return value;
    }),

  /** A function that reads the argument when called, in the handler's own time: its errors come then. */
  lazy: <T>(argument: Argument<T>) => {
    const { words, open } = argument.shape;
    const most = mostWords(argument);
    return new Argument<() => T>(argument.shape, (input) => {
      const { index, reserved } = input;
      const end = open ? input.request.count - reserved : index + words;
      input.index = end;
      return () => {
        if (end - index > most) throw errors.syntax();
        input.index = index;
        input.reserved = reserved;
        const value = argument.read(input);
        if (input.index !== end) throw errors.syntax();
        return value;
      };
    });
  },

  /** One that a token announces, or another that takes any other word. */
  either: <const A extends readonly [AnyArgument, ...AnyArgument[]]>(name: string, ...parts: A) =>
    eitherArgument(name, parts),

  /**
   * All words that are left, read by a function one by one; COMMAND DOCS tells them as the other arguments. There are at
   * least `fewest`, else as many as these arguments need.
   */
  words: <T>(documented: SchemaArguments, read: (words: Words) => T, fewest?: number) =>
    wordsArgument(documented, read, fewest),

  /** A name, made from the arguments before it, that an async command holds while it runs. */
  holds: <F extends NameMaker>(name: F) => new HoldArgument(name),
};

export type { ParametersOf, SchemaArguments };
