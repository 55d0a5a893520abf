import type { Clock } from './clock';

/** The longest time that a timer of Node takes, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** A timer that takes any number of milliseconds, by the clock if that has timers of its own. */
export class LongTimer {
  private takeBack: (() => void) | undefined = undefined;

  constructor(
    private readonly onEnd: () => void,
    private readonly clock?: Clock,
  ) {}

  /** Begins anew. */
  start(milliseconds: number): void {
    this.stop();
    if (this.clock?.after) this.takeBack = this.clock.after(milliseconds, this.onEnd);
    else this.wait(milliseconds);
  }

  stop(): void {
    this.takeBack?.();
    this.takeBack = undefined;
  }

  private wait(milliseconds: number): void {
    const next = Math.min(milliseconds, LONGEST);
    const timer = setTimeout(() => {
      if (next === milliseconds) this.onEnd();
      else this.wait(milliseconds - next);
    }, next);
    this.takeBack = () => clearTimeout(timer);
  }
}
