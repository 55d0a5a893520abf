import type { Request } from '../protocol/request';
import type { AnyArgument, Shape } from './argument';
import type { Command } from './command';

/** Where a command's keys are, as COMMAND INFO tells it. */
export interface KeySpecification {
  readonly flags: readonly string[];
  /**
   * The word where the search begins: the name is word 0. Or the one behind a keyword, which is looked for from a
   * word on; backwards, if that one is counted from the end. Unknown where another word may look like the keyword.
   */
  readonly begin:
    { readonly index: number } | { readonly keyword: string; readonly from: number } | 'unknown';
  /**
   * How many keys follow: up to a word (from the end when negative) of all, or of so manieth a part of them; or as
   * many as the number there says. Unknown are keys whose names the request doesn't tell.
   */
  readonly find:
    { readonly last: number; readonly step: number; readonly limit?: number } | 'counted' | 'unknown';
  /** How they are found in a request where this doesn't tell. */
  readonly searches?: readonly OptionSearch[];
}

/** What tells the keys of an option that no specification finds: all options, and the word where they begin. */
export interface OptionSearch {
  readonly option: AnyArgument;
  readonly options: readonly AnyArgument[];
  readonly from: number;
}

/** The specifications of a command, and which of them each of its key arguments belongs to. */
export interface KeyLayout {
  readonly specifications: readonly KeySpecification[];
  readonly indexes: readonly number[];
}

const READ = ['RO', 'access'];
const WRITE = ['RW', 'update'];

/** Each place where a command has keys, in order. */
export const keySpecifications = (command: Command) => keyLayout(command).specifications;

/** Neighbouring keys that are used alike are one place. */
export function keyLayout(command: Command): KeyLayout {
  const specifications: KeySpecification[] = [];
  const indexes: number[] = [];
  for (const specification of declaredKeys(command)) {
    const joined = join(specifications.at(-1), specification);
    if (joined) specifications.pop();
    specifications.push(joined ?? specification);
    indexes.push(specifications.length - 1);
  }
  return { specifications, indexes };
}

/** Whether the keys are at the same words in each request. */
export const isFixed = ({ begin, find }: KeySpecification) =>
  begin !== 'unknown' && 'index' in begin && typeof find === 'object' && find.limit === undefined;

/** Whether it is for keys, not for what a cluster only routes by. */
export const isForKeys = ({ flags }: KeySpecification) => !flags.includes('not_key');

/** Whether the specification finds each key that it is for. */
export const isComplete = ({ begin, find, flags }: KeySpecification) =>
  begin !== 'unknown' && find !== 'unknown' && !flags.includes('incomplete');

/** The words of a request that are keys by a complete specification; undefined when it is too short, or counts wrong. */
export function keyPositions({ begin, find }: KeySpecification, request: Request): number[] | undefined {
  const first = firstWord(begin, request);
  if (first === undefined) return [];
  if (find === 'unknown' || first >= request.count) return undefined;
  if (find === 'counted') return range(first + 1, first + (request.integer(first) ?? 0), 1, request);
  const { last, step, limit = 1 } = find;
  const words = Math.floor((request.count - first) / limit);
  return range(first, first + last + (last < 0 ? words : 0), step, request);
}

/** Where keys begin; undefined without the keyword. The last word can be none. */
function firstWord(begin: KeySpecification['begin'], request: Request): number | undefined {
  if (begin === 'unknown') return undefined;
  if ('index' in begin) return begin.index;
  const { keyword } = begin;
  const step = begin.from < 0 ? -1 : 1;
  const end = step < 0 ? 1 : request.count - 1;
  let word = step < 0 ? request.count + begin.from : begin.from;
  for (; (end - word) * step > 0; word += step) if (request.equals(word, keyword)) return word + 1;
  return undefined;
}

function range(first: number, last: number, step: number, { count }: Request): number[] | undefined {
  if (last < first || last >= count) return undefined;
  const words: number[] = [];
  for (let word = first; word <= last; word += step) words.push(word);
  return words;
}

/** A specification for each key argument. */
function declaredKeys(command: Command): KeySpecification[] {
  const method = command.main ?? command.methods[0];
  if (!method) return [];
  const { verb, about } = method.declaration;
  const found: Place[] = method.isStatic ? [] : [single(command.nameWords)];
  found.push(...placesIn(method.readers, command.nameWords + found.length, 0));
  const variable = about.keysFor ? ['variable_flags'] : [];
  return found.map(({ isIncomplete, ...place }, at) => {
    const flags = about.keys?.[at] ?? (verb === 'reads' ? READ : WRITE);
    return { flags: [...flags, ...variable, ...(isIncomplete ? ['incomplete'] : [])], ...place };
  });
}

