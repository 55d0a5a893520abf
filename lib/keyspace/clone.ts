import { types } from 'node:util';
import { StructureError } from '../errors';
import { Structure } from '../structure';
import { hasHiddenState, isDirect, unnamedField } from './state/hidden-state';
import { keptFields, setOwn } from './state/kept-fields';
import { bytesKindOf } from './state/tags';

type Fields = Record<string, unknown>;

/** What is copied, and where it was found. */
interface Source {
  readonly value: object;
  readonly holder: Source | undefined;
  readonly name: unknown;
}

/** A deep copy of a value's state: plain data, Maps, Sets, Dates, bytes, class instances, cycles. */
export const cloneValue = <T extends object>(value: T): T => new Cloner().clone(value) as T;

/** The same, by the parts of the value, itself among them: which of them has become which. */
export function copyParts(value: object): ReadonlyMap<object, object> {
  const cloner = new Cloner();
  cloner.clone(value);
  return cloner.copies;
}

/** Copies each object once. Throws a StructureError with the path of what can't be copied. */
class Cloner {
  readonly copies = new Map<object, object>();
  /** Copies that are empty yet, so that no depth of a value is too much for the stack. */
  private readonly empty: { readonly source: Source; readonly copy: object }[] = [];

  clone(value: object): object {
    const copy = this.copyOf(value, undefined, value.constructor.name);
    for (let next = this.empty.pop(); next; next = this.empty.pop()) this.fill(next.source, next.copy);
    return copy;
  }

  private any(value: unknown, holder: Source, name: unknown): unknown {
    if (typeof value === 'object' && value !== null) return this.copyOf(value, holder, name);
    if (typeof value !== 'function' && typeof value !== 'symbol') return value;
    throw unsavable({ value: Object(value) as object, holder, name }, `a ${typeof value}`);
  }

  private copyOf(value: object, holder: Source | undefined, name: unknown): object {
    const known = this.copies.get(value);
    if (known) return known;
    const source = { value, holder, name };
    const whole = copyWhole(value);
    const copy = whole ?? emptyLike(source);
    this.copies.set(value, copy);
    if (!whole) this.empty.push({ source, copy });
    return copy;
  }

  private fill(source: Source, copy: object): void {
    const { value } = source;
    if (Array.isArray(value)) return this.fillArray(source, value as readonly unknown[], copy as unknown[]);
    if (value instanceof Map) {
      for (const [key, item] of value as Map<unknown, unknown>)
        (copy as Map<unknown, unknown>).set(this.any(key, source, 'key'), this.any(item, source, key));
    }
    if (value instanceof Set) {
      for (const item of value) (copy as Set<unknown>).add(this.any(item, source, 'element'));
    }
    this.fillFields(source, copy as Fields);
  }

  private fillArray(source: Source, from: readonly unknown[], to: unknown[]): void {
    to.length = from.length;
    from.forEach((item, index) => (to[index] = this.any(item, source, index)));
  }

  /** Fields that the class calls derived are left for it to rebuild. */
  private fillFields(source: Source, to: Fields): void {
    const from = source.value as Fields;
    for (const name of Object.keys(to)) if (!(name in from)) Reflect.deleteProperty(to, name);
    for (const name of keptFields(from)) setOwn(to, name, this.any(from[name], source, name));
  }
}

/** A copy of what has no parts that are objects, undefined for anything else. */
function copyWhole(value: object): object | undefined {
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (types.isDate(value)) return isDirect(value) ? new Date(value.getTime()) : undefined;
  if (types.isRegExp(value)) return isDirect(value) ? new RegExp(value) : undefined;
  if (ArrayBuffer.isView(value)) return bytesKindOf(value) < 0 ? undefined : copyView(value);
  return types.isAnyArrayBuffer(value) ? value.slice(0) : undefined;
}

/** The bytes that a view shows, without those around them. */
function copyView(view: ArrayBufferView): object {
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  return new (view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView)(bytes);
}

function emptyLike(source: Source): object {
  const { value } = source;
  if (hasHiddenState(value)) throw unsavable(source, `a ${value.constructor.name}`);
  const symbol = unnamedField(value);
  if (symbol) throw unsavable(source, `a field ${String(symbol)}`);
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (Array.isArray(value)) return withPrototype([], prototype);
  if (value instanceof Map) return withPrototype(new Map(), prototype);
  if (value instanceof Set) return withPrototype(new Set(), prototype);
  if (value instanceof Structure) return new (value.constructor as new () => Structure)();
  return Object.create(prototype) as object;
}

function withPrototype(copy: object, prototype: object | null): object {
  if (Object.getPrototypeOf(copy) !== prototype) Object.setPrototypeOf(copy, prototype);
  return copy;
}

function unsavable(source: Source, what: string): StructureError {
  return new StructureError(`${pathOf(source)} holds ${what}, which can't be saved`);
}

function pathOf({ name, holder }: Source): string {
  return holder ? `${pathOf(holder)}.${String(name)}` : String(name);
}
