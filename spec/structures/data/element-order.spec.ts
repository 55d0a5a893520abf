import { ByteSlice } from '../../../lib/index';
import { byText, byWeight, descending, orElse } from '../../../structures/data/element-order';

const slices = (...texts: string[]) =>
  texts.map((text) => new ByteSlice(Buffer.from(`<${text}>`, 'latin1'), 1, text.length + 1));

const sorted = (compare: (a: number, b: number) => number, count: number) =>
  Array.from({ length: count }, (_, index) => index).sort(compare);

describe('An order of elements', () => {
  it('is that of their weights, then of their bytes', () => {
    const compare = byWeight(slices('b', 'a', 'c', '\xff', 'ab'), Float64Array.of(1, 1, -Infinity, 1, 1));
    expect(sorted(compare, 5)).toEqual([2, 1, 4, 0, 3]);
    expect(sorted(descending(compare), 5)).toEqual([3, 0, 4, 1, 2]);
  });

  it('is that of texts, those that are missing first', () => {
    const [a, b] = slices('a', 'b');
    expect(sorted(byText([b, undefined, a, undefined, b]), 5)).toEqual([1, 3, 2, 0, 4]);
  });

  it('is another for those that are equal', () => {
    const [a, b, c] = slices('a', 'b', 'c');
    expect(sorted(orElse(byText([a, a, b]), byText([c, b, a])), 3)).toEqual([1, 0, 2]);
  });
});
