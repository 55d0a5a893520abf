/*
 * Sine, cosine and arcsine, rounded to the nearest double: to one of two where both are near to a ten-thousandth, which
 * is as seldom. JavaScript's own may be off in the last place, which shows in a distance that is stored as a score; C's,
 * which Redis calls, are off far more seldom.
 * An angle is near a multiple of 1/64, whose sine and cosine are known to twice the digits of a double.
 */

/** π, and what the double lacks of it. */
const PI = Math.PI;
const PI_REST = 1.2246467991473532e-16;

const STEPS = 64;
const KNOWN_ANGLES = Math.ceil((PI / 2) * STEPS) + 1;

/** Of each known angle: the sine, and what that double lacks of it; the same of the cosine. */
const sines = new Float64Array(KNOWN_ANGLES);
const sinesRest = new Float64Array(KNOWN_ANGLES);
const cosines = new Float64Array(KNOWN_ANGLES);
const cosinesRest = new Float64Array(KNOWN_ANGLES);

/** The table is computed with so many binary places. */
const PLACES = 160n;
const ONE = 1n << PLACES;

/** Takes the upper 26 bits of a double apart from the lower ones. */
const SPLITTER = 2 ** 27 + 1;

/** Above this arcsine, sines grow so slowly that it is found from its distance to π/2. */
const STEEP = 1;

/** Of an angle from -π up to and with π. */
export function sin(angle: number): number {
  if (angle < 0) return -sin(-angle);
  return angle <= PI / 2 ? sineBeyond(0, angle) : sineBeyond(0, PI - angle, PI_REST);
}

/** Of an angle from -π/2 up to and with π/2. */
export function cos(angle: number): number {
  const magnitude = Math.abs(angle);
  const index = Math.round(magnitude * STEPS);
  const beside = magnitude - index / STEPS;
  const known = cosines[index]!;
  const slope = -sines[index]!;
  const change = slope * beside;
  const near = known + change;
  const lost = lostInSum(known, change, near) + lostInProduct(slope, beside, change);
  return near + (lost + cosinesRest[index]! - sinesRest[index]! * beside + bend(known, slope, beside));
}

/** Of a number from 0 up to and with 1. */
export function asin(sine: number): number {
  const near = Math.asin(sine);
  if (near <= STEEP) return near - sineBeyond(sine, near) / Math.cos(near);
  return near + steepLack(sine, near);
}

/** How much the sine of `angle + rest`, from 0 to π/2, is more than `other`. */
function sineBeyond(other: number, angle: number, rest = 0): number {
  const index = Math.round(angle * STEPS);
  const beside = angle - index / STEPS;
  const known = sines[index]!;
  const slope = cosines[index]!;
  const change = slope * beside;
  const near = known + change;
  const lost = lostInSum(known, change, near) + lostInProduct(slope, beside, change);
  const exact = lost + sinesRest[index]! + cosinesRest[index]! * beside + bend(known, slope, beside);
  return near - other + (rest === 0 ? exact : exact + rest * Math.cos(angle));
}

/**
 * What an arcsine that is near lacks. Its distance to π/2 has the sine for its cosine, 1 - 2 sin²(distance / 2):
 * one step of Newton's method from there.
 */
function steepLack(sine: number, near: number): number {
  const distance = PI / 2 - near;
  const rest = PI_REST / 2;
  const half = sineBeyond(0, distance / 2, rest / 2);
  const halfRest = sineBeyond(half, distance / 2, rest / 2);
  const square = half * half;
  const squareRest = lostInProduct(half, half, square) + 2 * half * halfRest;
  return (2 * square - (1 - sine) + 2 * squareRest) / Math.sin(distance + rest);
}

/** What a sine curves away from its tangent; `beside` is 1/128 at most. */
function bend(known: number, slope: number, beside: number): number {
  const square = beside * beside;
  const cosineLessOne = (-square / 2) * (1 - (square / 12) * (1 - (square / 30) * (1 - square / 56)));
  const sineLessAngle =
    ((-square * beside) / 6) * (1 - (square / 20) * (1 - (square / 42) * (1 - square / 72)));
  return known * cosineLessOne + slope * sineLessAngle;
}

/** What rounding took from the sum of two doubles. */
function lostInSum(one: number, other: number, sum: number): number {
  const part = sum - one;
  return one - (sum - part) + (other - part);
}

/** What rounding took from the product of two doubles, found from their halves of 26 bits. */
function lostInProduct(one: number, other: number, product: number): number {
  const oneHigh = upperHalf(one);
  const otherHigh = upperHalf(other);
  const oneLow = one - oneHigh;
  const otherLow = other - otherHigh;
  return oneLow * otherLow - (product - oneHigh * otherHigh - oneLow * otherHigh - oneHigh * otherLow);
}

function upperHalf(value: number): number {
  const scaled = value * SPLITTER;
  return scaled - (scaled - value);
}

/** Each known angle is the one before, turned by 1/64. */
function fillTable(): void {
  const turn = ONE / BigInt(STEPS);
  const [sineOfTurn, cosineOfTurn] = [series(turn, turn, 1n), series(ONE, turn, 0n)];
  let [sine, cosine] = [0n, ONE];
  for (let index = 0; index < KNOWN_ANGLES; index++) {
    [sines[index], sinesRest[index]] = twoDoubles(sine);
    [cosines[index], cosinesRest[index]] = twoDoubles(cosine);
    [sine, cosine] = [
      (sine * cosineOfTurn + cosine * sineOfTurn) >> PLACES,
      (cosine * cosineOfTurn - sine * sineOfTurn) >> PLACES,
    ];
  }
}

/** The Taylor series of a sine or a cosine, from its first term, which has this power of the angle. */
function series(first: bigint, angle: bigint, power: bigint): bigint {
  let [sum, term] = [first, first];
  for (let next = power + 2n; term !== 0n; next += 2n) {
    term = -((((term * angle) >> PLACES) * angle) >> PLACES) / (next * (next - 1n));
    sum += term;
  }
  return sum;
}

function twoDoubles(fixed: bigint): [nearest: number, rest: number] {
  const scale = Number(ONE);
  const nearest = Number(fixed);
  return [nearest / scale, Number(fixed - BigInt(nearest)) / scale];
}

fillTable();
