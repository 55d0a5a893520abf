import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pino from 'pino';
import type { StructureClass } from '../command/structure-class';
import { compactionContext } from '../compaction-context';
import { compact } from '../durability/compaction-job';
import type { Compactor } from '../durability/compactions';
import { LOCK_NAME } from '../durability/folder-lock';
import type { Keyspace } from '../keyspace/keyspace';
import type { Log } from '../log';
import { Memo, type MemoOptions } from '../memo';
import { MemoryFileSystem } from './memory-file-system';
import { connectInMemory, type MemoryConnection, Traffic } from './memory-socket';
import type { TestClock } from './test-clock';

export interface MemoryServerOptions {
  readonly structures: readonly StructureClass[];
  readonly clock: TestClock;
  readonly seed: number;
  readonly configuration?: MemoOptions['configuration'];
}

/** So many turns of the event loop nothing arrives anywhere when all is said. */
const QUIET_TURNS = 4;

class OpenMemo extends Memo {
  get data(): Keyspace {
    return this.keyspace;
  }
}

/** A server in this process that listens nowhere, touches no disk, and does nothing of its own accord. */
export class MemoryServer {
  private readonly traffic = new Traffic();
  private readonly connections = new Set<MemoryConnection>();
  private hasStopped = false;

  private constructor(
    readonly memo: OpenMemo,
    private readonly files: MemoryFileSystem,
    /** What handlers have thrown that is no reply. */
    readonly faults: readonly Error[],
  ) {
    void memo.whenStopped.then(() => (this.hasStopped = true));
  }

  /** On what an earlier one has left, if that is given. Throws a ConfigurationError when it can't be brought back. */
  static async start(options: MemoryServerOptions, files = new MemoryFileSystem()): Promise<MemoryServer> {
    const faults: Error[] = [];
    const memo = new OpenMemo({ ...memoOptions(options, files), log: logInto(faults) });
    await memo.start();
    memo.maintenance.paused = true;
    return new MemoryServer(memo, files, faults);
  }

  /** A client's end of a connection. Throws an Error when the server has stopped. */
  connect(): Socket {
    if (this.hasStopped) throw new Error('the server has stopped');
    const connection = connectInMemory(this.traffic);
    this.connections.add(connection);
    connection.server.once('close', () => this.connections.delete(connection));
    this.memo.serve(connection.server);
    return connection.client;
  }

  /** Resolves when the server has done all that it can do now, and everybody has heard of it. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      const { arrivals } = this.traffic;
      await nextTurn();
      if (arrivals !== this.traffic.arrivals || this.memo.persistence.log.gate.isShut) quiet = -1;
    }
  }

  /** What would be on disk if the process ended now. */
  left(): MemoryFileSystem {
    const files = this.files.copy();
    const lock = `${this.memo.persistence.folder.path}/${LOCK_NAME}`;
    if (files.existsSync(lock)) files.unlinkSync(lock);
    return files;
  }

  /** Ends at once; whoever is connected hears nothing more. */
  async abort(): Promise<void> {
    for (const { client } of this.connections) client.destroy();
    this.memo.shutdown({ saving: 'NOSAVE', isForced: true });
    await this.memo.whenStopped;
  }
}

/** Puts a base in the place of the log that a server has left. */
export async function compactLog(options: MemoryServerOptions, files: MemoryFileSystem): Promise<void> {
  await compactorOf(options, files)(() => Promise.resolve(), undefined, new AbortController().signal);
}

function memoOptions(options: MemoryServerOptions, files: MemoryFileSystem): MemoOptions {
  const compactor = compactorOf(options, files);
  return { ...optionsOf(options, files), compactor };
}

const optionsOf = (options: MemoryServerOptions, files: MemoryFileSystem): MemoOptions => ({
  ...options,
  files,
  listens: false,
  // What watches handlers is a thread, which goes by the machine's clock.
  configuration: { dir: '/', 'handler-timeout': '0', 'busy-reply-threshold': '0', ...options.configuration },
});

/** A thread would have files and a clock of its own: here it is done between two turns. */
const compactorOf =
  (options: MemoryServerOptions, files: MemoryFileSystem): Compactor =>
  async (move, snapshot) => {
    const context = await compactionContext(new Memo(optionsOf(options, files)), {});
    return { ...(await compact(context, move, snapshot)), memory: 0 };
  };

/** Keeps the errors of a log, and nothing else. */
function logInto(faults: Error[]): Log {
  const logMethod = ([first]: unknown[]) => {
    const { err } = (first ?? {}) as { err?: unknown };
    if (err instanceof Error) faults.push(err);
  };
  return pino({ level: 'error', hooks: { logMethod } }, { write: () => undefined });
}
