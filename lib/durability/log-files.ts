import { join } from 'node:path';
import { ConfigurationError } from '../errors';
import { cutDurably, type FileSystem, readFully, syncFolder, withFile } from './file-system';
import { beginsAsPlain, findWholeBatch } from './log-batches';
import { beginsAsRoom, skipRoom } from './log-room';
import { LogDamage } from './log-damage';
import type { LogSource, LogTail } from './log-reader';
import { LogWindow } from './log-window';
import { type LogFile, type LogFolder, type Manifest, readManifest, writeManifest } from './manifest';

const RDB_MAGIC = 'REDIS';

/** What a log consists of, in the order in which it loads. */
export interface LogFiles {
  readonly manifest: Manifest;
  readonly files: readonly SizedFile[];
}

export interface SizedFile extends LogFile {
  readonly path: string;
  readonly size: number;
  readonly isBase: boolean;
}

/**
 * The files of a log; undefined when there is none. Throws a ConfigurationError for a manifest that is damaged, or names
 * a file that is missing.
 */
export function findLog(folder: LogFolder, manifest = readManifest(folder)): LogFiles | undefined {
  if (!manifest) return undefined;
  const files = namedFiles(folder, manifest);
  const missing = files.find(({ size }) => size < 0);
  if (missing)
    throw new ConfigurationError(`${missing.path} is missing, which ${folder.fileName}.manifest names`);
  return { manifest, files };
}

/** The files that a manifest names, in the order in which they load; one that is missing has a size of -1. */
export function namedFiles({ path, files }: LogFolder, { base, increments }: Manifest): SizedFile[] {
  const describe = (file: LogFile, isBase: boolean) => {
    const place = join(path, file.name);
    return { ...file, path: place, size: files.existsSync(place) ? files.statSync(place).size : -1, isBase };
  };
  return [...(base ? [describe(base, true)] : []), ...increments.map((file) => describe(file, false))];
}

/**
 * Redis before 7 had one file, in the directory itself: as Redis 7 does, it becomes the base in the folder. What a power
 * cut leaves undone is done at the next start. Answers whether there was one.
 */
export function adoptOldLog(directory: string, folder: LogFolder): boolean {
  const { files, path, fileName } = folder;
  const old = join(directory, fileName);
  if (!files.existsSync(old) || !isFree(folder)) return false;
  files.mkdirSync(path, { recursive: true });
  syncFolder(files, directory);
  writeManifest(folder, { base: { name: fileName, sequence: 1 }, increments: [], history: [] });
  files.renameSync(old, join(path, fileName));
  syncFolder(files, path);
  syncFolder(files, directory);
  return true;
}

/** Whether the folder waits for the old file, or has nothing. */
function isFree(folder: LogFolder): boolean {
  const manifest = readManifest(folder);
  if (!manifest) return true;
  const { base, increments } = manifest;
  if (base?.name !== folder.fileName || increments.length > 0) return false;
  return !folder.files.existsSync(join(folder.path, base.name));
}

/** Throws a LogDamage when the torn tail of a file isn't that of the log: a later file has something whole of a server. */
export function requireLast(
  files: FileSystem,
  { path }: SizedFile,
  { offset }: LogTail,
  later: readonly SizedFile[],
): void {
  const follower = later.find((file) => file.size > 0 && holdsAnything(files, file));
  if (follower) throw new LogDamage(path, offset, `it is cut off, and the log goes on in ${follower.name}`);
}

/** Cuts a tail, on disk too; answers what has become of it. */
export function cutTail(files: FileSystem, { path }: SizedFile, { offset, bytes }: LogTail): string {
  cutDurably(files, path, offset);
  return `its last ${bytes} bytes, from byte ${offset} on, are removed`;
}

/** Whether a file begins with an RDB file, which commands may follow. */
export function beginsWithRdb({ files, fd }: LogSource): boolean {
  const magic = Buffer.alloc(RDB_MAGIC.length);
  readFully(files, fd, magic, 0);
  return magic.toString('latin1') === RDB_MAGIC;
}

function holdsAnything(files: FileSystem, { path, size }: SizedFile): boolean {
  return withFile(files, path, 'r', (fd) => {
    const window = new LogWindow(files, fd, size);
    if (beginsAsRoom(window)) skipRoom(window);
    return beginsAsPlain(window) || findWholeBatch(window, 0) !== undefined;
  });
}
