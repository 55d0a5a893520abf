import type { Shape } from '../command/argument';
import type { Method } from '../command/method';

/** What the types of words are called in what is written. */
export const WORD_TYPES = `/** Keys and text: what is no Buffer goes out as UTF-8. */
type Key = string | Buffer;
type Word = string | number | bigint | Buffer;
type Integer = number | bigint;

export {};`;

/** The type of an argument that is one word. */
export function wordType({ type, undocumented }: Shape): string {
  if (type === 'key') return 'Key';
  if (undocumented) return 'Word';
  if (type === 'integer' || type === 'unix-time') return 'Integer';
  return type === 'double' ? 'number' : 'Word';
}

/** Any number of tokens, rather than one of several. */
export const isFlags = ({ type, open, parts = [] }: Shape) =>
  type === 'oneof' && open === true && parts.every(({ shape }) => shape.type === 'pure-token');

/** A word that may be left out: the server takes the next one for it, whatever that was meant to be. */
export const isOptionalWord = ({ optional, multiple, parts, token, type }: Shape) =>
  optional === true && !multiple && !parts && token === undefined && type !== 'pure-token';

/** The arguments of a command, the key of an instance's among them. */
export const shapesOf = ({ isStatic, readers }: Method): Shape[] => [
  ...(isStatic ? [] : [{ name: 'key', type: 'key', words: 1 } as const]),
  ...inRow(readers.map(({ shape }) => shape)),
];

/** What is read as all words that are left stands for several arguments. */
const inRow = (shapes: readonly Shape[]): Shape[] =>
  shapes.flatMap((shape) => (shape.inRow ? inRow(shape.parts!.map((part) => part.shape)) : [shape]));

const RESERVED = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function
  if import in instanceof new null return super switch this throw true try typeof var void while with yield let static
  await arguments eval implements interface package private protected public`.split(/\s+/),
);

/** Names for the parameters of a function, from those of the arguments. */
export function parameterNames(shapes: readonly Shape[]): string[] {
  const taken = new Map<string, number>();
  return shapes.map((shape) => {
    const { name } = shape.counted ? shape.parts![1]!.shape : shape;
    const camel = name.replace(/[^\w$]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
    const proper = RESERVED.has(camel) || !/^[A-Za-z_$]/.test(camel) ? `${camel}_` : camel;
    const count = (taken.get(proper) ?? 0) + 1;
    taken.set(proper, count);
    return count === 1 ? proper : `${proper}${count}`;
  });
}

/** Text as a literal of TypeScript and of JavaScript. */
export const quoted = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

const isIdentifier = (name: string) => /^[A-Za-z_$][\w$]*$/.test(name);

/** The name of a property, in quotes where it is no identifier. */
export const property = (name: string) => (isIdentifier(name) ? name : quoted(name));

/** A property of what an expression stands for. */
export const memberOf = (value: string, name: string) =>
  isIdentifier(name) ? `${value}.${name}` : `${value}[${quoted(name)}]`;

/** A comment above what it is about; nothing without text. */
export const comment = (text: string, indent: string): string[] => {
  const lines = text
    .replaceAll('*/', '*\\/')
    .split('\n')
    .filter((line) => line !== '');
  if (lines.length < 2) return lines.map((line) => `${indent}/** ${line} */`);
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
};

export const inBrackets = (type: string) => (/^readonly | \| /.test(type) ? `(${type})` : type);
