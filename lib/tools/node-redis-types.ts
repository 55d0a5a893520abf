import type { Shape } from '../command/argument';
import type { Described, DescribedCommand } from './described';
import {
  comment,
  inBrackets,
  isFlags,
  isOptionalWord,
  memberOf,
  parameterNames,
  property,
  quoted,
  shapesOf,
  wordType,
} from './word-types';

/** What a .d.ts tells of structures' commands to those who use node-redis. */
export const nodeRedisTypes = (
  structures: readonly Described[],
): string => `/** Where node-redis collects the words of a command. */
interface Parser {
  push(...words: (string | Buffer)[]): unknown;
  pushKey(key: string | Buffer): unknown;
}

/** A command as node-redis takes it: its arguments, and what it answers in RESP2 and in RESP3. */
interface Command<Arguments extends unknown[], Resp2, Resp3> {
  readonly IS_READ_ONLY: boolean;
  parseCommand(this: void, parser: Parser, ...args: Arguments): void;
  readonly transformReply: { readonly 2: () => Resp2; readonly 3: () => Resp3 };
}

type Many<T> = T | readonly T[];

/** For node-redis: \`createClient({ modules })\`, and the commands are \`client.${moduleName(structures[0])}.…\`. */
export declare const modules: {
${structures.flatMap(moduleTypes).join('\n')}
};
`;

/** What the same commands do: how their words are sent. */
export const nodeRedisCode = (
  structures: readonly Described[],
): string => `/** Sends words: keys as such, numbers as decimals, lists one by one; what is absent not at all. */
function send(parser, words) {
  for (const word of words.flat(Infinity)) {
    if (word === undefined || word === false) continue;
    if (word instanceof Key) parser.pushKey(word.name);
    else parser.push(typeof word === 'string' || Buffer.isBuffer(word) ? word : String(word));
  }
}

class Key {
  constructor(name) {
    this.name = name;
  }
}

const key = (name) => (name === undefined ? undefined : new Key(name));
const keys = (names) => (names === undefined ? undefined : [names].flat().map(key));
const after = (token, value) => (value === undefined ? undefined : [token, value]);
const eachAfter = (token, values) => values?.map((value) => [token, value]);
const counted = (values) => [values.length, values];
const before = (others, name, value) => {
  if (value === undefined && others.flat(Infinity).some((word) => word !== undefined && word !== false))
    throw new TypeError(\`\${name} is missing: the server would take the next word for it\`);
  return value;
};

const modules = {
${structures.flatMap(moduleCode).join('\n')}
};
`;

/** \`FIFO\` is \`fifo\`, \`TokenBucket\` is \`tokenBucket\`. */
const moduleName = (structure: Described | undefined) =>
  structure?.info.Class.name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (head) => head.toLowerCase()) ?? 'structure';

const memberName = (name: string) => property(name.replace(' ', '_'));

const moduleTypes = (structure: Described): string[] => [
  ...comment(structure.description, '  '),
  `  readonly ${moduleName(structure)}: {`,
  ...structure.commands.flatMap(commandType),
  '  };',
];

function commandType({ command, method, replies }: DescribedCommand): string[] {
  const shapes = shapesOf(method);
  const names = parameterNames(shapes);
  const parameters = shapes.map((shape, at) => parameter(names[at]!, shape, shapes.slice(at + 1)));
  const types = `[${parameters.join(', ')}], ${replies.resp2}, ${replies.resp3}`;
  return [
    ...comment(method.declaration.summary, '    '),
    `    readonly ${memberName(command.name)}: Command<${types}>;`,
  ];
}

/** One that may be left out, if all behind it may be, too. */
function parameter(name: string, shape: Shape, following: readonly Shape[]): string {
  const type = typeOf(shape);
  if (!mayBeAbsent(shape)) return `${name}: ${type}`;
  return following.every(mayBeAbsent) ? `${name}?: ${type}` : `${name}: ${type} | undefined`;
}

const mayBeAbsent = ({ optional }: Shape) => optional === true;

/** The type of a value that stands for an argument, without its token. */
function typeOf(shape: Shape): string {
  const { parts, multiple } = shape;
  if (!multiple) return typeOfOne(shape);
  return parts ? `readonly ${inBrackets(typeOfOne(shape))}[]` : `Many<${typeOfOne(shape)}>`;
}

