import Denque from 'denque';
import fc from 'fast-check';
import { Structure } from '../../../../lib/index';
import { cloneValue } from '../../../../lib/keyspace/clone';
import { DamagedStateError } from '../../../../lib/keyspace/state/byte-reader';
import { StateClasses } from '../../../../lib/keyspace/state/state-classes';
import { restoreState, UnknownClassError } from '../../../../lib/keyspace/state/state-reader';
import { saveState } from '../../../../lib/keyspace/state/state-writer';

class Part {
  label = 'part';
  neighbour: Part | undefined;

  get shout() {
    return this.label.toUpperCase();
  }
}

class Crowd extends Map<string, number> {
  leader = 'nobody';
}

class Row extends Array<number> {}

class Whole extends Structure {
  static readonly derived = ['index'];
  static override readonly classes = [Part, Crowd, Row, Denque];
  value: unknown = null;
  index: Map<string, number> | undefined;
  added = 0;

  get lookUp() {
    return (this.index ??= new Map([['built', this.added]]));
  }
}

const classes = new StateClasses(Whole, []);

function wholeOf(value: unknown): Whole {
  const whole = new Whole();
  whole.value = value;
  return whole;
}

const save = (whole: Whole) => saveState(whole, classes);
const restore = (bytes: Buffer) => restoreState(bytes, classes) as Whole;
const backOf = <T>(value: T): T => restore(save(wholeOf(value))).value as T;

const anything = fc.anything({
  withMap: true,
  withSet: true,
  withDate: true,
  withTypedArray: true,
  withBigInt: true,
  withNullPrototype: true,
  withSparseArray: true,
  stringUnit: 'binary',
});

