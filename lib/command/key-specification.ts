import type { Request } from '../protocol/request';
import type { AnyArgument } from './argument';
import type { Command } from './command';

/** Where a command's keys are, as COMMAND INFO tells it. */
export interface KeySpecification {
  readonly flags: readonly string[];
  /** The word where the search begins: the name is word 0. A keyword's value is found by its token. */
  readonly begin: { readonly index: number } | { readonly keyword: string };
  /** How many keys follow: up to a word (from the end when negative), or as many as the number there says. */
  readonly find: { readonly last: number; readonly step: number } | 'counted';
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

/** The words of a request that are keys by this specification; none when it is too short, or counts wrong. */
export function keyPositions({ begin, find }: KeySpecification, request: Request): number[] {
  const first = 'index' in begin ? begin.index : positionAfter(begin.keyword, request);
  if (first >= request.count) return [];
  if (find !== 'counted') {
    const last = find.last < 0 ? request.count + find.last : first + find.last;
    return range(first, Math.min(last, request.count - 1), find.step);
  }
  const count = request.integer(first) ?? 0;
  return count < request.count - first ? range(first + 1, first + count, 1) : [];
}

function positionAfter(keyword: string, request: Request): number {
  let index = 1;
  while (index < request.count && !request.equals(index, keyword.toLowerCase())) index++;
  return index + 1;
}

function range(first: number, last: number, step: number): number[] {
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
  return found.map((place, at) => {
    const flags = about.keys?.[at] ?? (verb === 'reads' ? READ : WRITE);
    return { flags: [...flags, ...variable], ...place };
  });
}

type Place = Omit<KeySpecification, 'flags'>;

const single = (index: number): Place => ({ begin: { index }, find: { last: 0, step: 1 } });

/** Arguments in a row from a word on, with so many words behind them. */
function placesIn(row: readonly AnyArgument[], index: number, behind: number): Place[] {
  return row.flatMap((argument, at) => {
    const following = row.slice(at + 1).reduce((sum, { shape }) => sum + fewest(shape), behind);
    const places = placesOf(argument, index, following);
    index += argument.shape.words;
    return places;
  });
}

const fewest = ({ optional, words }: AnyArgument['shape']) => (optional ? 0 : words);

function placesOf({ shape }: AnyArgument, index: number, following: number): Place[] {
  const parts = shape.parts ?? [];
  if (shape.counted) return parts.some(isKey) ? [{ begin: { index }, find: 'counted' }] : [];
  if (shape.type === 'key') {
    const begin = shape.token ? { keyword: shape.token } : { index };
    return [{ begin, find: { last: shape.multiple ? -1 - following : 0, step: 1 } }];
  }
  if (shape.multiple && isKey(parts[0]))
    return [{ begin: { index }, find: { last: -1, step: parts.length } }];
  if (shape.type === 'block' && !shape.anyOrder) return placesIn(parts, index, following);
  return parts.flatMap((part) => placesOf(part, index, following));
}

const isKey = (argument?: AnyArgument) => argument?.shape.type === 'key';

/** One specification for two, when the keys of the second follow those of the first and have the same flags. */
function join(first: KeySpecification | undefined, second: KeySpecification): KeySpecification | undefined {
  if (!first || first.find === 'counted' || second.find === 'counted') return undefined;
  if (!('index' in first.begin && 'index' in second.begin)) return undefined;
  const { last, step } = first.find;
  const follows = last >= 0 && first.begin.index + last + 1 === second.begin.index;
  if (!follows || step !== 1 || second.find.last !== 0 || String(first.flags) !== String(second.flags))
    return undefined;
  return { ...first, find: { last: last + 1, step } };
}

/** First and last word with a key, and the step between keys, as COMMAND told before there were specifications. */
export function keyRange(
  specifications: readonly KeySpecification[],
): readonly [first: number, last: number, step: number] {
  const ranges = specifications.flatMap(({ begin, find }) =>
    'index' in begin && find !== 'counted' ? [{ first: begin.index, ...find }] : [],
  );
  const [head, ...others] = ranges;
  if (!head) return [0, 0, 0];
  let last = head.last < 0 ? head.last : head.first + head.last;
  for (const { first, last: own } of others) {
    if (last < 0 || first !== last + 1) break;
    last = own < 0 ? own : first + own;
  }
  return [head.first, last, head.step];
}
