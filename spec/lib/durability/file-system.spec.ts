import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readFully,
  readWhole,
  replaceFile,
  syncFolder,
  withFile,
  writeAll,
} from '../../../lib/durability/file-system';
import { afterPowerCut, layOut, type Survival, survivals } from '../../support/power-cut';
import { contentsOf, diskError, RecordingFileSystem } from '../../support/recording-file-system';

let folder: string;
let files: RecordingFileSystem;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memo-files-'));
  writeFileSync(join(folder, 'old'), 'old');
  files = new RecordingFileSystem(folder);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
const write = (name: string, text: string, flags = 'a') => {
  withFile(files, at(name), flags, (fd) => {
    writeAll(files, fd, Buffer.from(text));
  });
};
const sync = (name: string) => {
  withFile(files, at(name), 'r+', (fd) => {
    files.fsyncSync(fd);
  });
};

/** What may be on disk now, each once. */
function possible(data?: Survival['data']): string[] {
  const chosen = survivals.filter((survival) => data === undefined || survival.data === data);
  const shown = chosen.map((survival) =>
    [...afterPowerCut(files, files.operations.length, survival)]
      .map(([name, bytes]) => `${name}=${bytes?.toString() ?? '/'}`)
      .sort()
      .join(' '),
  );
  return [...new Set(shown)].sort();
}

describe('A file system', () => {
  it('writes all of the bytes, also when the disk takes some only', () => {
    files.failAt('writeSync', 0, { writes: 2 });
    write('new', 'hello');
    expect(readWhole(files, at('new')).toString()).toBe('hello');
    expect(files.operations.filter(({ kind }) => kind === 'write')).toHaveLength(2);
  });

  it('reads as far as the file goes', () => {
    const buffer = Buffer.alloc(10);
    expect(withFile(files, at('old'), 'r', (fd) => readFully(files, fd, buffer, 1))).toBe(2);
    expect(buffer.toString('latin1', 0, 2)).toBe('ld');
  });

  it('fails where it is told to', () => {
    files.failAt('writeSync', 1, diskError('ENOSPC'));
    expect(() => {
      write('new', 'a');
      write('new', 'b');
    }).toThrow('ENOSPC');
    write('new', 'c');
    expect(readWhole(files, at('new')).toString()).toBe('ac');
  });
});

describe('A power cut', () => {
  it('loses what was not synced: wholly, partly, or but for its length', () => {
    write('old', '1234');
    expect(possible()).toEqual(['old=old', 'old=old\0\0\0\0', 'old=old12', 'old=old1234']);
  });

  it('loses nothing that was synced', () => {
    write('old', '1');
    sync('old');
    write('old', '2');
    expect(possible('none')).toEqual(['old=old1']);
  });

  it('loses names whose folder was not synced', () => {
    write('new', 'x');
    sync('new');
    expect(possible()).toEqual(['new=x old=old', 'old=old']);
    syncFolder(files, folder);
    expect(possible()).toEqual(['new=x old=old']);
  });

  it('leaves the old or the new name of a file', () => {
    files.renameSync(at('old'), at('young'));
    expect(possible()).toEqual(['old=old', 'young=old']);
    syncFolder(files, folder);
    expect(possible()).toEqual(['young=old']);
  });

  it('brings back what was unlinked without a sync', () => {
    files.unlinkSync(at('old'));
    expect(possible()).toEqual(['', 'old=old']);
  });

  it('loses a folder with what is in it', () => {
    files.mkdirSync(at('in'), { recursive: true });
    write('in/new', 'x');
    syncFolder(files, at('in'));
    expect(possible('all')).toEqual(['in/new=x in=/ old=old', 'old=old']);
  });

  it('may have lost what was written before a sync failed, whatever a later one says', () => {
    write('old', '1');
    files.failAt('fsyncSync', 0, diskError('EIO'));
    expect(() => {
      sync('old');
    }).toThrow('EIO');
    write('old', '2');
    sync('old');
    expect(possible('none')).toEqual(['old=old\x002']);
  });

  it('knows that a sync in the background covers what was written before it began', async () => {
    const fd = files.openSync(at('old'), 'a');
    writeAll(files, fd, Buffer.from('1'));
    const synced = new Promise((resolve) => {
      files.fdatasync(fd, resolve);
    });
    writeAll(files, fd, Buffer.from('2'));
    await synced;
    files.closeSync(fd);
    expect(possible('none')).toEqual(['old=old1']);
  });

  it('can be laid out as a folder', () => {
    write('old', 'er');
    layOut(folder, afterPowerCut(files, files.operations.length, survivals[0]!));
    expect(contentsOf(folder)).toEqual(new Map([['old', Buffer.from('older')]]));
  });
});

describe('A file that takes the place of another', () => {
  const replace = (text: string, mode?: number) =>
    replaceFile(files, at('old'), (fd) => (writeAll(files, fd, Buffer.from(text)), text.length), mode);

  it('has the rights that it is given, and leaves nothing beside it', () => {
    expect(replace('new', 0o600)).toBe(3);
    expect(readFileSync(at('old'), 'utf8')).toBe('new');
    expect(statSync(at('old')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['old']);
  });

  it('is the one or the other after a power cut', () => {
    replace('new');
    const contents = survivals.flatMap((survival) =>
      files.operations.map((_, count) => afterPowerCut(files, count, survival).get('old')?.toString()),
    );
    expect(new Set(contents)).toEqual(new Set(['old', 'new']));
  });

  it.each(['openSync', 'writeSync', 'fsyncSync', 'renameSync'] as const)(
    'leaves that as it is when %s fails',
    (call) => {
      files.failAt(call, 0, diskError('EIO'));
      expect(() => replace('new')).toThrow('EIO');
      expect(readFileSync(at('old'), 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['old']);
    },
  );
});
