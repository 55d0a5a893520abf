import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../lib/log';
import { ROOT } from '../support/memo-server';
import { Program } from '../support/program';

describe('The log', () => {
  it('is for people where the server runs on a terminal', async () => {
    const bin = join(ROOT, 'bin', 'memo-server');
    const server = Program.onTerminal(bin, '--port', '0', '--appendonly', 'no');
    try {
      await server.shows(/^\[[\d:.]+\] INFO: memo \S+ listens on 127\.0\.0\.1:\d+$/m);
    } finally {
      await server.stop();
    }
  });

  it('is a JSON object a line in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'memo-log-'));
    const logfile = join(folder, 'memo.log');
    const log = createLog({ get: (name) => ({ loglevel: 'warning', logfile })[name] });
    log.info('not told at this level');
    log.warn('told');
    const lines = readFileSync(logfile, 'utf8').trimEnd().split('\n');
    rmSync(folder, { recursive: true });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 40, time: expect.any(Number) as number, pid: process.pid, msg: 'told' },
    ]);
  });
});
