import { readdirSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type FileSystem, type FileState, realFileSystem } from '../../lib/durability/file-system';

/** What changed on the disk. Files go by a number that renaming keeps; names are relative to the folder. */
export type Operation =
  | { readonly kind: 'write'; readonly file: number; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: number; readonly length: number }
  /** What was written before operation `before` is on disk; or, when it failed, nobody knows, and never will. */
  | { readonly kind: 'sync'; readonly file: number; readonly before: number; readonly failed: boolean }
  | { readonly kind: 'sync folder'; readonly name: string }
  | { readonly kind: 'create'; readonly file: number; readonly name: string }
  | { readonly kind: 'make folder'; readonly name: string }
  | { readonly kind: 'rename'; readonly file: number; readonly from: string; readonly name: string }
  | { readonly kind: 'unlink'; readonly name: string };

/** A call that may be made to fail. */
export interface Attempt {
  readonly call: keyof FileSystem;
  /** Relative to the folder. */
  readonly name: string;
  /** How many calls of this kind there were before it. */
  readonly earlier: number;
  /** Of a write: how many bytes it is to write. */
  readonly length: number;
}

/** The error that the call meets; or how many bytes a write writes. */
export type Failure = NodeJS.ErrnoException | { readonly writes: number };

export function diskError(code: 'ENOSPC' | 'EIO' | 'EROFS' | 'EACCES'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code, errno: -constants.errno[code] });
}

/** What is in a folder: the bytes of files by name, undefined for folders. */
export type Contents = ReadonlyMap<string, Buffer | undefined>;

export function contentsOf(folder: string): Map<string, Buffer | undefined> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const bytesOf = (path: string) => (statSync(path).isDirectory() ? undefined : readFileSync(path));
  return new Map(names.map((name) => [name, bytesOf(join(folder, name))]));
}

interface OpenFile {
  readonly name: string;
  /** Undefined for a folder. */
  readonly file: number | undefined;
  readonly appends: boolean;
  position: number;
}

/** The real file system in one folder; it records what is done to it, and fails where it is told to. */
export class RecordingFileSystem implements FileSystem {
  readonly operations: Operation[] = [];
  /** What was in the folder at first, on disk; the files there have the first numbers, in this order. */
  readonly initial: Contents;
  /** Makes calls fail. */
  inject: (attempt: Attempt) => Failure | undefined = () => undefined;
  private readonly numbers = new Map<string, number>();
  private readonly open = new Map<number, OpenFile>();
  readonly counts = new Map<string, number>();
  private files = 0;

  constructor(readonly folder: string) {
    this.initial = contentsOf(folder);
    for (const [name, bytes] of this.initial) if (bytes) this.numbers.set(name, this.files++);
  }

  /** The n-th call of this kind from now on fails, counted from 0. */
  failAt(call: keyof FileSystem, n: number, failure: Failure): void {
    const start = this.counts.get(call) ?? 0;
    this.inject = (attempt) => (attempt.call === call && attempt.earlier === start + n ? failure : undefined);
  }

  openSync(path: string, flags: string, mode?: number): number {
    const name = this.nameOf(path);
    this.attempt('openSync', name);
    const existed = realFileSystem.existsSync(path);
    const fd = realFileSystem.openSync(path, flags, mode);
    const file = realFileSystem.fstatSync(fd).isDirectory() ? undefined : this.numberOf(name, existed);
    if (existed && file !== undefined && flags.startsWith('w'))
      this.operations.push({ kind: 'truncate', file, length: 0 });
    this.open.set(fd, { name, file, appends: flags.startsWith('a'), position: 0 });
    return fd;
  }

  closeSync(fd: number): void {
    this.attempt('closeSync', this.openFile(fd).name);
    this.open.delete(fd);
    realFileSystem.closeSync(fd);
  }

  readSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number {
    this.attempt('readSync', this.openFile(fd).name, length);
    const count = realFileSystem.readSync(fd, buffer, offset, length, position);
    if (position === null) this.openFile(fd).position += count;
    return count;
  }

  writeSync(
    fd: number,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position?: number | null,
  ): number {
    const open = this.openFile(fd);
    const wanted = this.attempt('writeSync', open.name, length);
    const at = open.appends ? realFileSystem.fstatSync(fd).size : (position ?? open.position);
    const count = realFileSystem.writeSync(fd, buffer, offset, wanted, position);
    const bytes = Buffer.from(buffer.subarray(offset, offset + count));
    this.operations.push({ kind: 'write', file: open.file!, position: at, bytes });
    if (position === undefined || position === null) open.position = at + count;
    return count;
  }

