import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Contents, Operation } from './recording-file-system';

/** What becomes of that which wasn't synced. */
export interface Survival {
  /**
   * Bytes of a file: all are there; none; the first half; the file is as long as if all were there, with zeroes; every
   * other sector.
   */
  readonly data: (typeof DATA)[number];
  /** Whether the n-th name that was made, changed or removed without a sync of its folder is so on disk. */
  readonly keepsName: (n: number) => boolean;
}

const DATA = ['all', 'none', 'half', 'zeroes', 'odd sectors', 'even sectors'] as const;
const SECTOR = 512;
const NAMES = [() => true, () => false, (n: number) => n % 2 === 0, (n: number) => n % 2 === 1];

/** Every mixture of what may happen to data and names. */
export const survivals: readonly Survival[] = DATA.flatMap((data) =>
  NAMES.map((keepsName) => ({ data, keepsName })),
);

export interface Recording {
  readonly initial: Contents;
  readonly operations: readonly Operation[];
}

/** What may be on disk when the power is cut before operation `point`. */
export function afterPowerCut(
  { initial, operations }: Recording,
  point: number,
  survival: Survival,
): Contents {
  const disk = new Disk(initial);
  operations.slice(0, point).forEach((operation, index) => {
    disk.apply(operation, index);
  });
  return disk.contents(survival);
}

/** Makes a folder hold exactly these contents. */
export function layOut(folder: string, contents: Contents): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of contents) {
    const path = join(folder, name);
    mkdirSync(bytes ? dirname(path) : path, { recursive: true });
    if (bytes) writeFileSync(path, bytes);
  }
}

type DataOperation = Extract<Operation, { kind: 'write' | 'truncate' }>;
type NameOperation = Extract<Operation, { kind: 'create' | 'make folder' | 'rename' | 'unlink' }>;

/** A change of a file that isn't certain to be on disk. */
interface Uncertain {
  readonly operation: DataOperation;
  readonly index: number;
  /** A sync failed after it: a later one that succeeds says nothing of it. */
  lost: boolean;
}

const FOLDER = -1;

class Disk {
  /** Bytes of files, by number, as they are on disk for sure. */
  private readonly files = new Map<number, Buffer>();
  private readonly uncertain = new Map<number, Uncertain[]>();
  /** Numbers of files by name, FOLDER for folders, as they are on disk for sure. */
  private readonly names = new Map<string, number>();
  private pending: NameOperation[] = [];

  constructor(initial: Contents) {
    for (const [name, bytes] of initial) {
      this.names.set(name, bytes ? this.files.size : FOLDER);
      if (bytes) this.files.set(this.files.size, bytes);
    }
  }

  apply(operation: Operation, index: number): void {
    switch (operation.kind) {
      case 'write':
      case 'truncate':
        return void this.uncertainOf(operation.file).push({ operation, index, lost: false });
      case 'sync':
        return this.sync(operation);
      case 'sync folder':
        return this.syncFolder(operation.name);
      default:
        return void this.pending.push(operation);
    }
  }

  contents({ data, keepsName }: Survival): Contents {
    const names = new Map(this.names);
    this.pending
      .filter((_, n) => keepsName(n))
      .forEach((operation) => {
        rename(names, operation);
      });
    const entries = [...names].filter(([name]) => hasParent(names, name));
    return new Map(
      entries.map(([name, file]) => [name, file === FOLDER ? undefined : this.surviving(file, data)]),
    );
  }

  private uncertainOf(file: number): Uncertain[] {
    const known = this.uncertain.get(file);
    if (known) return known;
    const made: Uncertain[] = [];
    this.uncertain.set(file, made);
    return made;
  }

  private sync({ file, before, failed }: Extract<Operation, { kind: 'sync' }>): void {
    const all = this.uncertainOf(file);
    const covered = all.filter(({ index, lost }) => index < before && !lost);
    if (failed) for (const each of covered) each.lost = true;
    else {
      this.files.set(file, covered.map(({ operation }) => operation).reduce(change, this.bytes(file)));
      this.uncertain.set(
        file,
        all.filter((each) => !covered.includes(each)),
      );
    }
  }

  private syncFolder(folder: string): void {
    const isInside = ({ name }: NameOperation) => parentOf(name) === folder;
    for (const operation of this.pending.filter(isInside)) rename(this.names, operation);
    this.pending = this.pending.filter((operation) => !isInside(operation));
  }

  private bytes(file: number): Buffer {
    return this.files.get(file) ?? Buffer.alloc(0);
  }

  private surviving(file: number, data: Survival['data']): Buffer {
    const operations = this.uncertainOf(file).map(({ operation }) => operation);
    const bytes = this.bytes(file);
    if (data === 'none') return bytes;
    if (data === 'half') return firstHalf(operations).reduce(change, bytes);
    if (data === 'odd sectors')
      return operations.flatMap((each) => everyOther(each, 1)).reduce(change, bytes);
    if (data === 'even sectors')
      return operations.flatMap((each) => everyOther(each, 0)).reduce(change, bytes);
    if (data === 'zeroes') return operations.map(zeroed).reduce(change, bytes);
    return operations.reduce(change, bytes);
  }
}

const parentOf = (name: string) => (dirname(name) === '.' ? '' : dirname(name));

function hasParent(names: ReadonlyMap<string, number>, name: string): boolean {
  const parent = parentOf(name);
  return parent === '' || (names.has(parent) && hasParent(names, parent));
}

function rename(names: Map<string, number>, operation: NameOperation): void {
  if (operation.kind === 'unlink') names.delete(operation.name);
  else if (operation.kind === 'make folder') names.set(operation.name, FOLDER);
  else names.set(operation.name, operation.file);
  if (operation.kind === 'rename') names.delete(operation.from);
}

function change(bytes: Buffer, operation: DataOperation): Buffer {
  const { kind } = operation;
  const length = kind === 'write' ? operation.position + operation.bytes.length : operation.length;
  const changed = Buffer.alloc(kind === 'write' ? Math.max(bytes.length, length) : length);
  bytes.copy(changed);
  if (kind === 'write') operation.bytes.copy(changed, operation.position);
  return changed;
}

const zeroed = (operation: DataOperation): DataOperation =>
  operation.kind === 'write' ? { ...operation, bytes: Buffer.alloc(operation.bytes.length) } : operation;

/** What a change writes to odd or to even sectors of the file. */
function everyOther(operation: DataOperation, parity: 0 | 1): DataOperation[] {
  if (operation.kind !== 'write') return [operation];
  const { position, bytes } = operation;
  const parts: DataOperation[] = [];
  for (let at = position; at < position + bytes.length;) {
    const sector = Math.floor(at / SECTOR);
    const end = Math.min(position + bytes.length, (sector + 1) * SECTOR);
    if (sector % 2 === parity)
      parts.push({ ...operation, position: at, bytes: bytes.subarray(at - position, end - position) });
    at = end;
  }
  return parts;
}

/** The first changes, up to half of the bytes that they wrote. */
function firstHalf(operations: readonly DataOperation[]): DataOperation[] {
  const sizeOf = (operation: DataOperation) => (operation.kind === 'write' ? operation.bytes.length : 0);
  let left = Math.ceil(operations.reduce((sum, operation) => sum + sizeOf(operation), 0) / 2);
  const kept: DataOperation[] = [];
  for (const operation of operations) {
    if (left <= 0) break;
    kept.push(
      operation.kind === 'write' ? { ...operation, bytes: operation.bytes.subarray(0, left) } : operation,
    );
    left -= sizeOf(operation);
  }
  return kept;
}
