import fc from 'fast-check';
import { ByteSlice } from 'memo';
import { cloneValue } from '../../../lib/keyspace/clone';
import { ByteMap } from '../../../structures/data/byte-map';
import { textOf } from '../../../structures/data/slices';

/** A view from the middle of other bytes, as requests give them; one character a byte. */
const viewOf = (text: string) => new ByteSlice(Buffer.from(`<${text}>`, 'latin1'), 1, 1 + text.length);

const valueIn = (map: ByteMap, key: string) => {
  const value = map.get(viewOf(key));
  return value && textOf(value);
};

function entriesOf(map: ByteMap): [string, string][] {
  const entries: [string, string][] = [];
  map.forEach((key, value) => entries.push([textOf(key), textOf(value)]));
  return entries;
}

const keysOf = (map: ByteMap) => entriesOf(map).map(([key]) => key);

/** With so many pages as a large map has. */
class SmallPages extends ByteMap {
  constructor(seed: number) {
    super(seed, 512);
  }
}

function mapOf(count: number, { seed = 1, value = 'some value', Class = SmallPages } = {}): ByteMap {
  const map = new Class(seed);
  for (let index = 0; index < count; index++) map.set(viewOf(`key:${index}`), viewOf(value));
  return map;
}

/** Numbers from 0 up to 1 that look random and are the same each time. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** Pages and directory of a map. */
interface Inside {
  readonly directory: readonly { readonly capacity: number; readonly weight: number }[];
}

const pagesOf = (map: ByteMap) => [...new Set((map as unknown as Inside).directory)];

class SameHash extends ByteMap {
  protected override hash(): number {
    return 7;
  }
}

/** Hashes differ in the last bit at most. */
class CloseHashes extends ByteMap {
  protected override hash({ end, start }: ByteSlice): number {
    return -2 + ((end - start) & 1);
  }
}

describe('keys and values', () => {
  test('what is set is got, until it is deleted', () => {
    const map = new ByteMap(1);
    expect(map.set(viewOf('a'), viewOf('one'))).toBe(true);
    expect(map.set(viewOf('b'), viewOf(''))).toBe(true);
    expect(map.set(viewOf('a'), viewOf('another'))).toBe(false);
    expect([valueIn(map, 'a'), valueIn(map, 'b'), valueIn(map, 'c')]).toEqual(['another', '', undefined]);
    expect([map.has(viewOf('b')), map.has(viewOf('c'))]).toEqual([true, false]);
    expect(map.delete(viewOf('c'))).toBe(false);
    expect(map.delete(viewOf('a'))).toBe(true);
    expect(entriesOf(map)).toEqual([['b', '']]);
    expect(map.size).toBe(1);
  });

  test('the bytes are copied', () => {
    const bytes = Buffer.from('mine');
    const map = new ByteMap(1);
    map.set(new ByteSlice(bytes, 0, 4), new ByteSlice(bytes, 0, 4));
    bytes.fill('x');
    expect(entriesOf(map)).toEqual([['mine', 'mine']]);
  });

  test('a value of the same length is put in place of the one before', () => {
    const map = mapOf(1000);
    const before = map.get(viewOf('key:7'))!;
    map.set(viewOf('key:7'), viewOf('next value'));
    expect(textOf(before)).toBe('next value');
  });

  test.each([0, 1, 47, 48, 49, 127, 128, 129, 255, 256, 1023, 1024, 1025, 5000, 70_000])(
    'keys and values of %i bytes',
    (length) => {
      const text = 'abc\xff\x00'.repeat(length).slice(0, length);
      const map = mapOf(100);
      map.set(viewOf(text), viewOf(text));
      map.set(viewOf('other'), viewOf(text));
      expect([valueIn(map, text), valueIn(map, 'other')]).toEqual([text, text]);
      const changed = text.replaceAll('a', 'z');
      map.set(viewOf(text), viewOf('short'));
      map.set(viewOf('other'), viewOf(changed));
      expect([valueIn(map, text), valueIn(map, 'other')]).toEqual(['short', changed]);
      expect(map.delete(viewOf(text))).toBe(true);
      expect(map.size).toBe(101);
    },
  );

  test.each([
    ['a clone', (map: ByteMap) => cloneValue(map)],
    ['a copy', (map: ByteMap) => map.copy()],
  ])('%s goes its own way', (_, copied) => {
    const map = mapOf(1000);
    map.set(viewOf('long'), viewOf('x'.repeat(5000)));
    const clone = copied(map);
    expect(entriesOf(clone)).toEqual(entriesOf(map));
    map.delete(viewOf('key:1'));
    clone.set(viewOf('key:2'), viewOf('other'));
    clone.set(viewOf('long'), viewOf('y'.repeat(5000)));
    expect([valueIn(map, 'key:1'), valueIn(clone, 'key:1')]).toEqual([undefined, 'some value']);
    expect([valueIn(map, 'key:2'), valueIn(clone, 'key:2')]).toEqual(['some value', 'other']);
    expect([valueIn(map, 'long')![0], valueIn(clone, 'long')![0]]).toEqual(['x', 'y']);
    expect([map.size, clone.size]).toEqual([1000, 1001]);
  });
});

