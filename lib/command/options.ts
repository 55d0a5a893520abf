import { errors } from '../errors';
import {
  RepeatedArgument,
  RequiredArgument,
  type AnyArgument,
  type Input,
  type TokenArgument,
  type ValueOf,
} from './argument';

/** An error that shows a word shows no more of it. */
export const SHOWN_BYTES = 1024 * 1024;

export type Options = Record<string, AnyArgument>;
type OptionValue<A> =
  A extends TokenArgument<string, true>
    ? boolean
    : A extends RepeatedArgument<infer T>
      ? readonly T[]
      : A extends RequiredArgument<infer T>
        ? T
        : ValueOf<A> | undefined;
export type OptionValues<O extends Options> = { readonly [K in keyof O]: OptionValue<O[K]> };

/** An error that names the word at fault; a syntax error names none. */
export type Refusal = (word: string) => Error;

/** Options in any order; a word that announces none of them, or one that lacks its value, is refused. */
export function readOptions(
  input: Input,
  names: readonly string[],
  options: Options,
  none: Readonly<Record<string, unknown>>,
  unknown: Refusal,
): Record<string, unknown> {
  const values = { ...none };
  for (let left; (left = input.request.count - input.index - input.reserved) > 0;) {
    const name = names.find((candidate) => options[candidate]!.matches!(input));
    if (name === undefined || left < fewestToRead(options[name]!) || isSpent(options[name]!, values[name]))
      throw unknown(input.request.excerpt(input.index, SHOWN_BYTES));
    const option = options[name]!;
    const before = values[name];
    const value = option.read(input);
    if (before !== undefined && isChoice(option) && choice(before) !== choice(value)) throw errors.syntax();
    values[name] = option instanceof RepeatedArgument ? appended(before, value) : value;
  }
  return values;
}

/** Whether an option that may be given once was given. */
const isSpent = ({ shape: { once } }: AnyArgument, value: unknown) =>
  once === true && value !== undefined && value !== false;

export const fewestToRead = ({ shape: { atLeast, words } }: AnyArgument) => atLeast ?? words;

const NONE: readonly unknown[] = Object.freeze([]);

function appended(list: unknown, value: unknown): readonly unknown[] {
  if (list === NONE) return [value];
  (list as unknown[]).push(value);
  return list as unknown[];
}

export const noOptions = (options: Options): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).map(([name, option]) => [name, absent(option)]));

function absent(option: AnyArgument): unknown {
  if (option instanceof RepeatedArgument) return NONE;
  return option.shape.type === 'pure-token' ? false : undefined;
}

/** Options that must be given, the last first: what takes the rest of the words is missed before the others. */
export const requiredOf = (options: Options) =>
  Object.entries(options)
    .flatMap(([name, option]) => (option instanceof RequiredArgument ? [[name, option] as const] : []))
    .reverse();

/** An option of which several exclude each other. */
const isChoice = ({ shape: { type, lastWins } }: AnyArgument) => type === 'oneof' && !lastWins;

const choice = (value: unknown) => (Array.isArray(value) ? (value[0] as unknown) : value);

/** The name of an argument, or with it the error for a word that is none of its tokens. */
export type Named = string | ChoiceOptions;

interface ChoiceOptions {
  readonly name: string;
  readonly unknown?: Refusal;
  /** Among options the last of several counts; else they are refused. */
  readonly lastWins?: boolean;
  /** Among options another one is refused, be it the same. */
  readonly once?: boolean;
}

export const choiceOptions = (named: Named) => {
  const {
    name,
    unknown = errors.syntax,
    lastWins,
    once,
  } = typeof named === 'string' ? { name: named } : named;
  return { name, unknown, lastWins, once };
};

/** Flags in any order, up to the end of the words; a word that is none of them is refused. */
export function readFlags<Token extends string>(
  input: Input,
  tokens: readonly TokenArgument<Token, true>[],
  none: ReadonlySet<Token>,
  unknown: Refusal,
): ReadonlySet<Token> {
  const end = input.request.count - input.reserved;
  const given = readLeading(input, tokens, none, end);
  if (input.index < end) throw unknown(input.request.excerpt(input.index, SHOWN_BYTES));
  return given;
}

/** Flags in any order, up to the first word that is none of them, or to an end. */
export function readLeading<Token extends string>(
  input: Input,
  tokens: readonly TokenArgument<Token, true>[],
  none: ReadonlySet<Token>,
  end = input.request.count,
): ReadonlySet<Token> {
  let given: Set<Token> | undefined;
  while (input.index < end) {
    const found = tokens.find((token) => token.matches(input));
    if (!found) break;
    found.read(input);
    (given ??= new Set()).add(found.token);
  }
  return given ?? none;
}
