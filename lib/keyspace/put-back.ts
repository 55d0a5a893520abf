import { types } from 'node:util';

type Fields = Record<string, unknown>;
type Bytes = ArrayBufferView | ArrayBufferLike;
type Replace = (value: unknown) => unknown;

/** Gives each part of a value what its copy has, so that who holds a part holds what it was when the copies were made. */
export function putBack(copies: ReadonlyMap<object, object>): void {
  const parts = new Map<unknown, object>();
  for (const [part, copy] of copies) parts.set(copy, takesBack(part, copy) ? part : copy);
  const partOf: Replace = (value) => parts.get(value) ?? value;
  for (const [part, copy] of copies) if (parts.get(copy) === part) refill(part, copy, partOf);
}

/** Bytes whose buffer was given away, or is of another size now, are replaced by their copy. */
function takesBack(part: object, copy: object): boolean {
  return !isBytes(part) || part.byteLength === (copy as Bytes).byteLength;
}

const isBytes = (value: object): value is Bytes => ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);

const bytesOf = (value: Bytes) =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);

function refill(part: object, copy: object, partOf: Replace): void {
  if (isBytes(part)) return refillBytes(part, copy as Bytes);
  if (types.isDate(part)) return void part.setTime((copy as Date).getTime());
  if (Array.isArray(part)) return refillArray(part, copy as readonly unknown[], partOf);
  if (part instanceof Map) refillMap(part, copy as ReadonlyMap<unknown, unknown>, partOf);
  if (part instanceof Set) refillSet(part, copy as ReadonlySet<unknown>, partOf);
  refillFields(part as Fields, copy as Fields, partOf);
}

/** A buffer that was given away has none. */
function refillBytes(part: Bytes, copy: Bytes): void {
  if (part.byteLength > 0) bytesOf(part).set(bytesOf(copy));
}

function refillArray(part: unknown[], copy: readonly unknown[], partOf: Replace): void {
  if (Object.isFrozen(part)) return;
  part.length = 0;
  part.length = copy.length;
  copy.forEach((item, index) => (part[index] = partOf(item)));
}

/** A class that extends Map may have a `set` of its own. */
function refillMap(part: Map<unknown, unknown>, copy: ReadonlyMap<unknown, unknown>, partOf: Replace): void {
  Map.prototype.clear.call(part);
  for (const [key, item] of Map.prototype.entries.call(copy))
    Map.prototype.set.call(part, partOf(key), partOf(item));
}

function refillSet(part: Set<unknown>, copy: ReadonlySet<unknown>, partOf: Replace): void {
  Set.prototype.clear.call(part);
  for (const item of Set.prototype.values.call(copy)) Set.prototype.add.call(part, partOf(item));
}

/** Fields that a class calls derived are in the copy as in a new value: they are built again. What is frozen stays as it is. */
function refillFields(part: Fields, copy: Fields, partOf: Replace): void {
  for (const name of Object.keys(part)) if (!Object.hasOwn(copy, name)) Reflect.deleteProperty(part, name);
  for (const name of Object.keys(copy)) {
    const value = partOf(copy[name]);
    Reflect.defineProperty(part, name, { value, writable: true, enumerable: true, configurable: true });
  }
}
