import type { PersistenceView } from '../command/memo-view';
import { errors } from '../errors';
import type { Compactions } from './compactions';
import type { Snapshots } from './snapshots';

type Task = NonNullable<PersistenceView['next']>;

export interface SideTasksOptions {
  readonly compactions: Compactions;
  readonly snapshots: Snapshots;
  /** Whether there is a log. */
  readonly isLogged: () => boolean;
  /** The number of the last commit. */
  readonly sequence: () => number;
  /** Writes a snapshot at once. */
  readonly save: () => void;
  /** Milliseconds from whenever. */
  readonly clock: () => number;
}

/** What clients ask to be done beside the server, a compaction or a snapshot: one is under way at a time, and one may wait. */
export class SideTasks {
  /** What waits until that has ended which runs. */
  next: Task | undefined = undefined;

  constructor(private readonly options: SideTasksOptions) {}

  /** As `PersistenceView.compact`. */
  compact(): boolean {
    if (!this.options.isLogged()) throw errors.noLog();
    const { isRunning, isSnapshot } = this.options.compactions;
    if (isRunning && !isSnapshot) throw errors.alreadyCompacting();
    return this.nowOrNext('compaction');
  }

  /** As `PersistenceView.saveLater`. */
  saveLater(mayWait: boolean): boolean {
    const { isRunning, isSnapshot } = this.options.compactions;
    if (isRunning && isSnapshot) throw errors.alreadySaving();
    if (isRunning && !mayWait) throw errors.compactingNow();
    return this.nowOrNext('snapshot');
  }

  /** What waits is not done, or only if it is another. */
  forget(task = this.next): void {
    if (this.next === task) this.next = undefined;
  }

  /** What ran has ended. */
  ended(): void {
    if (this.next) setImmediate(this.doNext);
  }

  /** Nothing, if the server has been stopped since. */
  private readonly doNext = (): void => {
    const { next } = this;
    this.next = undefined;
    if (next) this.nowOrNext(next);
  };

  /** Does it, or puts it off until what runs beside the server has ended: false then. */
  private nowOrNext(task: Task): boolean {
    const { isRunning } = this.options.compactions;
    if (isRunning) this.next = task;
    else this.begin(task);
    return !isRunning;
  }

  private begin(task: Task): void {
    const { compactions, isLogged } = this.options;
    if (task === 'compaction') void compactions.run();
    else if (isLogged()) void this.saveByCompaction();
    else setImmediate(this.tryToSave);
  }

  private async saveByCompaction(): Promise<void> {
    const { compactions, snapshots } = this.options;
    const sequence = this.options.sequence();
    const hasSucceeded = await compactions.run(snapshots.path);
    snapshots.lastSeconds = compactions.lastSeconds;
    snapshots.lastFailed = !hasSucceeded;
    if (!hasSucceeded) return;
    snapshots.lastMemory = compactions.lastMemory;
    snapshots.noteSaved(sequence);
  }

  private readonly tryToSave = (): void => {
    const { clock, save, snapshots } = this.options;
    const startedAt = clock();
    try {
      save();
    } catch {
      // The log has said why, and INFO says that it failed.
    }
    snapshots.lastSeconds = Math.round((clock() - startedAt) / 1000);
  };
}
