import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { OPCODE, RDB } from '../../../lib/rdb/types';
import { ROOT } from '../../support/memo-server';
import { startMemo } from '../../support/memo';
import { Program } from '../../support/program';
import { rdbFile, text } from '../../support/rdb-bytes';
import { startRedis } from '../../support/redis-server';

const MEMO = join(ROOT, 'bin', 'memo');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memo-import-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: string[]) => join(folder, ...names);
const logNames = () => readdirSync(at('data', 'appendonlydir')).sort();

/** Runs the program in the folder, with data/ as its directory. */
function memo(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(MEMO, words, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A file of a string, in a database, and of more that the writer is told. */
function dump(value: string, { database = 0, version = 10 } = {}): void {
  const bytes = rdbFile((writer) => {
    writer.byte(OPCODE.FUNCTION).string(text('#!lua name=l'));
    writer.byte(OPCODE.SELECT_DATABASE).length(database);
    writer
      .byte(OPCODE.EXPIRY_MILLISECONDS)
      .milliseconds(1)
      .byte(RDB.STRING)
      .string(text('old'))
      .string(text('v'));
    writer.byte(RDB.STRING).string(text('k')).string(text(value));
  }, version);
  writeFileSync(at('dump.rdb'), bytes);
}

const importDump = (...more: string[]) => memo('import', 'dump.rdb', '--dir', 'data', ...more);

describe('memo import', () => {
  it('makes the data of a file that of a server', async () => {
    dump('value');
    expect(importDump()).toEqual({
      status: 0,
      stdout: `imported 1 keys (left out: 1 expired keys; 1 libraries of functions, which Memo has not) into ${at('data', 'appendonlydir')}\n`,
      stderr: '',
    });
    const servers = [
      await startMemo({ configuration: { dir: at('data'), appendonly: 'yes' } }),
      await startRedis({ dir: at('data'), appendonly: 'yes' }),
    ];
    for (const server of servers) {
      const client = new Redis(server.port);
      expect([await client.get('k'), await client.dbsize()]).toEqual(['value', 1]);
      client.disconnect();
      await server.stop();
    }
  });

  it('makes a log of a base and a manifest', () => {
    dump('value');
    importDump();
    expect(logNames()).toEqual(['appendonly.aof.1.base.rdb', 'appendonly.aof.manifest']);
    expect(readFileSync(at('data', 'appendonlydir', 'appendonly.aof.manifest'), 'latin1')).toBe(
      'file appendonly.aof.1.base.rdb seq 1 type b\n',
    );
    expect(readFileSync(at('data', 'appendonlydir', 'appendonly.aof.1.base.rdb'), 'latin1')).toMatch(
      /^REDIS0010.*aof-base/s,
    );
  });

  it('leaves the log that is there, unless it is told to replace it', () => {
    dump('first');
    importDump();
    dump('second');
    const before = logNames();
    const { status, stderr } = importDump();
    expect([status, stderr]).toEqual([
      1,
      `memo: ${at('data', 'appendonlydir')} has the data of a server (${before.join(', ')}): --force replaces it\n`,
    ]);
    expect(logNames()).toEqual(before);
    expect(importDump('--force').status).toBe(0);
    expect(logNames()).toEqual(['appendonly.aof.2.base.rdb', 'appendonly.aof.manifest']);
    expect(readFileSync(at('data', 'appendonlydir', 'appendonly.aof.2.base.rdb'), 'latin1')).toContain(
      'second',
    );
  });

  it('replaces a damaged log, too, but no file that is no part of it', () => {
    dump('value');
    mkdirSync(at('data', 'appendonlydir'), { recursive: true });
    for (const name of ['appendonly.aof.manifest', 'appendonly.aof.1.base.rdb', 'notes.txt'])
      writeFileSync(at('data', 'appendonlydir', name), 'nonsense');
    expect(importDump('--force').status).toBe(0);
    expect(logNames()).toEqual(['appendonly.aof.2.base.rdb', 'appendonly.aof.manifest', 'notes.txt']);
  });

  it('leaves the log that is there when the file is damaged', () => {
    dump('value');
    importDump();
    const before = logNames();
    writeFileSync(at('dump.rdb'), readFileSync(at('dump.rdb')).subarray(0, -12));
    const { status, stdout, stderr } = importDump('--force');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^memo: dump\.rdb is damaged at byte \d+ \(key "k" of database 0\): the file ends too early\n$/,
    );
    expect(logNames()).toEqual(before);
  });

  it('loads structures, and as many databases as it is told', () => {
    dump('value', { database: 20 });
    expect(importDump().stderr).toContain('set the option databases to 21 or more');
    writeFileSync(at('broken.js'), 'throw new Error("broken")');
    expect(importDump('--databases', '21', '--structures', './broken.js').stderr).toContain(
      'broken.js failed to load',
    );
    expect(importDump('--databases', '21').status).toBe(0);
  });

  it('tells what it misses', () => {
    expect(importDump()).toEqual({
      status: 1,
      stdout: '',
      stderr: "memo: ENOENT: no such file or directory, stat 'dump.rdb'\n",
    });
    expect(memo('import').stderr).toContain("missing required argument 'file'");
    expect(memo('improt', 'dump.rdb').stderr).toContain("unknown command 'improt'");
    expect(memo('import', '--help')).toMatchObject({ status: 0, stderr: '' });
  });

  it('shows a bar on a terminal', async () => {
    dump('value');
    const program = Program.onTerminal(MEMO, 'import', at('dump.rdb'), '--dir', at('data'));
    const shown = await program.ends();
    expect(shown).toMatch(/loading .*dump\.rdb .*100%/);
    expect(shown).toMatch(/writing appendonly\.aof\.1\.base\.rdb .*100%/);
  });
});
