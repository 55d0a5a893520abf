import { dirname, join } from 'node:path';
import type { Keyspace } from '../keyspace/keyspace';
import { saveBase } from './base';
import { addIncrement, removeHistory, replaceBase } from './compaction-job';
import { createFile, syncFolder } from './file-system';
import { FolderLock, LOCK_NAME } from './folder-lock';
import { findLog } from './log-files';
import {
  type LogFile,
  type LogFolder,
  type Manifest,
  nextBase,
  nextIncrement,
  NO_LOG,
  readManifest,
} from './manifest';
import { atOnce } from './slices';

/** The folder that a server writes its log to, and which of the files there are the log. */
export class LogDirectory {
  /** Bytes of the log beside the increment that is written to. */
  sizeBefore = 0;
  private manifest: Manifest = NO_LOG;
  private lock: FolderLock | undefined = undefined;

  constructor(readonly folder: LogFolder) {}

  /** Where what is changed is written. */
  get last(): string {
    return this.pathOf(this.manifest.increments.at(-1)!);
  }

  pathOf({ name }: LogFile): string {
    return join(this.folder.path, name);
  }

  /** The folder is there, on disk too, and nobody else writes in it. Throws a ConfigurationError that names who does. */
  take(): void {
    const { files, path } = this.folder;
    if (!files.existsSync(path)) {
      files.mkdirSync(path, { recursive: true });
      syncFolder(files, dirname(path));
    }
    this.lock = FolderLock.take(files, path);
    for (const name of files.readdirSync(path)) if (isTemporary(name)) files.unlinkSync(join(path, name));
  }

  release(): void {
    this.lock?.release();
    this.lock = undefined;
  }

  /** Goes on with the log that was there, if one was. */
  resume(manifest: Manifest = NO_LOG): void {
    const { folder } = this;
    this.manifest = removeHistory(folder, manifest);
    const { increments } = this.manifest;
    if (increments.length > 0) return;
    this.manifest = { ...this.manifest, increments: [addIncrement(folder, this.manifest)] };
  }

  /** Puts the data as it is in the place of the log; nothing else runs meanwhile. */
  rebase(keyspace: Keyspace): void {
    const { folder } = this;
    this.manifest = readManifest(folder) ?? NO_LOG;
    const base = nextBase(folder, this.manifest);
    const increment = nextIncrement(folder, this.manifest);
    atOnce(saveBase(this.pathOf(base), keyspace, keyspace.changes.sequence, folder.files));
    const rebased: Manifest = { base, increments: [increment], history: [] };
    createFile(folder.files, this.pathOf(increment));
    replaceBase(folder, this.manifest, rebased);
    this.manifest = rebased;
  }

  /** A compaction has ended: the log may be another one. */
  reread(): void {
    this.manifest = readManifest(this.folder) ?? this.manifest;
    this.measure();
  }

  measure(): void {
    const files = findLog(this.folder, this.manifest)?.files ?? [];
    this.sizeBefore = files.slice(0, -1).reduce((sum, { size }) => sum + size, 0);
  }
}

/** What a server that was killed has not finished. */
const isTemporary = (name: string) =>
  /^temp-.*\.(rdb|manifest)$/.test(name) || name.startsWith(`${LOCK_NAME}.`);
