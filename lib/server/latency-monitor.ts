import type { LatencyEvent, LatencySample, LatencyView } from '../command/memo-view';

/** So many samples are kept of each kind of event. */
const MOST_SAMPLES = 160;

class Events implements LatencyEvent {
  readonly samples: LatencySample[] = [];
  worst = 0;

  /** Events of the same second are one sample: the worst of them. */
  add(seconds: number, milliseconds: number): void {
    this.worst = Math.max(this.worst, milliseconds);
    const last = this.samples.at(-1);
    if (last?.seconds === seconds) {
      last.milliseconds = Math.max(last.milliseconds, milliseconds);
      return;
    }
    this.samples.push({ seconds, milliseconds });
    if (this.samples.length > MOST_SAMPLES) this.samples.shift();
  }
}

/** What has kept the server from answering, by kind of event. */
export class LatencyMonitor implements LatencyView {
  /** What takes so many milliseconds is noted; Infinity: nothing is. */
  threshold = Infinity;
  private readonly byName = new Map<string, Events>();

  constructor(private readonly clock: { readonly time: number }) {}

  get events(): ReadonlyMap<string, LatencyEvent> {
    return this.byName;
  }

  /** Notes an event that took so many whole milliseconds, if that is long. */
  add(name: string, milliseconds: number): void {
    if (milliseconds < this.threshold) return;
    const known = this.byName.get(name) ?? new Events();
    this.byName.set(name, known);
    known.add(Math.floor(this.clock.time / 1000), milliseconds);
  }

  reset(names: readonly string[]): number {
    const found = (names.length === 0 ? [...this.byName.keys()] : names).filter((name) =>
      this.byName.delete(name),
    );
    return found.length;
  }
}
