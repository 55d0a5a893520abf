import { asin, cos, sin } from './elementary';
import type { Position } from './geohash';

/** The earth's radius in metres, as Redis has it. */
export const EARTH_RADIUS = 6372797.560856;

const RADIAN = Math.PI / 180;

export const radiansOf = (degrees: number) => degrees * RADIAN;
export const degreesOf = (radians: number) => radians / RADIAN;

/** Metres between two positions on a globe, by the haversine formula. */
export function distanceBetween(one: Position, other: Position): number {
  const latitude = radiansOf(one.latitude);
  const otherLatitude = radiansOf(other.latitude);
  const vertical = sin((otherLatitude - latitude) / 2);
  const horizontal = sin((radiansOf(other.longitude) - radiansOf(one.longitude)) / 2);
  const square = vertical * vertical + cos(latitude) * cos(otherLatitude) * horizontal * horizontal;
  return 2 * EARTH_RADIUS * asin(Math.sqrt(square));
}

/** Square of the sine of half the angle between two positions, but for the last digits: enough to tell what is far. */
export function roughHaversine(one: Position, other: Position): number {
  const latitude = radiansOf(one.latitude);
  const otherLatitude = radiansOf(other.latitude);
  const vertical = Math.sin((otherLatitude - latitude) / 2);
  const horizontal = Math.sin((radiansOf(other.longitude) - radiansOf(one.longitude)) / 2);
  return vertical * vertical + Math.cos(latitude) * Math.cos(otherLatitude) * horizontal * horizontal;
}

/** What is more is farther than so many metres, whatever the last digits are. */
export function haversineLimit(metres: number): number {
  const half = metres / EARTH_RADIUS / 2;
  return half < Math.PI / 2 ? Math.sin(half) ** 2 * (1 + 1e-9) : Infinity;
}
