import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FileSystem,
  readFully,
  readWhole,
  realFileSystem,
  withFile,
  writeAll,
} from '../../lib/durability/file-system';
import { MemoryFileSystem } from '../../lib/testing/memory-file-system';

const folder = mkdtempSync(join(tmpdir(), 'memo-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KINDS: readonly (readonly [string, FileSystem, string])[] = [
  ['the machine', realFileSystem, folder],
  ['memory', new MemoryFileSystem(), '/'],
];

describe.each(KINDS)('Files of %s', (_, files, root) => {
  const at = (name: string) => join(root, name);
  const write = (name: string, text: string, flags = 'w') => {
    withFile(files, at(name), flags, (fd) => writeAll(files, fd, Buffer.from(text)));
  };
  const read = (name: string) => readWhole(files, at(name)).toString();
  const codeOf = (task: () => unknown) => {
    try {
      task();
    } catch (error) {
      const { code, errno } = error as NodeJS.ErrnoException;
      return [code, errno];
    }
    return 'nothing thrown';
  };

  it('have what was written, from the beginning, behind it, or at a position', () => {
    write('a', 'hello');
    write('a', ' world', 'a');
    expect(read('a')).toBe('hello world');
    write('a', 'short');
    expect(read('a')).toBe('short');
    withFile(files, at('a'), 'r+', (fd) => {
      files.writeSync(fd, Buffer.from('xLONGx'), 1, 4, 2);
      files.writeSync(fd, Buffer.from('S'), 0, 1);
      files.writeSync(fd, Buffer.from('H'), 0, 1, null);
    });
    expect(read('a')).toBe('SHLONG');
  });

  it('have zeros where nothing was written', () => {
    write('a', 'ab');
    withFile(files, at('a'), 'r+', (fd) => {
      files.ftruncateSync(fd, 1);
      files.writeSync(fd, Buffer.from('c'), 0, 1, 3);
      files.ftruncateSync(fd, 5);
    });
    expect(read('a')).toBe('a\0\0c\0');
    withFile(files, at('a'), 'r+', (fd) => files.ftruncateSync(fd, 2));
    expect(read('a')).toBe('a\0');
  });

  it('are read at a position, or on from the last', () => {
    write('a', 'hello');
    withFile(files, at('a'), 'r', (fd) => {
      const buffer = Buffer.alloc(3);
      expect(files.readSync(fd, buffer, 0, 3, null)).toBe(3);
      expect(files.readSync(fd, buffer, 1, 2, null)).toBe(2);
      expect(buffer.toString()).toBe('hlo');
      expect(files.readSync(fd, buffer, 0, 3, null)).toBe(0);
      expect(readFully(files, fd, buffer, 4)).toBe(1);
      expect(files.fstatSync(fd).size).toBe(5);
    });
  });

  it('are in folders, and go by their names', () => {
    files.mkdirSync(at('x/y'), { recursive: true });
    files.mkdirSync(at('x/y'), { recursive: true });
    write('x/y/a', 'a');
    files.renameSync(at('x/y/a'), at('x/b'));
    files.linkSync(at('x/b'), at('x/c'));
    write('x/b', '+', 'a');
    expect(read('x/c')).toBe('a+');
    expect(files.readdirSync(at('x')).sort()).toEqual(['b', 'c', 'y']);
    expect(files.readdirSync(at('x/y'))).toEqual([]);
    files.unlinkSync(at('x/b'));
    expect([files.existsSync(at('x/b')), read('x/c')]).toEqual([false, 'a+']);
    expect([files.statSync(at('x')).isDirectory(), files.statSync(at('x/c')).isDirectory()]).toEqual([
      true,
      false,
    ]);
  });

  it('are synced, and folders too', async () => {
    write('a', 'a');
    const fd = files.openSync(at('a'), 'r+');
    files.fsyncSync(fd);
    files.fdatasyncSync(fd);
    await new Promise((resolve) => files.fdatasync(fd, resolve)).then((error) => expect(error).toBeNull());
    files.closeSync(fd);
    withFile(files, root, 'r', (folderFd) => files.fsyncSync(folderFd));
  });

  it('throw as the system does', () => {
    write('a', 'a');
    files.mkdirSync(at('there'));
    expect(codeOf(() => files.openSync(at('none'), 'r'))).toEqual(['ENOENT', -2]);
    expect(codeOf(() => files.openSync(at('no/folder'), 'w'))).toEqual(['ENOENT', -2]);
    expect(codeOf(() => files.mkdirSync(at('no/folder')))).toEqual(['ENOENT', -2]);
    expect(codeOf(() => files.mkdirSync(at('there')))).toEqual(['EEXIST', -17]);
    expect(codeOf(() => files.linkSync(at('a'), at('a')))).toEqual(['EEXIST', -17]);
    expect(codeOf(() => files.statSync(at('none')))).toEqual(['ENOENT', -2]);
    expect(codeOf(() => files.renameSync(at('none'), at('b')))).toEqual(['ENOENT', -2]);
    expect(codeOf(() => files.unlinkSync(at('none')))).toEqual(['ENOENT', -2]);
    expect(codeOf(() => files.readdirSync(at('none')))).toEqual(['ENOENT', -2]);
    expect(codeOf(() => files.closeSync(9999))).toEqual(['EBADF', -9]);
  });
});

describe('A copy of files in memory', () => {
  it('stays as it is', () => {
    const files = new MemoryFileSystem();
    const write = (target: FileSystem, text: string) => {
      withFile(target, '/a', 'a', (fd) => writeAll(target, fd, Buffer.from(text)));
    };
    write(files, 'one');
    files.linkSync('/a', '/b');
    const copy = files.copy();
    write(files, ' two');
    write(copy, ' three');
    expect(readWhole(files, '/a').toString()).toBe('one two');
    expect(readWhole(copy, '/b').toString()).toBe('one three');
  });
});
