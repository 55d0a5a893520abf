import { errors, t } from 'memo';

const LONG_MAX = 2n ** 63n - 1n;

/** Elements with repetitions are refused from here on: their reply would keep others waiting. */
const MOST_REPETITIONS = 2 ** 20;

/** How many elements HRANDFIELD and its like answer: different ones, with repetitions if negative. */
export const SAMPLE_COUNT = t.bigint('count', {
  min: -LONG_MAX,
  outOfRange: `ERR value is out of range, value must between ${-LONG_MAX} and ${LONG_MAX}`,
});

/** Throws the CommandError of a count of pairs that no reply can have, since each makes two items of it. */
export function refusePairCount(count: bigint): void {
  const magnitude = count < 0n ? -count : count;
  if (magnitude > LONG_MAX / 2n) throw errors.outOfRange();
}

/** The count of a sample from what is there. Throws the CommandError of one that would keep others waiting. */
export function sampleCount(count: bigint): number {
  if (count < -MOST_REPETITIONS) throw errors.outOfRange();
  return Number(count);
}
