import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../errors';
import { type FileSystem, readWhole, withFile, writeAll } from './file-system';

/** Stands in the folder of a log while a server writes there: the number of its process, and what tells it from others. */
export const LOCK_NAME = 'server.lock';

/** Folders that servers of this process have. */
const ours = new Set<string>();

interface Owner {
  readonly pid: number;
  /** Of the machine's start and the process': tells it from a later one of the same number. Empty where there is no /proc. */
  readonly identity: string;
}

/** The right to write to a folder: one server at a time has it. One that was killed has it no more. */
export class FolderLock {
  private readonly path: string;

  private constructor(
    private readonly files: FileSystem,
    folder: string,
  ) {
    this.path = join(resolve(folder), LOCK_NAME);
  }

  /** Throws a ConfigurationError that names the process that has it, or the system's error. */
  static take(files: FileSystem, folder: string): FolderLock {
    const lock = new FolderLock(files, folder);
    while (!lock.make()) lock.removeStaleOne(folder);
    ours.add(lock.path);
    return lock;
  }

  release(): void {
    ours.delete(this.path);
    if (this.files.existsSync(this.path)) this.files.unlinkSync(this.path);
  }

  /** The file appears with all that is in it; false when there is one. */
  private make(): boolean {
    const { files, path } = this;
    const own = `${path}.${process.pid}`;
    try {
      withFile(files, own, 'w', (fd) => {
        writeAll(files, fd, Buffer.from(`${process.pid} ${identityOf(process.pid)}\n`));
      });
      files.linkSync(own, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      if (files.existsSync(own)) files.unlinkSync(own);
    }
  }

  private removeStaleOne(folder: string): void {
    try {
      this.removeStale(folder);
    } catch (error) {
      // Its server has just ended.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** Moves it away before it is removed: of two that do so, one finds that it has moved the other's new one, and puts it back. */
  private removeStale(folder: string): void {
    const { files, path } = this;
    this.refuseIfInUse(path, folder);
    const aside = `${path}.${process.pid}`;
    files.renameSync(path, aside);
    try {
      this.refuseIfInUse(aside, folder);
    } catch (error) {
      files.renameSync(aside, path);
      throw error;
    }
    files.unlinkSync(aside);
  }

  private refuseIfInUse(path: string, folder: string): void {
    const owner = parseOwner(readWhole(this.files, path).toString());
    if (owner && this.isInUse(owner))
      throw new ConfigurationError(`${folder} is in use by another server, process ${owner.pid}`);
  }

  private isInUse({ pid, identity }: Owner): boolean {
    if (pid === process.pid) return ours.has(this.path);
    const present = identityOf(pid);
    return identity === '' || present === '' ? isRunning(pid) : identity === present;
  }
}

/** Does something in a folder, if it is there, that no server writes to meanwhile. */
export function withLock<T>(
  { files, path }: { readonly files: FileSystem; readonly path: string },
  task: () => T,
): T {
  if (!files.existsSync(path)) return task();
  const lock = FolderLock.take(files, path);
  try {
    return task();
  } finally {
    lock.release();
  }
}

/** What isn't whole is of a machine that lost power. */
function parseOwner(text: string): Owner | undefined {
  const [, pid, identity] = /^(\d+) (\S*)\n$/.exec(text) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), identity: identity! };
}

/** Linux tells when the machine and when a process were started. */
function identityOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME]!;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${startTime}`;
  } catch {
    return '';
  }
}

/** Among the fields behind the program's name, which may hold blanks. */
const START_TIME = 19;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Else it is somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
