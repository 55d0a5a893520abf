import type { Command } from '../command/command';
import { errors } from '../errors';
import { NO_REPLY, type Reply, Waiting } from '../protocol/reply';
import type { Request } from '../protocol/request';
import { cloneRequest, copyWords, requestOf } from '../protocol/request-of';
import type { Call } from './call';
import type { Keyspace } from './keyspace';
import { LongTimer } from './long-timer';
import type { Watcher } from './watches';

/** A command whose reply is not due yet. */
export interface WaitingCommand {
  /** Bytes of its words. */
  readonly bytes: number;
  /** Ends the waiting, with an error or as if its time were over; false when it can't be ended so. */
  unblock(withError: boolean): boolean;
  /** Nobody waits for the reply any more. */
  cancel(): void;
}

/** Commands that wait for one key, in the order in which they came. */
class Queue implements Watcher {
  readonly waiters = new Set<Waiter>();
  /** How many of them want to know of the key's absence, too. */
  private evenAbsent = 0;

  constructor(
    private readonly owner: Waiters,
    /** The number of the database that was selected. */
    private readonly database: number,
    private readonly key: string,
  ) {}

  add(waiter: Waiter): void {
    const { watches } = this.owner.keyspace;
    if (this.waiters.size === 0) watches.add(this.database, this.key, this);
    this.waiters.add(waiter);
    if (waiter.evenAbsent) this.evenAbsent++;
  }

  delete(waiter: Waiter): void {
    this.waiters.delete(waiter);
    if (waiter.evenAbsent) this.evenAbsent--;
    if (this.waiters.size > 0) return;
    this.owner.keyspace.watches.delete(this.database, this.key, this);
    this.owner.forget(this.database, this.key);
  }

  touch(): void {
    this.owner.ready.add(this);
  }

  /**
   * Runs them again, as long as there is a value. Where one has found nothing, others that ask in the same words are not
   * asked until something was taken.
   */
  serve(): void {
    const fruitless = new Set<string>();
    for (const waiter of this.waiters) {
      const isPresent = this.isPresent();
      if (!isPresent && this.evenAbsent === 0) return;
      if ((!isPresent && !waiter.evenAbsent) || fruitless.has(waiter.signature)) continue;
      if (waiter.retry()) fruitless.clear();
      else fruitless.add(waiter.signature);
    }
  }

  private isPresent(): boolean {
    return this.owner.keyspace.databases[this.database]!.shows(this.key);
  }
}

/** A command that waits until a key of it was changed. */
class Waiter implements WaitingCommand {
  /** Ends the waiting when nothing has come in time. */
  private readonly timer: LongTimer;
  private isDone = false;
  /** Whether it tries again as soon as an async command has freed its keys. */
  private isHeldUp = false;
  private readonly queues: readonly Queue[];
  /** Whether it runs again when a key was removed, too. */
  readonly evenAbsent: boolean;
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
    const { database } = call.session;
    this.timer = new LongTimer(() => this.end(waiting.reply), keyspace.clock);
    const keys = new Set(keyspace.keyWords(command, request).map((word) => request.wire(word)));
    const words = copyWords(request).map((word) => `${word.length}:${word.toString('latin1')}`);
    this.signature = [database, ...words].join(' ');
    this.evenAbsent = waiting.options.evenAbsent ?? false;
    this.queues = [...keys].map((key) => waiters.queueFor(database, key));
    for (const queue of this.queues) queue.add(this);
    if (waiting.milliseconds > 0) this.timer.start(waiting.milliseconds);
  }

  /** Runs the command again; false when there was nothing for it. */
  retry(): boolean {
    const { keyspace } = this.waiters;
    // A reload has made it so.
    if (this.command.isAsync) {
      this.end(errors.noLongerWaits(this.command.name));
      return true;
    }
    if (keyspace.isHeld(this.command, this.request, this.call)) {
      this.holdUp();
      return true;
    }
    const reply = keyspace.runAgain(this.command, this.request, this.call);
    if (reply instanceof Waiting) return false;
    this.end(reply);
    return true;
  }

  /** Whether the command may still wait. */
  get mayWait(): boolean {
    return this.command.mayWait && !this.command.isAsync;
  }

  get bytes(): number {
    return this.request.argumentBytes;
  }

  unblock(withError: boolean): boolean {
    this.end(withError ? errors.unblocked() : this.waiting.reply);
    return true;
  }

  cancel(): void {
    this.end(NO_REPLY);
  }

  /** Tries again when the keys are free. */
  private holdUp(): void {
    if (this.isHeldUp) return;
    this.isHeldUp = true;
    const { keyspace } = this.waiters;
    void keyspace.late.whenFree(this.command, this.request, this.call, this.reply).then(() => {
      this.isHeldUp = false;
      if (this.isDone) return;
      for (const queue of this.queues) queue.touch();
      keyspace.readClock();
      this.waiters.serve();
    });
  }

  private end(reply: Reply): void {
    if (this.isDone) return;
    this.isDone = true;
    this.timer.stop();
    for (const queue of this.queues) queue.delete(this);
    this.waiters.size--;
    this.call.session.waiter = undefined;
    this.resolve(reply);
  }
}

/** Commands that wait for keys, first come first served. */
export class Waiters {
  /** Those for keys that were changed. */
  readonly ready = new Set<Queue>();
  /** How many commands wait. */
  size = 0;
  /** By the database's number and the key, one character a byte. */
  private readonly queues = new Map<string, Queue>();
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

  /** Serves the keys that were changed, in that order, as long as what is served changes others. */
  serve(): void {
    if (this.isServing) return;
    this.isServing = true;
    try {
      while (this.ready.size > 0) {
        const changed = [...this.ready];
        this.ready.clear();
        for (const queue of changed) queue.serve();
      }
    } finally {
      this.isServing = false;
    }
  }

  /** Commands that a reload has made ones that don't wait answer what they answer now. */
  answerChanged(): void {
    const all = [...this.queues.values()].flatMap(({ waiters }) => [...waiters]);
    for (const waiter of new Set(all)) if (!waiter.mayWait) waiter.retry();
  }

  queueFor(database: number, key: string): Queue {
    const name = `${database} ${key}`;
    const queue = this.queues.get(name) ?? new Queue(this, database, key);
    this.queues.set(name, queue);
    return queue;
  }

  forget(database: number, key: string): void {
    this.queues.delete(`${database} ${key}`);
  }
}
