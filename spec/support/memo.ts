import { Memo, type MemoOptions } from '../../lib/index';

/** A server in this process on a free port, which keeps nothing on disk if the options don't say so. */
export async function startMemo(
  options: MemoOptions = {},
): Promise<{ port: number; memo: Memo; stop(): Promise<void> }> {
  const configuration = { appendonly: 'no', ...options.configuration };
  const memo = await new Memo({ port: 0, ...options, configuration }).start();
  return { port: memo.port, memo, stop: () => memo.stop() };
}
