import { parseMemory } from '../command/memory-words';
import { ConfigurationError } from '../errors';

/** What can be said of an option beside its name. */
export interface Option {
  readonly initial: string;
  /** CONFIG SET can change it while the server runs. */
  readonly mutable?: boolean;
  /** Who may do all other things may not do that: Redis keeps it from CONFIG SET as well. */
  readonly guarded?: boolean;
  /** The name that it had in older versions of Redis; CONFIG knows both. */
  readonly alias?: string;
  /** A line of a file gives it several words. */
  readonly words?: boolean;
  /** The value as CONFIG GET shows it. Throws a ConfigurationError with the reason why the text is none. */
  readonly read?: Reader;
  /** Redis has a choice that Memo hasn't: why another value than the initial one has no effect. */
  readonly ignored?: string;
  /** It has no effect in Memo; the value is kept for the sake of Redis' tools. */
  readonly isIdle?: boolean;
  readonly help?: string;
}

/** Of a text and the value so far, the value. */
export type Reader = (text: string, before: string) => string;

export function refuse(reason: string): never {
  throw new ConfigurationError(reason);
}

const MOST_LONG = 2n ** 63n - 1n;
const MOST_INT = 2n ** 31n - 1n;

function between(low: bigint, value: bigint, high: bigint): string {
  const inside = low <= value && value <= high;
  return inside ? String(value) : refuse(`argument must be between ${low} and ${high} inclusive`);
}

/** An integer of 64 bits, in a range. */
export const integer =
  (low: bigint, high = MOST_INT): Reader =>
  (text) =>
    /^(?:0|-?[1-9]\d{0,18})$/.test(text) && BigInt(text) === BigInt.asIntN(64, BigInt(text))
      ? between(low, BigInt(text), high)
      : refuse("argument couldn't be parsed into an integer");

export const natural = integer(0n);
export const long = integer(0n, MOST_LONG);
export const anyInt = integer(-MOST_INT - 1n);
export const portNumber = integer(0n, 65535n);

/** A natural number; one below or above is the lowest or the highest. */
export const clamped =
  (low: number, high: number): Reader =>
  (text, before) =>
    String(Math.min(high, Math.max(low, Number(natural(text, before)))));

/** Numbers from 0 to 100, with spaces between. */
export const percentiles =
  (name: string): Reader =>
  (text) => {
    const given = text.split(' ').filter((word) => word !== '');
    const numbers = given.map((word) => (/^[-+\d.e]+$/i.test(word) ? Number(word) : NaN));
    if (numbers.some(Number.isNaN)) refuse(`Invalid ${name} parameters`);
    if (numbers.some((number) => number < 0 || number > 100))
      refuse(`${name} parameters should sit between [0.0,100.0]`);
    return numbers.join(' ');
  };

export const memory =
  (low = 0n): Reader =>
  (text) =>
    between(low, parseMemory(text) ?? refuse('argument must be a memory value'), MOST_LONG);

/** Bytes, or a part of the memory in percent. */
export const memoryOrPercent: Reader = (text) =>
  /^\d+%$/.test(text)
    ? text
    : String(parseMemory(text) ?? refuse('argument must be a memory or percent value'));

export const oneOf =
  (...values: string[]): Reader =>
  (text) =>
    values.includes(text.toLowerCase())
      ? text.toLowerCase()
      : refuse(`argument(s) must be one of the following: ${values.join(', ')}`);

export const yesOrNo: Reader = (text) =>
  /^(?:yes|no)$/i.test(text) ? text.toLowerCase() : refuse("argument must be 'yes' or 'no'");

/** So many words. */
export const words =
  (count: number): Reader =>
  (text) =>
    text.split(' ').length === count ? text : refuse('wrong number of arguments');

/** Rights of a file, in octal digits. */
export const fileMode: Reader = (text) =>
  /^[0-7]{1,4}$/.test(text) && parseInt(text, 8) <= 0o777
    ? parseInt(text, 8).toString(8)
    : refuse("argument couldn't be parsed into an integer");

const CLIENT_CLASSES = ['normal', 'slave', 'pubsub'];

/** `normal 0 0 0 pubsub 32mb 8mb 60`: class, hard limit, soft limit, seconds. A class that is not named stays as it is. */
export const outputLimits: Reader = (text, before) => {
  const given = text === '' ? [] : text.split(' ');
  if (given.length % 4 > 0) refuse('Wrong number of arguments in buffer limit configuration.');
  const limits = new Map(fours(before.split(' ')).map(([name, ...rest]) => [name!, rest.join(' ')]));
  for (const [name, hard, soft, seconds] of fours(given)) {
    const known = name!.toLowerCase().replace('replica', 'slave');
    if (!CLIENT_CLASSES.includes(known))
      refuse('Invalid client class specified in buffer limit configuration.');
    const figures = [
      parseMemory(hard!),
      parseMemory(soft!),
      /^\d{1,9}$/.test(seconds!) ? Number(seconds) : undefined,
    ];
    if (hard === '' || soft === '' || figures.includes(undefined))
      refuse('Error in hard, soft or soft_seconds setting in buffer limit configuration.');
    limits.set(known, figures.join(' '));
  }
  return CLIENT_CLASSES.map((name) => `${name} ${limits.get(name) ?? '0 0 0'}`).join(' ');
};

const fours = (list: readonly string[]) =>
  Array.from({ length: list.length / 4 }, (_, index) => list.slice(index * 4, index * 4 + 4));

/** One value is possible, for the others there is a reason why they are refused. */
export const only =
  (value: string, reason: string, read: Reader = (text) => text): Reader =>
  (text, before) =>
    read(text, before) === value ? value : refuse(reason);

/** An option that is taken for the sake of Redis, and does nothing. */
export const idle = (initial: string, read?: Reader, more: Partial<Option> = {}): Option => ({
  initial,
  mutable: true,
  isIdle: true,
  ...(read && { read }),
  ...more,
});

/** One that CONFIG SET can't change, either. */
export const fixed = (
  initial: string,
  ignored: string,
  read?: Reader,
  more: Partial<Option> = {},
): Option => ({
  initial,
  ignored,
  ...(read && { read }),
  ...more,
});
