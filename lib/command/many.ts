import { CommandError, errors } from '../errors';
import type { AnyArgument, Argument, Input, Shape } from './argument';
import { mostWords } from './word-counts';

export interface Odd {
  odd?: () => Error;
}

export const pairShape = (first: AnyArgument, second: AnyArgument, name: string): Shape => ({
  name,
  type: 'block',
  multiple: true,
  open: true,
  parts: [first, second],
  words: first.shape.words + second.shape.words,
});

export function readPairs<A, B>(
  input: Input,
  first: Argument<A>,
  second: Argument<B>,
  odd?: () => Error,
): [A, B][] {
  const words = input.request.count - input.index;
  if (odd && words % 2 === 1) throw odd();
  const pairs = new Array<[A, B]>(Math.floor(words / 2));
  for (let index = 0; index < pairs.length; index++) pairs[index] = [first.read(input), second.read(input)];
  return pairs;
}

/** Reads as many as there are words for; how many that is, is known before when each has as many words. */
export function readerOfMany<T>(argument: Argument<T>): (input: Input) => T[] {
  const isEven = mostWords(argument) === argument.shape.words;
  return (input) => (isEven ? readMany(input, argument) : readToEnd(input, argument));
}

function readToEnd<T>(input: Input, argument: Argument<T>): T[] {
  const values: T[] = [];
  while (input.index < input.request.count - input.reserved) values.push(argument.read(input));
  return values;
}

function readMany<T>(input: Input, argument: Argument<T>): T[] {
  const words = input.request.count - input.reserved - input.index;
  const values = new Array<T>(Math.max(0, Math.floor(words / argument.shape.words)));
  for (let index = 0; index < values.length; index++) values[index] = argument.read(input);
  return values;
}

export function readCounted<T>(
  input: Input,
  count: Argument<number>,
  argument: Argument<T>,
  tooMany?: string,
): T[] {
  input.counted = count.read(input);
  if (tooMany && input.counted > input.request.count - input.index) throw new CommandError(tooMany);
  return readSoMany(input, input.counted, argument);
}

export function readSoMany<T>(input: Input, length: number, argument: Argument<T>): T[] {
  if (length > input.request.count - input.index - input.reserved) throw errors.syntax();
  const values: T[] = [];
  while (values.length < length) values.push(argument.read(input));
  return values;
}
