import fc from 'fast-check';
import { IntegerTable } from '../../../structures/data/integer-table';

/** Few hashes, of which many share a segment and a slot, so that entries are pushed along and closed up behind. */
const hash = fc
  .tuple(fc.nat(12), fc.constantFrom(0, 1, 0x40000000, 0x7ffffffe, -1 << 28, -2))
  .map(([n, base]) => (base + n) | 0);
const value = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).filter((n) => n !== 0);
const operation = fc.oneof(
  fc.record({ op: fc.constant('set' as const), hash, value }),
  fc.record({ op: fc.constant('delete' as const), hash, value }),
);

describe('an integer table', () => {
  it('holds what a Map holds, through any insertions and deletions', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const table = new IntegerTable();
        const map = new Map<number, number>();
        for (const { op, hash, value } of operations) {
          if (op === 'set') {
            table.set(hash, value);
            map.set(hash, value);
          } else {
            expect(table.delete(hash)).toBe(map.delete(hash));
          }
          expect(table.size).toBe(map.size);
        }
        for (const [hash, value] of map) expect(table.get(hash)).toBe(value);
      }),
    );
  });

  it('finds every entry while it grows to many segments', () => {
    const table = new IntegerTable();
    const hashOf = (n: number) => Math.imul(n, 0x9e3779b1);
    for (let n = 1; n <= 20_000; n++) table.set(hashOf(n), n);
    for (let n = 1; n <= 20_000; n += 2) expect(table.delete(hashOf(n))).toBe(true);
    expect(table.size).toBe(10_000);
    for (let n = 1; n <= 20_000; n++) expect(table.get(hashOf(n))).toBe(n % 2 === 0 ? n : 0);
  });

  it('finds every entry when all hashes agree in the bits that choose the segment', () => {
    const table = new IntegerTable();
    for (let n = 1; n <= 5000; n++) table.set(n << 12, n);
    for (let n = 1; n <= 5000; n++) expect(table.get(n << 12)).toBe(n);
  });

  it('answers 0 for what it does not hold', () => {
    const table = new IntegerTable();
    expect(table.get(0)).toBe(0);
    table.set(0, 7);
    expect([table.get(0), table.get(1)]).toEqual([7, 0]);
    expect(table.delete(1)).toBe(false);
  });
});
