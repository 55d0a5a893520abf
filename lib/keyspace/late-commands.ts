import type { Command } from '../command/command';
import type { ConfigurationView } from '../command/memo-view';
import { CommandError, errors } from '../errors';
import { type Reply, Waiting } from '../protocol/reply';
import type { Request } from '../protocol/request';
import { AsyncCall } from './async-call';
import type { Call } from './call';
import type { Keyspace } from './keyspace';
import { LateCommand } from './late-command';

/** A reply that is there or comes later: in a box, nobody awaits it too early. */
interface Boxed {
  readonly reply: Reply | Promise<Reply>;
}

/** Commands whose replies come later: async ones, and those that wait until held keys are free. */
export class LateCommands {
  static readonly options = ['async-timeout', 'async-max-waiting'] as const;
  /** How many took longer than they may. */
  timeouts = 0;
  /** How long async commands may take that don't say so themselves, in milliseconds; 0 is no limit. */
  private limit = 0;
  private readonly commands = new Set<LateCommand>();
  private readonly onIdle: (() => void)[] = [];

  constructor(private readonly keyspace: Keyspace) {}

  /** How many handlers run. */
  get running(): number {
    return [...this.commands].filter(({ isRunning }) => isRunning).length;
  }

  /** As the configuration is now; what runs already is held to it, too. */
  follow(configuration: ConfigurationView): void {
    const { keyspace } = this;
    this.limit = configuration.number('async-timeout');
    keyspace.holds.most = configuration.number('async-max-waiting') || Infinity;
    for (const late of this.commands) late.limit(keyspace.time, this.limit);
  }

  /** Runs an async command once it holds its keys. */
  async runAsync(command: Command, request: Request, call: Call): Promise<Reply> {
    call.answerFor(command.main!);
    const { keyspace } = this;
    const { observer } = keyspace;
    const { startedAt } = observer;
    const { session } = call;
    const database = keyspace.databases[session.database]!;
    const reply = await this.serve(command, request, call, (late) =>
      new AsyncCall(keyspace, session, database, command, request, late).execute(),
    );
    observer.startedAt = startedAt;
    observer.ended(session, command, request, reply);
    return reply;
  }

  /** Runs another command once its keys are free. */
  async runWhenFree(command: Command, request: Request, call: Call): Promise<Reply> {
    const done = await this.serve(command, request, call, (late) => this.queue(command, request, call, late));
    if (!(done instanceof CommandError)) return done.reply;
    command.statistics.rejected++;
    const refusal = command.name === 'EXEC' ? errors.transactionRefused(done.message) : done;
    call.session.transaction.fail(refusal);
    return refusal;
  }

  /** A handler of this command begins. */
  begin(late: LateCommand): void {
    late.begin(this.keyspace.readClock(), this.limit);
  }

  /** Ends all that run or wait. */
  endAll(words: string): void {
    for (const late of this.commands) late.endBecause(words);
  }

  /** Resolves when none runs or waits. */
  async whenIdle(): Promise<void> {
    if (this.commands.size > 0) await new Promise<void>((resolve) => this.onIdle.push(resolve));
  }

  /** Resolves when nobody holds a key of a command, for a moment, or when it need not wait for that any more. */
  whenFree(command: Command, request: Request, call: Call, needless?: Promise<unknown>): Promise<void> {
    const wait = async (turn: Promise<void>) => {
      await (needless ? Promise.race([turn, needless]) : turn);
    };
    return this.keyspace.holds.run(this.namesOf(command, request, call), () => undefined, { wait });
  }

  /** The names under which a command's keys are held. */
  namesOf(command: Command, request: Request, { session }: Call): string[] {
    const { keyspace } = this;
    const database = keyspace.databases[session.database]!;
    const names = keyspace.keyWords(command, request).map((word) => database.nameOf(request.copy(word)));
    return session.transaction.isOpen ? [...names, ...session.transaction.heldNames()] : names;
  }

  timedOut(error: CommandError): void {
    this.timeouts++;
    this.keyspace.memo.note(error.message);
  }

  listenerFailed({ name }: Command, error: unknown): void {
    this.keyspace.noteTrouble(`a listener of the signal of ${name}`, error);
  }

  /** The session's command is under way until the work is done, or it was ended: then the reason is the reply. */
  private async serve<T>(
    command: Command,
    request: Request,
    { session }: Call,
    work: (late: LateCommand) => Promise<T>,
  ): Promise<T | CommandError> {
    const late = new LateCommand(command, request.argumentBytes, this, this.keyspace.clock);
    this.commands.add(late);
    session.late = late;
    if (!session.connected) late.abandon();
    try {
      return await work(late);
    } catch (error) {
      if (error instanceof CommandError) return error;
      throw error;
    } finally {
      late.finish();
      session.late = undefined;
      this.commands.delete(late);
      if (this.commands.size === 0) for (const resolve of this.onIdle.splice(0)) resolve();
    }
  }

  /** SWAPDB may have exchanged the keys when its turn comes: then it waits for the others. */
  private async queue(command: Command, request: Request, call: Call, late: LateCommand): Promise<Boxed> {
    const { holds, databases } = this.keyspace;
    const { session } = call;
    const terms = { wait: (turn: Promise<void>) => late.until(turn) };
    holds.admit(this.namesOf(command, request, call));
    for (;;) {
      const database = databases[session.database];
      const isSame = () => databases[session.database] === database;
      const run = () => (isSame() ? { reply: this.runNow(command, request, call) } : null);
      const done = await holds.run(this.namesOf(command, request, call), run, terms);
      if (done) return done;
    }
  }

  /** It runs, or waits on for a key: it does so before what stands in line behind it brings one. */
  private runNow(command: Command, request: Request, call: Call): Reply | Promise<Reply> {
    const { keyspace } = this;
    keyspace.readClock();
    keyspace.observer.begin();
    const reply = keyspace.runWaiting(command, request, call, false);
    keyspace.observer.ended(call.session, command, request, reply);
    const own =
      reply instanceof Waiting
        ? keyspace.waiters.wait(reply, command, request, call)
        : keyspace.lasting(reply, call);
    keyspace.waiters.serve();
    return own;
  }
}
