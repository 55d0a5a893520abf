import type { Compactions } from './compactions';
import type { LogFile } from './manifest';

export interface LogDivisionOptions {
  readonly compactions: Compactions;
  /** Makes the server log to another increment, at once; resolves when all before that is on disk. */
  readonly move: (increment: LogFile) => Promise<void>;
  readonly isOn: () => boolean;
  readonly hasUsersCommands: () => boolean;
}

/** The log as a reload divides it: what the code so far has logged is made a base, which other code can read. */
export class LogDivision {
  constructor(private readonly options: LogDivisionOptions) {}

  /** Whether commands of users' classes are in it: they run again in a recovery. */
  get hasUsersCommands(): boolean {
    return this.options.isOn() && this.options.hasUsersCommands();
  }

  /**
   * Runs the task, which calls `divide`: what is changed from then on is in another increment, whose name that answers; then
   * a base is put in the place of what was before. Resolves when the task is done, with the promise of whether there is a
   * base. Rejects with what the task throws, or what keeps the compaction from beginning.
   */
  async rebase(
    task: (divide: () => string) => Promise<void>,
  ): Promise<{ readonly compacted: Promise<boolean> }> {
    const { compactions, move } = this.options;
    await compactions.idle();
    return new Promise((resolve, reject) => {
      const compacted = compactions.run(undefined, async (increment) => {
        let moved: Promise<void> | undefined;
        const divide = () => {
          if (compactions.isStopped) throw stopped();
          moved = move(increment);
          return increment.name;
        };
        try {
          await task(divide);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          throw error;
        }
        resolve({ compacted });
        await moved;
      });
      void compacted.then((hasSucceeded) => {
        if (!hasSucceeded) reject(compactions.failure ?? stopped());
      });
    });
  }

  /** Compacts it; resolves to whether that has succeeded, or there is no log. */
  async compactAgain(): Promise<boolean> {
    const { compactions, isOn } = this.options;
    await compactions.idle();
    return !isOn() || compactions.run();
  }
}

const stopped = () => new Error('the compaction of the log was stopped');
