import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StructureClass } from './command/structure-class';
import type { Compacted, Compactor } from './durability/compactions';
import type { LogFile } from './durability/manifest';
import { Permit } from './durability/permit';
import { ConfigurationError } from './errors';
import type { Keyspace } from './keyspace/keyspace';
import { fileOf, hashesOf } from './registry';

/** What the thread needs to have what the server has. */
export interface ThreadTask {
  /** All options by name. */
  readonly options: Readonly<Record<string, string>>;
  /** Files, folders and packages of structures. */
  readonly structures: readonly string[];
  /** The source of each users' class, by name. */
  readonly hashes: Readonly<Record<string, string>>;
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

/** Runs compactions in threads of their own, which load the structures again. */
export const compactionThread =
  (keyspace: Keyspace, structures: readonly (StructureClass | string)[]): Compactor =>
  async (move, snapshot, signal) => {
    const { configuration } = keyspace.memo;
    const permit = new Permit();
    const task: ThreadTask = {
      options: Object.fromEntries(configuration.entries()),
      structures: structures.map(sourceOf),
      hashes: hashesOf(keyspace),
      snapshot,
      permit: permit.shared,
    };
    const worker = new Worker(THREAD, { workerData: task });
    const stop = () => {
      permit.revoke();
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    return outcomeOf(worker, move);
  };

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
