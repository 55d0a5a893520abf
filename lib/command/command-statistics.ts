import { LatencyHistogram } from './latency-histogram';

/** How often a command was run, and how long that took. */
export class CommandStatistics {
  /** Runs, those that failed included. */
  calls = 0;
  microseconds = 0;
  /** How often it was refused before it ran. */
  rejected = 0;
  /** How often it answered an error. */
  failed = 0;
  /** Made by the first run that is tracked. */
  histogram: LatencyHistogram | undefined = undefined;

  get isEmpty(): boolean {
    return this.calls === 0 && this.rejected === 0 && this.failed === 0;
  }

  track(microseconds: number, runs = 1): void {
    (this.histogram ??= new LatencyHistogram()).record(microseconds * 1000, runs);
  }

  reset(): void {
    this.calls = 0;
    this.microseconds = 0;
    this.rejected = 0;
    this.failed = 0;
    this.histogram = undefined;
  }
}
