import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { IncrementWriter } from '../../../lib/durability/increment-writer';
import { LogReader } from '../../../lib/durability/log-reader';
import { realFileSystem } from '../../../lib/durability/file-system';
import { atOnce } from '../../../lib/durability/slices';
import { batch, logged } from '../../support/log-text';
import { diskError, RecordingFileSystem } from '../../support/recording-file-system';

/** Redis reads so many bytes of a line at once, and skips them when the first is `#`. */
const REDIS_READS = 127;
const HASH = 35;

let folder: string;
let path: string;
let files: RecordingFileSystem;
let writer: IncrementWriter;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memo-increment-'));
  path = join(folder, 'log');
  files = new RecordingFileSystem(folder);
  writer = new IncrementWriter(files, path);
});

afterEach(() => {
  files.inject = () => undefined;
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

const length = () => statSync(path).size;

/** Batches of these lengths, or a little more; each makes room behind it. */
function append(from: number, lengths: readonly number[]): void {
  lengths.forEach((long, index) => {
    writer.append(batch(from + index, [logged('SET', 'a', 'x'.repeat(long))]));
    writer.makeRoom();
  });
}

/** How many commands the file has, and where they end. */
function read(): readonly [count: number, end: number] {
  const fd = openSync(path, 'r');
  let count = 0;
  try {
    const tail = atOnce(
      new LogReader({ path, files: realFileSystem, fd }).read({
        ranClass: () => undefined,
        setSecret: () => undefined,
        beginTurn: () => undefined,
        runCommand: () => (count += 1),
        endTurn: () => undefined,
      }),
    );
    expect(tail?.isTorn).not.toBe(true);
    return [count, tail?.offset ?? length()];
  } finally {
    closeSync(fd);
  }
}

/** Where Redis would begin to read something behind the batches that it doesn't skip, or could not go on. */
function unskipped(): number | undefined {
  const room = readFileSync(path).subarray(writer.size);
  for (let at = 0; at < room.length;) {
    const end = room.indexOf('\n', at);
    if (room[at] !== HASH || end < 0) return at;
    at = Math.min(end + 1, at + REDIS_READS);
  }
  return undefined;
}

describe('An increment with room', () => {
  it('is as long as it was while batches fit in', () => {
    append(1, [10]);
    const before = length();
    expect(before).toBeGreaterThan(100_000);
    append(
      2,
      Array.from({ length: 100 }, (_, n) => n),
    );
    expect(length()).toBe(before);
    append(102, [before]);
    expect(length()).toBeGreaterThan(2 * before);
  });

  it('holds its batches, and behind them lines that Redis skips, wherever they end', () => {
    const short = { weight: 20, arbitrary: fc.nat(100) };
    const long = { weight: 1, arbitrary: fc.integer({ min: 150_000, max: 300_000 }) };
    const lengths = fc.array(fc.oneof(short, long), { minLength: 1, maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(lengths, (all) => {
        rmSync(path);
        writer = new IncrementWriter(files, path);
        all.forEach((long, index) => {
          append(index + 1, [long]);
          expect(unskipped()).toBeUndefined();
        });
        expect(read()).toEqual([all.length, writer.size]);
        writer.close();
        expect(length()).toBe(writer.size);
        writer = new IncrementWriter(files, path);
      }),
      { numRuns: 20 },
    );
  });

  it('gives it back when it is told to, and when it is closed', () => {
    append(1, [10, 20]);
    writer.trim();
    expect(length()).toBe(writer.size);
    append(3, [10]);
    expect(length()).toBeGreaterThan(writer.size);
    writer.close();
    expect(length()).toBe(writer.size);
    writer = new IncrementWriter(files, path);
    append(4, [10]);
    expect(read()).toEqual([4, writer.size]);
  });

  it('goes without on a disk that has none', () => {
    files.inject = ({ call, length: wanted }) => {
      if (call !== 'writeSync' || wanted < 1000) return undefined;
      return wanted > 50_000 ? { writes: 50_000 } : diskError('ENOSPC');
    };
    append(1, [10, 20]);
    expect(length()).toBe(writer.size);
    files.inject = () => undefined;
    append(3, [10]);
    expect(read()).toEqual([3, length()]);
  });

  it('leaves nothing of a batch behind a shorter one when it could not be written whole', () => {
    append(1, [10]);
    files.inject = ({ call, length: wanted }) =>
      call === 'writeSync' ? (wanted > 300 ? { writes: 300 } : diskError('EIO')) : undefined;
    expect(() => append(2, [500])).toThrow('EIO');
    files.inject = () => undefined;
    append(2, [10]);
    expect(unskipped()).toBeUndefined();
    expect(read()).toEqual([2, writer.size]);
  });
});
