import { degreesOf, EARTH_RADIUS, radiansOf } from './distance';
import { type Area, areaOf, type Cell, cellAt, isSame, MOST_STEPS, neighbour } from './geohash';
import type { Shape } from './shapes';

/** Half of the square map's side, in metres. */
const HALF_MAP = 20037726.37;

/** Where meridians come close to each other, cells are made larger: north and south of these latitudes. */
const NARROW = 66;
const NARROWEST = 80;

/** To the east and to the north: the cell itself first, then its neighbours, in Redis' order. */
const AROUND = [
  [0, 0],
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;

/**
 * The cells in which members within the shape are, in the order in which Redis looks through them: the one around
 * the center and those of its neighbours that the shape touches. At the world's edges Redis misses some, and so
 * does this.
 */
export function cellsToSearch(shape: Shape): Cell[] {
  const bounds = boundsOf(shape);
  const cell = centralCell(shape, bounds);
  const cells: Cell[] = [];
  for (const [east, north] of AROUND) {
    const found = neighbour(cell, east, north);
    const last = cells.length > 1 ? cells.at(-1) : undefined;
    const isAgain = last && isSame(found, last);
    if (!isAgain && isTouched(cell, east, north, bounds)) cells.push(found);
  }
  return cells;
}

/** The cell around the center, of a size that it and its neighbours cover the shape. */
function centralCell(shape: Shape, bounds: Area): Cell {
  const steps = estimateSteps(shape.reach, shape.center.latitude);
  const cell = cellAt(shape.center, steps);
  return steps > 1 && !isCovered(cell, bounds) ? cellAt(shape.center, steps - 1) : cell;
}

/** Steps of cells that are as wide as the reach, or up to twice that. */
function estimateSteps(reach: number, latitude: number): number {
  if (reach === 0) return MOST_STEPS;
  let steps = -1;
  for (let covered = reach; covered < HALF_MAP; covered *= 2) steps++;
  const magnitude = Math.abs(latitude);
  if (magnitude > NARROW) steps--;
  if (magnitude > NARROWEST) steps--;
  return Math.min(MOST_STEPS, Math.max(1, steps));
}

/** Whether the neighbours of a cell reach as far as the bounds. */
function isCovered(cell: Cell, { west, east, south, north }: Area): boolean {
  return (
    !(areaOf(neighbour(cell, 0, 1)).north < north) &&
    !(areaOf(neighbour(cell, 0, -1)).south > south) &&
    !(areaOf(neighbour(cell, 1, 0)).east < east) &&
    !(areaOf(neighbour(cell, -1, 0)).west > west)
  );
}

/** Whether the shape reaches into the neighbour to the east and to the north of a cell. */
function isTouched(cell: Cell, east: number, north: number, bounds: Area): boolean {
  if (cell.steps < 2) return true;
  const area = areaOf(cell);
  if (east > 0 && area.east > bounds.east) return false;
  if (east < 0 && area.west < bounds.west) return false;
  if (north > 0 && area.north > bounds.north) return false;
  return !(north < 0 && area.south < bounds.south);
}

/** Degrees that a shape spans; on either side of the equator a shape is widest towards its pole. */
function boundsOf({ center: { longitude, latitude }, halfWidth, halfHeight }: Shape): Area {
  const up = degreesOf(halfHeight / EARTH_RADIUS);
  const widest = latitude < 0 ? latitude - up : latitude + up;
  const aside = degreesOf(halfWidth / EARTH_RADIUS / Math.cos(radiansOf(widest)));
  return {
    west: longitude - aside,
    east: longitude + aside,
    south: latitude - up,
    north: latitude + up,
  };
}
