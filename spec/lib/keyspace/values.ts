import Denque from 'denque';
import { Structure } from '../../../lib/index';

export class Part {
  label = 'part';
  neighbour: Part | undefined;

  get shout() {
    return this.label.toUpperCase();
  }
}

export class Crowd extends Map<string, number> {
  leader = 'nobody';
}

export class Row extends Array<number> {}

export class Whole extends Structure {
  static readonly derived = ['index'];
  static override readonly classes = [Part, Crowd, Row, Denque];
  value: unknown = null;
  index: Map<string, number> | undefined;
  added = 0;

  get lookUp() {
    return (this.index ??= new Map([['built', this.added]]));
  }
}

export function wholeOf(value: unknown): Whole {
  const whole = new Whole();
  whole.value = value;
  return whole;
}

/** Values that a structure may hold. */
export const VALUES: readonly (readonly [what: string, value: unknown])[] = [
  ['numbers', [0, -0, 1, -1, 1.5, NaN, -Infinity, 2 ** 31, -(2 ** 31), 2 ** 53, 2 ** 28, -(2 ** 27)]],
  ['booleans and nothing', [true, false, null, undefined]],
  ['bigints', [0n, 1n, -1n, 2n ** 70n, -(2n ** 64n)]],
  ['texts', ['', 'a', 'ä', 'ÿ', 'Ā', '✓', '\ud800', '\0', 'x'.repeat(1000), 'ž'.repeat(1000)]],
  ['plain objects', { a: { b: { c: 1 } } }],
  ['objects without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['objects with a field __proto__', JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 1 }')],
  ['arrays with holes', [1, , 3, , , undefined]],
  ['arrays that are longer than what is in them', new Array(5)],
  ['Sets', new Set<unknown>(['a', { b: 1 }, new Set([1])])],
  [
    'Maps',
    new Map<unknown, unknown>([
      ['a', [1]],
      [{ b: 1 }, new Map()],
    ]),
  ],
  ['Maps with fields', Object.assign(new Map([[1, 2]]), { note: 'x' })],
  ['Dates', [new Date(1_700_000_000_000), new Date(-1)]],
  ['regular expressions', [/a.b/giu, /[/]\/ä/]],
  ['Buffers', [Buffer.of(1, 2, 255), Buffer.alloc(0)]],
  [
    'typed arrays',
    [new Float64Array([1.5, 2]), new Uint8Array(new ArrayBuffer(8), 2, 3), new BigInt64Array(1)],
  ],
  ['views', new DataView(new ArrayBuffer(3), 1)],
  ['array buffers', [new Uint8Array([1, 2]).buffer, new SharedArrayBuffer(2)]],
  ['instances of classes', Object.assign(new Part(), { label: 'b' })],
  ['instances of classes that are Maps and Arrays', [new Crowd([['ada', 1]]), Row.from([1, 2])]],
  ['a Denque', new Denque(['a', 'b', 'c'])],
  [
    'objects with many fields',
    Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`field ${at}`, at])),
  ],
  [
    'objects of many shapes',
    Array.from({ length: 50 }, (_, at) => ({ [`a${at}`]: 1, [`b${at % 7}`]: { c: at } })),
  ],
];

class Hidden {
  #secret = 1;
  reveal() {
    return this.#secret;
  }
}

class Day extends Date {}
class Pattern extends RegExp {}
class Bits extends Uint8Array {}

/** Values that it may not hold, and the error: without the reason, which is the same for all. */
export const UNSAVEABLE: readonly (readonly [what: string, value: unknown, error: string])[] = [
  ['a function', () => 1, 'Whole.value holds a function'],
  ['a function in the depth', { a: [0, { b: () => 1 }] }, 'Whole.value.a.1.b holds a function'],
  ['a function in a Map', new Map([['handler', [() => 1]]]), 'Whole.value.handler.0 holds a function'],
  ['a symbol', { a: Symbol('s') }, 'Whole.value.a holds a symbol'],
  ['a promise', { a: Promise.resolve() }, 'Whole.value.a holds a Promise'],
  ['a WeakMap', { a: new WeakMap() }, 'Whole.value.a holds a WeakMap'],
  ['a WeakRef', { a: new WeakRef({}) }, 'Whole.value.a holds a WeakRef'],
  ['an iterator', { a: new Map().keys() }, 'Whole.value.a holds a Object'],
  ['a field whose name is a symbol', { a: { [Symbol('s')]: 1 } }, 'Whole.value.a holds a field Symbol(s)'],
  ['a Date of a class', { a: new Day() }, 'Whole.value.a holds a Day'],
  ['a regular expression of a class', { a: new Pattern('a') }, 'Whole.value.a holds a Pattern'],
  ['bytes of a class', { a: new Bits(1) }, 'Whole.value.a holds a Bits'],
  ['an object with #private state', { a: new Hidden() }, 'Whole.value.a holds a Hidden'],
];

const isInvalid = (value: unknown) => value instanceof Date && Number.isNaN(value.getTime());

/** Jest takes two invalid dates for different ones. */
export function equateInvalidDates(): void {
  const { addEqualityTesters } = expect as unknown as { addEqualityTesters(testers: unknown[]): void };
  addEqualityTesters([(a: unknown, b: unknown) => (isInvalid(a) && isInvalid(b) ? true : undefined)]);
}
