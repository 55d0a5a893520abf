import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StructureClass } from './command/structure-class';
import type { Compacted, Compactor } from './durability/compactions';
import type { LogFile } from './durability/manifest';
import { Permit } from './durability/permit';
import { ConfigurationError } from './errors';
import type { Keyspace } from './keyspace/keyspace';
import { fileOf } from './registry';
import type { Code, UsersCode } from './reload/users-code';

/** What the thread needs to have what the server has. */
export interface ThreadTask {
  /** All options by name. */
  readonly options: Readonly<Record<string, string>>;
  /** Files, folders and packages of structures. */
  readonly structures: readonly string[];
  /** The code of the structures: their files may have changed. */
  readonly code: Code;
  /** The increment before which the log is to be compacted, if not all of it. */
  readonly before: string | undefined;
  /** Where to put a copy of the base. */
  readonly snapshot: string | undefined;
  /** What it may do as long as it isn't stopped. */
  readonly permit: SharedArrayBuffer;
}

/** What the thread tells: where the server is to go on, that it is done, or what went wrong. */
export type ThreadMessage =
  { readonly move: LogFile } | { readonly done: Compacted } | { readonly failure: string };

/** The compiled thread, also where the server itself is TypeScript. */
const THREAD = join(
  __dirname,
  ...(__filename.endsWith('.ts') ? ['..', 'dist', 'lib'] : []),
  'compaction-worker.js',
);

/** Runs compactions in threads of their own, which load the code again that the server runs. */
export const compactionThread =
  (keyspace: Keyspace, structures: readonly (StructureClass | string)[], users: UsersCode): Compactor =>
  async (move, snapshot, signal) => {
    const options = Object.fromEntries(keyspace.memo.configuration.entries());
    const shared = { options, structures: structures.map(sourceOf) };
    const { former } = users;
    if (former) {
      await runThread({ ...shared, ...former, snapshot: undefined }, move, signal);
      users.former = undefined;
    }
    return runThread({ ...shared, code: users.current, before: undefined, snapshot }, move, signal);
  };

async function runThread(
  task: Omit<ThreadTask, 'permit'>,
  move: Parameters<Compactor>[0],
  signal: AbortSignal,
): Promise<Compacted> {
  const permit = new Permit();
  const workerData: ThreadTask = { ...task, permit: permit.shared };
  const worker = new Worker(THREAD, { workerData });
  const stop = () => {
    permit.revoke();
    void worker.terminate();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await outcomeOf(worker, move);
  } catch (error) {
    stop();
    throw error;
  }
}

async function outcomeOf(worker: Worker, move: Parameters<Compactor>[0]): Promise<Compacted> {
  const failed = once(worker, 'exit').then(([code]) => {
    throw new Error(`its thread ended with code ${code as number}`);
  });
  for (;;) {
    const [message] = (await Promise.race([once(worker, 'message'), failed])) as [ThreadMessage];
    if ('failure' in message) throw new Error(message.failure);
    if ('done' in message) return message.done;
    await move(message.move);
    worker.postMessage('moved');
  }
}

/** A class that was given as a value is in no file that a thread could load. */
function sourceOf(structure: StructureClass | string): string {
  if (typeof structure === 'string') return structure;
  const file = fileOf(structure);
  if (file !== undefined) return file;
  throw new ConfigurationError(
    `no thread can load ${structure.name}: it was given as a class of an ES module, not as a file`,
  );
}
