const SAMPLES = 16;

/** How fast a count grows, on average of the last samples. */
export class Instantaneous {
  private readonly rates = new Float64Array(SAMPLES);
  private next = 0;
  private last = 0;
  private sampledAt: number;

  constructor(startedAt: number) {
    this.sampledAt = startedAt;
  }

  /** Notes the count at a time in milliseconds. */
  sample(count: number, now: number): void {
    const passed = now - this.sampledAt;
    this.rates[this.next] = passed > 0 ? Math.max(0, count - this.last) * (1000 / passed) : 0;
    this.next = (this.next + 1) % SAMPLES;
    this.last = count;
    this.sampledAt = now;
  }

  /** Per second. */
  get rate(): number {
    return this.rates.reduce((sum, rate) => sum + rate, 0) / SAMPLES;
  }
}
