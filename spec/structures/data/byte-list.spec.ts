import fc from 'fast-check';
import { ByteSlice } from 'memo';
import { ByteList, type Search } from '../../../structures/data/byte-list';

const FULL_SEGMENT = 8192;

/** A view from the middle of other bytes, as requests give them; one character a byte. */
const viewOf = (value: string) => new ByteSlice(Buffer.from(`<${value}>`, 'latin1'), 1, 1 + value.length);

const textOf = (view: ByteSlice | undefined) =>
  view && Buffer.from(view.bytes.subarray(view.start, view.end)).toString('latin1');

const textsOf = (list: ByteList) => list.range(0, list.length - 1).map(textOf);

function listOf(...values: string[]): ByteList {
  const list = new ByteList();
  for (const value of values) list.pushBack(viewOf(value));
  return list;
}

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `value:${from + index}`);

/** The bytes of each Buffer that a list has. */
function capacities(list: ByteList): number[] {
  const { segments } = list as unknown as { segments: { toArray(): { bytes: Buffer }[] } };
  return segments.toArray().map(({ bytes }) => bytes.length);
}

const allocated = (list: ByteList) => capacities(list).reduce((sum, bytes) => sum + bytes, 0);

describe('both ends', () => {
  test('what is pushed behind is popped in front in the same order', () => {
    const list = listOf('a', 'b', 'c');
    expect([list.popFront(), list.popFront(), list.popFront()].map(textOf)).toEqual(['a', 'b', 'c']);
    expect(list.popFront()).toBeUndefined();
    expect(list.popBack()).toBeUndefined();
  });

  test('what is pushed in front is popped there in the opposite order', () => {
    const list = new ByteList();
    for (const value of ['a', 'b', 'c']) list.pushFront(viewOf(value));
    expect([list.popFront(), list.popBack(), list.popBack()].map(textOf)).toEqual(['c', 'a', 'b']);
  });

  test('the bytes are copied', () => {
    const bytes = Buffer.from('mine');
    const list = new ByteList();
    list.pushBack(new ByteSlice(bytes, 0, 4));
    bytes.fill('x');
    expect(textsOf(list)).toEqual(['mine']);
  });

  test('views of popped elements stay as they are while only pops follow', () => {
    const values = numbered(5000);
    const list = listOf(...values);
    const popped = values.map((_, index) => (index % 2 ? list.popBack() : list.popFront()));
    const expected = values.map(
      (_, index) => values[index % 2 ? values.length - (index + 1) / 2 : index / 2],
    );
    expect(popped.map(textOf)).toEqual(expected);
  });

  test('a queue that never empties goes on in the same memory', () => {
    const list = listOf(...numbered(10));
    const before = allocated(list);
    const popped = numbered(10_000, 10).map((value) => {
      list.pushBack(viewOf(value));
      return textOf(list.popFront());
    });
    expect(popped).toEqual(numbered(10_000));
    expect(allocated(list)).toBeLessThanOrEqual(2 * before);
  });
});

