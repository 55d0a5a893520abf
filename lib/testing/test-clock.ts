import type { Clock } from '../keyspace/clock';

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** A clock that a test puts forward. Between that time stands still, also for the figures that commands are timed by. */
export class TestClock implements Clock {
  private readonly timers = new Set<Timer>();

  /** @param time milliseconds since 1970 */
  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time;
  }

  after(milliseconds: number, task: () => void): () => void {
    const timer = { at: this.time + milliseconds, task };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Goes on to a time, and does what is due until then, each at its time. `between` does what follows from a time. */
  async goTo(time: number, between: () => Promise<void>): Promise<void> {
    for (let timer = this.firstUntil(time); timer; timer = this.firstUntil(time)) {
      this.timers.delete(timer);
      this.time = Math.max(this.time, timer.at);
      timer.task();
      await between();
    }
    this.time = time;
    await between();
  }

  private firstUntil(time: number): Timer | undefined {
    const due = [...this.timers].filter(({ at }) => at <= time);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}
