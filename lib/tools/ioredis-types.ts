import type { Shape } from '../command/argument';
import type { Described, DescribedCommand } from './described';
import type { ReplyTypes } from './source-types';
import {
  comment,
  inBrackets,
  isFlags,
  isOptionalWord,
  parameterNames,
  property,
  quoted,
  shapesOf,
  wordType,
} from './word-types';

/** The types of words in a row; `...T` is any number of T. */
type Row = readonly string[];

/** With more ways to write its words, a command takes words of any kind from there on. */
const MOST_WAYS = 40;
const MOST_OPTIONS = 3;

const ANY: Row = ['...Word | readonly Word[]'];

/** What a .d.ts tells of a structures' commands to those who use ioredis. */
export function ioredisTypes(structures: readonly Described[]): string {
  const members = [...signaturesOf(structures)].flatMap(([signature, { summary, replies }]) => [
    ...comment(summary, '    '),
    `    ${signature}: Result<${shaped(replies)}, Context>;`,
  ]);
  return `import type { Result } from 'ioredis';

declare module 'ioredis' {
  interface RedisCommander<Context> {
${members.join('\n')}
  }
}

/** What a client shows in RESP2's shapes, unless it was made with \`replyMapping: 'resp3'\`. */
type Shaped<Resp2, Resp3, Context> = Context extends { mapping: 'resp3' } ? Resp3 : Resp2;

/** Gives a connection of ioredis the commands, its pipelines too: \`addCommands(new Redis())\`. Copies need it again. */
export declare function addCommands<C extends { addBuiltinCommand(name: string): void }>(client: C): C;
`;
}

/** Names of the methods that ioredis is to have. */
export const ioredisNames = (structures: readonly Described[]): string[] => [
  ...new Set(structures.flatMap(({ commands }) => commands.map(({ command }) => methodName(command.name)))),
];

const methodName = (name: string) => name.split(' ', 1)[0]!.toLowerCase();

interface Signed {
  readonly summary: string;
  readonly replies: ReplyTypes[];
}

/** By signature: where several classes have the command in the same words, it answers what any of them answers. */
function signaturesOf(structures: readonly Described[]): Map<string, Signed> {
  const signed = new Map<string, Signed>();
  for (const described of structures.flatMap(({ commands }) => commands)) {
    const signature = signatureOf(described);
    const known = signed.get(signature);
    if (known) known.replies.push(described.replies);
    else
      signed.set(signature, { summary: described.method.declaration.summary, replies: [described.replies] });
  }
  return signed;
}

function shaped(replies: readonly ReplyTypes[]): string {
  const [resp2, resp3] = [replies.map((each) => each.resp2), replies.map((each) => each.resp3)].map(union);
  return resp2 === resp3 ? resp3! : `Shaped<${resp2}, ${resp3}, Context>`;
}

function union(types: readonly string[]): string {
  const parts = new Set(types);
  return parts.has('unknown') ? 'unknown' : [...parts].join(' | ');
}

function signatureOf({ command, method }: DescribedCommand): string {
  const [, sub] = command.name.split(' ');
  const subcommand = sub === undefined ? [] : [`subcommand: ${quoted(sub)}`];
  return `${property(methodName(command.name))}(${[...subcommand, ...parameters(shapesOf(method))].join(', ')})`;
}

/** A parameter for each word while there is one way to write them; the others in one, as they stand in a row. */
export function parameters(shapes: readonly Shape[]): string[] {
  const names = parameterNames(shapes);
  const single = shapes.findIndex((shape) => singleWord(shape) === undefined);
  const fixed = single < 0 ? shapes.length : single;
  const known = shapes.slice(0, fixed).map((shape, at) => `${names[at]}: ${singleWord(shape)}`);
  const others = shapes.slice(fixed);
  if (others.length === 0) return known;
  if (others.every(isOptionalWord))
    return [...known, ...others.map((shape, at) => `${names[fixed + at]}?: ${wordType(shape)}`)];
  const name = others.length === 1 ? names[fixed] : 'words';
  return [...known, `...${name}: ${unionOfRows(waysOfAll(others))}`];
}

