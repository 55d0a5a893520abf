/** A word that counts uses begins with this bit; a time is below it. */
const COUNTS = 0x80000000;
const SECONDS = 0x7fffffff;
const MINUTES = 0xffff;

/** How long a value was not used that the clock says is used later than now. */
const SET_BACK = 0;

/** How often a new value counts as used. */
const INITIAL = 5;
const MOST = 255;

/**
 * When a value was used, or how often: each entry has a word for it, 0 at first. A time is in seconds; a count has its
 * minute in 16 bits and 8 bits that grow by chance, the slower the larger they are, and shrink by the minute.
 */
export class Usage {
  /** Whether no use changes anything. */
  private still = false;
  private counting = false;
  /** Whether a use is noted as its time, which is the common case. */
  private isTimed = true;
  /** How much slower a larger count grows; at 0 each use counts. */
  logFactor = 10;
  /** Minutes in which a count shrinks by one; 0: never. */
  decayMinutes = 1;
  private seconds = 0;
  /** Of its own: the random numbers of a turn are those of its replay. */
  private seed = (Math.random() * 2 ** 32) | 1;

  /** Whether uses are counted. */
  get counts(): boolean {
    return this.counting;
  }

  set counts(counts: boolean) {
    this.counting = counts;
    this.isTimed = !counts && !this.still;
  }

  set isStill(still: boolean) {
    this.still = still;
    this.isTimed = !this.counting && !still;
  }

  setTime(milliseconds: number): void {
    this.seconds = Math.floor(milliseconds / 1000) & SECONDS;
  }

  /** The word after one more use. */
  after(word: number): number {
    if (this.isTimed) return this.seconds;
    return this.still ? word : this.counted(word === 0 ? INITIAL : this.grown(this.frequency(word)));
  }

  /** Milliseconds since the last use. */
  idle(word: number): number {
    if (isCount(word)) return this.minutesSince(word) * 60_000;
    const seconds = (this.seconds - word) & SECONDS;
    return seconds > SECONDS / 2 ? SET_BACK : seconds * 1000;
  }

  /** The count, 0 to 255, as it is by now. */
  frequency(word: number): number {
    if (!isCount(word)) return INITIAL;
    const periods = this.decayMinutes === 0 ? 0 : Math.floor(this.minutesSince(word) / this.decayMinutes);
    return Math.max(0, (word & MOST) - periods);
  }

  /** The word of a value that was used so long ago; as it was while uses are counted. */
  withIdle(word: number, milliseconds: number): number {
    return this.counts ? word : (this.seconds - Math.floor(milliseconds / 1000)) & SECONDS;
  }

  /** The word of a value with this count; as it was unless uses are counted. */
  withFrequency(word: number, count: number): number {
    return this.counts ? this.counted(count) : word;
  }

  private counted(count: number): number {
    return COUNTS | ((this.minute & MINUTES) << 8) | count;
  }

  private get minute(): number {
    return Math.floor(this.seconds / 60);
  }

  private minutesSince(word: number): number {
    return (this.minute - (word >>> 8)) & MINUTES;
  }

  private grown(count: number): number {
    if (count >= MOST) return MOST;
    const chance = 1 / (Math.max(0, count - INITIAL) * this.logFactor + 1);
    return chance === 1 || this.random() < chance ? count + 1 : count;
  }

  /** From 0 up to 1; Marsaglia's xorshift. */
  private random(): number {
    this.seed ^= this.seed << 13;
    this.seed ^= this.seed >>> 17;
    this.seed ^= this.seed << 5;
    return (this.seed >>> 0) / 2 ** 32;
  }
}

const isCount = (word: number) => (word & COUNTS) !== 0;
