import fc from 'fast-check';
import { MemberSearch } from '../../../structures/data/member-search';
import { slice } from '../../support/slice';

const text = fc.stringMatching(/^[ab]{0,6}$|^[ab]{45,60}$/);

/** How many come before the text, or with `inclusive` are it, as a binary search finds it. */
function countBelow(inOrder: readonly string[], wanted: string, inclusive: boolean): number {
  const search = new MemberSearch(slice(wanted));
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { bytes, start, end } = slice(inOrder[middle]!);
    const order = search.compare(bytes, start, end);
    expect(Math.sign(order)).toBe(inOrder[middle]! < wanted ? -1 : inOrder[middle]! > wanted ? 1 : 0);
    if (order < 0 || (inclusive && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

test.each([false, true])('a search compares rightly on its way, inclusive %s', (inclusive) => {
  const property = fc.property(fc.uniqueArray(text, { maxLength: 60 }), text, (members, other) => {
    const inOrder = members.sort();
    for (const wanted of [...inOrder, other]) {
      const below = inOrder.filter((member) => member < wanted || (inclusive && member === wanted));
      expect(countBelow(inOrder, wanted, inclusive)).toBe(below.length);
    }
  });
  fc.assert(property);
});