/** The server takes the next word for one that may be left out: what else may be is left out with it. */
function waysOfAll(shapes: readonly Shape[]): Row[] {
  const [first, ...others] = shapes;
  if (!first) return [[]];
  const following = waysOfAll(others);
  if (!isOptionalWord(first)) return product([waysOf(first), following]);
  const needed = waysOfAll(others.filter(({ optional }) => !optional));
  return [...needed, ...product([[[wordType(first)]], following])];
}

/** The type of an argument that is always one word. */
function singleWord(shape: Shape): string | undefined {
  const ways = waysOf(shape);
  if (ways.some((way) => way.length !== 1 || way[0]!.startsWith('...'))) return undefined;
  return ways.map(([type]) => type).join(' | ');
}

function unionOfRows(rows: readonly Row[]): string {
  const isWritable = rows.length <= MOST_WAYS && rows.every((row) => row.filter(isRest).length <= 1);
  const tuples = (isWritable ? rows : [ANY]).map((row) => `[${row.map(element).join(', ')}]`);
  return [...new Set(tuples)].join(' | ');
}

const isRest = (type: string) => type.startsWith('...');
const element = (type: string) => (isRest(type) ? `...${inBrackets(type.slice(3))}[]` : type);

/** Each way to write an argument. */
function waysOf(shape: Shape): Row[] {
  const { multiple, optional } = shape;
  const ways = multiple ? [repeated(shape)] : waysOfOne(shape);
  return optional && !multiple ? [[], ...ways] : ways;
}

/** Several are told one by one; those of more than one word in an array each, which ioredis makes flat. */
function repeated(shape: Shape): Row {
  const ways = waysOfOne(shape);
  const types = ways.map((way) =>
    way.length === 1 && !isRest(way[0]!) ? way[0]! : `readonly [${way.map(element).join(', ')}]`,
  );
  const type = types.join(' | ');
  return shape.optional ? [`...${type}`] : [type, `...${type}`];
}

function waysOfOne(shape: Shape): Row[] {
  const { type, token, parts } = shape;
  if (type === 'pure-token') return [[quoted(token!)]];
  const prefix = token === undefined ? [] : [quoted(token)];
  return withParts(
    shape,
    parts?.map((part) => part.shape),
  ).map((way) => [...prefix, ...way]);
}

function withParts(shape: Shape, parts: readonly Shape[] | undefined): Row[] {
  if (!parts) return [[wordType(shape)]];
  if (shape.counted) return [['number', ...repeated(parts[1]!)]];
  if (shape.halves) return [['...Word']];
  if (shape.anyOrder) return waysInAnyOrder(parts);
  if (isFlags(shape)) return [[`...${parts.map(({ token }) => quoted(token!)).join(' | ')}`]];
  if (shape.type === 'oneof') return parts.flatMap((part) => waysOf({ ...part, optional: false }));
  return product(parts.map(waysOf));
}

/** Few options in each order; of many, any of their words. */
function waysInAnyOrder(parts: readonly Shape[]): Row[] {
  if (parts.length > MOST_OPTIONS) return [ANY];
  const required = parts.filter((part) => part.required);
  return orders(parts)
    .filter((order) => required.every((part) => order.includes(part)))
    .flatMap((order) => product(order.map((part) => waysOf({ ...part, optional: false }))));
}

/** Every selection in every order. */
const orders = (parts: readonly Shape[]): Shape[][] => [
  [],
  ...parts.flatMap((part) =>
    orders(parts.filter((other) => other !== part)).map((others) => [part, ...others]),
  ),
];

/** Each way of the first, then each of the second, and so on. */
const product = (all: readonly Row[][]): Row[] =>
  all.reduce<Row[]>((rows, ways) => rows.flatMap((row) => ways.map((way) => [...row, ...way])), [[]]);
