import { LatencyHistogram } from './latency-histogram';

/** The pace is that of about so many measurements. */
const PACE_OF = 8;

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
  /** Microseconds that a run took lately, among quick ones of its like. */
  pace = 1;
  /** Runs that nobody has timed yet. */
  untimed = 0;
  /** How often handlers have played it. */
  plays = 0;
  /** Microseconds that the last one took that was timed, and runs since then: they are taken to be alike. */
  private lastPlay = 0;
  private alike = 0;

  get isEmpty(): boolean {
    return this.calls === 0 && this.rejected === 0 && this.failed === 0;
  }

  /** Counts runs that took so long together. */
  add(microseconds: number, runs: number, tracks: boolean): void {
    this.calls += runs;
    this.microseconds += microseconds;
    if (tracks)
      (this.histogram ??= new LatencyHistogram()).record((microseconds / runs) * 1000, runs + this.alike);
    this.alike = 0;
  }

  /** Counts a run that a handler has played. */
  addPlay(microseconds: number, tracks: boolean): void {
    this.add(microseconds, 1, tracks);
    this.lastPlay = microseconds;
  }

  /** Counts one that was not timed. */
  addUntimedPlay(): void {
    this.calls++;
    this.alike++;
    this.microseconds += this.lastPlay;
  }

  /** Follows the pace of the latest runs. */
  learn(microseconds: number): void {
    this.pace += (microseconds - this.pace) / PACE_OF;
  }

  reset(): void {
    this.calls = 0;
    this.microseconds = 0;
    this.rejected = 0;
    this.failed = 0;
    this.alike = 0;
    this.histogram = undefined;
  }
}