describe('memory', () => {
  test('a small list takes 64 bytes', () => {
    expect(allocated(listOf('a', 'b', 'c'))).toBe(64);
  });

  test('a long list takes at most a tenth more than its elements and two bytes for each', () => {
    const list = listOf(...numbered(100_000).map((value) => value.padEnd(16)));
    expect(allocated(list)).toBeLessThan(100_000 * 18 * 1.1);
  });

  test('a large element takes what it needs', () => {
    const list = new ByteList();
    for (let count = 0; count < 10; count++) list.pushBack(viewOf('x'.repeat(100_000)));
    expect(allocated(list)).toBeLessThan(10 * 100_100);
  });

  test.each(['popFront', 'popBack'] as const)('%s gives memory back', (pop) => {
    const list = listOf(...numbered(10_000));
    while (list.length > 3) list[pop]();
    expect(allocated(list)).toBeLessThanOrEqual(512);
  });

  test('trim gives memory back', () => {
    const list = listOf(...numbered(10_000));
    list.trim(5000, 5002);
    expect(textsOf(list)).toEqual(numbered(3, 5000));
    expect(allocated(list)).toBeLessThanOrEqual(512);
  });

  test('remove gives memory back, and joins what is left', () => {
    const list = listOf(...numbered(10_000));
    list.remove(numbered(10_000).flatMap((_, index) => (index % 1000 === 0 ? [] : [index])));
    expect(textsOf(list)).toEqual(numbered(10).map((_, index) => `value:${index * 1000}`));
    expect(allocated(list)).toBeLessThanOrEqual(FULL_SEGMENT);
  });

  test('what is left of a segment joins the one before it', () => {
    const list = listOf(...numbered(900).map((value) => value.padEnd(16)));
    list.remove(Array.from({ length: 200 }, (_, index) => index));
    expect(allocated(list)).toBe(2 * FULL_SEGMENT);
    list.remove(Array.from({ length: 400 }, (_, index) => 300 + index));
    expect(allocated(list)).toBe(FULL_SEGMENT);
  });

  test('an element that shrinks gives memory back', () => {
    const list = listOf('x'.repeat(8000));
    list.set(0, viewOf('small'));
    expect(allocated(list)).toBeLessThanOrEqual(64);
  });

  test.each([
    ['at the beginning of a segment', () => 460],
    ['at the end of a segment', () => 440],
    ['from place to place', (length: number) => (length * 7919) % 997],
    ['before the last', (length: number) => length - 1],
  ])('inserting %s leaves no segment nearly empty', (_, place) => {
    const list = listOf(...numbered(2000).map((value) => value.padEnd(16)));
    for (const value of numbered(20_000)) list.insert(place(list.length), viewOf(value.padEnd(16)));
    const needed = 18 * list.length;
    expect(allocated(list)).toBeLessThan(2.2 * needed);
    expect(capacities(list).length).toBeLessThan((2.2 * needed) / FULL_SEGMENT);
  });
});

describe('an element of any length', () => {
  test.each([0, 1, 48, 49, 253, 254, 255, 256, 2038, 2039, 8182, 8183, 8192, 65_536, 300_000])(
    '%i bytes go in and come out everywhere',
    (length) => {
      const value = 'abc\xff\x00'.repeat(length).slice(0, length);
      const list = listOf('left', 'right');
      list.pushFront(viewOf(value));
      list.pushBack(viewOf(value));
      list.insert(2, viewOf(value));
      expect(list.find(viewOf(value))).toEqual([0, 2, 4]);
      expect(textsOf(list)).toEqual([value, 'left', value, 'right', value]);
      expect(textOf(list.popFront())).toBe(value);
      expect(textOf(list.popBack())).toBe(value);
    },
  );
});

