import type { AnyArgument, SchemaArguments } from './argument';

/** Fewest words, as COMMAND's arity counts them. */
export const fewestWords = (schema: SchemaArguments) =>
  schema.reduce((sum, { shape }) => sum + (shape.optional ? 0 : shape.words), 0);

/** The words that an argument takes at most. */
export function mostWords({ shape }: AnyArgument): number {
  const { multiple, anyOrder, inRow, counted, type, token, parts, words, open } = shape;
  if (multiple || anyOrder || inRow || counted) return Infinity;
  if (type === 'oneof' && parts && !open) return Math.max(...parts.map(mostWords));
  if (type !== 'block' || !parts) return open ? Infinity : words;
  return parts.reduce((sum, part) => sum + mostWords(part), token === undefined ? 0 : 1);
}
