import type { Command } from '../command/command';
import { errors } from '../errors';
import { NO_REPLY, type Reply, Waiting } from '../protocol/reply';
import type { Request } from '../protocol/request';
import { cloneRequest, copyWords, requestOf } from '../protocol/request-of';
import type { Call } from './call';
import type { Keyspace } from './keyspace';
import type { Watcher } from './watches';

/** The longest time that a timer of Node takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A command that waits until a key of it was changed. */
export class Waiter implements Watcher {
  private timer: NodeJS.Timeout | undefined = undefined;
  private isDone = false;
  /** Whether it tries again as soon as an async command has freed its keys. */
  private isHeldUp = false;
  /** The number of the database that was selected. */
  private readonly database: number;
  /** What it waits for, one character a byte. */
  private readonly keys: readonly string[];
  /** The same of two that wait for the same in the same words. */
  readonly signature: string;
  private resolve!: (reply: Reply) => void;
  readonly reply = new Promise<Reply>((resolve) => (this.resolve = resolve));

  constructor(
    private readonly waiters: Waiters,
    private readonly command: Command,
    private readonly request: Request,
    private readonly call: Call,
    private readonly waiting: Waiting,
  ) {
    const { keyspace } = waiters;
    this.database = call.session.database;
    this.keys = keyspace.keyWords(command, request).map((word) => request.wire(word));
    const words = copyWords(request).map((word) => `${word.length}:${word.toString('latin1')}`);
    this.signature = [this.database, ...words].join(' ');
    for (const key of this.keys) keyspace.watches.add(this.database, key, this);
    this.startTimer(waiting.milliseconds);
  }

  touch(): void {
    this.waiters.ready.add(this);
  }

  /** Runs the command again, when there is a value at one of the keys; false when there was nothing for it. */
  retry(): boolean {
    if (this.isDone) return true;
    const { keyspace } = this.waiters;
    if (keyspace.isHeld(this.command, this.request, this.call)) {
      this.holdUp();
      return true;
    }
    const database = keyspace.databases[this.database]!;
    if (!this.waiting.options.evenAbsent && !this.keys.some((key) => database.has(key))) return false;
    const reply = keyspace.runAgain(this.command, this.request, this.call);
    if (reply instanceof Waiting) return false;
    this.end(reply);
    return true;
  }

  /** Nothing has come in time. */
  timeOut(): void {
    this.end(this.waiting.reply);
  }

  /** Somebody else has ended the waiting: with an error, or as if nothing had come in time. */
  unblock(withError: boolean): void {
    this.end(withError ? errors.unblocked() : this.waiting.reply);
  }

  /** Nobody waits for the reply any more. */
  cancel(): void {
    this.end(NO_REPLY);
  }

  /** Tries again when the keys are free. */
  private holdUp(): void {
    if (this.isHeldUp) return;
    this.isHeldUp = true;
    void this.waiters.keyspace.whenFree(this.command, this.request, this.call).then(() => {
      this.isHeldUp = false;
      this.waiters.ready.add(this);
      this.waiters.keyspace.readClock();
      this.waiters.serve();
    });
  }

  private end(reply: Reply): void {
    if (this.isDone) return;
    this.isDone = true;
    clearTimeout(this.timer);
    for (const key of this.keys) this.waiters.keyspace.watches.delete(this.database, key, this);
    this.waiters.delete(this);
    this.call.session.waiter = undefined;
    this.resolve(reply);
  }

  private startTimer(milliseconds: number): void {
    if (milliseconds === 0) return;
    const next = Math.min(milliseconds, LONGEST_TIMER);
    this.timer = setTimeout(() => {
      if (next === milliseconds) this.timeOut();
      else this.startTimer(milliseconds - next);
    }, next);
  }
}

/** Commands that wait for keys, first come first served. */
export class Waiters {
  /** Those of which a key was changed. */
  readonly ready = new Set<Waiter>();
  /** How many there are. */
  size = 0;
  private isServing = false;

  constructor(readonly keyspace: Keyspace) {}

  /** A promise of the reply of a command that waits. */
  wait(waiting: Waiting, command: Command, request: Request, call: Call): Promise<Reply> {
    const { again } = waiting.options;
    const own = again ? requestOf(again) : cloneRequest(request);
    const waiter = new Waiter(this, command, own, call, waiting);
    this.size++;
    call.session.waiter = waiter;
    return waiter.reply;
  }

  /**
   * Runs those again whose keys were changed, in the order in which they came, as long as that changes keys of others.
   * Where one has found nothing, others that ask in the same words are not asked until something was taken.
   */
  serve(): void {
    if (this.isServing) return;
    this.isServing = true;
    try {
      while (this.ready.size > 0) {
        const inOrder = [...this.ready];
        this.ready.clear();
        this.retryAll(inOrder);
      }
    } finally {
      this.isServing = false;
    }
  }

  delete(waiter: Waiter): void {
    this.size--;
    this.ready.delete(waiter);
  }

  private retryAll(inOrder: readonly Waiter[]): void {
    const fruitless = new Set<string>();
    for (const waiter of inOrder) {
      if (fruitless.has(waiter.signature)) continue;
      if (waiter.retry()) fruitless.clear();
      else fruitless.add(waiter.signature);
    }
  }
}
