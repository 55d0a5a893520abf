import { errors, t } from 'memo';

const LONG_MAX = 2n ** 63n - 1n;

/** Elements with repetitions are refused from here on: their reply would keep others waiting. */
const MOST_REPETITIONS = 2 ** 20;

/** How many elements HRANDFIELD and its like answer: different ones, with repetitions if negative. */
export const SAMPLE_COUNT = t.bigint('count', {
  min: -LONG_MAX,
  outOfRange: `ERR value is out of range, value must between ${-LONG_MAX} and ${LONG_MAX}`,
});

/** Throws the CommandError of a count that no reply can have, where each element makes so many items of it. */
export function refuseCount(count: bigint, itemsEach: 1 | 2): void {
  const magnitude = count < 0n ? -count : count;
  if (itemsEach === 2 && magnitude > LONG_MAX / 2n) throw errors.outOfRange();
}

/** The count of a sample from what is there. Throws the CommandError of one that would keep others waiting. */
export function sampleCount(count: bigint): number {
  if (count < -MOST_REPETITIONS) throw errors.outOfRange();
  return Number(count);
}