  ftruncateSync(fd: number, length: number): void {
    const { name, file } = this.openFile(fd);
    this.attempt('ftruncateSync', name);
    realFileSystem.ftruncateSync(fd, length);
    this.operations.push({ kind: 'truncate', file: file!, length });
  }

  fsyncSync(fd: number): void {
    this.sync('fsyncSync', fd);
  }

  fdatasyncSync(fd: number): void {
    this.sync('fdatasyncSync', fd);
  }

  fdatasync(fd: number, callback: (error: NodeJS.ErrnoException | null) => void): void {
    const { name, file } = this.openFile(fd);
    const before = this.operations.length;
    let error: NodeJS.ErrnoException | null = null;
    try {
      this.attempt('fdatasync', name);
    } catch (thrown) {
      error = thrown as NodeJS.ErrnoException;
    }
    setImmediate(() => {
      this.operations.push({ kind: 'sync', file: file!, before, failed: error !== null });
      callback(error);
    });
  }

  fstatSync(fd: number): FileState {
    this.attempt('fstatSync', this.openFile(fd).name);
    return realFileSystem.fstatSync(fd);
  }

  statSync(path: string): FileState {
    this.attempt('statSync', this.nameOf(path));
    return realFileSystem.statSync(path);
  }

  existsSync(path: string): boolean {
    return realFileSystem.existsSync(path);
  }

  readdirSync(path: string): string[] {
    this.attempt('readdirSync', this.nameOf(path));
    return realFileSystem.readdirSync(path);
  }

  renameSync(from: string, to: string): void {
    const [before, name] = [this.nameOf(from), this.nameOf(to)];
    this.attempt('renameSync', before);
    realFileSystem.renameSync(from, to);
    const file = this.numbers.get(before)!;
    this.numbers.delete(before);
    this.numbers.set(name, file);
    this.operations.push({ kind: 'rename', file, from: before, name });
  }

  linkSync(from: string, to: string): void {
    const [before, name] = [this.nameOf(from), this.nameOf(to)];
    this.attempt('linkSync', before);
    realFileSystem.linkSync(from, to);
    const file = this.numbers.get(before)!;
    this.numbers.set(name, file);
    this.operations.push({ kind: 'create', file, name });
  }

  unlinkSync(path: string): void {
    const name = this.nameOf(path);
    this.attempt('unlinkSync', name);
    realFileSystem.unlinkSync(path);
    this.numbers.delete(name);
    this.operations.push({ kind: 'unlink', name });
  }

  mkdirSync(path: string, options?: { readonly recursive?: boolean }): void {
    if (options?.recursive && realFileSystem.existsSync(path)) return;
    if (options?.recursive) this.mkdirSync(dirname(path), options);
    const name = this.nameOf(path);
    this.attempt('mkdirSync', name);
    realFileSystem.mkdirSync(path);
    this.operations.push({ kind: 'make folder', name });
  }

  private sync(call: 'fsyncSync' | 'fdatasyncSync', fd: number): void {
    const { name, file } = this.openFile(fd);
    const before = this.operations.length;
    try {
      this.attempt(call, name);
    } catch (error) {
      if (file !== undefined) this.operations.push({ kind: 'sync', file, before, failed: true });
      throw error;
    }
    realFileSystem[call](fd);
    if (file === undefined) this.operations.push({ kind: 'sync folder', name });
    else this.operations.push({ kind: 'sync', file, before, failed: false });
  }

  /** Throws the error that the call is to meet; answers how many bytes it is to write. */
  private attempt(call: keyof FileSystem, name: string, length = 0): number {
    const earlier = this.counts.get(call) ?? 0;
    this.counts.set(call, earlier + 1);
    const failure = this.inject({ call, name, earlier, length });
    if (failure instanceof Error) throw failure;
    return failure ? Math.min(failure.writes, length) : length;
  }

  private openFile(fd: number): OpenFile {
    const open = this.open.get(fd);
    if (!open) throw new Error(`${fd} is not open here`);
    return open;
  }

  private numberOf(name: string, existed: boolean): number {
    const known = this.numbers.get(name);
    if (existed && known !== undefined) return known;
    const file = this.files++;
    this.numbers.set(name, file);
    this.operations.push({ kind: 'create', file, name });
    return file;
  }

  private nameOf(path: string): string {
    const name = relative(this.folder, path);
    if (name.startsWith('..')) throw new Error(`${path} is outside of ${this.folder}`);
    return name;
  }
}
