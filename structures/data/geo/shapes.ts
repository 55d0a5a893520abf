import { distanceBetween, haversineLimit, roughHaversine } from './distance';
import type { Position } from './geohash';

/** What a search covers. */
export interface Shape {
  readonly center: Position;
  /** Metres from the center to the west and the east. */
  readonly halfWidth: number;
  /** Metres from the center to the north and the south. */
  readonly halfHeight: number;
  /** Metres from the center to the farthest point. */
  readonly reach: number;
  /** Metres from the center to a position; undefined when it is outside. */
  distanceTo(position: Position): number | undefined;
}

export class Circle implements Shape {
  readonly reach: number;
  private readonly limit: number;

  constructor(
    readonly center: Position,
    radius: number,
    /** Metres that the radius' unit has. */
    unit: number,
  ) {
    this.reach = radius * unit;
    this.limit = haversineLimit(this.reach);
  }

  get halfWidth(): number {
    return this.reach;
  }

  get halfHeight(): number {
    return this.reach;
  }

  distanceTo(position: Position): number | undefined {
    if (roughHaversine(this.center, position) > this.limit) return undefined;
    const distance = distanceBetween(this.center, position);
    return distance > this.reach ? undefined : distance;
  }
}

/** What is not farther to a side of the center than half of the width, nor up or down than half of the height. */
export class Box implements Shape {
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly reach: number;
  private readonly widthLimit: number;
  private readonly heightLimit: number;

  constructor(
    readonly center: Position,
    width: number,
    height: number,
    /** Metres that the width's and the height's unit has. */
    unit: number,
  ) {
    this.halfWidth = (width * unit) / 2;
    this.halfHeight = (height * unit) / 2;
    this.reach = Math.sqrt((width / 2) * (width / 2) + (height / 2) * (height / 2)) * unit;
    this.widthLimit = haversineLimit(this.halfWidth);
    this.heightLimit = haversineLimit(this.halfHeight);
  }

  distanceTo(position: Position): number | undefined {
    const { longitude, latitude } = position;
    const above = { longitude, latitude: this.center.latitude };
    if (roughHaversine(position, above) > this.heightLimit) return undefined;
    const aside = { longitude: this.center.longitude, latitude };
    if (roughHaversine(position, aside) > this.widthLimit) return undefined;
    if (distanceBetween(position, above) > this.halfHeight) return undefined;
    if (distanceBetween(position, aside) > this.halfWidth) return undefined;
    return distanceBetween(this.center, position);
  }
}
