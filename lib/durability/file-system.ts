import fs from 'node:fs';

/** A file or a folder, as far as durability asks. */
export interface FileState {
  readonly size: number;
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

/** Writes all of the bytes, however many steps that takes. */
export function writeAll(files: FileSystem, fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += files.writeSync(fd, bytes, at, bytes.length - at);
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

/** Shortens a file, on disk too. */
export function cutDurably(files: FileSystem, path: string, length: number): void {
  withFile(files, path, 'r+', (fd) => {
    files.ftruncateSync(fd, length);
    files.fsyncSync(fd);
  });
}
