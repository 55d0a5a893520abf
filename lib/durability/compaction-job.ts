import { join } from 'node:path';
import type { Keyspace } from '../keyspace/keyspace';
import type { Log } from '../log';
import { saveBase } from './base';
import type { LoadedClasses } from './class-guard';
import {
  createFile,
  type FileSystem,
  readFully,
  replaceFile,
  syncFolder,
  withFile,
  writeAll,
} from './file-system';
import {
  type LogFile,
  type LogFolder,
  type Manifest,
  nextBase,
  nextIncrement,
  readManifest,
  writeManifest,
} from './manifest';
import type { Permit } from './permit';
import { recover, WRITTEN_WHOLE } from './recovery';
import { atOnce } from './slices';

/** Where a compaction runs: a keyspace of its own, with the server's structures and options. */
export interface CompactionContext {
  readonly keyspace: Keyspace;
  readonly folder: LogFolder;
  readonly classes: LoadedClasses;
  readonly log: Log;
  /** Milliseconds from whenever. */
  readonly clock: () => number;
  /** To change which files the log consists of. */
  readonly permit: Permit;
}

export interface CompactionResult {
  readonly keys: number;
  /** Of the new base. */
  readonly bytes: number;
}

/**
 * Puts a base in the place of all that the log has so far: replays it, and writes what comes of it. `move` makes the server
 * go on in another increment, and resolves when all before that is on disk. Whatever is cut short, the log on disk is whole.
 * @param snapshot where to put a copy of the base, if anywhere
 */
export async function compact(
  context: CompactionContext,
  move: (increment: LogFile) => Promise<void>,
  snapshot?: string,
): Promise<CompactionResult> {
  const { folder, permit } = context;
  const before = readManifest(folder)!;
  const increment = permit.use(() => addIncrement(folder, before));
  await move(increment);
  return rebase(context, before, [increment], snapshot);
}

/** The same of what the log has before the increment of this name, if it still has anything there. */
export async function compactBefore(
  context: CompactionContext,
  name: string,
): Promise<CompactionResult | undefined> {
  const manifest = readManifest(context.folder)!;
  const { increments } = manifest;
  const at = increments.findIndex((increment) => increment.name === name);
  if (at <= 0) return undefined;
  return rebase(context, { ...manifest, increments: increments.slice(0, at) }, increments.slice(at));
}

/** Puts a base in the place of a log that these increments follow. */
async function rebase(
  { keyspace, folder, classes, log, clock, permit }: CompactionContext,
  before: Manifest,
  increments: readonly LogFile[],
  snapshot?: string,
): Promise<CompactionResult> {
  const { sequence } = (await recover({
    keyspace,
    directory: folder.path,
    folder,
    manifest: before,
    classes,
    tornBecause: WRITTEN_WHOLE,
    log,
    clock,
  }))!;
  const base = nextBase(folder, before);
  // Until the permit is used, the server may write a base of this name, too.
  const draft = join(folder.path, `temp-${base.name}`);
  const { keys, bytes } = atOnce(saveBase(draft, keyspace, sequence, folder.files));
  try {
    if (snapshot !== undefined) copyFile(folder.files, draft, snapshot);
    permit.use(() => {
      folder.files.renameSync(draft, join(folder.path, base.name));
      syncFolder(folder.files, folder.path);
      replaceBase(folder, before, { base, increments, history: [] });
    });
  } catch (error) {
    if (folder.files.existsSync(draft)) folder.files.unlinkSync(draft);
    throw error;
  }
  return { keys, bytes };
}

/** An empty increment behind the others. */
export function addIncrement(folder: LogFolder, manifest: Manifest): LogFile {
  const { files, path } = folder;
  const increment = nextIncrement(folder, manifest);
  createFile(files, join(path, increment.name));
  writeManifest(folder, { ...manifest, increments: [...manifest.increments, increment] });
  return increment;
}

/** The log is another one from now on; the files of the old one are removed. */
export function replaceBase(folder: LogFolder, before: Manifest, after: Manifest): void {
  const history = [...(before.base ? [before.base] : []), ...before.increments, ...before.history].filter(
    ({ name }) => !after.increments.some((kept) => kept.name === name),
  );
  writeManifest(folder, { ...after, history });
  removeHistory(folder, { ...after, history });
}

/** Removes files that no longer belong to the log. */
export function removeHistory(folder: LogFolder, manifest: Manifest): Manifest {
  if (manifest.history.length === 0) return manifest;
  const { files, path } = folder;
  for (const { name } of manifest.history)
    if (files.existsSync(join(path, name))) files.unlinkSync(join(path, name));
  const without = { ...manifest, history: [] };
  writeManifest(folder, without);
  return without;
}

const COPY_BYTES = 1024 * 1024;

function copyFile(files: FileSystem, from: string, to: string): void {
  withFile(files, from, 'r', (source) => {
    replaceFile(files, to, (target) => {
      copyBytes(files, source, target);
    });
  });
}

function copyBytes(files: FileSystem, source: number, target: number): void {
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  for (let at = 0; ;) {
    const count = readFully(files, source, buffer, at);
    if (count === 0) return;
    writeAll(files, target, buffer.subarray(0, count));
    at += count;
  }
}
