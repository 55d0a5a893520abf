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

const READ = ['RO', 'access'];
const WRITE = ['RW', 'update'];

/** Each place where a command has keys, in order. */
export function keySpecifications(command: Command): KeySpecification[] {
  const method = command.main ?? command.methods[0];
  if (!method) return [];
  const { verb, about } = method.declaration;
  const flags = (index: number) => about.keys?.[index] ?? (verb === 'reads' ? READ : WRITE);
  const found: Omit<KeySpecification, 'flags'>[] = [];
  let index = command.nameWords;
  if (!method.isStatic) found.push({ begin: { index: index++ }, find: { last: 0, step: 1 } });
  for (const [at, argument] of method.readers.entries()) {
    const following = method.readers
      .slice(at + 1)
      .reduce((sum, { shape }) => sum + (shape.optional ? 0 : shape.words), 0);
    found.push(...keysIn(argument, index, following));
    index += argument.shape.words;
  }
  return found.map((specification, at) => ({ flags: flags(at), ...specification }));
}

type Found = Omit<KeySpecification, 'flags'>;

function keysIn({ shape }: AnyArgument, index: number, following: number): Found[] {
  const parts = shape.parts ?? [];
  if (shape.counted) return parts.some(isKey) ? [{ begin: { index }, find: 'counted' }] : [];
  if (shape.type === 'key') {
    const begin = shape.token ? { keyword: shape.token } : { index };
    return [{ begin, find: { last: shape.multiple ? -1 - following : 0, step: 1 } }];
  }
  if (shape.multiple && isKey(parts[0]))
    return [{ begin: { index }, find: { last: -1, step: parts.length } }];
  return parts.flatMap((part) => keysIn(part, index, following));
}

const isKey = (argument?: AnyArgument) => argument?.shape.type === 'key';

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
