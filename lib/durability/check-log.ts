import { join } from 'node:path';
import { ConfigurationError } from '../errors';
import type { Keyspace } from '../keyspace/keyspace';
import { baseReader, sequenceOf } from './base';
import { withFile } from './file-system';
import { beginsWithRdb, cutTail, namedFiles, requireLast, type SizedFile } from './log-files';
import { LogReader, type LogSource, type LogVisitor, type LogTail } from './log-reader';
import { type LogFolder, manifestPath, readManifest } from './manifest';
import { atOnce } from './slices';

/** What was found out about a file. */
export interface Verdict {
  readonly path: string;
  readonly isRight: boolean;
  readonly says: string;
}

export interface CheckOptions {
  /** `DIR`, where Redis before 7 had its log. */
  readonly directory: string;
  readonly folder: LogFolder;
  /** Whether a torn tail is cut. */
  readonly fixes: boolean;
  /** Values of bases are read into it, and not kept. */
  readonly keyspace: Keyspace;
}

/** Verifies the files of a log, one after the other, without running what is in them. */
export function* checkLog(options: CheckOptions): Generator<Verdict> {
  const { folder, directory } = options;
  const path = manifestPath(folder);
  const old = join(directory, folder.fileName);
  try {
    const manifest = readManifest(folder);
    if (manifest) {
      const files = namedFiles(folder, manifest);
      yield { path, isRight: true, says: `names ${files.length} files` };
      yield* new LogCheck(options, files).verdicts();
    } else if (folder.files.existsSync(old)) {
      const { size } = folder.files.statSync(old);
      const file = { name: folder.fileName, sequence: 1, path: old, size, isBase: true };
      yield* new LogCheck(options, [file]).verdicts();
    } else yield { path, isRight: false, says: 'there is no such file: no server has a log here' };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    yield { path, isRight: false, says: error.message };
  }
}

class LogCheck {
  private sequence = 0;

  constructor(
    private readonly options: CheckOptions,
    private readonly files: readonly SizedFile[],
  ) {}

  *verdicts(): Generator<Verdict> {
    for (const [index, file] of this.files.entries()) {
      const found = this.check(file, this.files.slice(index + 1));
      yield { path: file.path, ...found };
    }
  }

  private check(file: SizedFile, later: readonly SizedFile[]): Omit<Verdict, 'path'> {
    if (file.size < 0) return { isRight: false, says: 'is missing, and the manifest names it' };
    try {
      const count = new Count();
      const tail = this.read(file, count);
      if (tail?.isTorn) return this.describeTail(file, tail, later);
      if (tail && this.options.fixes) cutTail(this.options.folder.files, file, tail);
      return { isRight: true, says: `is right: ${tail?.offset ?? file.size} bytes, ${count.toString()}` };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      return { isRight: false, says: error.message.replace(`${file.path} `, '') };
    }
  }

  private read(file: SizedFile, count: Count): LogTail | undefined {
    const { files } = this.options.folder;
    return withFile(files, file.path, 'r', (fd) => {
      const source = { path: file.path, files, fd };
      const offset = file.isBase && beginsWithRdb(source) ? this.readRdb(source, count) : 0;
      const reader = new LogReader(source, { offset, sequence: this.sequence });
      const tail = atOnce(reader.read(count));
      this.sequence = reader.sequence;
      return tail;
    });
  }

  /** Answers where commands follow. */
  private readRdb(source: LogSource, count: Count): number {
    const { keyspace } = this.options;
    const reader = baseReader(keyspace, source);
    try {
      atOnce(reader.steps());
    } finally {
      for (const { dictionary } of keyspace.databases) dictionary.clear();
    }
    count.keys = reader.keys;
    this.sequence = sequenceOf(reader);
    return reader.bytes;
  }

  private describeTail(file: SizedFile, tail: LogTail, later: readonly SizedFile[]): Omit<Verdict, 'path'> {
    const { folder, fixes } = this.options;
    const { offset, bytes } = tail;
    requireLast(folder.files, file, tail, later);
    if (fixes) return { isRight: true, says: `was cut off: ${cutTail(folder.files, file, tail)}` };
    return {
      isRight: false,
      says: `is cut off: its last ${bytes} bytes, from byte ${offset} on, can be cut by --fix`,
    };
  }
}

/** Counts what a file has. */
class Count implements LogVisitor {
  keys: number | undefined = undefined;
  private commands = 0;

  ranClass(): void {}
  setSecret(): void {}
  beginTurn(): void {}
  endTurn(): void {}

  runCommand(): void {
    this.commands++;
  }

  toString(): string {
    const commands = `${this.commands} ${this.commands === 1 ? 'command' : 'commands'}`;
    if (this.keys === undefined) return commands;
    return this.commands === 0 ? `${this.keys} keys` : `${this.keys} keys and ${commands}`;
  }
}
