import { Dictionary } from '../../../lib/keyspace/dictionary';
import { KeyHash } from '../../../lib/keyspace/key-hash';

const MIB = 1024 * 1024;
const CHUNK = 32 * MIB;
const CLASS = 7;
const OTHER_CLASS = 65_535;

/** A dictionary that is spoken to in strings. */
class Text {
  readonly dictionary: Dictionary;

  constructor(keyHash?: KeyHash) {
    this.dictionary = new Dictionary({ seed: [1, 2], ...(keyHash && { keyHash }) });
  }

  find(key: string): number {
    const bytes = Buffer.from(key);
    return this.dictionary.find(bytes, 0, bytes.length);
  }

  insert(key: string, value: string, expiry = 0): number {
    const bytes = Buffer.from(key);
    const ref = this.dictionary.insert(bytes, 0, bytes.length, CLASS, Buffer.byteLength(value), expiry);
    return this.write(ref, value);
  }

  insertObject(key: string, object: object, expiry = 0): number {
    const bytes = Buffer.from(key);
    return this.dictionary.insertObject(bytes, 0, bytes.length, CLASS, object, expiry);
  }

  set(ref: number, value: string): number {
    return this.write(this.dictionary.setPacked(ref, OTHER_CLASS, Buffer.byteLength(value)), value);
  }

  write(ref: number, value: string): number {
    this.dictionary.bytes(ref).write(value, this.dictionary.valueStart(ref));
    return ref;
  }

  value(ref: number): string {
    const start = this.dictionary.valueStart(ref);
    return this.dictionary.bytes(ref).toString('latin1', start, start + this.dictionary.valueLength(ref));
  }

  key(ref: number): string {
    return this.dictionary.copyKey(ref).toString();
  }

  scan(count: number, between: () => void = () => undefined): string[] {
    const keys: string[] = [];
    let cursor = 0;
    do {
      cursor = this.dictionary.scan(cursor, count, (ref) => keys.push(this.key(ref)));
      between();
    } while (cursor !== 0);
    return keys;
  }

  fill(count: number, name: (i: number) => string = (i) => `key:${i}`, value = 'value'): void {
    for (let i = 0; i < count; i++) this.insert(name(i), value);
  }

