import { join } from 'node:path';
import { ConfigurationError } from '../errors';
import { type FileSystem, syncFolder, withFile } from './file-system';
import { beginsAsPlain, findWholeBatch } from './log-batches';
import { LogWindow } from './log-window';
import { type LogFile, type LogFolder, type Manifest, readManifest, writeManifest } from './manifest';

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
  const { base, increments } = manifest;
  const named = [
    ...(base ? [{ ...base, isBase: true }] : []),
    ...increments.map((file) => ({ ...file, isBase: false })),
  ];
  return { manifest, files: named.map((file) => withSize(folder, file)) };
}

function withSize({ path, fileName, files }: LogFolder, file: LogFile & { isBase: boolean }): SizedFile {
  const place = join(path, file.name);
  if (!files.existsSync(place))
    throw new ConfigurationError(`${place} is missing, which ${fileName}.manifest names`);
  return { ...file, path: place, size: files.statSync(place).size };
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

/** Whether a server has written anything to the file that is whole. */
export function holdsAnything(files: FileSystem, { path, size }: SizedFile): boolean {
  return withFile(files, path, 'r', (fd) => {
    const window = new LogWindow(files, fd, size);
    return beginsAsPlain(window) || findWholeBatch(window, 0) !== undefined;
  });
}