describe('order', () => {
  test('it follows from the seed and the keys, whatever happened before', () => {
    const map = mapOf(1000);
    for (let index = 1000; index < 30_000; index++) map.set(viewOf(`key:${index}`), viewOf(''));
    for (let index = 1000; index < 30_000; index++) map.delete(viewOf(`key:${index}`));
    const other = new ByteMap(1);
    for (const key of keysOf(map).sort()) other.set(viewOf(key), viewOf('x'));
    expect(keysOf(other)).toEqual(keysOf(map));
  });

  test('another seed, be it a fraction or not, has another order', () => {
    const orders = [0, 1, 2, 0.5, 0.25, 2 ** 40, 2 ** 40 + 1].map((seed) =>
      keysOf(mapOf(50, { seed })).join(),
    );
    expect(new Set(orders).size).toBe(orders.length);
  });
});

describe('scan', () => {
  test('steps visit at least so many, and all together everything once', () => {
    const map = mapOf(3000);
    const seen: string[] = [];
    let cursor = 0;
    do {
      const before = seen.length;
      cursor = map.scan(cursor, 10, (key) => seen.push(textOf(key)));
      if (cursor !== 0) expect(seen.length - before).toBe(10);
    } while (cursor !== 0);
    expect(seen).toEqual(keysOf(map));
  });

  test('a cursor past all hashes ends it', () => {
    expect(mapOf(10).scan(2 ** 32, 10, () => fail())).toBe(0);
    expect(mapOf(10).scan(2 ** 60, 10, () => fail())).toBe(0);
  });

  test('keys that stay are visited once, whatever comes and goes meanwhile', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(1000), fc.boolean()));
    fc.assert(
      fc.property(steps, fc.integer(), fc.constantFrom(0, 10, 2000), (changes, seed, stay) => {
        const map = mapOf(stay, { seed });
        const seen: string[] = [];
        let cursor = 0;
        let next = 0;
        do {
          const [count, many, grows] = changes[next++ % (changes.length || 1)] ?? [10, 0, true];
          cursor = map.scan(cursor, count, (key) => seen.push(textOf(key)));
          for (let index = 0; index < many; index++) {
            if (grows) map.set(viewOf(`other:${index}`), viewOf('x'.repeat(index % 60)));
            else map.delete(viewOf(`other:${index}`));
          }
        } while (cursor !== 0);
        const stayed = seen.filter((key) => key.startsWith('key:'));
        expect(stayed.sort()).toEqual(Array.from({ length: stay }, (_, index) => `key:${index}`).sort());
      }),
      { numRuns: 25 },
    );
  });
});

