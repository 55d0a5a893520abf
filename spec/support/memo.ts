import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Memo, type MemoOptions } from '../../lib/index';

/**
 * A server in this process on a free port. If the options don't say so, it keeps nothing on disk, and no thread watches how
 * long handlers run.
 */
export async function startMemo(
  options: MemoOptions = {},
): Promise<{ port: number; memo: Memo; stop(): Promise<void> }> {
  // What one spec saves is no other's snapshot.
  const dir = mkdtempSync(join(tmpdir(), 'memo-spec-'));
  const configuration = {
    appendonly: 'no',
    'handler-timeout': '0',
    'busy-reply-threshold': '0',
    dir,
    ...options.configuration,
  };
  const memo = await new Memo({ port: 0, ...options, configuration }).start();
  void memo.whenStopped.then(() => rmSync(dir, { recursive: true }));
  return { port: memo.port, memo, stop: () => memo.stop() };
}
