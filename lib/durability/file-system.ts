import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** A file or a folder, as far as durability asks. */
export interface FileState {
  readonly size: number;
  /** Its rights, among other bits. */
  readonly mode: number;
  isDirectory(): boolean;
}

/** All that durability does to the disk, as node:fs does it: specs put another in its place. */
export interface FileSystem {
  openSync(path: string, flags: string, mode?: number): number;
  closeSync(fd: number): void;
  readSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number;
  /** Answers how many bytes it wrote: fewer than given when the disk is full. */
  writeSync(fd: number, buffer: Uint8Array, offset: number, length: number, position?: number | null): number;
  ftruncateSync(fd: number, length: number): void;
  /** Also of a folder that was opened to read: then names that were changed in it are on disk. */
  fsyncSync(fd: number): void;
  fdatasyncSync(fd: number): void;
  fdatasync(fd: number, callback: (error: NodeJS.ErrnoException | null) => void): void;
  fstatSync(fd: number): FileState;
  statSync(path: string): FileState;
  existsSync(path: string): boolean;
  readdirSync(path: string): string[];
  renameSync(from: string, to: string): void;
  /** A second name of the file; throws when there is a file of this name. */
  linkSync(from: string, to: string): void;
  unlinkSync(path: string): void;
  mkdirSync(path: string, options?: { readonly recursive?: boolean }): unknown;
}

export const realFileSystem: FileSystem = fs;

/** Writes all of the bytes, however many steps that takes: from a position in the file on, or behind what was written. */
export function writeAll(files: FileSystem, fd: number, bytes: Uint8Array, position?: number): void {
  for (let at = 0; at < bytes.length;) {
    const place = position === undefined ? undefined : position + at;
    at += files.writeSync(fd, bytes, at, bytes.length - at, place);
  }
}

/** Fills the buffer from a position in the file on, as far as it goes; answers how many bytes that are. */
export function readFully(files: FileSystem, fd: number, buffer: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const count = files.readSync(fd, buffer, filled, buffer.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/** Opens a file for as long as the use takes. */
export function withFile<T>(files: FileSystem, path: string, flags: string, use: (fd: number) => T): T {
  const fd = files.openSync(path, flags);
  try {
    return use(fd);
  } finally {
    files.closeSync(fd);
  }
}

/** An empty file, whatever was there. */
export function createFile(files: FileSystem, path: string): void {
  withFile(files, path, 'w', () => undefined);
}

/** The bytes of a small file. */
export function readWhole(files: FileSystem, path: string): Buffer {
  return withFile(files, path, 'r', (fd) => {
    const bytes = Buffer.alloc(files.fstatSync(fd).size);
    return bytes.subarray(0, readFully(files, fd, bytes, 0));
  });
}

/** Names that were made, changed and removed in a folder are on disk from now on. */
export function syncFolder(files: FileSystem, path: string): void {
  withFile(files, path, 'r', (fd) => {
    files.fsyncSync(fd);
  });
}

/**
 * Puts a file in the place of the one of its name: whoever reads that sees the one or the other, also after a power cut.
 * Answers what `write` answers. Throws what it and the file system throw; the file before is there then.
 */
export function replaceFile<T>(files: FileSystem, path: string, write: (fd: number) => T, mode?: number): T {
  const replacement = new Replacement(files, path, mode);
  try {
    const written = write(replacement.fd);
    replacement.put();
    return written;
  } finally {
    replacement.end();
  }
}

/** The same for who writes the file in steps: it is in place after `put`, and given up by an `end` before that. */
export class Replacement {
  readonly fd: number;
  private readonly temporary: string;
  private isOpen = true;
  private isInPlace = false;

  constructor(
    private readonly files: FileSystem,
    private readonly path: string,
    mode?: number,
  ) {
    // A thread of the server may write a file of this name, too.
    this.temporary = join(dirname(path), `temp-${process.pid}-${threadId}-${basename(path)}`);
    this.fd = files.openSync(this.temporary, 'w', mode);
  }

  put(): void {
    const { files, path } = this;
    files.fsyncSync(this.fd);
    this.close();
    files.renameSync(this.temporary, path);
    this.isInPlace = true;
    syncFolder(files, dirname(path));
  }

  end(): void {
    if (this.isOpen) this.close();
    if (!this.isInPlace) this.files.unlinkSync(this.temporary);
  }

  private close(): void {
    this.isOpen = false;
    this.files.closeSync(this.fd);
  }
}

/** Shortens a file, on disk too. */
export function cutDurably(files: FileSystem, path: string, length: number): void {
  withFile(files, path, 'r+', (fd) => {
    files.ftruncateSync(fd, length);
    files.fsyncSync(fd);
  });
}
