import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReloadReport } from '../command/memo-view';
import type { StructureClass } from '../command/structure-class';
import type { LogDivision } from '../durability/log-division';
import { inSlices } from '../durability/slices';
import { type CommandError, ConfigurationError, errors } from '../errors';
import type { Keyspace } from '../keyspace/keyspace';
import { Replacement } from '../keyspace/replacement';
import { Trial } from '../keyspace/trial';
import { filesNow } from '../loader';
import type { Log } from '../log';
import { loadBeside } from './load-beside';
import { faultOf, reasonOf } from './reason';
import { shownReport } from './report';
import type { UsersCode } from './users-code';

export interface ReloaderOptions {
  readonly keyspace: Keyspace;
  readonly added: readonly (StructureClass | string)[];
  readonly code: UsersCode;
  readonly dividedLog: LogDivision;
  readonly log: Log;
  /** Milliseconds from whenever. */
  readonly clock: () => number;
  readonly isStopped: () => boolean;
}

/** So long other commands wait, at most, while values are tried or made new; longer only for one that takes longer. */
const SLICE_MS = 4;
/** After a base could not be made. */
const AGAIN_MS = 60_000;

/** Puts the code of users' files as they are now in the place of the code that runs. */
export class Reloader {
  /** Files that the last reload has loaded, whatever became of it. */
  private attempted: readonly string[] = [];
  private isRunning = false;
  /** Until all values are of the new classes; and until the log needs the old code no more. */
  private sweeping: Promise<void> | undefined = undefined;
  private finishing: Promise<void> | undefined = undefined;

  constructor(private readonly options: ReloaderOptions) {}

  /**
   * Resolves when the new code runs. Throws a CommandError that says what is wrong with it; the old code runs on then. One
   * that comes while another runs, or while the log still needs the code before, is refused.
   */
  async run(): Promise<ReloadReport> {
    if (this.isRunning) throw errors.reloadRuns();
    if (this.options.code.former) throw errors.reloadFinishes();
    this.isRunning = true;
    try {
      await this.sweeping;
      const report = await this.replace();
      this.options.log.info(shownReport(report));
      return report;
    } catch (error) {
      throw this.failure(error);
    } finally {
      this.isRunning = false;
    }
  }

  /** Files of the code that runs, and of the code that the last reload has tried. */
  get files(): string[] {
    return [...new Set([...this.options.code.current.sources.texts.keys(), ...this.attempted])];
  }

  /** Folders all of whose files are loaded. */
  get folders(): string[] {
    const sources = this.options.added.filter((each) => typeof each === 'string');
    return sources.map((source) => resolve(source)).filter(isFolder);
  }

  /** Whether files are others than those of the code that runs. */
  isStale(): boolean {
    const { texts, files } = this.options.code.current.sources;
    const isOther = ([file, text]: readonly [string, string]) => textNow(file) !== text;
    const hasOthers = ([source, known]: readonly [string, readonly string[]]) =>
      isFolder(resolve(source)) && filesNow(source).join('\n') !== known.join('\n');
    return [...texts].some(isOther) || [...files].some(hasOthers);
  }

  /** Resolves when another reload can begin. */
  async whenFinished(): Promise<void> {
    await this.finishing;
  }

  private failure(error: unknown): CommandError {
    const failure = errors.reloadFailed(reasonOf(error));
    this.options.log.error({ err: faultOf(error) as Error }, failure.message.replace('ERR ', ''));
    return failure;
  }

  private async replace(): Promise<ReloadReport> {
    const { added, code, clock, keyspace } = this.options;
    const startedAt = clock();
    const loaded = await loadBeside(added, code.current.sources, (files) => (this.attempted = files));
    try {
      const replacement = new Replacement(keyspace, loaded.classes);
      const differences = replacement.differences();
      const values = await this.exchange(replacement);
      return { ...differences, values, files: loaded.files, milliseconds: clock() - startedAt };
    } catch (error) {
      loaded.discard();
      throw error;
    }
  }

  /** Tries all values, and puts the classes in place; answers how many values were tried. */
  private async exchange(replacement: Replacement): Promise<number> {
    const trial = new Trial(this.options.keyspace, replacement);
    trial.begin();
    try {
      await this.inSlices(trial.all());
      if (this.options.isStopped()) throw new ConfigurationError('the server stops');
      const { compacted } = await this.place(replacement, trial);
      this.finishing = this.finish(compacted);
      return trial.count;
    } finally {
      trial.end();
    }
  }

  /** `compacted` tells whether the log needs the old code no more. */
  private async place(
    replacement: Replacement,
    trial: Trial,
  ): Promise<{ readonly compacted: Promise<boolean> }> {
    const { dividedLog, code } = this.options;
    const before = code.current;
    const finishTrial = <T>(task: () => T) => this.inSlices(thenAtOnce(trial.changes(), task));
    const apply = () => {
      replacement.apply();
      code.note();
    };
    const isLogged = () => replacement.changesCode && dividedLog.hasUsersCommands;
    // The old code may run again until the trial is finished.
    const tryToPlace = () => {
      if (isLogged()) return false;
      apply();
      return true;
    };
    const isPlaced = !isLogged() && (await finishTrial(tryToPlace));
    if (isPlaced) return { compacted: Promise.resolve(true) };
    return dividedLog.rebase((divide) =>
      finishTrial(() => {
        code.former = { code: before, before: divide() };
        apply();
      }),
    );
  }

  private async finish(compacted: Promise<boolean>): Promise<void> {
    await (this.sweeping = this.sweep());
    if (!(await compacted)) await this.compactAgain();
    this.options.code.former = undefined;
    this.finishing = undefined;
  }

  private async sweep(): Promise<void> {
    const { keyspace, log } = this.options;
    const failures = await this.inSlices(keyspace.classes.former.sweep(keyspace.databases));
    if (failures.length === 0) return;
    const line = `${failures.length} values can't be made ones of the new classes`;
    log.error({ err: failures[0] as Error }, line);
  }

  /** Until there is a base, a start needs the old sources. */
  private async compactAgain(): Promise<void> {
    const { dividedLog, isStopped, log } = this.options;
    do {
      log.error('the log has commands of the code before the reload: it is compacted again in a minute');
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref());
    } while (!isStopped() && !(await dividedLog.compactAgain()));
  }

  private inSlices<T>(steps: Iterator<unknown, T>): Promise<T> {
    return inSlices(steps, this.options.clock, () => undefined, SLICE_MS);
  }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function textNow(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** When all steps are done, the task follows before anything else runs. */
function* thenAtOnce<T>(steps: Generator<void, void>, task: () => T): Generator<void, T> {
  yield* steps;
  return task();
}