describe('random', () => {
  test.each([1, 2, 7, 256, 257, 600])('each of %i entries is drawn as often as others', (size) => {
    const map = mapOf(size);
    const random = sequence(size);
    const drawn = new Map<string, number>();
    const expected = 200;
    for (let left = size * expected; left > 0; left--) {
      const key = textOf(map.random(random)[0]);
      drawn.set(key, (drawn.get(key) ?? 0) + 1);
    }
    expect(drawn.size).toBe(size);
    const chiSquared = [...drawn.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    expect(chiSquared).toBeLessThan(size - 1 + 5 * Math.sqrt(2 * size));
  });

  test('what is drawn follows from the numbers, the seed and the keys', () => {
    const map = mapOf(500);
    for (let index = 500; index < 20_000; index++) map.set(viewOf(`key:${index}`), viewOf(''));
    for (let index = 500; index < 20_000; index++) map.delete(viewOf(`key:${index}`));
    const [one, other] = [sequence(9), sequence(9)];
    const fresh = mapOf(500);
    for (let left = 100; left > 0; left--)
      expect(textOf(map.random(one)[0])).toBe(textOf(fresh.random(other)[0]));
  });

  test('what is taken is what is drawn, and is gone', () => {
    const map = mapOf(500);
    const [one, other] = [sequence(9), sequence(9)];
    for (let left = 500; left > 0; left--) {
      const drawn = textOf(map.random(one)[0]);
      const [key, value] = map.takeRandom(other);
      expect([textOf(key), textOf(value), map.has(viewOf(drawn))]).toEqual([drawn, 'some value', false]);
    }
    expect([map.size, keysOf(map)]).toEqual([0, []]);
    expect(pagesOf(map)).toHaveLength(1);
  });

  test('views of what is taken stay good until something is set', () => {
    const map = mapOf(3000, { Class: ByteMap });
    const keys = keysOf(map);
    const random = sequence(5);
    const taken = Array.from({ length: 2900 }, () => map.takeRandom(random));
    expect(taken.every(([, value]) => textOf(value) === 'some value')).toBe(true);
    expect([...taken.map(([key]) => textOf(key)), ...keysOf(map)].sort()).toEqual(keys.sort());
  });

  test('the value comes with its key', () => {
    const [key, value] = mapOf(10).random(() => 0.99);
    expect([textOf(key), textOf(value)]).toEqual([expect.stringMatching(/^key:\d$/), 'some value']);
  });
});

describe('memory', () => {
  const bytesPer = (map: ByteMap) => map.byteLength / map.size;

  test('an entry of 20 bytes takes at most 40', () => {
    const map = new ByteMap(1);
    for (let index = 0; index < 100_000; index++)
      map.set(viewOf(String(index).padStart(12)), viewOf('12345678'));
    expect(bytesPer(map)).toBeLessThan(40);
  });

  test('no page is longer than what fills it and a quarter more', () => {
    const capacities = pagesOf(mapOf(50_000)).map(({ capacity }) => capacity);
    expect(Math.max(...capacities)).toBeLessThan(512 * 1.25 + 64);
  });

  test('large values take what they need, and the directory stays small', () => {
    const map = mapOf(10_000, { value: 'x'.repeat(1000) });
    expect(bytesPer(map)).toBeLessThan(1000 * 1.25);
    const { directory } = map as unknown as Inside;
    expect(directory.length).toBeLessThan(10_000);
  });

  test('what is deleted gives its memory back', () => {
    const map = mapOf(50_000);
    for (let index = 3; index < 50_000; index++) map.delete(viewOf(`key:${index}`));
    expect(map.byteLength).toBeLessThan(2000);
    expect(pagesOf(map)).toHaveLength(1);
    expect(keysOf(map).sort()).toEqual(['key:0', 'key:1', 'key:2']);
  });

  test('large values that are deleted or overwritten give theirs back', () => {
    const map = mapOf(2, { value: 'x'.repeat(100_000) });
    map.set(viewOf('key:0'), viewOf('small'));
    map.delete(viewOf('key:1'));
    expect(map.byteLength).toBeLessThan(2000);
  });

  test('values that change their length again and again take no more', () => {
    const map = mapOf(1000, { Class: ByteMap });
    for (let round = 0; round < 50; round++)
      for (let index = 0; index < 1000; index++)
        map.set(viewOf(`key:${index}`), viewOf('x'.repeat(round % 10)));
    expect(bytesPer(map)).toBeLessThan(50);
  });

  test('byteLength is the sum of what there is', () => {
    const map = mapOf(3000, { value: 'x'.repeat(1100) });
    for (let index = 0; index < 2500; index++) map.delete(viewOf(`key:${index}`));
    const { allocated } = map as unknown as { allocated: number };
    expect(allocated).toBe(pagesOf(map).reduce((sum, { capacity }) => sum + capacity, 0));
  });
});

test('maps that grow side by side take over Buffers of each other, and no entries', () => {
  const maps = Array.from({ length: 5 }, (_, seed) => new ByteMap(seed));
  for (let index = 0; index < 20_000; index++)
    for (const [number, map] of maps.entries()) map.set(viewOf(`key:${index}`), viewOf(`${number}:${index}`));
  for (const [number, map] of maps.entries()) {
    const expected = Array.from({ length: 20_000 }, (_, index) => [`key:${index}`, `${number}:${index}`]);
    expect(entriesOf(map).sort()).toEqual(expected.sort());
  }
});

describe('hashes that nobody could choose', () => {
  test.each([SameHash, CloseHashes])('%p still holds all', (Class) => {
    const map = new Class(1);
    const keys = Array.from({ length: 1500 }, (_, index) => `key:${index}`);
    for (const key of keys) map.set(viewOf(key), viewOf(key));
    expect(keysOf(map).sort()).toEqual([...keys].sort());
    expect((map as unknown as Inside).directory.length).toBeLessThan(10_000);
    expect(keys.map((key) => valueIn(map, key))).toEqual(keys);
    expect(keys).toContain(textOf(map.random(sequence(3))[0]));
    for (const key of keys.slice(1)) map.delete(viewOf(key));
    expect(keysOf(map)).toEqual(['key:0']);
  });
});

describe('as a Map does it', () => {
  const key = fc.oneof(
    { weight: 20, arbitrary: fc.nat(400).map((number) => `key:${number}`) },
    { weight: 3, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom('k'.repeat(500), 'k'.repeat(1025), 'l'.repeat(1025)) },
  );
  const value = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('', 'a', '12345678') },
    { weight: 5, arbitrary: fc.nat(300).map((length) => 'v'.repeat(length)) },
    { weight: 1, arbitrary: fc.constantFrom(1000, 1024, 1025, 9000).map((length) => 'w'.repeat(length)) },
  );
  const many = fc.tuple(fc.nat(2000), fc.nat(300), value);

  type Step = (map: ByteMap, model: Map<string, string>) => void;

  const set = fc.tuple(key, value).map(([k, v]): Step => (map, model) => {
    expect(map.set(viewOf(k), viewOf(v))).toBe(!model.has(k));
    model.set(k, v);
  });
  const remove = key.map((k): Step => (map, model) => {
    expect(map.delete(viewOf(k))).toBe(model.delete(k));
  });
  const look = key.map((k): Step => (map, model) => {
    expect(valueIn(map, k)).toBe(model.get(k));
  });
  const setMany = many.map(([from, count, v]): Step => (map, model) => {
    for (let index = from; index < from + count; index++) {
      map.set(viewOf(`key:${index}`), viewOf(v));
      model.set(`key:${index}`, v);
    }
  });
  const removeMany = many.map(([from, count]): Step => (map, model) => {
    for (let index = from; index < from + count; index++) {
      map.delete(viewOf(`key:${index}`));
      model.delete(`key:${index}`);
    }
  });

  test.each([ByteMap, SmallPages, SameHash, CloseHashes])('%p, whatever is done to it', (Class) => {
    const step = fc.oneof(set, remove, look, setMany, removeMany);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), fc.double(), (steps, seed) => {
        const map = new Class(seed);
        const model = new Map<string, string>();
        for (const act of steps) {
          act(map, model);
          expect(map.size).toBe(model.size);
        }
        expect(entriesOf(map).sort()).toEqual([...model].sort());
      }),
      { numRuns: Class === SmallPages ? 35 : 15 },
    );
  });
});
