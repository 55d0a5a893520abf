import fc from 'fast-check';
import { PostingLists } from '../../../../structures/data/spelling/posting-lists';

const posting = fc.integer({ min: 1, max: 400 });
const operation = fc.tuple(fc.constantFrom('add', 'add', 'remove'), fc.nat(2), posting);

describe('posting lists', () => {
  it('hold what Sets hold, through any additions and removals', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 1500, size: 'max' }), (operations) => {
        const lists = new PostingLists();
        const sets = [new Set<number>(), new Set<number>(), new Set<number>()];
        for (const [op, hash, posting] of operations) {
          if (op === 'remove') expect(lists.remove(hash, posting)).toBe(sets[hash]!.delete(posting));
          else if (!sets[hash]!.has(posting)) lists.add(hash, posting);
          if (op === 'add') sets[hash]!.add(posting);
        }
        sets.forEach((set, hash) => expect(read(lists, hash)).toEqual(sorted(set)));
      }),
      { numRuns: 50 },
    );
  });

  it('read many lists at once, the long ones too', () => {
    const lists = new PostingLists();
    for (let n = 1; n <= 10_000; n++) lists.add(n % 3, n);
    const length = lists.read(Int32Array.of(9, 0, 1, 2, 9), 1, 4);
    expect(sorted(lists.found.subarray(0, length))).toEqual(Array.from({ length: 10_000 }, (_, n) => n + 1));
  });

  it.each([1000, 1022, 1023, 1024, 1025, 2047, 2048])('read %i of one and some of their own', (many) => {
    const lists = new PostingLists();
    for (let n = 1; n <= many; n++) lists.add(0, n);
    for (let hash = 1; hash < 32; hash++) lists.add(hash, many + hash);
    const length = lists.read(
      Int32Array.from({ length: 32 }, (_, hash) => hash),
      0,
      32,
    );
    expect(sorted(lists.found.subarray(0, length))).toEqual(
      Array.from({ length: many + 31 }, (_, n) => n + 1),
    );
  });

  it('give blocks back to be used again', () => {
    const lists = new PostingLists();
    const cycle = () => {
      for (let n = 1; n <= 1000; n++) lists.add(5, n);
      for (let n = 1; n <= 1000; n++) lists.remove(5, n);
    };
    cycle();
    const { byteLength } = lists;
    for (let round = 0; round < 5; round++) cycle();
    expect(lists.byteLength).toBe(byteLength);
    expect(read(lists, 5)).toEqual([]);
  });
});

const sorted = (postings: Iterable<number>) => [...postings].sort((a, b) => a - b);

const read = (lists: PostingLists, hash: number) =>
  sorted(lists.found.subarray(0, lists.read(Int32Array.of(hash), 0, 1)));
