import fc from 'fast-check';
import { IdTable } from '../../../../structures/data/stream/id-table';
import { compareIds, formatId, type StreamId } from '../../../../structures/data/stream/stream-id';

const numbered = (ms: number): StreamId => ({ ms, seq: ms % 3 });

/** Ids and the word beside each, in the order in which the table goes through them. */
function contents(table: IdTable): [string, number][] {
  const rows: [string, number][] = [];
  for (let more = table.first(); more; more = table.next()) rows.push([formatId(table.id), table.get(0)]);
  return rows;
}

function filled(count: number): IdTable {
  const table = new IdTable(2);
  for (let ms = 0; ms < count; ms++) {
    table.add(numbered(ms));
    table.set(0, ms);
  }
  return table;
}

describe('ids in their order', () => {
  test('an empty table has none', () => {
    const table = new IdTable(1);
    expect([table.first(), table.last(), table.find(numbered(1)), table.seek(numbered(1))]).toEqual(
      Array(4).fill(false),
    );
    expect(table.isAtRow).toBe(false);
    expect(table.delete(numbered(1))).toBe(false);
    expect(table.size).toBe(0);
  });

  test('an id is there once', () => {
    const table = new IdTable(1);
    expect(table.add(numbered(1))).toBe(true);
    table.set(0, 7);
    expect(table.add(numbered(1))).toBe(false);
    expect(table.get(0)).toBe(7);
    expect(table.size).toBe(1);
  });

  test('what is added in order fills its pages', () => {
    const table = filled(10_000);
    expect(table.byteLength).toBeLessThan(10_000 * 4 * 6 * 1.1);
    expect(contents(table)).toEqual(Array.from({ length: 10_000 }, (_, ms) => [formatId(numbered(ms)), ms]));
  });

  test('memory is given back', () => {
    const table = filled(10_000);
    for (let ms = 0; ms < 10_000; ms++) if (ms % 10 > 0) table.delete(numbered(ms));
    expect(table.byteLength).toBeLessThan(1000 * 4 * 6 * 8);
    for (let ms = 0; ms < 10_000; ms += 10) table.delete(numbered(ms));
    expect([table.byteLength, table.size]).toEqual([0, 0]);
  });

  test('deleting the current row goes to the next', () => {
    const table = filled(1000);
    table.seek(numbered(300));
    for (let left = 600; left > 0; left--) table.deleteCurrent();
    expect(formatId(table.id)).toBe(formatId(numbered(900)));
    for (let left = 100; left > 0; left--) table.deleteCurrent();
    expect(table.isAtRow).toBe(false);
    expect(contents(table).map(([, word]) => word)).toEqual(Array.from({ length: 300 }, (_, ms) => ms));
  });

  test('any changes do what they do to an array', () => {
    const id = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 40 })).map(numbered);
    const change = fc.oneof(
      { weight: 3, arbitrary: fc.record({ add: id }) },
      { weight: 1, arbitrary: fc.record({ delete: id }) },
      {
        weight: 1,
        arbitrary: fc.record({ many: fc.nat(1500), step: fc.constantFrom(1, 2, -1), count: fc.nat(600) }),
      },
      { weight: 1, arbitrary: fc.record({ from: id, gone: fc.nat(300) }) },
      { weight: 1, arbitrary: fc.record({ seek: id }) },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const table = new IdTable(1);
        let model: [StreamId, number][] = [];
        let word = 0;
        const add = (each: StreamId) => {
          const known = model.find(([other]) => compareIds(other, each) === 0);
          expect(table.add(each)).toBe(!known);
          expect(compareIds(table.id, each)).toBe(0);
          if (known) return expect(table.get(0)).toBe(known[1]);
          table.set(0, ++word);
          model.push([each, word]);
          model.sort(([a], [b]) => compareIds(a, b));
        };
        for (const each of changes) {
          if ('add' in each) add(each.add);
          else if ('delete' in each) {
            const rest = model.filter(([other]) => compareIds(other, each.delete) !== 0);
            expect(table.delete(each.delete)).toBe(rest.length < model.length);
            model = rest;
          } else if ('many' in each) {
            for (let i = 0; i < each.count; i++) add(numbered(Math.max(0, each.many + i * each.step)));
          } else if ('gone' in each) {
            const from = model.findIndex(([other]) => compareIds(other, each.from) >= 0);
            if (!table.seek(each.from)) {
              expect(from).toBe(-1);
              continue;
            }
            const gone = Math.min(each.gone, model.length - from);
            for (let left = gone; left > 0; left--) table.deleteCurrent();
            model.splice(from, gone);
            expect(table.isAtRow).toBe(from < model.length);
            if (table.isAtRow) expect(table.id).toEqual(model[from]![0]);
          } else {
            const found = model.find(([other]) => compareIds(other, each.seek) >= 0);
            expect(table.seek(each.seek)).toBe(found !== undefined);
            if (found) expect([table.id, table.get(0)]).toEqual(found);
          }
        }
        expect(table.size).toBe(model.length);
        expect(contents(table)).toEqual(model.map(([other, at]) => [formatId(other), at]));
        expect(table.last()).toBe(model.length > 0);
        if (model.length > 0) expect(table.id).toEqual(model.at(-1)![0]);
      }),
      { numRuns: 60 },
    );
  });
});