describe('Saved state', () => {
  it.each<[string, unknown]>([
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
  ])('gives back equal %s', (_, value) => {
    const back = backOf(value);
    expect(back).toEqual(value);
    if (Array.isArray(value)) expect(Object.keys(back as object)).toEqual(Object.keys(value));
    if (typeof value === 'object') expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(value));
  });

  it('gives back equal anything, and takes the same as a copy does', () => {
    const property = fc.property(anything, (value) => {
      const whole = wholeOf(value);
      expect(restore(save(whole))).toEqual(cloneValue(whole));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('keeps what is one object one object, and cycles cycles', () => {
    const part = new Part();
    part.neighbour = part;
    const buffer = Buffer.of(1);
    const back = backOf({ first: part, second: part, bytes: [buffer, buffer] });
    expect(back.first).toBe(back.second);
    expect(back.first.neighbour).toBe(back.first);
    expect(back.bytes[0]).toBe(back.bytes[1]);
    const whole = wholeOf(null);
    whole.value = [whole];
    const restored = restore(save(whole));
    expect((restored.value as Whole[])[0]).toBe(restored);
  });

  it('has methods, getters and the class', () => {
    expect(backOf(Object.assign(new Part(), { label: 'b' })).shout).toBe('B');
    expect(restore(save(wholeOf(1)))).toBeInstanceOf(Whole);
    const queue = backOf(new Denque([1, 2, 3]));
    queue.shift();
    queue.push(4);
    expect(queue.toArray()).toEqual([2, 3, 4]);
  });

  it('may be deeper than the stack', () => {
    let chain: { next: unknown } | undefined;
    for (let depth = 0; depth < 100_000; depth++) chain = { next: chain };
    let depth = 0;
    for (let link = backOf(chain); link; link = link.next as typeof link) depth++;
    expect(depth).toBe(100_000);
  });

  it('is as small as what is there of a sparse array', () => {
    const sparse: number[] = [];
    sparse[3_000_000_000] = 1;
    sparse[5] = 2;
    const bytes = save(wholeOf(sparse));
    expect(bytes.length).toBeLessThan(100);
    expect((restore(bytes).value as number[]).length).toBe(3_000_000_001);
    expect(Object.entries(restore(bytes).value as number[])).toEqual([
      ['5', 2],
      ['3000000000', 1],
    ]);
  });

  it('lacks what is derived, and what was not there', () => {
    const whole = wholeOf(1) as Partial<Whole> & Structure & Whole;
    whole.added = 1;
    expect(whole.lookUp.get('built')).toBe(1);
    expect(restore(save(whole)).index).toBeUndefined();
    expect(Object.keys(restore(save(whole)))).toEqual(Object.keys(new Whole()));
    Reflect.deleteProperty(whole, 'value');
    expect(Object.keys(restore(save(whole)))).not.toContain('value');
  });

  it('shares no bytes with what it was read from', () => {
    const bytes = save(wholeOf([Buffer.of(1, 2), 'text']));
    const back = restore(bytes).value;
    bytes.fill(0);
    expect(back).toEqual([Buffer.of(1, 2), 'text']);
  });
});

describe('State that cannot be saved', () => {
  class Stranger {}
  class Hidden {
    #secret = 1;
    reveal() {
      return this.#secret;
    }
  }

  it.each<[string, unknown, string]>([
    ['a function', () => 1, "Whole.value holds a function, which can't be saved"],
    ['a function in the depth', { a: [0, { b: () => 1 }] }, 'Whole.value.a.1.b holds a function'],
    ['a function in a Map', new Map([['handler', [() => 1]]]), 'Whole.value.handler.0 holds a function'],
    ['a symbol', { a: Symbol('s') }, 'Whole.value.a holds a symbol'],
    ['a promise', { a: Promise.resolve() }, 'Whole.value.a holds a Promise'],
    ['a WeakMap', { a: new WeakMap() }, 'Whole.value.a holds a WeakMap'],
    ['an object with #private state', { a: new Hidden() }, 'Whole.value.a holds a Hidden'],
    ['an error', { a: new Error('x') }, 'Whole.value.a holds a Error'],
    ['a proxy', { a: new Proxy({}, {}) }, 'Whole.value.a holds a Object'],
    [
      'an instance of a class that the structure does not name',
      { a: [new Stranger()] },
      'Whole.value.a.0 holds a Stranger, which is found again only if Whole names it: static classes = [Stranger]',
    ],
  ])('is refused, with the path of %s', (_, value, message) => {
    expect(() => save(wholeOf(value))).toThrow(message);
  });

  it('is refused when two classes have one name', () => {
    const twin = { Part: class Part {} }.Part;
    class Both extends Structure {
      static override readonly classes = [Part, twin];
    }
    expect(() => new StateClasses(Both, [])).toThrow('static classes of Both: two classes are named Part');
    class Misspelt extends Structure {
      static override readonly classes = ['Part'] as never;
    }
    expect(() => new StateClasses(Misspelt, [])).toThrow(
      'static classes of Misspelt has what is no class: Part',
    );
  });
});

describe('State that cannot be read', () => {
  it('is of a class that nobody names', () => {
    const bytes = save(wholeOf(new Part()));
    class Other extends Structure {
      static override readonly classes = [{ Whole }.Whole];
    }
    expect(() => restoreState(bytes, new StateClasses(Other, []))).toThrow(
      new UnknownClassError('Other', 'Part'),
    );
    expect(() => restoreState(bytes, new StateClasses(Other, [Whole]))).toThrow('Other knows no Part');
  });

  it('ends too early', () => {
    const property = fc.property(anything, (value) => {
      const bytes = save(wholeOf(value));
      for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 40))
        expect(() => restore(bytes.subarray(0, length))).toThrow(DamagedStateError);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('is damaged: it is refused, or read as something else', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    const property = fc.property(
      anything,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (value, changes) => {
        const bytes = save(wholeOf([value, new Part(), /x/g, new Denque([1]), 2n ** 70n]));
        for (const [at, bits] of changes) bytes[at % bytes.length]! ^= bits;
        try {
          restore(bytes);
        } catch (error) {
          expect([DamagedStateError, UnknownClassError]).toContain((error as Error).constructor);
        }
      },
    );
    fc.assert(property, { numRuns: 3000 });
  });
});
