import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
function read(file = path): readonly [count: number, end: number] {
  const fd = openSync(file, 'r');
  let count = 0;
  try {
    const tail = atOnce(
      new LogReader({ path: file, files: realFileSystem, fd }).read({
        ranClass: () => undefined,
        setSecret: () => undefined,
        beginTurn: () => undefined,
        runCommand: () => (count += 1),
        endTurn: () => undefined,
      }),
    );
    expect(tail?.isTorn).not.toBe(true);
    return [count, tail?.offset ?? statSync(file).size];
  } finally {
    closeSync(fd);
  }
}

/** Where Redis would begin to read something behind the batches that it doesn't skip, or could not go on. */
function unskipped(room: Buffer = readFileSync(path).subarray(writer.size)): number | undefined {
  for (let at = 0; at < room.length;) {
    const end = room.indexOf('\n', at);
    if (room[at] !== HASH || end < 0) return at;
    at = Math.min(end + 1, at + REDIS_READS);
  }
  return undefined;
}

/** What the file was after each write. */
function* states(): Generator<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  for (const operation of files.operations) {
    if (operation.kind === 'truncate') bytes = bytes.subarray(0, operation.length);
    if (operation.kind !== 'write') continue;
    const { position } = operation;
    bytes = Buffer.concat([
      bytes.subarray(0, position),
      operation.bytes,
      bytes.subarray(position + operation.bytes.length),
    ]);
    yield bytes;
  }
}

describe('An increment with room', () => {
  it('seldom becomes longer', () => {
    const lengths = new Set<number>();
    for (let count = 1; count <= 400; count++) {
      append(count, [count % 90]);
      lengths.add(length());
    }
    expect(lengths.size).toBeLessThan(10);
    expect(length() % 4096).toBe(0);
  });

  it('has batches in room in one page each', () => {
    let end = 0;
    append(
      1,
      Array.from({ length: 300 }, (_, n) => (n * 37) % 4100),
    );
    for (const operation of files.operations) {
      if (operation.kind === 'truncate') end = operation.length;
      if (operation.kind !== 'write') continue;
      const { position, bytes } = operation;
      const last = position + bytes.length - 1;
      if (position < end)
        expect([Math.floor(last / 4096), last < end]).toEqual([Math.floor(position / 4096), true]);
      end = Math.max(end, last + 1);
    }
    expect(read()).toEqual([300, expect.any(Number)]);
  });

  it('is what Memo and Redis can read, and Redis can go on behind, whenever the process is killed', () => {
    const any = fc.oneof(
      { weight: 20, arbitrary: fc.nat(100) },
      { weight: 5, arbitrary: fc.integer({ min: 3800, max: 4200 }) },
      { weight: 1, arbitrary: fc.integer({ min: 4000, max: 30_000 }) },
    );
    const whole = join(folder, 'whole');
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 60, size: 'max' }), (all) => {
        writer.close();
        rmSync(path);
        files.operations.length = 0;
        writer = new IncrementWriter(files, path);
        append(1, all);
        let most = 0;
        for (const bytes of states()) {
          writeFileSync(whole, bytes);
          const [count, end] = read(whole);
          expect(count - most).toBeLessThan(2);
          most = Math.max(most, count);
          expect(count).toBe(most);
          expect(unskipped(bytes.subarray(end))).toBeUndefined();
        }
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
    expect(length()).toBeGreaterThan(writer.size);
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
      return wanted > 3000 ? { writes: 3000 } : diskError('ENOSPC');
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

  it('writes nothing in room that it can’t give back for a batch that fits in no page', () => {
    append(1, [10]);
    files.inject = ({ call }) => (call === 'ftruncateSync' ? diskError('EIO') : undefined);
    expect(() => append(2, [5000])).toThrow('EIO');
    files.inject = () => undefined;
    append(2, [5000]);
    expect(read()).toEqual([2, writer.size]);
  });
});
