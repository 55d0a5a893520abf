import fc from 'fast-check';
import { ObjectTable } from '../../../lib/keyspace/object-table';

describe('an object table', () => {
  it('answers the object of an index', () => {
    const table = new ObjectTable();
    const [one, two] = [{}, {}];
    const [first, second] = [table.add(one), table.add(two)];
    expect(table.get(first)).toBe(one);
    expect(table.get(second)).toBe(two);
  });

  it('puts another object in the place of one', () => {
    const table = new ObjectTable();
    const index = table.add('old');
    table.set(index, 'new');
    expect(table.get(index)).toBe('new');
  });

  it('uses a free index again', () => {
    const table = new ObjectTable();
    const index = table.add('a');
    table.add('b');
    table.remove(index);
    expect(table.add('c')).toBe(index);
  });

  it('lets go of what was removed', () => {
    const table = new ObjectTable();
    const index = table.add({});
    table.add({});
    table.remove(index);
    expect(typeof table.get(index)).not.toBe('object');
  });

  it('starts again from the lowest index after clear', () => {
    const table = new ObjectTable();
    const first = table.add('a');
    for (let i = 0; i < 10_000; i++) table.add(i);
    table.clear();
    expect(table.add('b')).toBe(first);
  });

  it('keeps every object at its index, whatever is added and removed', () => {
    const steps = fc.array(fc.record({ add: fc.nat(9000), remove: fc.nat(9000) }), { maxLength: 8 });
    fc.assert(
      fc.property(steps, (sequence) => {
        const table = new ObjectTable();
        const model = new Map<number, object>();
        let size = 0;
        for (const { add, remove } of sequence) {
          for (let i = 0; i < add; i++) {
            const object = { i };
            model.set(table.add(object), object);
          }
          for (const index of [...model.keys()].slice(0, remove)) {
            table.remove(index);
            model.delete(index);
          }
          size = Math.max(0, size + add - remove);
          expect(model.size).toBe(size);
        }
        expect([...model].every(([index, object]) => table.get(index) === object)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
