import type { Method } from '../command/method';
import type { Result } from '../command/runner';
import { errors, StoppedError } from '../errors';
import type { Call } from './call';

/** Words that the server's thread shares with its watchdog. */
export const WORDS = {
  /** Counts handlers that no other plays. */
  turn: 0,
  /** 1 while one runs. */
  runs: 1,
  /** Milliseconds after which it is stopped; 0 is never. */
  limit: 2,
  /** Milliseconds after which others are told that the server is busy; 0 or less is never. */
  patience: 3,
} as const;

/** The watch of the server whose handler runs: the watchdog finds it by this name. */
let running: HandlerWatch | undefined;

function setRunning(watch: HandlerWatch | undefined): void {
  running = watch;
}

/**
 * Users' handlers run in this. When one has run for too long, the watchdog thread holds up the process in code of the
 * handler, ends the frames from there to this one, and begins this one anew.
 */
function guarded(method: Method, self: unknown, call: Call): Result {
  running!.check();
  return method.run(self, call);
}

/** What the server does about handlers that run for long; called while they are held up. */
export interface HandlerListener {
  /** A handler is stopped: where it was, its innermost frame first. */
  stops(command: string, error: StoppedError, stack: string): void;
  /** It could not be stopped. */
  goesOn(command: string): void;
  /** It has run for long, so that others are told so from now on. */
  isBusy(command: string): void;
  /** Others are to be told so now; called again and again. */
  serves(command: string): void;
}

/** What others are told of a handler that runs for long. */
export interface Busyness {
  readonly running: string;
  /** Whether one of them wants it ended. */
  readonly isKilled: boolean;
}

/** Tells a thread how long a user's handler runs, and ends one that has run for too long. */
export class HandlerWatch {
  readonly words = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * 4));
  /** Whether a thread looks. */
  isOn = false;
  listener!: HandlerListener;
  private stopped: StoppedError | undefined = undefined;
  /** Whether others are told that the handler runs for long. */
  isBusy = false;
  /** Whether somebody of these wants it ended. */
  private isKilled = false;
  /** The commands whose handlers run: each is played by the one before it. */
  private readonly calls: Call[] = [];
  private method: Method | undefined = undefined;

  /** Runs a handler. Throws a StoppedError when it was stopped, whatever it has caught, thrown or answered. */
  run(method: Method, self: unknown, call: Call): Result {
    this.calls.push(call);
    if (this.calls.length === 1) this.enter(method);
    try {
      return guarded(method, self, call);
    } finally {
      this.calls.pop();
      if (this.stopped) call.proceed();
      if (this.calls.length === 0) this.leave();
    }
  }

  /** Throws a StoppedError when the handler is stopped. */
  check(): void {
    if (this.stopped) throw this.stopped;
  }

  /**
   * The watchdog calls this while it holds up the handler: from now on what that asks of the server throws.
   * Answers that it is being stopped.
   * @param limit milliseconds that it may run; undefined when it was killed
   */
  halt(limit: number | undefined, stack: string): true {
    if (this.stopped) return true;
    const { label, calls } = this;
    const error = limit === undefined ? errors.handlerKilled(label) : errors.handlerStopped(label, limit);
    this.stopped = new StoppedError(error);
    for (const call of calls) call.halt(this.stopped);
    this.listener.stops(label, this.stopped, stack);
    return true;
  }

  /** So it does this when the handler could not be ended. */
  goesOn(): void {
    this.listener.goesOn(this.label);
  }

  /** And this, again and again while the handler runs for long. Answers what runs, and whether somebody wants it ended. */
  serveOthers(): Busyness {
    const { label } = this;
    if (!this.isBusy) this.listener.isBusy(label);
    this.isBusy = true;
    this.listener.serves(label);
    return { running: label, isKilled: this.isKilled };
  }

  /** Ends the handler that runs for long. Throws a CommandError when there is none. */
  kill(): void {
    if (!this.isBusy) throw errors.notBusy();
    this.isKilled = true;
  }

  /** Of the class and of the command whose handler runs. */
  get label(): string {
    return `${this.method!.owner.Class.name}.${this.method!.command}`;
  }

  private enter(method: Method): void {
    const { words } = this;
    setRunning(this);
    this.method = method;
    words[WORDS.turn]!++;
    words[WORDS.runs] = 1;
  }

  private leave(): void {
    const { words, stopped } = this;
    Atomics.store(words, WORDS.runs, 0);
    setRunning(undefined);
    this.stopped = undefined;
    this.isBusy = false;
    this.isKilled = false;
    if (stopped) throw stopped;
  }
}
