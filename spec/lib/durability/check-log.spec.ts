import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Memo } from '../../../lib/index';
import { checkLog } from '../../../lib/durability/check-log';
import { formatManifest, logFolder, type Manifest } from '../../../lib/durability/manifest';
import { saveRdb } from '../../../lib/durability/rdb-file';
import { atOnce } from '../../../lib/durability/slices';
import { batch, line, roomFrom } from '../../support/log-text';

const BASE = 'appendonly.aof.1.base.rdb';
const INCREMENTS = ['appendonly.aof.1.incr.aof', 'appendonly.aof.2.incr.aof'];
const FIRST = batch(5, ['SET a 1', 'DEL a']);
const SECOND = batch(6, ['SET b 1']);

let directory: string;
let folder: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'memo-check-'));
  folder = join(directory, 'appendonlydir');
  mkdirSync(folder);
  await new Memo().offline((keyspace) => atOnce(saveRdb(join(folder, BASE), keyspace)));
  writeManifest({
    base: { name: BASE, sequence: 1 },
    increments: INCREMENTS.map((name, index) => ({ name, sequence: index + 1 })),
    history: [],
  });
  write(FIRST, SECOND);
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const writeManifest = (manifest: Manifest) => {
  writeFileSync(join(folder, 'appendonly.aof.manifest'), formatManifest(manifest));
};

function write(...increments: Buffer[]): void {
  for (const [index, bytes] of increments.entries()) writeFileSync(join(folder, INCREMENTS[index]!), bytes);
}

/** A line for each file, with `!` before those that are not right. */
function check(fixes = false): Promise<string[]> {
  const names = { appenddirname: 'appendonlydir', appendfilename: 'appendonly.aof' };
  return new Memo().offline((keyspace) => {
    const verdicts = [...checkLog({ directory, folder: logFolder(directory, names), fixes, keyspace })];
    return verdicts.map(
      ({ path, isRight, says }) => `${isRight ? '' : '!'}${path.slice(directory.length + 1)}: ${says}`,
    );
  });
}

const MANIFEST_LINE = 'appendonlydir/appendonly.aof.manifest: names 3 files';

describe('A check of a log', () => {
  it('says that each file is right, and what it has', async () => {
    expect(await check()).toEqual([
      MANIFEST_LINE,
      expect.stringMatching(/^appendonlydir\/appendonly.aof.1.base.rdb: is right: \d+ bytes, 0 keys$/),
      `appendonlydir/${INCREMENTS[0]!}: is right: ${FIRST.length} bytes, 2 commands`,
      `appendonlydir/${INCREMENTS[1]!}: is right: ${SECOND.length} bytes, 1 command`,
    ]);
  });

  it('says that a file with room is right, and takes the room when it is told to fix', async () => {
    const file = Buffer.concat([SECOND, roomFrom(SECOND.length)]);
    write(FIRST, file);
    const right = `appendonlydir/${INCREMENTS[1]!}: is right: ${SECOND.length} bytes, 1 command`;
    expect((await check()).at(-1)).toBe(right);
    expect(readFileSync(join(folder, INCREMENTS[1]!))).toEqual(file);
    expect((await check(true)).at(-1)).toBe(right);
    expect(readFileSync(join(folder, INCREMENTS[1]!))).toEqual(SECOND);
  });

  it('names each file that is damaged, byte and reason', async () => {
    const base = readFileSync(join(folder, BASE));
    base[12]! ^= 1;
    writeFileSync(join(folder, BASE), base);
    write(Buffer.concat([FIRST.subarray(0, -1), SECOND]));
    expect((await check()).slice(1)).toEqual([
      expect.stringMatching(/^!appendonlydir\/.*\.rdb: .*at byte \d+/),
      expect.stringMatching(/^!appendonlydir\/.*1.incr.aof: is damaged at byte 0: .* whole batch follows/),
      expect.stringMatching(/^appendonlydir\/.*2.incr.aof: is right/),
    ]);
  });

  it('cuts a torn tail when it is told to, and nothing else', async () => {
    const torn = SECOND.subarray(0, -2);
    write(FIRST, torn);
    const place = `its last ${torn.length} bytes, from byte 0 on,`;
    expect((await check()).at(-1)).toBe(
      `!appendonlydir/${INCREMENTS[1]!}: is cut off: ${place} can be cut by --fix`,
    );
    expect(readFileSync(join(folder, INCREMENTS[1]!))).toEqual(torn);
    expect((await check(true)).at(-1)).toBe(
      `appendonlydir/${INCREMENTS[1]!}: was cut off: ${place} are removed`,
    );
    expect((await check()).at(-1)).toContain('is right: 0 bytes');
  });

  it('cuts nothing off a file that another goes on from', async () => {
    write(FIRST.subarray(0, -2));
    expect((await check(true))[2]).toMatch(/^!.*is damaged at byte 0: it is cut off, and the log goes on in/);
    expect(readFileSync(join(folder, INCREMENTS[0]!))).toEqual(FIRST.subarray(0, -2));
  });

  it('names what is missing, and a manifest that can’t be read', async () => {
    rmSync(join(folder, INCREMENTS[0]!));
    expect((await check())[2]).toBe(
      `!appendonlydir/${INCREMENTS[0]!}: is missing, and the manifest names it`,
    );
    writeFileSync(join(folder, 'appendonly.aof.manifest'), 'nonsense\n');
    expect(await check()).toEqual([expect.stringMatching(/^!.*manifest, line 1: it isn't of the form/)]);
    rmSync(folder, { recursive: true });
    expect(await check()).toEqual([expect.stringMatching(/^!.*there is no such file/)]);
  });

  it('looks at the one file of a Redis before 7', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(join(directory, 'appendonly.aof'), line('SET a 1'));
    expect(await check()).toEqual(['appendonly.aof: is right: 27 bytes, 1 command']);
  });
});
