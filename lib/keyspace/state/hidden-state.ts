import { types } from 'node:util';
import { isPlainObject } from '../../protocol/reply';
import { AT, privateNameIn } from '../../structure';

/** What has one of these prototypes hides nothing, unless it is a proxy. */
const PLAIN: ReadonlySet<object | null> = new Set([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
]);

const HIDING = [
  types.isPromise,
  types.isWeakMap,
  types.isWeakSet,
  types.isNativeError,
  types.isGeneratorObject,
  types.isBoxedPrimitive,
  types.isExternal,
  types.isMapIterator,
  types.isSetIterator,
  types.isDate,
  types.isRegExp,
  types.isAnyArrayBuffer,
  (value: unknown) => ArrayBuffer.isView(value),
  (value: unknown) => value instanceof WeakRef,
];

/** Whether a Date or a regular expression is of no class that extends these. */
export const isDirect = (value: object) => isPlainObject(Object.getPrototypeOf(value) as object);

/** A field that has no name by which it would be found again. */
export const unnamedField = (value: object): symbol | undefined =>
  Object.getOwnPropertySymbols(value).find(
    (symbol) => symbol !== AT && Object.prototype.propertyIsEnumerable.call(value, symbol),
  );

/** Whether a value keeps state where nothing gets at it. */
export function hasHiddenState(value: object): boolean {
  if (types.isProxy(value)) return true;
  if (PLAIN.has(Object.getPrototypeOf(value) as object | null)) return types.isExternal(value);
  const { constructor } = value as { constructor?: unknown };
  return HIDING.some((hides) => hides(value)) || privateNameIn(constructor) !== undefined;
}
