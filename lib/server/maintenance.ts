import type { MaintenanceView } from '../command/memo-view';
import type { ActiveExpiry } from '../keyspace/expiry';

/** As often as Redis, figures are sampled. */
const INTERVAL = 100;

/** What is done between commands: keys expire, memory moves together, figures are sampled. */
export class Maintenance implements MaintenanceView {
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(
    readonly expiry: ActiveExpiry,
    private readonly sample: () => void,
  ) {}

  get expires(): boolean {
    return this.expiry.isActive;
  }

  set expires(isActive: boolean) {
    this.expiry.isActive = isActive;
  }

  get paused(): boolean {
    return this.timer === undefined;
  }

  set paused(pauses: boolean) {
    if (pauses) this.stop();
    else this.start();
  }

  start(): void {
    this.expiry.start();
    this.timer ??= setInterval(this.sample, INTERVAL).unref();
  }

  stop(): void {
    this.expiry.stop();
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
