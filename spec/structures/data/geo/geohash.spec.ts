import fc from 'fast-check';
import {
  type Area,
  areaOf,
  cellAt,
  geohashOf,
  isWithin,
  MOST_STEPS,
  neighbour,
  type Position,
  positionOf,
  scoreOf,
  scoresOf,
  WORLD,
} from '../../../../structures/data/geo/geohash';

const PALERMO = { longitude: 13.361389, latitude: 38.115556 };
const NORTH_EAST = { longitude: 180, latitude: 85.05112878 };
const SOUTH_WEST = { longitude: -180, latitude: -85.05112878 };

/** Not at the very edge, which is a column or a row of its own. */
const longitude = fc.double({ min: -180, max: 179.999999, noNaN: true });
const latitude = fc.double({ min: WORLD.south, max: 85.051128, noNaN: true });
const position: fc.Arbitrary<Position> = fc.record({ longitude, latitude });
const steps = fc.integer({ min: 1, max: MOST_STEPS });

/** Some more on each side, for what is rounded. */
const widened = ({ west, east, south, north }: Area): Area => ({
  west: west - 1e-9,
  east: east + 1e-9,
  south: south - 1e-9,
  north: north + 1e-9,
});

describe('the score of a position', () => {
  test.each([
    [PALERMO, 3479099956230698],
    [{ longitude: 15.087269, latitude: 37.502669 }, 3479447370796909],
    [{ longitude: 0, latitude: 0 }, 3377699720527872],
    [SOUTH_WEST, 0],
    [NORTH_EAST, 13510798882111488],
  ])('%j is what Redis has', (position, score) => {
    expect(scoreOf(position)).toBe(score);
  });

  test('stands for a cell that it is in', () => {
    fc.assert(
      fc.property(position, (position) => {
        const middle = positionOf(scoreOf(position));
        expect(Math.abs(middle.longitude - position.longitude)).toBeLessThan(3e-6);
        expect(Math.abs(middle.latitude - position.latitude)).toBeLessThan(1.5e-6);
        expect(scoreOf(middle)).toBe(scoreOf(position));
      }),
    );
  });

  test('is within the scores of each of its cells', () => {
    fc.assert(
      fc.property(position, steps, (position, steps) => {
        const cell = cellAt(position, steps);
        const [least, end] = scoresOf(cell);
        expect(end - least).toBe(4 ** (MOST_STEPS - steps));
        expect(scoreOf(position)).toBeGreaterThanOrEqual(least);
        expect(scoreOf(position)).toBeLessThan(end);
        expect(isWithin(position, widened(areaOf(cell)))).toBe(true);
      }),
    );
  });
});

describe('the position of a score', () => {
  test.each([
    [3479099956230698, { longitude: 13.361389338970184, latitude: 38.1155563954963 }],
    [13510798882111488, NORTH_EAST],
    [0, { longitude: -179.99999731779, latitude: -85.05112751264 }],
    [0.9, positionOf(0)],
    [-1, positionOf(2 ** 64 - 2048)],
    [Infinity, positionOf(0)],
    [1e19, positionOf(1e19 - 2 ** 64)],
    [-Infinity, positionOf(2 ** 63)],
    [-1e300, positionOf(2 ** 63)],
  ])('%d is where Redis has it', (score, { longitude, latitude }) => {
    expect(positionOf(score).longitude).toBeCloseTo(longitude, 10);
    expect(positionOf(score).latitude).toBeCloseTo(latitude, 10);
  });
});

describe('a geohash as text', () => {
  test.each([
    [scoreOf(PALERMO), 'sqc8b49rny0'],
    [scoreOf({ longitude: 15.087269, latitude: 37.502669 }), 'sqdtr74hyu0'],
    [scoreOf(SOUTH_WEST), '00bh0hbj200'],
    [scoreOf(NORTH_EAST), 'bp05b5048p0'],
  ])('of %d is %s', (score, text) => {
    expect(geohashOf(score)).toBe(text);
  });
});

describe('a neighbour', () => {
  test('is beside the cell, or at the other edge of the world', () => {
    fc.assert(
      fc.property(position, steps, (position, steps) => {
        const cell = cellAt(position, steps);
        const area = areaOf(cell);
        expect(areaOf(neighbour(cell, 1, 0)).west).toBe(area.east === WORLD.east ? WORLD.west : area.east);
        expect(neighbour(neighbour(cell, 1, -1), -1, 1)).toEqual(cell);
      }),
    );
  });
});