function typeOfOne(shape: Shape): string {
  if (shape.type === 'pure-token') return 'boolean';
  if (!shape.parts) return wordType(shape);
  const parts = shape.parts.map((part) => part.shape);
  if (shape.counted) return typeOf({ ...parts[1]!, multiple: true });
  if (shape.anyOrder) return `{ ${parts.map(optionType).join('; ')} }`;
  if (isFlags(shape)) return `readonly (${parts.map(({ token }) => quoted(token!)).join(' | ')})[]`;
  if (shape.type === 'oneof') return parts.map(alternativeType).join(' | ');
  return `readonly [${parts.map((part, at) => elementType(part, parts.slice(at + 1))).join(', ')}]`;
}

/** One of a tuple may be left out, if all behind it may be, too. */
function elementType(shape: Shape, following: readonly Shape[]): string {
  const type = inBrackets(typeOf(shape));
  if (!mayBeAbsent(shape)) return type;
  return following.every(mayBeAbsent) ? `${type}?` : `${type} | undefined`;
}

const optionName = ({ token, name }: Shape) => token ?? name;

const optionType = (shape: Shape) =>
  `${property(optionName(shape))}${shape.required ? '' : '?'}: ${typeOf(shape)}`;

function alternativeType(shape: Shape): string {
  if (shape.token === undefined) return typeOf(shape);
  const token = quoted(shape.token);
  return shape.type === 'pure-token' ? token : `readonly [${token}, ${typeOf(shape)}]`;
}

const moduleCode = (structure: Described): string[] => [
  `  ${moduleName(structure)}: {`,
  ...structure.commands.flatMap(commandCode),
  '  },',
];

function commandCode({ command, method }: DescribedCommand): string[] {
  const shapes = shapesOf(method);
  const names = parameterNames(shapes).map((name) => `_${name}`);
  const parameters = shapes.map(({ anyOrder }, at) => `${names[at]}${anyOrder ? ' = {}' : ''}`);
  const words = [...command.name.split(' ').map(quoted), ...wordsInRow(shapes, names)];
  return [
    `    ${memberName(command.name)}: {`,
    `      IS_READ_ONLY: ${method.declaration.verb === 'reads'},`,
    `      parseCommand: (${['parser', ...parameters].join(', ')}) => send(parser, [${words.join(', ')}]),`,
    '      transformReply: undefined,',
    '    },',
  ];
}

/** Expressions for the words of all arguments; one that may be left out looks at those behind it that may be, too. */
function wordsInRow(shapes: readonly Shape[], names: readonly string[]): string[] {
  const words = shapes.map((shape, at) => wordsOf(shape, names[at]!));
  return words.map((word, at) => {
    const others = words.filter((_, other) => other > at && mayBeAbsent(shapes[other]!));
    if (!isOptionalWord(shapes[at]!) || others.length === 0) return word;
    return `before([${others.join(', ')}], '${names[at]!.slice(1)}', ${word})`;
  });
}

/** The words that a value stands for, as an expression. */
function wordsOf(shape: Shape, value: string): string {
  const { type, token, multipleToken } = shape;
  if (type === 'pure-token') return `${value} && ${quoted(token!)}`;
  if (token === undefined) return wordsWithoutToken(shape, value);
  if (multipleToken) return `eachAfter(${quoted(token)}, ${value})`;
  const words = wordsWithoutToken(shape, value);
  return words === value
    ? `after(${quoted(token)}, ${value})`
    : `after(${quoted(token)}, ${value} && ${words})`;
}

function wordsWithoutToken(shape: Shape, value: string): string {
  const { type, parts, multiple, counted, anyOrder, halves } = shape;
  if (type === 'key') return multiple ? `keys(${value})` : `key(${value})`;
  if (!parts) return value;
  const shapes = parts.map((part) => part.shape);
  if (counted) return `counted(${hasKeys(shapes[1]!) ? `keys(${value})` : `[${value}].flat()`})`;
  if (anyOrder)
    return `[${shapes.map((part) => wordsOf(part, memberOf(value, optionName(part)))).join(', ')}]`;
  if (!hasKeys(shape) || type === 'oneof') return value;
  if (halves) return `[keys(${value}[0]), ${value}[1]]`;
  if (multiple) return `${value}?.map((each) => ${inRow(shapes, 'each')})`;
  return inRow(shapes, value);
}

const inRow = (shapes: readonly Shape[], value: string) =>
  `[${shapes.map((part, at) => wordsOf(part, `${value}[${at}]`)).join(', ')}]`;

const hasKeys = ({ type, parts = [] }: Shape): boolean =>
  type === 'key' || parts.some(({ shape }) => hasKeys(shape));
