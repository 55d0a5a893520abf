import ts from 'typescript';
import { quoted } from './word-types';

/**
 * A type as TypeScript writes it, without the name of anything: it means the same in every file. What can't be written so,
 * as a type that contains itself, is unknown.
 */
export const printType = (checker: ts.TypeChecker, type: ts.Type): string =>
  new TypePrinter(checker).print(type);

const SIMPLE: readonly [ts.TypeFlags, string][] = [
  [ts.TypeFlags.Boolean, 'boolean'],
  [ts.TypeFlags.String, 'string'],
  [ts.TypeFlags.Number, 'number'],
  [ts.TypeFlags.Null, 'null'],
  [ts.TypeFlags.Undefined, 'undefined'],
];

class TypePrinter {
  /** Types that contain the one that is being written. */
  private readonly around: ts.Type[] = [];

  constructor(private readonly checker: ts.TypeChecker) {}

  print(type: ts.Type): string {
    const simple = SIMPLE.find(([flag]) => type.flags & flag);
    if (simple) return simple[1];
    if (type.isStringLiteral()) return quoted(type.value);
    if (type.isNumberLiteral()) return String(type.value);
    if (type.flags & ts.TypeFlags.BooleanLiteral) return this.checker.typeToString(type);
    if (this.around.includes(type)) return 'unknown';
    this.around.push(type);
    const text = type.isUnion() ? this.union(type) : this.object(type);
    this.around.pop();
    return text;
  }

  private union({ types }: ts.UnionType): string {
    const parts = new Set(types.map((part) => this.print(part)));
    if (parts.has('unknown')) return 'unknown';
    if (parts.has('true') && parts.has('false')) {
      parts.delete('true');
      parts.delete('false');
      parts.add('boolean');
    }
    return [...parts].sort(nullLast).join(' | ');
  }

  private object(type: ts.Type): string {
    const { checker } = this;
    if (checker.isTupleType(type)) return this.tuple(type as ts.TupleTypeReference);
    if (checker.isArrayType(type)) return this.array(checker.getTypeArguments(type as ts.TypeReference));
    const values = type.getStringIndexType();
    if (values) return `Record<string, ${this.print(values)}>`;
    const fields = type.flags & ts.TypeFlags.Object ? type.getProperties() : [];
    if (fields.length === 0 || type.getCallSignatures().length > 0) return 'unknown';
    return `{ ${fields.map((field) => this.field(field)).join('; ')} }`;
  }

  private tuple(type: ts.TupleTypeReference): string {
    const items = this.checker.getTypeArguments(type);
    const isFixed = type.target.elementFlags.every((flag) => flag === ts.ElementFlags.Required);
    return isFixed ? `[${items.map((item) => this.print(item)).join(', ')}]` : this.array(items);
  }

  private array(items: readonly ts.Type[]): string {
    const texts = [...new Set(items.map((item) => this.print(item)))];
    const isUnion = texts.length > 1 || (items[0]?.isUnion() && texts[0]!.includes(' | '));
    return isUnion ? `(${texts.join(' | ')})[]` : `${texts[0] ?? 'unknown'}[]`;
  }

  private field(field: ts.Symbol): string {
    const name = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : JSON.stringify(field.name);
    const mark = field.flags & ts.SymbolFlags.Optional ? '?' : '';
    return `${name}${mark}: ${this.print(this.checker.getTypeOfSymbol(field))}`;
  }
}

const nullLast = (a: string, b: string) => Number(a === 'null') - Number(b === 'null');
