import Denque from 'denque';
import fc from 'fast-check';
import { Structure } from '../../../../lib/index';
import { cloneValue } from '../../../../lib/keyspace/clone';
import { DamagedStateError } from '../../../../lib/keyspace/state/byte-reader';
import { StateClasses } from '../../../../lib/keyspace/state/state-classes';
import { restoreState, UnknownClassError } from '../../../../lib/keyspace/state/state-reader';
import { saveState } from '../../../../lib/keyspace/state/state-writer';
import { Part, UNSAVEABLE, VALUES, Whole, wholeOf } from '../values';

const classes = new StateClasses(Whole, []);

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
  it.each(VALUES)('gives back equal %s', (_, value) => {
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
  it.each(UNSAVEABLE)('is refused, with the path of %s', (_, value, message) => {
    expect(() => save(wholeOf(value))).toThrow(`${message}, which can't be saved`);
  });

  it.each<[string, unknown, string]>([
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
