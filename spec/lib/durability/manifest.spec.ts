import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  formatManifest,
  logFolder,
  type LogFolder,
  type Manifest,
  nextBase,
  nextIncrement,
  parseManifest,
  readManifest,
  writeManifest,
} from '../../../lib/durability/manifest';
import { afterPowerCut, survivals } from '../../support/power-cut';
import { RecordingFileSystem } from '../../support/recording-file-system';

const NAMES = { appenddirname: 'appendonlydir', appendfilename: 'appendonly.aof' };
const EMPTY: Manifest = { increments: [], history: [] };
const MANIFEST: Manifest = {
  base: { name: 'appendonly.aof.2.base.rdb', sequence: 2 },
  history: [{ name: 'appendonly.aof.1.base.rdb', sequence: 1 }],
  increments: [
    { name: 'appendonly.aof.3.incr.aof', sequence: 3 },
    { name: 'appendonly.aof.4.incr.aof', sequence: 4 },
  ],
};

let folder: string;
let files: RecordingFileSystem;
let log: LogFolder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memo-manifest-'));
  mkdirSync(join(folder, 'appendonlydir'));
  files = new RecordingFileSystem(folder);
  log = logFolder(folder, NAMES, files);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('A manifest', () => {
  it('is written as Redis writes it', () => {
    expect(formatManifest(MANIFEST)).toBe(
      'file appendonly.aof.2.base.rdb seq 2 type b\n' +
        'file appendonly.aof.1.base.rdb seq 1 type h\n' +
        'file appendonly.aof.3.incr.aof seq 3 type i\n' +
        'file appendonly.aof.4.incr.aof seq 4 type i\n',
    );
  });

  it('is read again as it was written, whatever the names', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1 })
      .map((text) => Buffer.from(text).toString().replaceAll('/', '-'));
    fc.assert(
      fc.property(name, (base) => {
        const manifest = { ...MANIFEST, base: { name: base, sequence: 7 } };
        expect({ ...parseManifest(formatManifest(manifest), '') }).toEqual(manifest);
      }),
    );
  });

  it('has names in quotes where Redis quotes them', () => {
    const name = 'app "x"\\\n\x00.aof';
    const text = 'file "app \\"x\\"\\\\\\n\\x00.aof" seq 1 type b\n';
    expect(formatManifest({ ...EMPTY, base: { name, sequence: 1 } })).toBe(text);
    expect(parseManifest(text, '').base).toEqual({ name, sequence: 1 });
  });

  it('is read with comments, unknown keys, other orders of keys, and blanks', () => {
    const text = '# a comment\n  TYPE incr  seq 5 startoffset 7 file a.5.incr.aof \r\n';
    expect(parseManifest(text, '').increments).toEqual([{ name: 'a.5.incr.aof', sequence: 5 }]);
  });

  it.each([
    ['', 'line 1: the manifest is empty'],
    ['file a seq 1 type b\n\nfile b seq 1 type i\n', "line 2: it isn't of the form"],
    ['file a seq 1 type\n', "line 1: it isn't of the form"],
    ['file "a seq 1 type b\n', 'line 1: a quoted name does not end'],
    ['file a/b seq 1 type b\n', "line 1: 'a/b' is a path"],
    ['file a seq x type b\n', "line 1: 'x' is no sequence number"],
    ['file a seq 0 type b\n', "line 1: '0' is no sequence number"],
    ['file a seq 1 type q\n', "line 1: 'q' is no type"],
    ['file a seq 1 size 5\n', "line 1: '' is no type"],
    ['file a seq 1 type b\nfile b seq 2 type b\n', 'line 2: there is another base, a'],
    ['file a seq 2 type i\nfile b seq 2 type i\n', "line 2: increment 2 can't follow 2"],
  ])('is refused by file and line: %j', (text, error) => {
    writeFileSync(join(log.path, 'appendonly.aof.manifest'), text);
    const path = join(log.path, 'appendonly.aof.manifest');
    expect(() => readManifest(log)).toThrow(`${path}, ${error}`);
  });

  it('names the next files as Redis does', () => {
    expect(nextBase(log, EMPTY)).toEqual({ name: 'appendonly.aof.1.base.rdb', sequence: 1 });
    expect(nextIncrement(log, EMPTY)).toEqual({ name: 'appendonly.aof.1.incr.aof', sequence: 1 });
    expect(nextBase(log, MANIFEST)).toEqual({ name: 'appendonly.aof.3.base.rdb', sequence: 3 });
    expect(nextIncrement(log, MANIFEST)).toEqual({ name: 'appendonly.aof.5.incr.aof', sequence: 5 });
  });

  it('gives no name again that a file of the past still has', () => {
    const history = [
      { name: 'appendonly.aof.5.incr.aof', sequence: 5 },
      { name: 'appendonly.aof.9.base.aof', sequence: 9 },
    ];
    expect(nextIncrement(log, { ...MANIFEST, history }).sequence).toBe(6);
    expect(nextBase(log, { ...MANIFEST, history }).sequence).toBe(10);
  });
});

describe('A manifest on disk', () => {
  it('is undefined where there is none', () => {
    expect(readManifest(log)).toBeUndefined();
  });

  it('is the old one or the new one after a power cut at any moment, and the new one once it is written', () => {
    writeManifest(log, EMPTY_BASE);
    const start = files.operations.length;
    writeManifest(log, MANIFEST);
    for (const survival of survivals) {
      for (let point = start; point <= files.operations.length; point++) {
        const bytes = afterPowerCut(files, point, survival).get('appendonlydir/appendonly.aof.manifest')!;
        const found = { ...parseManifest(bytes.toString('latin1'), '') };
        const isWritten = point === files.operations.length;
        expect(isWritten ? [MANIFEST] : [EMPTY_BASE, MANIFEST]).toContainEqual(found);
      }
    }
  });
});

const EMPTY_BASE: Manifest = { ...EMPTY, base: { name: 'appendonly.aof.1.base.rdb', sequence: 1 } };
