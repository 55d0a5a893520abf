/** The longest time that a timer of Node takes, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** A timer that takes any number of milliseconds. */
export class LongTimer {
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(private readonly onEnd: () => void) {}

  /** Begins anew. */
  start(milliseconds: number): void {
    this.stop();
    const next = Math.min(milliseconds, LONGEST);
    this.timer = setTimeout(() => {
      if (next === milliseconds) this.onEnd();
      else this.start(milliseconds - next);
    }, next);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
