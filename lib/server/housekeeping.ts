import type { Connection } from './connection';

const INTERVAL = 100;
/** In each round a tenth of the connections has its turn, and so many at least: each about once a second. */
const PARTS = 10;
const FEWEST = 5;

/** Looks after connections, a few at a time: those that are idle or that leave too much unread are closed. */
export class Housekeeping {
  private timer: NodeJS.Timeout | undefined = undefined;
  private rest: Iterator<Connection>;

  constructor(
    private readonly connections: ReadonlyMap<number, Connection>,
    private readonly now: () => number,
  ) {
    this.rest = connections.values();
  }

  start(): void {
    this.timer = setInterval(() => this.round(), INTERVAL);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private round(): void {
    const now = this.now();
    const due = Math.max(FEWEST, Math.ceil(this.connections.size / PARTS));
    for (let count = 0; count < due; count++) {
      const next = this.rest.next();
      if (next.done) {
        this.rest = this.connections.values();
        return;
      }
      next.value.inspect(now);
    }
  }
}
