import Denque from 'denque';
import fc from 'fast-check';
import { Structure } from '../../../../lib/index';
import { cloneValue } from '../../../../lib/keyspace/clone';
import { DamagedStateError } from '../../../../lib/keyspace/state/byte-reader';
import { StateClasses } from '../../../../lib/keyspace/state/state-classes';
import { restoreState, UnknownClassError } from '../../../../lib/keyspace/state/state-reader';
import { saveState } from '../../../../lib/keyspace/state/state-writer';
import { TAG } from '../../../../lib/keyspace/state/tags';
import { equateInvalidDates, Part, UNSAVEABLE, VALUES, Whole, wholeOf } from '../values';

const classes = new StateClasses(Whole, []);

const save = (whole: Whole) => saveState(whole, classes);
const restore = (bytes: Buffer) => restoreState(bytes, classes) as Whole;
const backOf = <T>(value: T): T => restore(save(wholeOf(value))).value as T;

equateInvalidDates();

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

  it('keeps the order of fields, whatever the constructor makes', () => {
    const whole = wholeOf(1) as Partial<Whole> & Structure & Whole;
    Reflect.deleteProperty(whole, 'value');
    Object.assign(whole, { other: 1, value: 2 });
    const back = restore(save(whole));
    expect(Object.keys(back).filter((name) => name !== 'index')).toEqual(['added', 'other', 'value']);
    expect(save(back)).toEqual(save(whole));
  });

  describe('of a class that has other fields now', () => {
    /** Two classes of one name, as before and after a change. */
    const [Before, Extended, Renamed] = [
      {
        Ledger: class Ledger extends Structure {
          entries = [1];
          note?: string = 'none';
        },
      }.Ledger,
      {
        Ledger: class Ledger extends Structure {
          entries: number[] = [];
          refused = 0;
          note?: string = 'some';
          tags = new Set(['new']);
        },
      }.Ledger,
      {
        Ledger: class Ledger extends Structure {
          items: number[] = [];
          refused = 0;
        },
      }.Ledger,
    ];
    const as = (Class: typeof Before | typeof Extended | typeof Renamed, bytes: Buffer) =>
      Object.entries(restoreState(bytes, new StateClasses(Class, [])));
    const saved = (ledger: object) => saveState(ledger, new StateClasses(Before, []));

    it('has the initial values of those that came', () => {
      expect(as(Extended, saved(new Before()))).toEqual([
        ['entries', [1]],
        ['note', 'none'],
        ['refused', 0],
        ['tags', new Set(['new'])],
      ]);
    });

    it('lacks what was deleted', () => {
      const ledger = new Before();
      delete ledger.note;
      expect(as(Extended, saved(ledger)).map(([name]) => name)).toEqual(['entries', 'refused', 'tags']);
      expect(as(Before, saved(ledger))).toEqual([['entries', [1]]]);
    });

    it('is as it was saved when others are gone: they may have another name now', () => {
      expect(as(Renamed, saved(new Before()))).toEqual(Object.entries(new Before()));
    });
  });

  it('is the same of what it gives back, which shares what was shared', () => {
    const property = fc.property(
      fc.array(anything, { minLength: 1 }),
      fc.array(fc.nat()),
      (values, places) => {
        const shared = new Map(places.map((at) => [{ at }, values[at % values.length]]));
        const whole = wholeOf([
          values,
          places.map((at) => values[at % values.length]),
          shared,
          [...shared.keys()],
        ]);
        const back = restore(save(whole));
        expect(back).toEqual(whole);
        expect(save(back)).toEqual(save(whole));
        const [, again, map, keys] = back.value as [unknown[], unknown[], Map<unknown, unknown>, unknown[]];
        places.forEach((at, index) =>
          expect(again[index]).toBe((back.value as unknown[][])[0]![at % values.length]),
        );
        expect([...map.keys()].every((key, index) => key === keys[index])).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  it('gives back what is frozen as it is, unfrozen, and a getter as what it answers', () => {
    const part = Object.freeze(Object.assign(new Part(), { label: 'b' }));
    const back = backOf([Object.freeze([1, part]), Object.freeze({ a: 1 })] as const);
    expect(back).toEqual([[1, part], { a: 1 }]);
    expect(Object.isFrozen(back[0])).toBe(false);
    expect(
      Object.getOwnPropertyDescriptor(
        backOf({
          get a() {
            return 1;
          },
        }),
        'a',
      )!.value,
    ).toBe(1);
  });

  it('has invalid dates, numbers of all kinds, and any text', () => {
    const numbers = fc.array(fc.double());
    const texts = fc.array(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    );
    const dates = fc.array(fc.date({ noInvalidDate: false }));
    const property = fc.property(numbers, texts, dates, (...values) => {
      expect(backOf(values)).toEqual(values);
    });
    fc.assert(property);
  });

  it('may be large', () => {
    const numbers = Array.from({ length: 60_000 }, (_, at) => at * 1.5);
    const bytes = new Uint8Array(5_000_000).fill(7);
    const back = backOf({ numbers, bytes, map: new Map(numbers.map((number) => [number, String(number)])) });
    expect(back.numbers).toEqual(numbers);
    expect(Buffer.compare(back.bytes, bytes)).toBe(0);
    expect(back.map.size).toBe(numbers.length);
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

  it('says that it is large: no more is allocated than there is', () => {
    const unsigned = (value: number) => {
      const bytes: number[] = [];
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
      return [...bytes, rest];
    };
    const head = [...save(wholeOf(null))];
    // The format, the layout of a Whole, and an array in the place of its value.
    const root = [...head.slice(0, -3), TAG.ARRAY, 0, TAG.INTEGER, 0];
    const length = unsigned(2 ** 31);
    const hole = [TAG.HOLES, ...unsigned(30_000_000)];
    const claims: Record<string, readonly [announced: number[], parts: number[]]> = {
      text: [[TAG.LATIN1, ...length], []],
      'wide text': [[TAG.UTF16, ...length], []],
      bytes: [[TAG.BYTES, 0, ...length], []],
      'shared bytes': [[TAG.BYTES, 14, ...length], []],
      bigint: [[TAG.BIGINT, ...length], []],
      array: [[TAG.ARRAY, 0], length],
      holes: [
        [TAG.ARRAY, 0],
        [...unsigned(30_000_000), ...hole],
      ],
      'holes with something behind them': [
        [TAG.ARRAY, 0],
        [...unsigned(30_000_001), ...hole, TAG.NULL],
      ],
      map: [[TAG.MAP, 0], length],
      set: [[TAG.SET, 0], length],
      object: [[TAG.OBJECT, 0], length],
      layout: [[TAG.LAID_OUT, 1, 0, ...length], []],
    };
    const MANY = 4;
    const taken = () => process.memoryUsage().heapTotal + process.memoryUsage().external;
    const times = (bytes: number[]) => Array.from({ length: MANY }, () => bytes).flat();
    for (const [what, [announced, parts]] of Object.entries(claims)) {
      const bytes = Buffer.from([...root, MANY, ...times(announced), ...times(parts)]);
      const before = taken();
      try {
        restore(bytes);
      } catch (error) {
        expect([what, (error as Error).name]).toEqual([what, 'DamagedStateError']);
      }
      expect([what, taken() - before < 50_000_000]).toEqual([what, true]);
    }
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
