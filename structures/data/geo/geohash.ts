export interface Position {
  /** Degrees, east positive. */
  readonly longitude: number;
  /** Degrees, north positive. */
  readonly latitude: number;
}

/** Degrees from edge to edge. */
export interface Area {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** One of the cells that an area falls into when it is halved so many times each way. */
export interface Cell {
  readonly steps: number;
  /** From the west; 2^steps at the area's very east. */
  readonly column: number;
  /** From the south; 2^steps at the area's very north. */
  readonly row: number;
}

/** What Redis takes positions from: all that the web's square map shows. */
export const WORLD: Area = { west: -180, east: 180, south: -85.05112878, north: 85.05112878 };

/** What geohashes written as text divide. */
const GLOBE: Area = { west: -180, east: 180, south: -90, north: 90 };

/** Steps of a score, which has 52 bits. */
export const MOST_STEPS = 26;
const MOST_CELLS = 2 ** MOST_STEPS;

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';
const CHARACTER_BITS = 5;
const WORD = 2 ** 32;
const MOST_LONG = 2 ** 63;

export const isWithin = ({ longitude, latitude }: Position, area: Area): boolean =>
  longitude >= area.west && longitude <= area.east && latitude >= area.south && latitude <= area.north;

/** The cell around a position, which is within the world. */
export const cellAt = (position: Position, steps: number): Cell => cellWithin(WORLD, position, steps);

/** The cell so many columns to the east and rows to the north, -1 to 1; the world goes on at its other edge. */
export function neighbour({ steps, column, row }: Cell, east: number, north: number): Cell {
  const last = (1 << steps) - 1;
  return {
    steps,
    column: east === 0 ? column : (column + east) & last,
    row: north === 0 ? row : (row + north) & last,
  };
}

export const isSame = (one: Cell, other: Cell): boolean =>
  one.column === other.column && one.row === other.row && one.steps === other.steps;

export function areaOf({ steps, column, row }: Cell): Area {
  const count = 1 << steps;
  const { west, east, south, north } = WORLD;
  return {
    west: west + (column / count) * (east - west),
    east: west + (next(column) / count) * (east - west),
    south: south + (row / count) * (north - south),
    north: south + (next(row) / count) * (north - south),
  };
}

/** The scores of what is in a cell: from the first up to, not including, the second. */
export function scoresOf({ steps, column, row }: Cell): [least: number, end: number] {
  const scale = 4 ** (MOST_STEPS - steps);
  const high = interleaved(column >>> 16, row >>> 16) * WORD;
  const low = interleaved(column & 0xffff, row & 0xffff);
  return [(high + low) * scale, (high + (low + 1)) * scale];
}

/** The score that a member at the position has, which is within the world. */
export const scoreOf = (position: Position): number => scoresOf(cellAt(position, MOST_STEPS))[0];

/** The middle of the cell that a score stands for. Any number does for a score. */
export function positionOf(score: number): Position {
  const bits = bitsOf(score);
  const high = Math.floor(bits / WORD) >>> 0;
  const low = bits >>> 0;
  const column = ((gathered(high >>> 1) << 16) | gathered(low >>> 1)) >>> 0;
  const row = ((gathered(high) << 16) | gathered(low)) >>> 0;
  return {
    longitude: middleOf(column, WORLD.west, WORLD.east),
    latitude: middleOf(row, WORLD.south, WORLD.north),
  };
}

/** The geohash of a score's position as text: ten characters of its 52 bits, and a zero. */
export function geohashOf(score: number): string {
  const [bits] = scoresOf(cellWithin(GLOBE, positionOf(score), MOST_STEPS));
  let text = '';
  for (let shift = 47; shift > 0; shift -= CHARACTER_BITS) {
    text += ALPHABET.charAt(Math.floor(bits / 2 ** shift) % ALPHABET.length);
  }
  return `${text}0`;
}

function cellWithin({ west, east, south, north }: Area, position: Position, steps: number): Cell {
  const count = 1 << steps;
  return {
    steps,
    column: Math.floor(((position.longitude - west) / (east - west)) * count),
    row: Math.floor(((position.latitude - south) / (north - south)) * count),
  };
}

/** A score as C makes an unsigned integer of 64 bits of it; a negative number has the bits of its complement. */
function bitsOf(score: number): number {
  if (score >= 2 * MOST_LONG) return 0;
  return Math.trunc(score < -MOST_LONG ? MOST_LONG : score);
}

/** The middle of a column or a row, but not beyond the world. */
function middleOf(index: number, least: number, most: number): number {
  const from = least + (index / MOST_CELLS) * (most - least);
  const to = least + (next(index) / MOST_CELLS) * (most - least);
  const middle = (from + to) / 2;
  if (middle > most) return most;
  return middle < least ? least : middle;
}

/** Of 32 bits, as C counts. */
const next = (index: number) => (index === WORD - 1 ? 0 : index + 1);

/** The bits of two numbers of 16 bits in turn, as one of 32 bits: the column's are the odd ones. */
const interleaved = (column: number, row: number) => ((spread(column) << 1) | spread(row)) >>> 0;

/** Puts a 0 before each of 16 bits. */
function spread(bits: number): number {
  let wide = (bits | (bits << 8)) & 0x00ff00ff;
  wide = (wide | (wide << 4)) & 0x0f0f0f0f;
  wide = (wide | (wide << 2)) & 0x33333333;
  return (wide | (wide << 1)) & 0x55555555;
}

/** Every second bit of 32, from the lowest on. */
function gathered(bits: number): number {
  let narrow = bits & 0x55555555;
  narrow = (narrow | (narrow >>> 1)) & 0x33333333;
  narrow = (narrow | (narrow >>> 2)) & 0x0f0f0f0f;
  narrow = (narrow | (narrow >>> 4)) & 0x00ff00ff;
  return (narrow | (narrow >>> 8)) & 0xffff;
}
