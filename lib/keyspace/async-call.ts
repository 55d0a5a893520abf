import type { Input } from '../command/argument';
import type { Attempt, AttemptOptions } from '../command/attempt';
import type { Command } from '../command/command';
import type { Method } from '../command/method';
import type { Bytes } from '../command/entry';
import type { MemoView } from '../command/memo-view';
import type { Played, Server, Value, Word } from '../command/server';
import { CommandError, errors, StructureError } from '../errors';
import type { ByteSlice, Reply } from '../protocol/reply';
import type { Request } from '../protocol/request';
import { requestOf } from '../protocol/request-of';
import { textBytes } from '../protocol/text';
import { attempt } from './attempt';
import { Call } from './call';
import type { Database } from './database';
import type { Keyspace } from './keyspace';
import type { LateCommand } from './late-command';
import type { TransactingSession } from './transaction';
import { refusal, response, valueOf } from './value-of';

/** One run of an async command, and the server as its handler sees it: each command that it plays is a turn. */
export class AsyncCall implements Input, Server {
  index: number;
  reserved = 0;
  counted = 0;
  readonly isLogged = false;
  readonly isReplayed = false;
  readonly isCovered = false;
  private readonly nested: Call;
  /** Of the code that it began with, whatever is reloaded meanwhile. */
  private readonly method: Method;

  constructor(
    readonly keyspace: Keyspace,
    readonly session: TransactingSession,
    /** The one that was selected when it began. */
    readonly bound: Database,
    readonly command: Command,
    readonly request: Request,
    private readonly late: LateCommand,
  ) {
    this.index = command.nameWords;
    this.method = command.main!;
    this.nested = new Call(keyspace, session, bound);
  }

  get memo(): MemoView {
    this.late.check();
    return this.keyspace.memo;
  }

  get signal(): AbortSignal {
    return this.late.signal;
  }

  key(index: number): string {
    return this.request.text(index);
  }

  /** Runs the command once nobody else holds its keys and names. */
  async execute(): Promise<Reply> {
    try {
      const values = this.read();
      const { holds } = this.keyspace;
      const keys = this.keyNames();
      const held = this.namesToHold(values);
      const names = [...keys, ...held];
      holds.admit(names);
      return await holds.run(names, () => this.run(values), {
        wait: (turn) => this.late.until(turn),
        frees: this.command.about?.holds === false ? keys.filter((key) => !held.includes(key)) : [],
      });
    } catch (error) {
      return this.refusalOf(error);
    }
  }

  /** Runs the command at once. A played command never waits, so that nothing waits in a circle. */
  async executeNow(): Promise<Reply> {
    try {
      return await this.run(this.read());
    } catch (error) {
      return this.refusalOf(error);
    }
  }

  play<R extends Played | Promise<Played> = Played>(name: string, ...words: readonly Word[]): R {
    try {
      const value = this.call<Value | Promise<Value>>(name, ...words);
      return (value instanceof Promise ? value.then(response, refusal) : response(value)) as R;
    } catch (error) {
      return refusal(error) as R;
    }
  }

  call<R extends Value | Promise<Value> = Value>(name: string, ...words: readonly Word[]): R {
    this.check();
    const request = requestOf([...name.split(' '), ...words]);
    const command = this.keyspace.lookup(request);
    if (command.isAsync) return awaitedOrNot(this.callAsync(command, request)) as R;
    this.keyspace.readClock();
    const value = this.keyspace.plays.run(this.nested, command, request, true);
    this.keyspace.waiters.serve();
    return value as R;
  }

  attempt<T>(work: (attempt: Attempt) => T | Promise<T>, options?: AttemptOptions): Promise<T> {
    return awaitedOrNot(attempt(this, work, options));
  }

  expire(key: string, seconds: number): boolean {
    return this.call('PEXPIRE', key, Math.round(seconds * 1000)) === 1;
  }

  delete(key: string): boolean {
    return this.call('DEL', key) === 1;
  }

  now(): number {
    this.check();
    return this.keyspace.readClock();
  }

  random(): number {
    this.check();
    return Math.random();
  }

  trace(): never {
    return refuse('trace');
  }

  open(): never {
    return refuse('open');
  }

  find(): never {
    return refuse('find');
  }

  entry(): never {
    return refuse('entry');
  }

  draft(): never {
    return refuse('draft');
  }

  database(): never {
    return refuse('database');
  }

  publish(channel: Bytes, message: Word | ByteSlice, { sharded = false } = {}): number {
    this.check();
    const { outbox, memo } = this.keyspace;
    const receivers = outbox.add(memo.channels.deliveries(channel, message, sharded));
    outbox.send();
    return receivers;
  }

  notify(): never {
    return refuse('notify');
  }

  readonly mayWait = false;
  readonly hasWaited = false;

  wait(): never {
    return refuse('wait');
  }

  get transaction(): never {
    return refuse('transaction');
  }

  get subscriptions(): never {
    return refuse('subscriptions');
  }

  logAs(): never {
    return refuse('logAs');
  }

  unchanged(): never {
    return refuse('unchanged');
  }

  private async callAsync(command: Command, request: Request): Promise<Value> {
    const { keyspace, session, bound } = this;
    const ended = keyspace.plays.begin(command);
    const late = this.late.play(command);
    const played = new AsyncCall(keyspace, session, bound, command, request, late);
    const reply = await played.executeNow();
    ended(reply);
    return valueOf(thrown(reply), played.method.wire);
  }

  private read(): unknown[] {
    const { command, request } = this;
    if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
    return this.method.read(this);
  }

  private keyNames(): string[] {
    const { command, request, bound, keyspace } = this;
    return keyspace.keyWords(command, request).map((word) => bound.nameOf(request.copy(word)));
  }

  private namesToHold(values: readonly unknown[]): string[] {
    const { bound, method } = this;
    return method.holds.map(({ name }) => bound.nameOf(textBytes(name(...(values as never[])))));
  }

  private async run(values: readonly unknown[]): Promise<Reply> {
    const { handler, owner } = this.method;
    this.keyspace.late.begin(this.late);
    try {
      return await this.late.until(handler.call(owner.Class, this, ...values) as Promise<Reply>);
    } finally {
      this.late.finish();
    }
  }

  private refusalOf(error: unknown): CommandError {
    return error instanceof CommandError ? error : this.keyspace.fault(this.method, error);
  }

  /** Throws a StructureError when the command is over, or another one runs. */
  check(): void {
    this.late.check();
    if (this.keyspace.inTurn)
      throw new StructureError("an async command's server was used by another command");
  }
}

/**
 * The same promise. When the command is ended, what it has begun fails before its handler may have come to await it: that
 * must not end the process, as a rejection does that nobody handles.
 */
function awaitedOrNot<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** The reply, unless it is an error. */
function thrown(reply: Reply): Reply {
  if (reply instanceof CommandError) throw reply;
  return reply;
}

function refuse(name: string): never {
  throw new StructureError(
    `server.${name} in an async handler: what it answers must not cross an await, play a command`,
  );
}
