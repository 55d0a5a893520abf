import { once } from 'node:events';
import { join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import type { StoppedError } from '../../errors';
import type { Log } from '../../log';
import { type HandlerListener, type HandlerWatch, WORDS } from '../../keyspace/handler-watch';
import type { WatchdogTask } from './thread';

/** The folder that has lib and structures, and the compiled thread, also where the server itself is TypeScript. */
const ROOT = join(__dirname, '..', '..', '..');
const COMPILED = __filename.endsWith('.ts') ? join(ROOT, 'dist') : ROOT;
const THREAD = join(COMPILED, 'lib', 'server', 'watchdog', 'thread.js');

interface Limits {
  number(name: 'handler-timeout'): number;
  follow(names: readonly 'handler-timeout'[], follower: () => void): void;
}

/** Keeps the thread that stops handlers. */
export class Watchdog implements HandlerListener {
  private worker: Worker | undefined = undefined;
  private isStarted = false;

  constructor(
    private readonly watch: HandlerWatch,
    private readonly limits: Limits,
    private readonly log: Log,
  ) {
    watch.listener = this;
    limits.follow(['handler-timeout'], () => this.follow());
  }

  /** Resolves when handlers are watched; a server without structures of users needs no thread. */
  async start(hasHandlers: boolean): Promise<void> {
    this.isStarted = hasHandlers;
    this.follow();
    if (this.worker) await once(this.worker, 'message').catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.isStarted = false;
    this.watch.isOn = false;
    await this.worker?.terminate();
    this.worker = undefined;
  }

  stops(command: string, { message }: StoppedError, stack: string): void {
    this.log.warn({ command, stack }, `${message.replace(/^ERR /, '')}; it was at\n${stack}`);
  }

  goesOn(command: string): void {
    this.log.error({ command }, `${command} can't be stopped where it is: until it ends, nobody is served`);
  }

  private follow(): void {
    const limit = this.limits.number('handler-timeout');
    this.watch.words[WORDS.limit] = limit;
    if (this.isStarted && limit > 0 && !this.worker) this.begin();
  }

  private begin(): void {
    if (!isMainThread) {
      this.log.warn(
        'handler-timeout has no effect: the server runs in a worker thread, and no other can stop that',
      );
      return;
    }
    const task: WatchdogTask = { words: this.watch.words, root: ROOT };
    this.worker = new Worker(THREAD, { workerData: task, name: 'memo watchdog' });
    this.worker.on('error', (err) => {
      this.watch.isOn = false;
      this.log.error({ err }, `no handler is stopped any more, the watchdog failed: ${err.message}`);
    });
    this.worker.unref();
    this.watch.isOn = true;
  }
}
