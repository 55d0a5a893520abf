import { StructureError } from '../errors';
import { Structure } from '../structure';

type Fields = Record<string, unknown>;

/** A deep copy of a value's state: plain data, Maps, Sets, Buffers, Dates, class instances, cycles. */
export function cloneValue<T extends object>(value: T): T {
  return cloneObject(value, new Map()) as T;
}

function cloneAny(value: unknown, seen: Map<object, object>, path: string): unknown {
  if (typeof value === 'function') throw new StructureError(`${path} holds a function, which can't be saved`);
  return typeof value === 'object' && value !== null ? cloneObject(value, seen, path) : value;
}

function cloneObject(value: object, seen: Map<object, object>, path = value.constructor.name): object {
  const known = seen.get(value);
  if (known) return known;
  if (value instanceof Date) return new Date(value.getTime());
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return structuredClone(value);
  const copy = emptyLike(value);
  seen.set(value, copy);
  if (value instanceof Map) {
    for (const [key, item] of value)
      (copy as Map<unknown, unknown>).set(cloneAny(key, seen, path), cloneAny(item, seen, path));
  }
  if (value instanceof Set) {
    for (const item of value) (copy as Set<unknown>).add(cloneAny(item, seen, path));
  }
  copyFields(value as Fields, copy as Fields, seen, path);
  return copy;
}

function emptyLike(value: object): object {
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (Array.isArray(value)) return [];
  if (value instanceof Structure) return new (value.constructor as new () => Structure)();
  return Object.create(Object.getPrototypeOf(value) as object) as object;
}

/** Fields that the class calls derived are left for it to rebuild. */
function copyFields(from: Fields, to: Fields, seen: Map<object, object>, path: string): void {
  const derived = (from.constructor as { derived?: readonly string[] }).derived ?? [];
  for (const name of Object.keys(from)) {
    if (!derived.includes(name)) to[name] = cloneAny(from[name], seen, `${path}.${name}`);
  }
}
