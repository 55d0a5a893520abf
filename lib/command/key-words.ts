import type { Request } from '../protocol/request';
import type { Input } from './argument';
import type { Command } from './command';
import type { About } from './declaration';
import type { Entry } from './entry';
import { isComplete, keyPositions, type KeySpecification, type OptionSearch } from './key-specification';

/** Reads arguments only to learn which words are keys. */
class KeyFinder implements Input {
  index: number;
  reserved = 0;
  counted = 0;
  readonly found: number[] = [];

  constructor(
    readonly request: Request,
    nameWords: number,
  ) {
    this.index = nameWords;
  }

  key(index: number): string {
    this.found.push(index);
    return '';
  }

  entry(index: number): Entry {
    this.found.push(index);
    return undefined as unknown as Entry;
  }
}

/** Which words of a request are keys, in order. Throws the CommandError of an argument that can't be read. */
export function keyWords(command: Command, request: Request): number[] {
  const finder = new KeyFinder(request, command.nameWords);
  readArguments(command, finder);
  return finder.found;
}

/** How a request's keys are used, a list for each specification; undefined where all requests use them alike. */
export function keyFlags(command: Command, request: Request): About['keys'] {
  const { keys, keysFor } = command.declaration?.about ?? {};
  if (!keysFor) return undefined;
  try {
    const values = readArguments(command, new KeyFinder(request, command.nameWords));
    return keysFor(...(values as never[]));
  } catch {
    return keys;
  }
}

function readArguments(command: Command, finder: KeyFinder): unknown[] {
  const method = command.main ?? command.methods[0];
  if (!method) return [];
  if (!method.isStatic) finder.key(finder.index++);
  return method.read(finder);
}

/** A word that is a key, and the number of the specification that it belongs to. */
interface ToldKey {
  readonly word: number;
  readonly specification: number;
}

/** The keys that a request tells, whatever else is wrong with it; none when a key is missing, or miscounted. */
export function toldKeys(specifications: readonly KeySpecification[], request: Request): ToldKey[] {
  const words = specifications.map((specification) =>
    isComplete(specification)
      ? keyPositions(specification, request)
      : (specification.searches ?? []).flatMap((search) => wordsOfOption(search, request)),
  );
  if (words.includes(undefined)) return [];
  return words.flatMap((found, specification) => found!.map((word) => ({ word, specification })));
}

/** The keys of an option where it is given last; what announces no option is passed over. */
function wordsOfOption({ option, options, from }: OptionSearch, request: Request): number[] {
  const tokens = options.flatMap((each) => (each.shape.type === 'oneof' ? (each.shape.parts ?? []) : [each]));
  let found: number[] = [];
  for (let word = from; word < request.count; word++) {
    const given = tokens.find(({ shape }) => request.equals(word, shape.token!));
    if (!given) continue;
    const { multiple, multipleToken, words } = given.shape;
    const end = multiple && !multipleToken ? request.count : Math.min(word + words, request.count);
    if (given === option) found = wordsBetween(word + 1, end);
    word = end - 1;
  }
  return found;
}

const wordsBetween = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, index) => first + index);