  defragment(): void {
    while (this.dictionary.defragment(1000));
  }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('a dictionary', () => {
  it('finds nothing when empty', () => {
    const text = new Text();
    expect(text.find('key')).toBe(0);
    expect(text.dictionary).toMatchObject({ size: 0, expires: 0, usedBytes: 0 });
  });

  it('finds what was inserted', () => {
    const text = new Text();
    const ref = text.insert('key', 'value');
    expect(text.find('key')).toBe(ref);
    expect([text.key(ref), text.value(ref), text.dictionary.classId(ref)]).toEqual(['key', 'value', CLASS]);
    expect(text.find('kez')).toBe(0);
    expect(text.dictionary.size).toBe(1);
  });

  it('finds a key in the middle of other bytes', () => {
    const text = new Text();
    const ref = text.insert('key', 'value');
    expect(text.dictionary.find(Buffer.from('SET key value'), 4, 7)).toBe(ref);
  });

  it('takes the empty key and the empty value', () => {
    const text = new Text();
    text.insert('', '');
    expect(text.value(text.find(''))).toBe('');
  });

  it('tells keys apart that differ in length or in one byte only', () => {
    const text = new Text();
    const keys = ['', '\0', '\0\0', '\0\0\0\0', '\0\0\0\0\0', 'abcd', 'abcde', 'abcdf', 'bbcd'];
    for (const key of keys) text.insert(key, `<${key}>`);
    expect(keys.map((key) => text.value(text.find(key)))).toEqual(keys.map((key) => `<${key}>`));
  });

  it('refuses to insert a key that it has', () => {
    const text = new Text();
    text.insert('key', 'value');
    expect(() => text.insert('key', 'other')).toThrow('the dictionary has this key');
  });

  it('inserts the right key when the bytes have changed since it was looked for', () => {
    const text = new Text();
    const bytes = Buffer.from('abc');
    text.dictionary.find(bytes, 0, 3);
    bytes.write('xyz');
    text.dictionary.insert(bytes, 0, 3, CLASS, 0);
    expect([text.find('abc'), text.key(text.find('xyz'))]).toEqual([0, 'xyz']);
  });

  it('removes', () => {
    const text = new Text();
    text.insert('key', 'value');
    text.dictionary.remove(text.find('key'));
    expect(text.find('key')).toBe(0);
    expect(text.dictionary.size).toBe(0);
    expect(text.dictionary.usedBytes).toBe(0);
  });

  it('inserts a key again that was removed', () => {
    const text = new Text();
    text.dictionary.remove(text.insert('key', 'value'));
    text.insert('key', 'other');
    expect(text.value(text.find('key'))).toBe('other');
    expect(text.dictionary.size).toBe(1);
  });

  it('aligns values at 8 bytes, in three views of the same memory', () => {
    const text = new Text();
    const { dictionary } = text;
    for (const size of [8, 20_000]) {
      for (const key of ['a', 'abc', 'abcdefgh', 'abcdefghi']) {
        const ref = text.insert(`${key}${size}`, 'x'.repeat(size), key.length % 2);
        const start = dictionary.valueStart(ref);
        expect(start % 8).toBe(0);
        dictionary.floats(ref)[start / 8] = 1.5;
        expect(dictionary.bytes(ref).readDoubleLE(start)).toBe(1.5);
        dictionary.int32s(ref)[start / 4] = 77;
        expect(dictionary.bytes(ref).readInt32LE(start)).toBe(77);
      }
    }
  });

  it('keeps a flag for the value and an access for the entry', () => {
    const text = new Text();
    const { dictionary } = text;
    const ref = text.insert('key', 'value');
    expect([dictionary.flag(ref), dictionary.access(ref)]).toEqual([0, 0]);
    dictionary.setFlag(ref, 255);
    dictionary.setAccess(ref, 0xfffffffe);
    const moved = dictionary.setExpiry(dictionary.resizeValue(ref, 1000), 5);
    expect([dictionary.flag(moved), dictionary.access(moved)]).toEqual([255, 0xfffffffe]);
    const replaced = text.set(moved, 'other');
    expect([dictionary.flag(replaced), dictionary.access(replaced)]).toEqual([0, 0xfffffffe]);
    expect([text.value(replaced), dictionary.classId(replaced)]).toEqual(['other', OTHER_CLASS]);
  });

  it('changes its generation when a ref becomes invalid, and not before', () => {
    const text = new Text();
    const { dictionary } = text;
    const ref = text.insert('key', 'value');
    text.insert('other', 'value');
    expect(text.set(ref, 'VALUE')).toBe(ref);
    expect(dictionary.generation).toBe(0);
    const moved = dictionary.resizeValue(ref, 100);
    expect(moved).not.toBe(ref);
    const generations = [dictionary.generation];
    dictionary.remove(moved);
    generations.push(dictionary.generation);
    dictionary.clear();
    generations.push(dictionary.generation);
    expect(generations).toEqual([1, 2, 3]);
  });
});

describe('a value', () => {
  it('keeps its beginning when it is resized, in the entry and out of it', () => {
    const text = new Text();
    let ref = text.insert('key', 'beginning');
    for (const length of [
      10,
      100,
      9000,
      16_300,
      16_384,
      100_000,
      3 * MIB,
      4 * MIB,
      9000,
      8000,
      20_000,
      50,
      9,
    ]) {
      ref = text.dictionary.resizeValue(ref, length);
      expect(text.find('key')).toBe(ref);
      expect(text.dictionary.valueLength(ref)).toBe(length);
      expect(text.value(ref).slice(0, 9)).toBe('beginning');
    }
  });

  it('that is large keeps all of its bytes when it is extended', () => {
    const text = new Text();
    let ref = text.insert('key', '');
    let expected = '';
    for (let i = 0; i < 60; i++) {
      const piece = String.fromCharCode(65 + (i % 26)).repeat(1000);
      ref = text.dictionary.resizeValue(ref, expected.length + 1000);
      text.dictionary.bytes(ref).write(piece, text.dictionary.valueStart(ref) + expected.length);
      expected += piece;
    }
    expect(text.value(ref)).toBe(expected);
  });

  it('that grows by pieces is seldom copied', () => {
    const { dictionary } = new Text();
    let ref = dictionary.insert(Buffer.from('key'), 0, 3, CLASS, 0);
    const buffers = new Set<Buffer>();
    for (let length = 20_000; length < 20 * MIB; length += 20_000) {
      ref = dictionary.resizeValue(ref, length);
      buffers.add(dictionary.bytes(ref));
    }
    expect(buffers.size).toBeLessThan(40);
    expect(dictionary.memoryOf(ref)).toBeLessThan(25 * MIB);
  });

  it('gives memory back when it shrinks a lot', () => {
    const text = new Text();
    let ref = text.insert('key', 'x'.repeat(MIB));
    ref = text.dictionary.resizeValue(ref, 100_000);
    expect(text.dictionary.memoryOf(ref)).toBeLessThan(250_000);
    ref = text.dictionary.resizeValue(ref, 10);
    expect(text.dictionary.memoryOf(ref)).toBeLessThan(100);
    expect(text.dictionary.usedBytes).toBeLessThan(200);
  });

  it('can be replaced by any other', () => {
    const text = new Text();
    const values = ['', 'small', 'm'.repeat(1000), 'l'.repeat(30_000), 'L'.repeat(25_000), {}, {}];
    let ref = text.insert('key', 'first', 12);
    for (const from of values) {
      for (const to of values) {
        for (const value of [from, to]) {
          ref =
            typeof value === 'string' ? text.set(ref, value) : text.dictionary.setObject(ref, CLASS, value);
          expect(text.find('key')).toBe(ref);
          if (typeof value === 'string') expect(text.value(ref)).toBe(value);
          else expect(text.dictionary.object(ref)).toBe(value);
          expect(text.dictionary.isObject(ref)).toBe(typeof value !== 'string');
        }
      }
    }
    expect([text.dictionary.expiry(ref), text.dictionary.size]).toEqual([12, 1]);
  });

  it('may be an object', () => {
    const text = new Text();
    const [one, two] = [{}, {}];
    text.insertObject('one', one);
    const ref = text.insertObject('two', two, 5);
    expect(text.dictionary.object(text.find('one'))).toBe(one);
    expect([text.dictionary.object(ref), text.dictionary.expiry(ref)]).toEqual([two, 5]);
  });

  it('that is large leaves nothing behind', () => {
    const text = new Text();
    const ref = text.insert('key', 'x'.repeat(100_000));
    expect(text.dictionary.usedBytes).toBeGreaterThan(100_000);
    expect(text.dictionary.memoryOf(ref)).toBeGreaterThan(100_000);
    text.dictionary.remove(ref);
    expect(text.dictionary.usedBytes).toBe(0);
  });
});

describe('a long key', () => {
  const lengths = [255, 256, 257, 4096, 4097, 20_000, 5 * MIB];

  it('is found among others of its length', () => {
    const text = new Text();
    for (const length of lengths) {
      for (const last of ['a', 'b']) text.insert('k'.repeat(length - 1) + last, `${last}${length}`, length);
    }
    for (const length of lengths) {
      const ref = text.find(`${'k'.repeat(length - 1)}b`);
      expect(text.value(ref)).toBe(`b${length}`);
      expect(text.dictionary.expiry(ref)).toBe(length);
      expect(text.find(`${'k'.repeat(length - 1)}c`)).toBe(0);
    }
    expect(text.scan(1).length).toBe(lengths.length * 2);
  });

  it('takes values of any length, and goes without a trace', () => {
    const text = new Text();
    for (const length of lengths) {
      const key = 'k'.repeat(length);
      let ref = text.insert(key, 'value');
      for (const size of [20_000, 10, 12_000]) ref = text.set(ref, 'v'.repeat(size));
      ref = text.dictionary.setExpiry(ref, 1);
      expect([text.key(ref) === key, text.value(ref).length]).toEqual([true, 12_000]);
      text.dictionary.remove(ref);
    }
    expect(text.dictionary.usedBytes).toBe(0);
  });
});

describe('the expiry of an entry', () => {
  it('is 0 until it is set, and after it was taken away', () => {
    const text = new Text();
    const ref = text.insert('key', 'value');
    expect([text.dictionary.expiry(ref), text.dictionary.expires]).toEqual([0, 0]);
    const moved = text.dictionary.setExpiry(ref, 1_700_000_000_123);
    expect([text.dictionary.expiry(moved), text.dictionary.expires]).toEqual([1_700_000_000_123, 1]);
    expect(text.find('key')).toBe(moved);
    expect(text.value(moved)).toBe('value');
    expect(text.dictionary.setExpiry(moved, 0)).toBe(moved);
    expect([text.dictionary.expiry(moved), text.dictionary.expires]).toEqual([0, 0]);
  });

  it('can be given to a new entry', () => {
    const text = new Text();
    const ref = text.insert('key', 'value', 99);
    expect([text.dictionary.expiry(ref), text.dictionary.expires]).toEqual([99, 1]);
    text.dictionary.remove(ref);
    expect(text.dictionary.expires).toBe(0);
  });

  it('has passed only after its millisecond', () => {
    const text = new Text();
    const ref = text.insert('key', 'value', 99);
    expect([98, 99, 100].map((now) => text.dictionary.isExpired(ref, now))).toEqual([false, false, true]);
    expect(text.dictionary.isExpired(text.insert('other', ''), 100)).toBe(false);
  });

  it('fits in front of values of any length', () => {
    const text = new Text();
    for (let length = 0; length < 200; length++) {
      const value = 'abcdefghij'.repeat(20).slice(0, length);
      const ref = text.dictionary.setExpiry(text.insert(`key:${length}`, value), length + 1);
      expect([text.value(ref), text.dictionary.expiry(ref)]).toEqual([value, length + 1]);
    }
  });

  it('is swept in small steps, those that have passed only', () => {
    const text = new Text();
    for (const i of range(3000)) text.insert(`key:${i}`, 'value', i % 3 === 0 ? i + 1 : 0);
    const swept: string[] = [];
    let steps = 0;
    let cursor = 0;
    do {
      cursor = text.dictionary.sweepExpired(cursor, 10, 1501, (ref) => swept.push(text.key(ref)));
      steps++;
    } while (cursor !== 0);
    expect(swept.sort()).toEqual(
      range(500)
        .map((i) => `key:${i * 3}`)
        .sort(),
    );
    expect(steps).toBeGreaterThan(50);
  });

  it('may be met by removing the entry during the sweep', () => {
    const text = new Text();
    for (const i of range(5000)) text.insert(`{tag}${i}`, 'value', (i % 2) + 1);
    const { dictionary } = text;
    expect(dictionary.sweepExpired(0, Infinity, 2, (ref) => dictionary.remove(ref))).toBe(0);
    expect([dictionary.size, dictionary.expires]).toEqual([2500, 2500]);
  });
});

describe('a scan', () => {
  it('visits every key once', () => {
    for (const name of [(i: number): string => `key:${i}`, (i: number): string => `{tag}${i}`]) {
      const text = new Text();
      text.fill(2000, name);
      expect(text.scan(7).sort()).toEqual(range(2000).map(name).sort());
    }
  });

  it('ends at once when there is nothing', () => {
    expect(new Text().dictionary.scan(0, 10, () => undefined)).toBe(0);
  });

  it('ends with the step that visits the last key', () => {
    const text = new Text();
    text.fill(3);
    expect(text.dictionary.scan(0, 3, () => undefined)).toBe(0);
  });

  it('takes steps near the count asked for, even if all keys are in one slot', () => {
    const text = new Text();
    text.fill(20_000, (i) => `{tag}${i}`);
    let cursor = 0;
    do {
      let visited = 0;
      cursor = text.dictionary.scan(cursor, 10, () => visited++);
      expect(visited).toBeLessThan(10 + 160);
    } while (cursor !== 0);
  });

  it('takes any cursor', () => {
    const text = new Text();
    text.fill(100);
    for (const cursor of [1, 12_345, 2 ** 32 - 1, 2 ** 45, 2 ** 46, 2 ** 53 - 1]) {
      expect(text.dictionary.scan(cursor, 1000, () => undefined)).toBe(0);
    }
  });

  it('visits what stays exactly once, while the tables grow', () => {
    const text = new Text();
    text.fill(500, (i) => `{tag}${i}`);
    let next = 500;
    const seen = text.scan(1, () => {
      for (let i = 0; i < 400 && next < 20_000; i++) text.insert(`{tag}${next++}`, 'value');
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(range(500).every((i) => seen.includes(`{tag}${i}`))).toBe(true);
  });

  it('visits what stays exactly once, while the tables shrink', () => {
    const text = new Text();
    text.fill(20_000, (i) => `{tag}${i}`);
    let next = 100;
    const seen = text.scan(1, () => {
      for (let i = 0; i < 500 && next < 20_000; i++) text.dictionary.remove(text.find(`{tag}${next++}`));
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(range(100).every((i) => seen.includes(`{tag}${i}`))).toBe(true);
  });

  it('may remove the entries it visits', () => {
    const text = new Text();
    text.fill(3000, (i) => (i % 2 ? `{tag}${i}` : `key:${i}`));
    let cursor = 0;
    do cursor = text.dictionary.scan(cursor, 10, (ref) => text.dictionary.remove(ref));
    while (cursor !== 0);
    expect([text.dictionary.size, text.dictionary.usedBytes]).toEqual([0, 0]);
  });
});

describe('a random entry', () => {
  it('is none of an empty dictionary', () => {
    expect(new Text().dictionary.random(Math.random)).toBe(0);
  });

  it('is each as likely, however they lie', () => {
    const text = new Text();
    text.fill(1000, (i) => (i % 2 ? `{tag}${i}` : `key:${i}`));
    const keys = range(1000).map((i) => text.key(text.dictionary.random(() => (i + 0.5) / 1000)));
    expect(new Set(keys).size).toBe(1000);
  });
});

describe('memory', () => {
  it('is below 75 bytes for a key and a value of 16 bytes', () => {
    const text = new Text();
    text.fill(200_000, (i) => `key:${String(i).padStart(12, '0')}`, 'v'.repeat(16));
    expect(text.dictionary.arena.pageBytes / text.dictionary.size).toBeLessThan(75);
  });

  it('of tables shrinks with what is in them', () => {
    const text = new Text();
    text.fill(20_000, (i) => `{tag}${i}`);
    for (let i = 40; i < 20_000; i++) text.dictionary.remove(text.find(`{tag}${i}`));
    const { usedBytes } = text.dictionary;
    const entries = 40 * (text.dictionary.memoryOf(text.find('{tag}1')) - 12);
    expect(usedBytes - entries).toBeLessThan(40 * 20);
  });

  it('is given back when all is removed', () => {
    const text = new Text();
    text.fill(300_000, (i) => `key:${i}`, 'v'.repeat(200));
    expect(text.dictionary.arena.chunkBytes).toBeGreaterThan(2 * CHUNK);
    for (const i of range(300_000)) text.dictionary.remove(text.find(`key:${i}`));
    text.defragment();
    expect(text.dictionary.usedBytes).toBe(0);
    expect(text.dictionary.arena.chunkBytes).toBe(CHUNK);
  });

  it('is given back when all is cleared', () => {
    const text = new Text();
    text.fill(300_000, (i) => `key:${i}`, 'v'.repeat(200));
    text.insertObject('object', {});
    text.insert('large', 'v'.repeat(100_000), 5);
    text.dictionary.clear();
    text.defragment();
    expect(text.dictionary).toMatchObject({ size: 0, expires: 0, usedBytes: 0 });
    expect(text.dictionary.arena.chunkBytes).toBe(0);
    expect([text.find('key:1'), text.scan(100)]).toEqual([0, []]);
    text.insert('key:1', 'again');
    expect(text.value(text.find('key:1'))).toBe('again');
  });

  it('is bounded when the sizes of values change', () => {
    const text = new Text();
    let live: number[] = [];
    let next = 0;
    for (const size of [100, 1000, 60, 3000]) {
      const value = 'v'.repeat(size);
      for (let bytes = 0; bytes < 36 * MIB; bytes += size + 60) {
        text.insert(`key:${next}`, value);
        live.push(next++);
      }
      const kept: number[] = [];
      for (const i of live) {
        if (i % 97 === 0) kept.push(i);
        else text.dictionary.remove(text.find(`key:${i}`));
      }
      live = kept;
      text.defragment();
      const { usedBytes, chunkBytes } = text.dictionary.arena;
      expect(chunkBytes).toBeLessThanOrEqual(2 * usedBytes + 2 * CHUNK);
    }
    expect(text.dictionary.size).toBe(live.length);
    expect(live.every((i) => text.find(`key:${i}`) !== 0)).toBe(true);
  });

  it('is moved together without loss', () => {
    const text = new Text();
    const objects = new Map<string, object>();
    for (const i of range(200_000)) {
      const name = i % 3 ? `key:${i}` : `{tag}${i}`;
      if (i % 1000 === 1) objects.set(name, {});
      const object = objects.get(name);
      if (object) text.insertObject(name, object, i);
      else text.insert(name, `value of ${i}`.padEnd(i % 700), i % 5 && i);
    }
    for (const i of range(200_000)) {
      if (i % 50 !== 1) text.dictionary.remove(text.find(i % 3 ? `key:${i}` : `{tag}${i}`));
    }
    const { generation, arena, expires } = text.dictionary;
    const before = arena.chunkBytes;
    text.defragment();
    expect(arena.chunkBytes).toBeLessThan(before / 2);
    expect(text.dictionary.generation).toBeGreaterThan(generation);
    for (let i = 1; i < 200_000; i += 50) {
      const name = i % 3 ? `key:${i}` : `{tag}${i}`;
      const ref = text.find(name);
      if (objects.has(name)) expect(text.dictionary.object(ref)).toBe(objects.get(name));
      else expect(text.value(ref)).toBe(`value of ${i}`.padEnd(i % 700));
      expect(text.dictionary.expiry(ref)).toBe(objects.has(name) || i % 5 ? i : 0);
    }
    expect(text.dictionary.expires).toBe(expires);
    expect(text.scan(100).length).toBe(4000);
  });

  it('of an entry is its block, its part of a table and its Buffers', () => {
    const text = new Text();
    expect(text.dictionary.memoryOf(text.insert('k'.repeat(16), 'v'.repeat(16)))).toBe(48 + 12);
    expect(text.dictionary.memoryOf(text.insertObject('object', {}))).toBe(32 + 12);
    expect(text.dictionary.memoryOf(text.insert('k'.repeat(5000), 'v'.repeat(30_000)))).toBe(
      32 + 12 + 35_000,
    );
  });
});

describe('keys whose hashes collide', () => {
  class SameHash extends KeyHash {
    override compute(source: Uint8Array, start: number, end: number): void {
      super.compute(source, start, end);
      this.slot = 5;
      this.hash = this.hash & 0x80000006;
    }
  }

  it('are found, scanned and removed like any others', () => {
    const text = new Text(new SameHash(1, 2));
    const names = range(3000).map((i) => `key:${i}`);
    for (const name of names) text.insert(name, name, 1);
    expect(names.every((name) => text.value(text.find(name)) === name)).toBe(true);
    expect(text.scan(1).sort()).toEqual([...names].sort());
    expect(text.dictionary.expires).toBe(3000);
    for (const name of names) text.dictionary.remove(text.find(name));
    expect([text.dictionary.size, text.dictionary.expires, text.dictionary.usedBytes]).toEqual([0, 0, 0]);
  });
});
