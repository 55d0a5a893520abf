import { status, type Reply } from '../protocol/reply';
import type { Shape } from './argument';
import type { Command } from './command';
import { flagsOf } from './documentation';
import { summaryOf, usageLine } from './help';
import type { Method } from './method';

/** What a word of a command is: its name, and what it may be. */
export interface Term {
  readonly name: string;
  /** `integer from 1 to 5, optional`. */
  readonly meaning: string;
}

/** What MEMO DOCS answers: how a command is used, a paragraph for each class that has it. */
export function manualLines(command: Command): Reply[] {
  const { name, methods, isContainer, subcommands } = command;
  const names = [...subcommands.values()].map((sub) => sub.name).sort();
  const lines = methods.flatMap((method) => paragraph(command, method));
  return [...lines, ...(isContainer ? [`${name} has the sub-commands ${names.join(', ')}.`] : [])].map(
    status,
  );
}

const paragraph = (command: Command, method: Method) => [
  usageLine(command.name, method),
  ...[
    ...summaryOf(method),
    ...termsOf(method).map(({ name, meaning }) => `${name}: ${meaning}`),
    ownerOf(method),
    traitsOf(command, method).join('; '),
  ].map((line) => `    ${line}`),
];

/** The words of a command that stand for something, in order. */
export const termsOf = ({ isStatic, readers }: Method): Term[] => [
  ...(isStatic ? [] : [{ name: 'key', meaning: 'key' }]),
  ...readers.flatMap(({ shape }) => terms(shape)),
];

/** Whose command it is, and what it does to an absent key. */
function ownerOf({ owner, isStatic }: Method): string {
  const { Class, typeName, isContainer } = owner;
  if (isStatic) return `Class ${Class.name}`;
  const absent = isContainer ? 'an absent key reads as empty' : 'the key must exist';
  return `Class ${Class.name}, on a value of the type ${typeName}: ${absent}`;
}

/** What else is known: `writes`, `O(1)`, `since 1.2.0`, `fast`. */
export function traitsOf(command: Command, { declaration, isAsync }: Method): string[] {
  const { verb, about } = declaration;
  const flags = flagsOf(command).filter((flag) => flag !== 'write' && flag !== 'readonly');
  return [
    isAsync ? 'async' : verb,
    ...(about.complexity === undefined ? [] : [about.complexity]),
    ...(about.since === undefined ? [] : [`since ${about.since}`]),
    ...flags,
  ];
}

function terms(shape: Shape, isOptional = shape.optional): Term[] {
  const { name, type, token, parts, multiple, undocumented } = shape;
  if (undocumented) return [];
  if (type === 'pure-token') return isOptional ? [{ name: token!, meaning: 'flag' }] : [];
  if (!parts)
    return [{ name: token ?? name, meaning: [meaning(shape), ...countOf(shape, isOptional)].join(', ') }];
  if (type === 'oneof') return choice(shape, isOptional);
  return parts.flatMap(({ shape: part }, at) => {
    const several = multiple === true || (shape.counted === true && at === 1);
    return terms({ ...part, ...(several && { multiple: true }) }, part.optional ?? isOptional);
  });
}

/** One line for the words to choose from, and one for each that brings a value. */
function choice({ name, token, parts }: Shape, isOptional: boolean | undefined): Term[] {
  const words = parts!.map(({ shape }) => shape.token ?? `<${shape.name}>`);
  const values = parts!.flatMap(({ shape }) => (shape.type === 'pure-token' ? [] : terms(shape, false)));
  return [
    { name: token ?? name, meaning: `${words.join(' or ')}${isOptional ? ', optional' : ''}` },
    ...values,
  ];
}

const TYPES: Partial<Record<Shape['type'], string>> = {
  string: 'text',
  double: 'number',
  pattern: 'glob pattern',
  'unix-time': 'time since 1970',
};

function meaning({ type, min, max }: Shape): string {
  const text = TYPES[type] ?? type;
  if (min !== undefined && max !== undefined) return `${text} from ${min} to ${max}`;
  if (min !== undefined) return `${text}, at least ${min}`;
  return max === undefined ? text : `${text}, at most ${max}`;
}

function countOf({ multiple }: Shape, isOptional: boolean | undefined): string[] {
  if (multiple) return [isOptional ? 'any number' : 'one or more'];
  return isOptional ? ['optional'] : [];
}
