/** In each power of two so many values are told apart: two digits, as in Redis' histograms. */
const APART = 128;
const APART_BITS = 7;
/** A second, in nanoseconds; what takes longer is counted as that. */
const LONGEST = 1_000_000_000;
/** What comes before it is counted together when the powers of two are told. */
const FIRST_POWER = 1024;

/** Where a value is counted. Below 256 each has a place of its own. */
function placeOf(nanoseconds: number): number {
  const shift = Math.max(0, 31 - APART_BITS - Math.clz32(nanoseconds));
  return shift * APART + (nanoseconds >>> shift);
}

const shiftOf = (place: number) => Math.max(0, Math.floor(place / APART) - 1);

/** The least and the largest value that are counted at a place. */
const leastAt = (place: number) => (place - shiftOf(place) * APART) * 2 ** shiftOf(place);
const largestAt = (place: number) => leastAt(place) + 2 ** shiftOf(place) - 1;

const PLACES = placeOf(LONGEST) + 1;

/** How long runs of a command took: counts by nanoseconds, to within 1 %. */
export class LatencyHistogram {
  private readonly counts = new Float64Array(PLACES);
  private total = 0;

  record(nanoseconds: number, runs = 1): void {
    const place = placeOf(Math.max(1, Math.min(LONGEST, Math.floor(nanoseconds))));
    this.counts[place] = this.counts[place]! + runs;
    this.total += runs;
  }

  /** The time, in nanoseconds, that so many percent of the runs didn't exceed; of 0 percent, the least. */
  valueAt(percent: number): number {
    const wanted = Math.max(1, Math.floor((percent / 100) * this.total + 0.5));
    let place = 0;
    for (let seen = this.counts[0]!; seen < wanted && place < PLACES - 1; seen += this.counts[++place]!);
    return percent === 0 ? leastAt(place) : largestAt(place);
  }

  /** Powers of two in microseconds, and how many runs took no longer; those that say nothing new are left out. */
  powers(): [microseconds: number, count: number][] {
    const found: [number, number][] = [];
    let seen = 0;
    let next = 0;
    for (let power = FIRST_POWER; seen < this.total; power *= 2) {
      const last = placeOf(power);
      const before = seen;
      while (next <= last && next < PLACES) seen += this.counts[next++]!;
      const most = last < PLACES ? largestAt(last) : power - 1;
      if (seen > before) found.push([Math.floor(most / 1000), seen]);
    }
    return found;
  }
}
