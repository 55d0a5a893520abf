import fc from 'fast-check';
import { distanceBetween } from '../../../../structures/data/geo/distance';
import {
  cellAt,
  MOST_STEPS,
  type Position,
  scoreOf,
  scoresOf,
} from '../../../../structures/data/geo/geohash';
import { cellsToSearch } from '../../../../structures/data/geo/search-cells';
import { Box, Circle, type Shape } from '../../../../structures/data/geo/shapes';

/** Far enough from the poles and the date line that no search below gets there. */
const position: fc.Arbitrary<Position> = fc.record({
  longitude: fc.double({ min: -100, max: 100, noNaN: true }),
  latitude: fc.double({ min: -55, max: 55, noNaN: true }),
});
const size = fc.oneof(
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.double({ min: 0, max: 2_000_000, noNaN: true }),
);
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.tuple(position, size).map(([center, radius]) => new Circle(center, radius, 1)),
  fc.tuple(position, size, size).map(([center, width, height]) => new Box(center, width, height, 1)),
);
const place = fc.double({ min: -1.2, max: 1.2, noNaN: true });

describe('the cells to search', () => {
  test('have all positions that are within the shape', () => {
    fc.assert(
      fc.property(shape, place, place, (shape, east, north) => {
        const position = shift(shape, east, north);
        if (shape.distanceTo(position) === undefined) return;
        const score = scoreOf(position);
        const hits = cellsToSearch(shape).filter((cell) => isBetween(score, ...scoresOf(cell)));
        expect(hits).toHaveLength(1);
      }),
      { numRuns: 3000 },
    );
  });

  test('are nine at most, none twice', () => {
    fc.assert(
      fc.property(shape, (shape) => {
        const cells = cellsToSearch(shape).map((cell) => JSON.stringify(cell));
        expect(cells.length).toBeLessThanOrEqual(9);
        expect(new Set(cells).size).toBe(cells.length);
      }),
    );
  });

  test('are one cell for no reach', () => {
    const center = { longitude: 1.000001, latitude: 1.00001 };
    expect(cellsToSearch(new Circle(center, 0, 1))).toEqual([cellAt(center, MOST_STEPS)]);
  });
});

describe('a shape', () => {
  const PALERMO = { longitude: 13.361389, latitude: 38.115556 };
  const CATANIA = { longitude: 15.087269, latitude: 37.502669 };

  test('has what is not farther from its center', () => {
    const distance = distanceBetween(PALERMO, CATANIA);
    expect(distance).toBeCloseTo(166_274, 0);
    expect(new Circle(PALERMO, distance, 1).distanceTo(CATANIA)).toBe(distance);
    expect(new Circle(PALERMO, distance - 0.001, 1).distanceTo(CATANIA)).toBeUndefined();
  });

  test('tells what is far by its exact distance, however near its edge', () => {
    const nudge = fc.constantFrom(-1e-7, -1e-9, -1e-12, 0, 1e-12, 1e-9, 1e-7);
    fc.assert(
      fc.property(position, position, nudge, (center, other, nudge) => {
        const distance = distanceBetween(center, other);
        const radius = distance * (1 + nudge);
        const expected = distance > radius ? undefined : distance;
        expect(new Circle(center, radius, 1).distanceTo(other)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test('may be a box', () => {
    expect(new Box(PALERMO, 400, 400, 1000).distanceTo(CATANIA)).toBeDefined();
    expect(new Box(PALERMO, 300, 400, 1000).distanceTo(CATANIA)).toBeUndefined();
    expect(new Box(PALERMO, 400, 100, 1000).distanceTo(CATANIA)).toBeUndefined();
  });
});

function isBetween(score: number, least: number, end: number): boolean {
  return score >= least && score < end;
}

/** A position near the shape, so far from its center as a share of its size. */
function shift({ center, halfWidth, halfHeight }: Shape, east: number, north: number): Position {
  const degree = 111_226;
  const latitude = center.latitude + (north * halfHeight) / degree;
  const narrowing = Math.cos((latitude * Math.PI) / 180);
  return { longitude: center.longitude + (east * halfWidth) / degree / narrowing, latitude };
}