interface Place extends Omit<KeySpecification, 'flags'> {
  /** It may be misled by other words. */
  readonly isIncomplete?: boolean;
}

const ONE = { last: 0, step: 1 };
const UNKNOWN: Place = { begin: 'unknown', find: 'unknown' };

const single = (index: number): Place => ({ begin: { index }, find: ONE });

/** Arguments in a row from a word on, with so many words behind them. */
function placesIn(row: readonly AnyArgument[], index: number, behind: number): Place[] {
  return row.flatMap((argument, at) => {
    const following = row.slice(at + 1).reduce((sum, { shape }) => sum + fewest(shape), behind);
    const places = placesOf(argument, index, following);
    index += argument.shape.words;
    return places;
  });
}

const fewest = ({ optional, words }: Shape) => (optional ? 0 : words);

function placesOf({ shape }: AnyArgument, index: number, following: number): Place[] {
  const parts = shape.parts ?? [];
  if (shape.namesKeys) return [UNKNOWN];
  if (shape.anyOrder) return placesInOptions(parts, index, following);
  const begin = shape.token === undefined ? { index } : { keyword: shape.token, from: index };
  if (shape.counted) return parts.some(isKey) ? [{ begin, find: 'counted' }] : [];
  if (shape.type === 'key' || shape.isRoute)
    return [{ begin, find: shape.multiple ? upTo(-1 - following) : ONE }];
  if (shape.halves) return isKey(parts[0]) ? [{ begin, find: { ...upTo(-1 - following), limit: 2 } }] : [];
  if (shape.multiple && isKey(parts[0])) return [{ begin, find: { last: -1, step: parts.length } }];
  if (shape.type === 'block') return placesIn(parts, index, following);
  return parts.flatMap((part) => placesOf(part, index, following));
}

/** A keyword among options is told from the words of those that must be given, and of those that take numbers. */
function placesInOptions(options: readonly AnyArgument[], index: number, following: number): Place[] {
  return options.flatMap((option) => {
    const others = options.filter((other) => other !== option);
    const from = others.reduce((sum, { shape }) => sum + (shape.required ? shape.words : 0), index);
    const misleads = others.some(
      ({ shape }) => !shape.required && !shape.undocumented && takesAnyWord(shape),
    );
    const places = placesOf(option, from, following);
    if (!misleads || option.shape.namesKeys) return places;
    return places.map((place) => ({ ...misled(place), searches: [{ option, options, from: index }] }));
  });
}

/** Of what takes all words to the end, the keyword is looked for from there. */
function misled(place: Place): Place {
  const { begin, find } = place;
  if (begin === 'unknown' || 'index' in begin) return place;
  if (typeof find === 'string' || find.last >= 0) return UNKNOWN;
  return { begin: { ...begin, from: -2 }, find, isIncomplete: true };
}

const takesAnyWord = ({ type, parts }: Shape): boolean =>
  type === 'string' || type === 'pattern' || (parts ?? []).some(({ shape }) => takesAnyWord(shape));

const upTo = (last: number) => ({ last, step: 1 });

const isKey = (argument?: AnyArgument) => argument?.shape.type === 'key';

/** One specification for two that are used alike: the second's keys follow the first's, or both are unknown. */
function join(first: KeySpecification | undefined, second: KeySpecification): KeySpecification | undefined {
  if (!first || String(first.flags) !== String(second.flags)) return undefined;
  if (first.find === 'unknown' && second.find === 'unknown')
    return { ...first, searches: [...(first.searches ?? []), ...(second.searches ?? [])] };
  if (!isRange(first) || !isRange(second)) return undefined;
  const { last, step } = first.find;
  const follows = last >= 0 && first.begin.index + last + 1 === second.begin.index;
  if (!follows || step !== 1 || second.find.last !== 0) return undefined;
  return { ...first, find: { last: last + 1, step } };
}

interface Range extends KeySpecification {
  readonly begin: { readonly index: number };
  readonly find: { readonly last: number; readonly step: number };
}

const isRange = (specification: KeySpecification): specification is Range => isFixed(specification);

/** First and last word with a key, and the step between keys, as COMMAND told before there were specifications. */
export function keyRange(
  specifications: readonly KeySpecification[],
): readonly [first: number, last: number, step: number] {
  const ranges = specifications.filter(isRange).map(({ begin, find }) => ({ first: begin.index, ...find }));
  const [head, ...others] = ranges;
  if (!head) return [0, 0, 0];
  let last = head.last < 0 ? head.last : head.first + head.last;
  for (const { first, last: own } of others) {
    if (last < 0 || first !== last + 1) break;
    last = own < 0 ? own : first + own;
  }
  return [head.first, last, head.step];
}
