import { once } from 'node:events';
import { join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import type { StoppedError } from '../../errors';
import type { Log } from '../../log';
import { type HandlerListener, type HandlerWatch, WORDS } from '../../keyspace/handler-watch';
import type { Entrance, Wish } from './door';
import type { WatchdogTask } from './thread';

/** The folder that has lib and structures, and the compiled thread, also where the server itself is TypeScript. */
const ROOT = join(__dirname, '..', '..', '..');
const COMPILED = __filename.endsWith('.ts') ? join(ROOT, 'dist') : ROOT;
const THREAD = join(COMPILED, 'lib', 'server', 'watchdog', 'thread.js');

/** As much as a word that the thread reads has room for. */
const LONGEST = 0x7fffffff;
const FIGURES = ['handler-timeout', 'busy-reply-threshold'] as const;
/** Who may come in. */
const ENTRANCE = ['requirepass', 'protected-mode', 'maxclients', 'tcp-backlog'] as const;

interface WatchdogOptions {
  number(name: (typeof FIGURES)[number]): number;
  get(name: (typeof ENTRANCE)[number]): string;
  follow(names: readonly string[], follower: () => void): void;
}

/** What the server does for its clients while a handler has its thread. */
export interface Others {
  /** Of the sockets that it listens at. */
  readonly descriptors: readonly number[];
  /** Answers what they ask in the meantime. */
  serve(running: string): void;
  /** Stops the server once the handler has ended. */
  shutdown(): void;
}

/** Keeps the thread that stops handlers, and that has others served while one runs for long. */
export class Watchdog implements HandlerListener {
  private worker: Worker | undefined = undefined;
  private isStarted = false;

  constructor(
    private readonly watch: HandlerWatch,
    private readonly options: WatchdogOptions,
    private readonly others: Others,
    private readonly log: Log,
  ) {
    watch.listener = this;
    options.follow(FIGURES, () => this.follow());
    options.follow(ENTRANCE, () => this.tellEntrance());
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

  isBusy(command: string): void {
    const threshold = this.options.number('busy-reply-threshold');
    this.log.warn({ command }, `${command} runs for ${threshold} milliseconds: others are told BUSY`);
  }

  serves(command: string): void {
    this.others.serve(command);
  }

  private follow(): void {
    const [limit, patience] = FIGURES.map((name) => this.options.number(name));
    const { words } = this.watch;
    words[WORDS.limit] = limit!;
    words[WORDS.patience] = Math.min(patience!, LONGEST);
    if (this.isStarted && (limit! > 0 || patience! > 0) && !this.worker) this.begin();
  }

  private begin(): void {
    if (!isMainThread) {
      this.log.warn(
        'handler-timeout and busy-reply-threshold have no effect: the server runs in a worker thread, which no other can hold up',
      );
      return;
    }
    const task: WatchdogTask = { words: this.watch.words, root: ROOT };
    this.worker = new Worker(THREAD, { workerData: task, name: 'memo watchdog' });
    this.worker.on('error', (err) => {
      this.watch.isOn = false;
      this.log.error({ err }, `no handler is stopped any more, the watchdog failed: ${err.message}`);
    });
    this.worker.on('message', (message: Wish | 'ready') => {
      if (message === 'shutdown') this.others.shutdown();
    });
    this.worker.unref();
    this.tellEntrance();
    this.watch.isOn = true;
  }

  private tellEntrance(): void {
    const { options, others } = this;
    const configuration = Object.fromEntries(ENTRANCE.map((name) => [name, options.get(name)]));
    this.worker?.postMessage({ descriptors: others.descriptors, configuration } satisfies Entrance);
  }
}
