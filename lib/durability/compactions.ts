import type { CompactionsView, ConfigurationView } from '../command/memo-view';
import type { Log } from '../log';
import type { CompactionResult } from './compaction-job';
import type { LogFile } from './manifest';

/** What a compaction came to, where it ran. */
export interface Compacted extends CompactionResult {
  /** Bytes that the second copy of the data took, at most. */
  readonly memory: number;
}

/** Runs a compaction beside the server: in a thread of its own. Rejects with what went wrong. */
export type Compactor = (
  move: (increment: LogFile) => Promise<void>,
  snapshot: string | undefined,
  signal: AbortSignal,
) => Promise<Compacted>;

export interface CompactionsOptions {
  readonly compactor: Compactor;
  readonly configuration: ConfigurationView;
  readonly log: Log;
  /** Milliseconds from whenever. */
  readonly clock: () => number;
  /** Makes the server log to another increment. */
  readonly move: (increment: LogFile) => Promise<void>;
  /** It has ended; the log is another one if it has succeeded. */
  readonly onDone: (hasSucceeded: boolean) => void;
}

/** After so many failures in a row, automatic ones wait: a minute, then twice as long each time, an hour at most. */
const FEW_FAILURES = 3;
const MINUTE_MS = 60_000;
const LONGEST_MS = 60 * MINUTE_MS;

const stopped = () => Promise.reject(new Error('it was stopped'));

/** Compactions of the log, one at a time. */
export class Compactions implements CompactionsView {
  /** Milliseconds of the clock; undefined while none runs. */
  private startedAt: number | undefined = undefined;
  /** Whether the one that runs writes a snapshot. */
  isSnapshot = false;
  count = 0;
  failuresInRow = 0;
  lastFailed = false;
  /** Why the last failed, if it did. */
  failure: Error | undefined = undefined;
  /** How long the last took; -1 when there was none. */
  lastSeconds = -1;
  /** What the second copy of the data took in the last. */
  lastMemory = 0;
  /** Of so many bytes the log is to be compacted. */
  dueSize = Infinity;
  private size = 0;
  private stopping = new AbortController();
  private running: Promise<void> | undefined = undefined;
  private notBefore = -Infinity;

  constructor(private readonly options: CompactionsOptions) {}

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Whether the one that runs, or ran last, was told to end. */
  get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  get seconds(): number {
    return this.startedAt === undefined ? -1 : Math.round((this.options.clock() - this.startedAt) / 1000);
  }

  /** Bytes of the log after the last, or as the server started. */
  get sizeAfter(): number {
    return this.size;
  }

  set sizeAfter(size: number) {
    this.size = size;
    this.follow();
  }

  /** Follows the options that say when the next is due. */
  follow(): void {
    const { configuration } = this.options;
    const percentage = configuration.number('auto-aof-rewrite-percentage');
    const grown = this.size * (1 + percentage / 100);
    const least = configuration.number('auto-aof-rewrite-min-size');
    this.dueSize = percentage === 0 ? Infinity : Math.max(least, grown);
  }

  /** Whether one may begin of itself. */
  get isDue(): boolean {
    return !this.isRunning && this.options.clock() >= this.notBefore;
  }

  /** Resolves when none runs. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  /** Begins one; resolves to whether it has succeeded. */
  async run(snapshot?: string, move = this.options.move): Promise<boolean> {
    this.startedAt = this.options.clock();
    this.isSnapshot = snapshot !== undefined;
    this.stopping = new AbortController();
    this.running = this.attempt(snapshot, move);
    const { signal } = this.stopping;
    await this.running;
    return !this.lastFailed && !signal.aborted;
  }

  /** Ends the one that runs: what it has done so far is of no use, and it changes nothing more in the folder. */
  abort(): void {
    this.stopping.abort();
  }

  /** The same; resolves when it has ended. */
  async stop(): Promise<void> {
    this.abort();
    await this.running;
  }

  private async attempt(snapshot: string | undefined, move: CompactionsOptions['move']): Promise<void> {
    const { compactor, log, clock, onDone } = this.options;
    const { signal } = this.stopping;
    let hasSucceeded = false;
    try {
      // What it has said before it was stopped may be heard after that.
      const moves = (increment: LogFile) => (signal.aborted ? stopped() : move(increment));
      this.succeed(await compactor(moves, snapshot, signal));
      hasSucceeded = true;
    } catch (error) {
      if (signal.aborted) return;
      this.failure = error as Error;
      this.fail();
      log.error({ err: error }, `the log was not compacted: ${(error as Error).message}`);
    } finally {
      this.lastSeconds = Math.round((clock() - this.startedAt!) / 1000);
      this.startedAt = undefined;
      this.running = undefined;
      onDone(hasSucceeded);
    }
  }

  private succeed({ keys, bytes, memory }: Compacted): void {
    this.count++;
    this.failuresInRow = 0;
    this.lastFailed = false;
    this.failure = undefined;
    this.lastMemory = memory;
    this.notBefore = -Infinity;
    const took = `${Math.round(memory / 1024 / 1024)} MB of memory`;
    this.options.log.info(`compacted the log: ${keys} keys in ${bytes} bytes; the copy took ${took}`);
  }

  private fail(): void {
    this.lastFailed = true;
    const over = ++this.failuresInRow - FEW_FAILURES;
    if (over >= 0) this.notBefore = this.options.clock() + Math.min(LONGEST_MS, MINUTE_MS * 2 ** over);
  }
}