describe('as an array does it', () => {
  /** Few different short elements, so that searches find something, and some of every other size. */
  const element = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('', 'a', 'b', 'aa', '\x00', '\xff') },
    {
      weight: 20,
      arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    },
    {
      weight: 10,
      arbitrary: fc
        .tuple(
          fc.constantFrom(200, 254, 255, 1000, 2038, 2048, 4000, 8182, 9000),
          fc.constantFrom('x', '\xfe'),
        )
        .map(([length, fill]) => fill.repeat(length)),
    },
    { weight: 1, arbitrary: fc.constantFrom('y', 'z').map((fill) => fill.repeat(120_000)) },
  );
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const many = fc.array(element, { minLength: 1, maxLength: 200 });

  type Step = (list: ByteList, model: string[]) => void;

  const pushFront = many.map((values): Step => (list, model) => {
    for (const value of values) list.pushFront(viewOf(value));
    model.unshift(...[...values].reverse());
  });
  const pushBack = many.map((values): Step => (list, model) => {
    for (const value of values) list.pushBack(viewOf(value));
    model.push(...values);
  });
  const popFront = fc.nat(150).map((count): Step => (list, model) => {
    const popped = Array.from({ length: count }, () => list.popFront());
    expect(popped.map(textOf)).toEqual(Array.from({ length: count }, () => model.shift()));
  });
  const popBack = fc.nat(150).map((count): Step => (list, model) => {
    const popped = Array.from({ length: count }, () => list.popBack());
    expect(popped.map(textOf)).toEqual(Array.from({ length: count }, () => model.pop()));
  });
  const set = fc.tuple(place, element).map(([at, value]): Step => (list, model) => {
    if (model.length === 0) return;
    const index = Math.floor(at * model.length);
    list.set(index, viewOf(value));
    model[index] = value;
  });
  const insert = fc.tuple(place, many).map(([at, values]): Step => (list, model) => {
    const index = Math.floor(at * (model.length + 1));
    for (const value of values) list.insert(index, viewOf(value));
    model.splice(index, 0, ...[...values].reverse());
  });
  const trim = fc.tuple(place, place).map(([one, other]): Step => (list, model) => {
    if (model.length === 0) return;
    const [first, last] = [one, other].map((at) => Math.floor(at * model.length)).sort((a, b) => a - b) as [
      number,
      number,
    ];
    list.trim(first, last);
    model.splice(0, model.length, ...model.slice(first, last + 1));
  });
  const removeFound = fc
    .tuple(element, fc.boolean(), fc.constantFrom(1, 2, 10, Infinity))
    .map(([value, backwards, limit]): Step => (list, model) => {
      const indexes = list.find(viewOf(value), { backwards, limit }).sort((a, b) => a - b);
      expect(indexes).toEqual(matches(model, value, { backwards, limit }).sort((a, b) => a - b));
      list.remove(indexes);
      for (const index of indexes.reverse()) model.splice(index, 1);
    });
  const removeSome = fc.nat(7).map((rest): Step => (list, model) => {
    const indexes = model.flatMap((_, index) => (index % 8 === rest ? [] : [index]));
    list.remove(indexes);
    model.splice(0, model.length, ...model.filter((_, index) => index % 8 === rest));
  });
  const look = fc.tuple(place, place).map(([one, other]): Step => (list, model) => {
    if (model.length === 0) return;
    const [first, last] = [one, other].map((at) => Math.floor(at * model.length)) as [number, number];
    expect(textOf(list.at(first))).toBe(model[first]);
    expect(list.range(first, last).map(textOf)).toEqual(model.slice(first, last + 1));
  });
  const search = fc
    .tuple(
      element,
      fc.record({
        backwards: fc.boolean(),
        skip: fc.nat(3),
        limit: fc.constantFrom(1, 2, Infinity),
        within: fc.constantFrom(0, 1, 5, 100, Infinity),
      }),
    )
    .map(([value, options]): Step => (list, model) => {
      expect(list.find(viewOf(value), options)).toEqual(matches(model, value, options));
    });

  function matches(model: readonly string[], value: string, options: Search): number[] {
    const { backwards = false, skip = 0, limit = Infinity, within = Infinity } = options;
    const indexes = model.map((_, index) => (backwards ? model.length - 1 - index : index));
    const equal = indexes.slice(0, within).filter((index) => value === model[index]);
    return equal.slice(skip, skip + limit);
  }

  test('whatever is done to it', () => {
    const step = fc.oneof(
      { weight: 2, arbitrary: pushFront },
      { weight: 2, arbitrary: pushBack },
      { weight: 2, arbitrary: insert },
      popFront,
      popBack,
      set,
      trim,
      removeFound,
      removeSome,
      look,
      search,
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const list = new ByteList();
        const model: string[] = [];
        for (const act of steps) {
          act(list, model);
          expect(list.length).toBe(model.length);
        }
        expect(textsOf(list)).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });
});
