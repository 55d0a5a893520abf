import fc from 'fast-check';
import { ByteSlice } from '../../../lib/index';
import type { ByteList } from '../../../structures/data/byte-list';
import { changeList, listAt, listLength } from '../../../structures/data/packed-list';
import { PackedMemory } from '../../support/packed-memory';
import { textOf } from '../../../structures/data/slices';

const viewOf = (text: string) => new ByteSlice(Buffer.from(`<${text}>`, 'latin1'), 1, 1 + text.length);

const allOf = (memory: PackedMemory) => {
  const list = listAt(memory);
  return list.range(0, list.length - 1).map(textOf);
};

const push = (memory: PackedMemory, ...values: string[]) =>
  changeList(memory, (list) => {
    for (const value of values) list.pushBack(viewOf(value));
  });

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `value:${index}`);

describe('a list at a packed value', () => {
  test('is in its bytes as long as a segment of 4 KB has all elements', () => {
    const memory = new PackedMemory();
    push(memory, ...numbered(300));
    expect(memory.object).toBeUndefined();
    push(memory, ...numbered(300));
    expect(memory.object).toBeDefined();
    expect(memory.length).toBe(0);
    expect(allOf(memory)).toEqual([...numbered(300), ...numbered(300)]);
  });

  test('is packed again when a quarter of that is left', () => {
    const memory = new PackedMemory();
    push(memory, ...numbered(2000));
    changeList(memory, (list) => list.trim(0, 199));
    expect(memory.object).toBeDefined();
    changeList(memory, (list) => list.trim(0, 49));
    expect(memory.object).toBeUndefined();
    expect(allOf(memory)).toEqual(numbered(50));
  });

  test('has five short elements in 70 bytes', () => {
    const memory = new PackedMemory();
    push(memory, ...numbered(5));
    expect(memory.length).toBe(70);
  });

  test('a queue goes on in the same bytes', () => {
    const memory = new PackedMemory();
    push(memory, ...numbered(10));
    for (let turn = 0; turn < 100; turn++) {
      push(memory, 'next');
      changeList(memory, (list) => list.popFront());
    }
    expect(memory.length).toBeLessThanOrEqual(6 + 256);
  });

  test('elements of any length go in and come out', () => {
    for (const length of [0, 1, 254, 255, 256, 4000, 4096, 5000, 70_000]) {
      const memory = new PackedMemory();
      push(memory, 'x'.repeat(length), 'y'.repeat(length));
      expect(allOf(memory)).toEqual(['x'.repeat(length), 'y'.repeat(length)]);
    }
  });

  test('what is read or fails to change leaves an absent value absent', () => {
    const memory = new PackedMemory();
    expect(listLength(memory)).toBe(0);
    expect(allOf(memory)).toEqual([]);
    expect(changeList(memory, (list) => list.popFront())).toBeUndefined();
    expect(memory.present).toBe(false);
  });
});

describe('as an array does it', () => {
  const element = fc.oneof(
    fc.constantFrom('', 'a', 'b', '\xff'),
    fc.constantFrom(50, 254, 255, 900, 3000, 5000).map((length) => 'x'.repeat(length)),
  );
  type Step = (list: ByteList, model: string[]) => ByteSlice[];

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.array(element, { maxLength: 30 }).map((values): Step => (list, model) => {
      for (const value of values) list.pushBack(viewOf(value));
      model.push(...values);
      return [];
    }),
    fc.array(element, { maxLength: 30 }).map((values): Step => (list, model) => {
      for (const value of values) list.pushFront(viewOf(value));
      model.unshift(...values.toReversed());
      return [];
    }),
    fc.nat(40).map((count): Step => (list, model) => {
      const popped = Array.from({ length: Math.min(count, model.length) }, () => list.popFront()!);
      model.splice(0, popped.length);
      return popped;
    }),
    fc.nat(40).map((count): Step => (list, model) => {
      const popped = Array.from({ length: Math.min(count, model.length) }, () => list.popBack()!);
      model.splice(model.length - popped.length);
      return popped;
    }),
    fc.tuple(fc.nat(), element).map(([place, value]): Step => (list, model) => {
      const index = place % (model.length + 1);
      list.insert(index, viewOf(value));
      model.splice(index, 0, value);
      return [];
    }),
    fc.tuple(fc.nat(), element).map(([place, value]): Step => (list, model) => {
      if (model.length === 0) return [];
      list.set(place % model.length, viewOf(value));
      model[place % model.length] = value;
      return [];
    }),
    element.map((value): Step => (list, model) => {
      list.remove(list.find(viewOf(value)));
      model.splice(0, model.length, ...model.filter((each) => each !== value));
      return [];
    }),
  );

  test('whatever is done to it; what is taken out is what was there', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const memory = new PackedMemory();
        const model: string[] = [];
        for (const act of steps) {
          const before = [...model];
          const taken = changeList(memory, (list) => act(list, model)).map(textOf);
          const isFront = before.slice(0, taken.length).every((each, index) => each === taken[index]);
          expect(isFront ? taken : taken.toReversed()).toEqual(
            isFront ? before.slice(0, taken.length) : before.slice(before.length - taken.length),
          );
          expect(listLength(memory)).toBe(model.length);
          expect(allOf(memory)).toEqual(model);
        }
      }),
      { numRuns: 300 },
    );
  });
});
