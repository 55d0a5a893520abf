import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { getHeapStatistics } from 'node:v8';
import { compactionContext } from './compaction-context';
import type { ThreadMessage, ThreadTask } from './compaction-thread';
import { compact } from './durability/compaction-job';
import { Permit } from './durability/permit';
import { ConfigurationError } from './errors';
import { Memo } from './memo';

/*
 * The thread that compacts a log: it has structures and options of the server, but a keyspace of its own, and listens
 * nowhere.
 */

const task = workerData as ThreadTask;
const port = parentPort!;
const tell = (message: ThreadMessage) => {
  port.postMessage(message);
};

async function main(): Promise<void> {
  yieldToServer();
  const memo = new Memo({ structures: task.structures, configuration: task.options });
  const context = await compactionContext(memo, task.hashes, new Permit(task.permit));
  const { keys, bytes } = await compact(
    context,
    async (increment) => {
      tell({ move: increment });
      await once(port, 'message');
    },
    task.snapshot,
  );
  tell({ done: { keys, bytes, memory: getHeapStatistics().used_heap_size + context.keyspace.bytes } });
}

/** Where processors are few, the server goes first. On Linux the priority is the thread's; elsewhere it is the process'. */
function yieldToServer(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where that is forbidden, it competes with the server.
  }
}

main().catch((error: unknown) => {
  tell({ failure: error instanceof ConfigurationError ? error.message : String((error as Error).stack) });
});
