import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { getHeapStatistics } from 'node:v8';
import { compactionContext } from './compaction-context';
import type { ThreadMessage, ThreadTask } from './compaction-thread';
import { compact, compactBefore } from './durability/compaction-job';
import type { LogFile } from './durability/manifest';
import { Permit } from './durability/permit';
import { ConfigurationError } from './errors';
import { Memo } from './memo';
import { playBack } from './sources/recording';

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
  const { code, before, snapshot } = task;
  playBack(code.sources);
  const memo = new Memo({ structures: task.structures, configuration: task.options });
  const context = await compactionContext(memo, code.hashes, new Permit(task.permit));
  const result = before === undefined ? compact(context, move, snapshot) : compactBefore(context, before);
  const { keys, bytes } = (await result) ?? { keys: 0, bytes: 0 };
  tell({ done: { keys, bytes, memory: getHeapStatistics().used_heap_size + context.keyspace.bytes } });
}

async function move(increment: LogFile): Promise<void> {
  tell({ move: increment });
  await once(port, 'message');
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
