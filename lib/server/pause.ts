import type { Command } from '../command/command';
import type { Clock } from '../keyspace/clock';
import { LongTimer } from '../keyspace/long-timer';
import type { WaitingCommand } from '../keyspace/waiters';
import { NO_REPLY, type Reply } from '../protocol/reply';
import type { Session } from './session';

/** Redis adds the time now to how long a pause is; what is no 64-bit number then has been over for long. */
const MOST_TIME = 2 ** 63;

/** A command that waits for the end of a pause. */
class PausedCommand implements WaitingCommand {
  private resolve!: (reply: Reply | Promise<Reply>) => void;
  readonly reply = new Promise<Reply>((resolve) => (this.resolve = resolve));

  constructor(
    private readonly session: Session,
    readonly bytes: number,
    private readonly run: () => Reply | Promise<Reply>,
    private readonly onCancel: (command: PausedCommand) => void,
  ) {
    session.waiter = this;
  }

  /** It has not run yet: what it would answer then is not known. */
  unblock(): boolean {
    return false;
  }

  cancel(): void {
    this.onCancel(this);
    this.session.waiter = undefined;
    this.resolve(NO_REPLY);
  }

  /** Runs it. The promise is kept once its connection has run what came behind it, as far as that need not wait. */
  async resume(): Promise<void> {
    this.session.waiter = undefined;
    const reply = this.runNow();
    this.resolve(reply);
    if (!(reply instanceof Promise)) await this.reply;
  }

  /** An exception that is no reply is one for the connection. */
  private runNow(): Reply | Promise<Reply> {
    try {
      return this.run();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** CLIENT PAUSE: commands wait until a time, those of each client and of all in the order in which they came. */
export class Pause {
  private end = 0;
  private writesOnly = true;
  private readonly timer: LongTimer;
  private readonly commands = new Set<PausedCommand>();

  constructor(
    private readonly keyspace: { readonly time: number; readonly clock: Clock; isPaused: boolean },
  ) {
    this.timer = new LongTimer(() => this.over(), keyspace.clock);
  }

  get isOn(): boolean {
    return this.keyspace.isPaused;
  }

  /** A pause that is on already gets no shorter, and stops no less. */
  begin(milliseconds: number, writesOnly: boolean): void {
    const end = this.keyspace.time + milliseconds;
    if (end >= MOST_TIME) return;
    this.writesOnly = writesOnly && (!this.isOn || this.writesOnly);
    this.end = this.isOn ? Math.max(this.end, end) : end;
    this.keyspace.isPaused = true;
    this.timer.start(Math.max(0, this.end - this.keyspace.time));
  }

  /** What has waited runs, once this turn is over. */
  over(): void {
    this.timer.stop();
    this.keyspace.isPaused = false;
    void this.resumeAll();
  }

  /** Whether a command has to wait. */
  stops(command: Command, session: Session): boolean {
    return !this.writesOnly || session.mayWriteBy(command);
  }

  /** The reply of a command, once it has run after the pause. */
  hold(session: Session, bytes: number, run: () => Reply | Promise<Reply>): Promise<Reply> {
    const command = new PausedCommand(session, bytes, run, () => this.commands.delete(command));
    this.commands.add(command);
    return command.reply;
  }

  /** The server stops: nobody waits any more. */
  stop(): void {
    this.timer.stop();
  }

  private async resumeAll(): Promise<void> {
    await Promise.resolve();
    for (const command of this.commands) {
      if (this.isOn) return;
      this.commands.delete(command);
      await command.resume();
    }
  }
}
