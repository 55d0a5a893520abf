import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isScript } from '../loader';
import type { Log } from '../log';
import type { Reloader } from './reloader';

/** So long nothing more has to happen to the files: editors write one in several steps, and tools write several. */
const QUIET_MS = 80;

/** Reloads users' structures whenever their files have changed. */
export class SourceWatcher {
  /** By folder: a file that is replaced by another of its name is told of there. */
  private readonly watchers = new Map<string, FSWatcher>();
  private timer: NodeJS.Timeout | undefined = undefined;
  private isReloading = false;
  /** Whether the files are others than the code that runs, as the last reload has found. */
  private hasFailed = false;

  constructor(
    private readonly reloader: Reloader,
    private readonly log: Log,
  ) {}

  /** Begins; does not keep the process running. */
  start(): void {
    this.follow();
    this.log.info(`watching ${this.watchers.size === 1 ? '1 folder' : `${this.watchers.size} folders`}`);
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  /** Watches the folders that have files of the code now. */
  private follow(): void {
    const wanted = new Set([...this.reloader.files.map((file) => dirname(file)), ...this.reloader.folders]);
    for (const [folder, watcher] of this.watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const folder of wanted) if (!this.watchers.has(folder)) this.watch(folder);
  }

  private watch(folder: string): void {
    const lose = () => {
      this.watchers.get(folder)?.close();
      this.watchers.delete(folder);
      this.touched();
    };
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || name === basename(folder)) lose();
        else if (isScript(name) || this.reloader.files.includes(join(folder, name))) this.touched();
      });
      this.watchers.set(folder, watcher.on('error', lose));
    } catch (error) {
      this.log.warn({ err: error as Error }, `${folder} can't be watched`);
    }
  }

  private touched(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.reload(), QUIET_MS);
  }

  private async reload(): Promise<void> {
    if (this.isReloading) {
      this.touched();
      return;
    }
    this.isReloading = true;
    await this.reloader.whenFinished();
    if (this.hasFailed || this.reloader.isStale()) await this.attempt();
    this.isReloading = false;
    this.follow();
    // Files may have changed since they were read.
    if (!this.hasFailed && this.reloader.isStale()) this.touched();
  }

  private async attempt(): Promise<void> {
    try {
      await this.reloader.run();
      this.hasFailed = false;
    } catch {
      // The log has said why.
      this.hasFailed = true;
    }
  }
}
