import type { Command } from '../command/command';
import { type CommandError, errors, StructureError } from '../errors';
import type { Clock } from './clock';
import { guardListeners } from './guarded-signal';
import { LongTimer } from './long-timer';

/** Told of what no client hears. */
interface LateListener {
  /** A command took longer than it may. */
  timedOut(error: CommandError): void;
  /** A listener of its signal has thrown. */
  listenerFailed(command: Command, error: unknown): void;
}

/**
 * A command whose reply comes later: an async one, or one that waits for a held key. It is over once, when it has come to
 * its end or was ended before; from then on its handler has no server any more.
 */
export class LateCommand {
  private readonly controller = new AbortController();
  private guardedSignal: AbortSignal | undefined = undefined;
  private readonly timer = new LongTimer(() => this.runOut(), this.clock);
  private reject!: (reason: CommandError) => void;
  private readonly ended = new Promise<never>((_, reject) => (this.reject = reject));
  private isOver = false;
  /** Why it was ended. */
  private reason: CommandError | undefined = undefined;
  /** When its handler began, in milliseconds since 1970. */
  private startedAt: number | undefined = undefined;
  private limitInWords = '';
  /** Async commands that its handler plays. */
  private readonly played = new Set<LateCommand>();

  constructor(
    private readonly command: Command,
    /** Bytes of its words. */
    readonly bytes: number,
    private readonly listener: LateListener,
    private readonly clock: Clock,
    /** The one that plays it. */
    private readonly parent?: LateCommand,
  ) {
    this.ended.catch(() => undefined);
  }

  /** Aborted when it is ended. */
  get signal(): AbortSignal {
    return (this.guardedSignal ??= guardListeners(this.controller.signal, (error) => {
      this.listener.listenerFailed(this.command, error);
    }));
  }

  /** Whether its handler runs. */
  get isRunning(): boolean {
    return this.startedAt !== undefined && !this.isOver;
  }

  /** What a promise brings, unless the command is ended before: the reason is thrown then. */
  until<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.ended, work]);
  }

  /** The handler begins. It may take so many milliseconds if its declaration doesn't say how many; 0 is no limit. */
  begin(now: number, limit: number): void {
    if (this.reason) throw this.reason;
    this.startedAt = now;
    this.limit(now, limit);
  }

  /** Changes how long a handler may take that runs already. */
  limit(now: number, limit: number): void {
    if (!this.isRunning) return;
    const own = this.command.about?.timeout;
    const milliseconds = own ?? (this.parent ? 0 : limit);
    this.limitInWords = `${milliseconds} milliseconds${own === undefined ? ' (async-timeout)' : ''}`;
    this.timer.stop();
    if (milliseconds > 0) this.timer.start(Math.max(0, milliseconds - (now - this.startedAt!)));
  }

  /** An async command that its handler plays: it is ended with it. */
  play(command: Command): LateCommand {
    const played = new LateCommand(command, 0, this.listener, this.clock, this);
    this.played.add(played);
    return played;
  }

  /** It has come to its end. */
  finish(): void {
    this.isOver = true;
    this.timer.stop();
    this.parent?.played.delete(this);
  }

  /** Ends it, whatever its handler does; does nothing when it is over. */
  end(reason: CommandError): void {
    if (this.isOver) return;
    this.reason = reason;
    this.finish();
    for (const played of this.played) played.end(reason);
    this.reject(reason);
    // Who listens to the signal is code of a structure, which never runs beneath a timer.
    void Promise.resolve().then(() => this.controller.abort(reason));
  }

  /** Ends it for a reason in words. */
  endBecause(words: string): void {
    this.end(errors.ended(this.command.name, words));
  }

  /** Its client has gone. One whose handler outlives that goes on; whether it is ended. */
  abandon(): boolean {
    if (this.isRunning && this.command.about?.outlivesClient) return false;
    this.endBecause('its client has gone');
    return true;
  }

  /** Throws a StructureError when it is over. */
  check(): void {
    if (!this.isOver) return;
    const why = this.reason ? `: ${this.reason.message}` : '';
    throw new StructureError(`server was used after its command${why}`);
  }

  private runOut(): void {
    const error = errors.tookTooLong(this.command.name, this.limitInWords);
    this.end(error);
    this.listener.timedOut(error);
  }
}
