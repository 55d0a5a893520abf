import { types } from 'node:util';
import { privateNameIn } from '../../structure';

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
];

/** Whether a value keeps state where nothing gets at it. */
export function hasHiddenState(value: object): boolean {
  if (types.isProxy(value)) return true;
  if (PLAIN.has(Object.getPrototypeOf(value) as object | null)) return types.isExternal(value);
  const { constructor } = value as { constructor?: unknown };
  return HIDING.some((hides) => hides(value)) || privateNameIn(constructor) !== undefined;
}
