import { Memo, type MemoOptions } from '../../lib/index';

/** A server in this process on a free port. */
export async function startMemo(
  options: MemoOptions = {},
): Promise<{ port: number; memo: Memo; stop(): Promise<void> }> {
  const memo = await new Memo({ port: 0, ...options }).start();
  return { port: memo.port, memo, stop: () => memo.stop() };
}
