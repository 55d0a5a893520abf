import { Memo, type MemoOptions } from '../../lib/index';
import { compactionContext } from '../../lib/compaction-context';
import { compact } from '../../lib/durability/compaction-job';
import type { Compactor } from '../../lib/durability/compactions';

/** Compacts in this thread, with the server's own file system. */
export const compactHere =
  (options: MemoOptions): Compactor =>
  async (move, snapshot) => {
    const context = await compactionContext(new Memo(options), {});
    return { ...(await compact(context, move, snapshot)), memory: 0 };
  };
