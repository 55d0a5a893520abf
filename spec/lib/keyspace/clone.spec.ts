import Denque from 'denque';
import fc from 'fast-check';
import { Structure } from '../../../lib/index';
import { cloneValue } from '../../../lib/keyspace/clone';

class Part {
  label = 'part';
  neighbour: Part | undefined;

  get shout() {
    return this.label.toUpperCase();
  }
}

class Whole extends Structure {
  static readonly derived = ['index'];
  value: unknown = null;
  index: Map<string, number> | undefined;
  added = 0;

  get lookUp() {
    return (this.index ??= new Map([['built', this.added]]));
  }
}

function wholeOf(value: unknown): Whole {
  const whole = new Whole();
  whole.value = value;
  return whole;
}

const copyOf = <T>(value: T): T => cloneValue(wholeOf(value)).value as T;

describe('A copy of a value', () => {
  it.each<[string, unknown]>([
    ['numbers, text, booleans and nothing', [1, -0, NaN, 2n ** 70n, 'ä', true, null, undefined]],
    ['plain objects', { a: { b: { c: 1 } } }],
    ['objects without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['objects with a field __proto__', JSON.parse('{ "__proto__": { "a": 1 } }')],
    ['arrays with holes', [1, , 3]],
    ['arrays that are longer than what is in them', new Array(5)],
    [
      'Maps by whatever key',
      new Map<unknown, unknown>([
        ['a', [1]],
        [{ b: 1 }, new Map()],
      ]),
    ],
    ['Sets', new Set<unknown>(['a', { b: 1 }, new Set([1])])],
    ['Dates', new Date(1_700_000_000_000)],
    ['regular expressions', /a.b/giu],
    ['Buffers', Buffer.of(1, 2, 255)],
    ['typed arrays', [new Float64Array([1.5, 2]), new Uint8Array(new ArrayBuffer(8), 2, 3)]],
    ['array buffers', new Uint8Array([1, 2]).buffer],
    ['instances of classes', Object.assign(new Part(), { label: 'b' })],
    ['errors', Object.assign(new Part(), { reason: 'text' })],
    ['a Denque', new Denque(['a', 'b', 'c'])],
  ])('has equal %s', (_, value) => {
    const copy = copyOf(value);
    expect(copy).toEqual(value);
    expect(copy).not.toBe(value);
    if (typeof value === 'object') expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(value));
  });

  it('shares nothing with it, however deep', () => {
    const value = {
      list: [{ n: 1 }],
      map: new Map([['a', new Set([1])]]),
      buffer: Buffer.of(1),
      date: new Date(0),
    };
    const copy = copyOf(value);
    copy.list[0]!.n = 2;
    copy.map.get('a')!.add(2);
    copy.buffer[0] = 2;
    copy.date.setTime(1);
    expect(value).toEqual({
      list: [{ n: 1 }],
      map: new Map([['a', new Set([1])]]),
      buffer: Buffer.of(1),
      date: new Date(0),
    });
  });

  it('takes of a Buffer no more than it shows', () => {
    const pool = Buffer.alloc(1024);
    expect(copyOf(pool.subarray(10, 20)).buffer.byteLength).toBeLessThan(8193);
    expect(copyOf(new Uint8Array(pool.buffer, 0, 3)).buffer.byteLength).toBe(3);
  });

  it('has methods, getters and the class', () => {
    const copy = copyOf(Object.assign(new Part(), { label: 'b' }));
    expect(copy).toBeInstanceOf(Part);
    expect(copy.shout).toBe('B');
    const whole = cloneValue(wholeOf(1));
    expect(whole).toBeInstanceOf(Whole);
  });

  it('a Denque works on', () => {
    const queue = new Denque([1, 2, 3]);
    const copy = copyOf(queue);
    copy.shift();
    copy.push(4);
    expect([copy.toArray(), queue.toArray()]).toEqual([
      [2, 3, 4],
      [1, 2, 3],
    ]);
  });

  it('keeps what is one object one object, and cycles cycles', () => {
    const part = new Part();
    part.neighbour = part;
    const buffer = Buffer.of(1);
    const copy = copyOf({ first: part, second: part, bytes: [buffer, buffer] });
    expect(copy.first).toBe(copy.second);
    expect(copy.first.neighbour).toBe(copy.first);
    expect(copy.bytes[0]).toBe(copy.bytes[1]);
    const whole = wholeOf(null);
    whole.value = [whole];
    const clone = cloneValue(whole);
    expect((clone.value as Whole[])[0]).toBe(clone);
  });

  it('may be deeper than the stack', () => {
    let chain: { next: unknown } | undefined;
    for (let depth = 0; depth < 100_000; depth++) chain = { next: chain };
    let depth = 0;
    for (let link = copyOf(chain); link; link = link.next as typeof link) depth++;
    expect(depth).toBe(100_000);
  });

  it('builds what is derived anew', () => {
    const whole = wholeOf(1);
    whole.added = 1;
    expect(whole.lookUp.get('built')).toBe(1);
    const copy = cloneValue(whole);
    expect(copy.index).toBeUndefined();
    copy.added = 2;
    expect(copy.lookUp.get('built')).toBe(2);
  });

  it('lacks the fields that it lacks', () => {
    const whole = wholeOf(1) as Partial<Whole> & Structure;
    delete whole.value;
    expect(Object.keys(cloneValue(whole))).not.toContain('value');
  });

  it('is equal for any data', () => {
    const data = fc.anything({
      withMap: true,
      withSet: true,
      withDate: true,
      withTypedArray: true,
      withBigInt: true,
    });
    fc.assert(fc.property(data, (value) => expect(copyOf(value)).toEqual(value)));
  });

  describe('is refused, with the path of', () => {
    class Hidden {
      #secret = 1;
      reveal() {
        return this.#secret;
      }
    }
    class HiddenMap extends Map<string, number> {
      #secret = 1;
      reveal() {
        return this.#secret;
      }
    }

    it.each<[string, unknown, string]>([
      ['a function', () => 1, 'Whole.value holds a function'],
      ['a function in the depth', { a: [0, { b: () => 1 }] }, 'Whole.value.a.1.b holds a function'],
      ['a function in a Map', new Map([['handler', [() => 1]]]), 'Whole.value.handler.0 holds a function'],
      ['a symbol', { a: Symbol('s') }, 'Whole.value.a holds a symbol'],
      ['a promise', { a: Promise.resolve() }, 'Whole.value.a holds a Promise'],
      ['a WeakMap', { a: new WeakMap() }, 'Whole.value.a holds a WeakMap'],
      ['an object with #private state', { a: new Hidden() }, 'Whole.value.a holds a Hidden'],
      ['a Map with #private state', new HiddenMap(), 'Whole.value holds a HiddenMap'],
    ])('%s', (_, value, message) => {
      expect(() => copyOf(value)).toThrow(`${message}, which can't be saved`);
    });
  });
});
