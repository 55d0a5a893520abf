import { giveBuffer, roundedSize, takeBuffer } from '../../../structures/data/spare-buffers';

test('a Buffer that was given back is taken again, by who wants that size', () => {
  const size = roundedSize(40_000);
  const given = takeBuffer(size);
  giveBuffer(given);
  expect(takeBuffer(roundedSize(30_000))).not.toBe(given);
  expect(takeBuffer(size)).toBe(given);
  expect(takeBuffer(size)).not.toBe(given);
});

test('sizes are those of a few, but for small and very large ones, which nobody keeps', () => {
  const rounded = [100, 14_000, 14_337, 20_000, 20_481, 49_152, 49_153, 1_000_000].map(roundedSize);
  expect(rounded).toEqual([100, 14_000, 16_384, 20_480, 22_528, 49_152, 49_153, 1_000_000]);
  for (const size of [2048, 100, 14_000, 51_200, 1_000_000]) {
    const given = takeBuffer(size);
    giveBuffer(given);
    expect(takeBuffer(size)).not.toBe(given);
  }
});

test('only a few are kept', () => {
  const given = Array.from({ length: 20 }, () => takeBuffer(32_768));
  for (const buffer of given) giveBuffer(buffer);
  const taken = Array.from({ length: 20 }, () => takeBuffer(32_768));
  expect(taken.filter((buffer) => given.includes(buffer))).toHaveLength(4);
});
