import type { Keyspace } from './keyspace';

/** Leaves of the dictionary that one step looks at: well under a millisecond. */
const STEP = 200;

/** What an ActiveExpiry needs of the server. */
export interface ExpiryContext {
  /** The time in milliseconds from whenever. */
  clock(): number;
  /** Told how many milliseconds each step has taken. */
  onStep(milliseconds: number): void;
}

/** Removes expired keys that nobody asks for, and gives back memory, in small steps between turns. */
export class ActiveExpiry {
  /** Whether expired keys are removed before somebody asks for them. */
  isActive = true;
  /** Redis' measure of how much is done at once, 1 to 10. */
  effort = 1;
  private hz = 10;
  private timer: NodeJS.Timeout | undefined = undefined;
  private immediate: NodeJS.Immediate | undefined = undefined;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly context: ExpiryContext,
  ) {}

  /** How often a second it begins anew. */
  set frequency(hz: number) {
    this.hz = hz;
    if (this.timer) this.start();
  }

  start(): void {
    this.stop();
    this.timer = setInterval(() => {
      this.step();
    }, 1000 / this.hz);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.immediate) clearImmediate(this.immediate);
  }

  /** Removes at once all keys that have expired: those from where the search stands to the end, then all others. */
  complete(): void {
    for (let round = 0; round < 2; round++) this.keyspace.maintain(Infinity, this.isActive);
  }

  /** As long as there is more to do, the next step comes after what clients have sent meanwhile. */
  private step(): void {
    if (this.immediate) clearImmediate(this.immediate);
    const { keyspace, context } = this;
    const startedAt = context.clock();
    const more = keyspace.maintain(STEP * this.effort, this.isActive);
    const milliseconds = context.clock() - startedAt;
    keyspace.maintenance += milliseconds;
    if (more) keyspace.cutShort++;
    context.onStep(milliseconds);
    this.immediate = more ? setImmediate(() => this.step()) : undefined;
  }
}
