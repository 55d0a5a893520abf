import type { Keyspace } from './keyspace';

const INTERVAL = 100;
/** Leaves of the dictionary that one step looks at: well under a millisecond. */
const STEP = 200;

/** Removes expired keys that nobody asks for, and gives back memory, in small steps between turns. */
export class ActiveExpiry {
  private timer: NodeJS.Timeout | undefined = undefined;
  private immediate: NodeJS.Immediate | undefined = undefined;

  constructor(private readonly keyspace: Keyspace) {}

  start(): void {
    this.timer = setInterval(() => {
      this.step();
    }, INTERVAL);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.immediate) clearImmediate(this.immediate);
  }

  /** As long as there is more to do, the next step comes after what clients have sent meanwhile. */
  private step(): void {
    if (this.immediate) clearImmediate(this.immediate);
    this.immediate = this.keyspace.maintain(STEP) ? setImmediate(() => this.step()) : undefined;
  }
}
