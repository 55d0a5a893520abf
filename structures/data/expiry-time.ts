/** The last time that a double holds and 64 bits do, too: what is logged can be read again. */
const LAST = 2 ** 63 - 1024;

/** A time in milliseconds as values keep it: past 2^53 the nearest double. */
export const expiryTime = (milliseconds: bigint): number => Math.min(Number(milliseconds), LAST);
