import { objectSize } from '../../../structures/data/object-size';

/** About what V8 tells, within a third. */
const isAbout = (bytes: number) => ({
  asymmetricMatch: (actual: number) => actual > bytes / 1.34 && actual < bytes * 1.34,
});

describe('The size of an object', () => {
  it('grows with what is in it', () => {
    expect(objectSize('a'.repeat(1000), 5)).toEqual(isAbout(1016));
    expect(objectSize('ä€'.repeat(1000), 5)).toEqual(isAbout(4016));
    expect(objectSize(Buffer.alloc(5000), 5)).toEqual(isAbout(5100));
    expect(objectSize(new Float64Array(1000), 5)).toEqual(isAbout(8100));
    expect(
      objectSize(
        Array.from({ length: 1000 }, (_, i) => i + 0.5),
        5,
      ),
    ).toBeGreaterThan(8000);
    expect(objectSize({ items: ['a', 'b'], size: 2n ** 70n }, 5)).toBeGreaterThan(100);
  });

  it('is that of all items, of which so many are looked at', () => {
    const even = Array.from({ length: 1000 }, () => 'x'.repeat(100));
    expect(objectSize(even, 5)).toBe(objectSize(even, Infinity));
    const growing = Array.from({ length: 1000 }, (_, i) => 'x'.repeat(i));
    expect(objectSize(growing, Infinity)).toBeGreaterThan(500_000);
    expect(objectSize(growing, 5)).toBeLessThan(50_000);
    const map = new Map(even.map((text, i) => [i, text]));
    expect(objectSize(map, 5)).toEqual(isAbout(170_000));
    expect(objectSize(new Set(map.values()), 5)).toEqual(isAbout(200));
  });

  it('counts what is met again once, and ends', () => {
    const ring: { next?: object; bytes: Buffer } = { bytes: Buffer.alloc(1000) };
    ring.next = ring;
    expect(objectSize([ring, ring, ring.bytes], Infinity)).toBeLessThan(1300);
  });

  it('is nothing for what stands in its place', () => {
    for (const value of [undefined, null, true, 7]) expect(objectSize(value, 5)).toBe(0);
  });
});
