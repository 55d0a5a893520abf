import fc from 'fast-check';
import { recordCount } from '../../../structures/data/byte-records';
import { PackedPairs } from '../../../structures/data/packed-pairs';
import { PackedMemory } from '../../support/packed-memory';
import { textOf } from '../../../structures/data/slices';
import { slice } from '../../support/slice';

const key = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab'),
  fc.constantFrom(253, 254, 255, 300).map((n) => 'k'.repeat(n)),
);
const value = fc.oneof(
  key,
  fc.string({ unit: 'binary', maxLength: 5 }).map((text) => Buffer.from(text).toString('latin1')),
);

describe('PackedPairs', () => {
  it('does what a Map does, in the order of arrival', () => {
    const step = fc.oneof(
      fc.tuple(fc.constant('set'), key, value),
      fc.tuple(fc.constant('delete'), key, value),
    );
    const property = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const memory = new PackedMemory();
      const pairs = new PackedPairs(memory);
      const model = new Map<string, string>();
      for (const [what, name, content] of steps) {
        expect(pairs.has(slice(name))).toBe(model.has(name));
        if (what === 'set') {
          expect(pairs.set(slice(name), slice(content))).toBe(!model.has(name));
          model.set(name, content);
        } else expect(pairs.delete(slice(name))).toBe(model.delete(name));
        const found = pairs.get(slice(name));
        expect(found && textOf(found)).toBe(model.get(name));
      }
      const all: [string, string][] = [];
      pairs.forEach((each, content) => all.push([textOf(each), textOf(content)]));
      expect(all).toEqual([...model]);
      expect(pairs.size).toBe(model.size);
      expect(recordCount(memory)).toBe(model.size * 2);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('takes a key for no value, and a value for no key', () => {
    const pairs = new PackedPairs(new PackedMemory());
    pairs.set(slice('a'), slice('b'));
    expect(pairs.has(slice('b'))).toBe(false);
    expect(pairs.delete(slice('b'))).toBe(false);
  });

  it('draws each pair', () => {
    const pairs = new PackedPairs(new PackedMemory());
    for (const name of ['a', 'b', 'c']) pairs.set(slice(name), slice(name + name));
    const drawn = [0, 0.34, 0.99].map((number) => pairs.random(() => number).map(textOf));
    expect(drawn).toEqual([
      ['a', 'aa'],
      ['b', 'bb'],
      ['c', 'cc'],
    ]);
  });

  it('is scanned at once', () => {
    const pairs = new PackedPairs(new PackedMemory());
    for (const name of ['a', 'b', 'c']) pairs.set(slice(name), slice(name));
    const seen: string[] = [];
    expect(pairs.scan(0, 1, (each) => seen.push(textOf(each)))).toBe(0);
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});
