import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { FileState, FileSystem } from '../durability/file-system';

const REGULAR_FILE = 0o100000;

/** The bytes of a file; a second name of it has the same. */
class MemoryFile implements FileState {
  bytes = Buffer.alloc(0);
  size = 0;

  constructor(readonly mode: number) {}

  isDirectory(): boolean {
    return false;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (end > this.bytes.length) this.grow(end);
    this.bytes.fill(0, this.size, Math.max(this.size, position));
    this.bytes.set(bytes, position);
    this.size = Math.max(this.size, end);
  }

  read(target: Uint8Array, position: number): number {
    const found = this.bytes.subarray(Math.min(position, this.size), this.size).subarray(0, target.length);
    target.set(found);
    return found.length;
  }

  truncate(size: number): void {
    if (size > this.size) this.write(Buffer.alloc(size - this.size), this.size);
    this.size = size;
  }

  copy(): MemoryFile {
    const copy = new MemoryFile(this.mode);
    copy.write(this.bytes.subarray(0, this.size), 0);
    return copy;
  }

  private grow(size: number): void {
    const bytes = Buffer.alloc(Math.max(size, 2 * this.bytes.length));
    bytes.set(this.bytes.subarray(0, this.size));
    this.bytes = bytes;
  }
}

class MemoryFolder implements FileState {
  readonly mode = 0o40755;
  readonly size = 0;

  isDirectory(): boolean {
    return true;
  }
}

interface OpenFile {
  readonly node: MemoryFile | MemoryFolder;
  readonly appends: boolean;
  position: number;
}

/** Files that are gone with the process: a server logs into them as it does onto a disk. */
export class MemoryFileSystem implements FileSystem {
  private readonly nodes = new Map<string, MemoryFile | MemoryFolder>([['/', new MemoryFolder()]]);
  private readonly open = new Map<number, OpenFile>();
  private nextDescriptor = 3;

  /** What a process that ended now would leave behind: all that was written, and nobody has it open. */
  copy(): MemoryFileSystem {
    const copies = new Map([...new Set(this.nodes.values())].map((node) => [node, copyOf(node)]));
    const copy = new MemoryFileSystem();
    for (const [path, node] of this.nodes) copy.nodes.set(path, copies.get(node)!);
    return copy;
  }

  openSync(path: string, flags: string, mode = 0o644): number {
    const node = this.nodes.get(resolve(path)) ?? this.create(path, flags, mode);
    if (node instanceof MemoryFile && flags.startsWith('w')) node.truncate(0);
    const fd = this.nextDescriptor++;
    this.open.set(fd, { node, appends: flags.startsWith('a'), position: 0 });
    return fd;
  }

  closeSync(fd: number): void {
    if (!this.open.delete(fd)) throw systemError('EBADF', 'close');
  }

  readSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number {
    const file = this.openFile(fd);
    const count = fileOf(file).read(buffer.subarray(offset, offset + length), position ?? file.position);
    if (position === null) file.position += count;
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
    const file = fileOf(open);
    const at = open.appends ? file.size : (position ?? open.position);
    file.write(buffer.subarray(offset, offset + length), at);
    if (position === undefined || position === null) open.position = at + length;
    return length;
  }

  ftruncateSync(fd: number, length: number): void {
    fileOf(this.openFile(fd)).truncate(length);
  }

  fsyncSync(fd: number): void {
    this.openFile(fd);
  }

  fdatasyncSync(fd: number): void {
    this.openFile(fd);
  }

  fdatasync(fd: number, callback: (error: NodeJS.ErrnoException | null) => void): void {
    this.openFile(fd);
    setImmediate(callback, null);
  }

  fstatSync(fd: number): FileState {
    return this.openFile(fd).node;
  }

  statSync(path: string): FileState {
    return this.nodeAt(path, 'stat');
  }

  existsSync(path: string): boolean {
    return this.nodes.has(resolve(path));
  }

  readdirSync(path: string): string[] {
    this.nodeAt(path, 'scandir');
    const folder = resolve(path);
    const inside = [...this.nodes.keys()].filter((each) => each !== '/' && dirname(each) === folder);
    return inside.map((each) => each.slice(folder === '/' ? 1 : folder.length + 1)).sort();
  }

  renameSync(from: string, to: string): void {
    const node = this.nodeAt(from, 'rename');
    this.nodeAt(dirname(resolve(to)), 'rename');
    this.nodes.delete(resolve(from));
    this.nodes.set(resolve(to), node);
  }

  linkSync(from: string, to: string): void {
    const node = this.nodeAt(from, 'link');
    if (this.existsSync(to)) throw systemError('EEXIST', 'link', to);
    this.nodes.set(resolve(to), node);
  }

  unlinkSync(path: string): void {
    this.nodeAt(path, 'unlink');
    this.nodes.delete(resolve(path));
  }

  mkdirSync(path: string, options: { readonly recursive?: boolean } = {}): void {
    if (this.existsSync(path)) {
      if (options.recursive) return;
      throw systemError('EEXIST', 'mkdir', path);
    }
    const parent = dirname(resolve(path));
    if (options.recursive) this.mkdirSync(parent, options);
    this.nodeAt(parent, 'mkdir');
    this.nodes.set(resolve(path), new MemoryFolder());
  }

  private create(path: string, flags: string, mode: number): MemoryFile {
    if (flags.startsWith('r')) throw systemError('ENOENT', 'open', path);
    this.nodeAt(dirname(resolve(path)), 'open');
    const file = new MemoryFile(REGULAR_FILE | mode);
    this.nodes.set(resolve(path), file);
    return file;
  }

  private nodeAt(path: string, call: string): MemoryFile | MemoryFolder {
    const node = this.nodes.get(resolve(path));
    if (!node) throw systemError('ENOENT', call, path);
    return node;
  }

  private openFile(fd: number): OpenFile {
    const file = this.open.get(fd);
    if (!file) throw systemError('EBADF', 'descriptor');
    return file;
  }
}

const copyOf = (node: MemoryFile | MemoryFolder) => (node instanceof MemoryFile ? node.copy() : node);

function fileOf({ node }: OpenFile): MemoryFile {
  if (node instanceof MemoryFolder) throw systemError('EISDIR', 'descriptor');
  return node;
}

type ErrorCode = 'ENOENT' | 'EEXIST' | 'EBADF' | 'EISDIR';

function systemError(code: ErrorCode, syscall: string, path?: string): NodeJS.ErrnoException {
  const message = `${code}: ${syscall}${path === undefined ? '' : ` '${path}'`}`;
  return Object.assign(new Error(message), { code, errno: -constants.errno[code], syscall });
}
