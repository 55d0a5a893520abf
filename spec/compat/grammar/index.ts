import fc from 'fast-check';
import { bits } from './bits';
import { expiryCommands } from './expiry';
import { geo } from './geo';
import { hashes } from './hashes';
import { hyperloglog } from './hyperloglog';
import { keyCommands, keyReading } from './keys';
import { lists } from './lists';
import { sets } from './sets';
import { sortedSets } from './sorted-sets';
import { sorting } from './sort';
import { streams } from './streams';
import { strings } from './strings';
import type { TypeGrammar } from './type-grammar';
import type { Words } from './words';

/** By the name that MEMO_RANDOM_TYPE takes. */
export const TYPES: Readonly<Record<string, TypeGrammar>> = {
  string: strings,
  bits,
  hyperloglog,
  list: lists,
  hash: hashes,
  set: sets,
  zset: sortedSets,
  geo,
  sort: sorting,
  stream: streams,
};

const ALL = Object.values(TYPES);
const LONGEST_SCRIPT = 50;

type Lines = fc.Arbitrary<string[]>;
type Choice = fc.WeightedArbitrary<string>;

/**
 * Lines of random commands of all types about the keys; what they answer depends on nothing but the lines before.
 * The commands of a type are mostly about the same two keys, else most answers were WRONGTYPE.
 */
export function mixedScript(keys: readonly string[]): Lines {
  const types = [...new Set(ALL.map((grammar) => grammar.of))];
  const key = fc.constantFrom(...keys);
  const favourites = (grammar: TypeGrammar) => {
    const at = types.indexOf(grammar.of);
    const own = [keys[at % keys.length]!, keys[(at + 1) % keys.length]!];
    return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: key });
  };
  const typed = ALL.map((grammar) => fc.oneof(...grammar.commands(grammar.of ? favourites(grammar) : key)));
  return script([choice(6, typed), ...aboutKeys(key)]);
}

/** Lines of random commands of one type mostly, with some of others that put and change the same values. */
export function scriptOf(type: string, keys: readonly string[]): Lines {
  const grammar = TYPES[type]!;
  const key = fc.constantFrom(...keys);
  const others = ALL.filter((other) => other !== grammar && !(grammar.fragile && other.of === grammar.of));
  const siblings = others.filter(({ of }) => of === grammar.of);
  return script([
    choice(12, grammar.commands(key)),
    ...(siblings.length > 0 ? [choice(2, commandsOf(siblings, key))] : []),
    choice(1, commandsOf(others, key)),
    ...aboutKeys(key),
  ]);
}

/** Lines that read all there is about the keys in the first two databases. */
export function readingLines(keys: readonly string[]): string[] {
  const about = (key: string) => [
    ...keyReading(key),
    ...ALL.flatMap((grammar) => grammar.reading?.(key) ?? []),
  ];
  return ['0', '1'].flatMap((db) => [`SELECT ${db}`, ...keys.flatMap(about), 'KEYS * ~unordered', 'DBSIZE']);
}

/** Low values for options, with which few elements change a value's encoding. */
export const LOW_THRESHOLDS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...ALL.map((grammar) => grammar.thresholds),
) as Record<string, string>;

const script = (choices: Choice[]): Lines =>
  fc.array(fc.oneof(...choices), { minLength: 1, maxLength: LONGEST_SCRIPT, size: 'max' });

const choice = (weight: number, lines: Words[]): Choice => ({ weight, arbitrary: fc.oneof(...lines) });

const commandsOf = (grammars: readonly TypeGrammar[], key: Words): Words[] =>
  grammars.map((grammar) => fc.oneof(...grammar.commands(key)));

const aboutKeys = (key: Words): Choice[] => [choice(1, keyCommands(key)), choice(1, expiryCommands(key))];
