import fc from 'fast-check';
import { ByteSlice } from '../../../lib/index';
import { ElementOrder } from '../../../structures/data/element-order';

const slice = (bytes: Buffer) => new ByteSlice(Buffer.concat([Buffer.from('<'), bytes]), 1, bytes.length + 1);
const slices = (...texts: string[]) => texts.map((text) => slice(Buffer.from(text, 'latin1')));
const all = (order: ElementOrder) => [...order.all()];

describe('An order of elements', () => {
  it('is that of their numbers, then of their bytes', () => {
    const numbers = Float64Array.of(1, 1, -Infinity, 1, 1);
    const order = ElementOrder.ofNumbers(slices('b', 'a', 'c', '\xff', 'ab'), numbers);
    expect(all(order)).toEqual([2, 1, 4, 0, 3]);
    expect(all(order.reversed())).toEqual([3, 0, 4, 1, 2]);
    expect(order.part(1, 3)).toEqual([1, 4, 0]);
    expect(order.part(3, 0)).toEqual([]);
  });

  it('is that of texts, those that are missing first, those that are equal as they are', () => {
    const [a, b] = slices('a', 'b');
    const order = ElementOrder.ofTexts([b, undefined, a, undefined, b]);
    expect(all(order)).toEqual([1, 3, 2, 0, 4]);
    expect(all(order.reversed())).toEqual([0, 4, 2, 1, 3]);
  });

  it('is another for those that are equal', () => {
    const [a, b, c] = slices('a', 'b', 'c');
    const order = ElementOrder.ofTexts([a, a, b]).orElse(ElementOrder.ofTexts([c, b, a]));
    expect(all(order)).toEqual([1, 0, 2]);
    expect(all(order.reversed())).toEqual([2, 0, 1]);
  });

  it('is that of bytes, however long the texts', () => {
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 9 }),
      fc.array(fc.constantFrom(0, 1, 255), { maxLength: 9 }),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), fc.nat(20), fc.nat(20), (texts, first, count) => {
        const buffers = texts.map((bytes) => Buffer.from(bytes));
        const order = ElementOrder.ofTexts(buffers.map(slice));
        const expected = buffers.toSorted((one, other) => Buffer.compare(one, other));
        expect(all(order).map((index) => buffers[index]!)).toEqual(expected);
        const part = order.part(first, count).map((index) => buffers[index]!);
        expect(part).toEqual(expected.slice(first, first + count));
      }),
    );
  });
});
