import { Structure } from '../../structure';

type Fields = Record<string, unknown>;

const NONE: readonly string[] = [];

/** The fields that a value's class calls derived: they are built again from the others. */
function derivedFields(value: object): readonly string[] {
  const { derived } = ((value as { constructor?: unknown }).constructor ?? {}) as {
    derived?: readonly string[];
  };
  return derived ?? NONE;
}

/** The names of the fields that are kept. */
export function keptFields(value: object): string[] {
  const names = Object.keys(value);
  const derived = derivedFields(value);
  return derived.length === 0 ? names : names.filter((name) => !derived.includes(name));
}

/** Sets a field of the object itself, also where its prototype has a setter such as `__proto__`. */
export function setOwn(fields: Fields, name: string, value: unknown): void {
  if (!(name in fields) || Object.hasOwn(fields, name)) fields[name] = value;
  else Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true });
}

const initial = new WeakMap<object, readonly string[]>();

/**
 * The names of the fields that a new value of a class keeps, by its prototype. First asked for when the class is registered, for
 * its constructor is run to know.
 */
export function initialFields(prototype: object): readonly string[] {
  let names = initial.get(prototype);
  if (!names) initial.set(prototype, (names = keptFields(new (prototype.constructor as new () => object)())));
  return names;
}

/** The names of the fields that a new value of its class keeps, and this one, which keeps `names`, has not. */
export function absentFields(value: object, names: readonly string[]): readonly string[] {
  if (!(value instanceof Structure)) return NONE;
  const all = initialFields(Object.getPrototypeOf(value) as object);
  return all.every((name) => names.includes(name)) ? NONE : all.filter((name) => !names.includes(name));
}
