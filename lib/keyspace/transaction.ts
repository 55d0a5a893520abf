import type { Command } from '../command/command';
import type { Entry } from '../command/entry';
import type { SessionView, TrackingView, TransactionView } from '../command/session-view';
import { CommandError, errors } from '../errors';
import { Encoded, NULL_ARRAY, type Reply, status } from '../protocol/reply';
import { ReplyEncoder } from '../protocol/reply-encoder';
import type { Request } from '../protocol/request';
import { cloneRequest } from '../protocol/request-of';
import { decodeWire } from '../protocol/text';
import { Call } from './call';
import type { Keyspace } from './keyspace';
import { enterUnlogged } from './recorded';
import type { LateCommand } from './late-command';
import type { WaitingCommand } from './waiters';
import { WatchedKeys } from './watched-keys';

const QUEUED = status('QUEUED');

interface Queued {
  readonly command: Command;
  readonly request: Request;
}

/** Is told which keys, one character a byte, a command has read. */
export interface KeyReader {
  read(keys: readonly string[]): void;
}

/** A session whose commands can wait for EXEC. */
export interface TransactingSession extends SessionView {
  readonly transaction: Transaction;
  /** Who notes which keys the client reads. */
  readonly tracking: (TrackingView & KeyReader) | undefined;
  /** The command that waits. */
  waiter: WaitingCommand | undefined;
  /** The one that is async, or waits for a held key. */
  late: LateCommand | undefined;
  /** Whether it gets no replies. */
  readonly isMute: boolean;
}

/** A session's transaction: commands that wait for EXEC, and keys that must not change until then. */
export class Transaction implements TransactionView {
  private queue: Queued[] | undefined = undefined;
  /** Whether a command was refused in place of being queued. */
  private failed = false;
  private readonly watched: WatchedKeys;
  isRunning = false;
  private encoder: ReplyEncoder | undefined = undefined;
  private call: Call | undefined = undefined;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly session: TransactingSession,
  ) {
    this.watched = new WatchedKeys(keyspace);
  }

  get isOpen(): boolean {
    return this.queue !== undefined;
  }

  get length(): number {
    return this.queue?.length ?? -1;
  }

  get bytes(): number {
    return (this.queue ?? []).reduce((sum, { request }) => sum + request.argumentBytes, 0);
  }

  get isTouched(): boolean {
    return this.watched.touched !== undefined;
  }

  /** Whether a queued command may change data. */
  get mayWrite(): boolean {
    return (this.queue ?? []).some(({ command }) => command.mayWrite);
  }

  begin(): void {
    if (this.queue) throw errors.nestedTransaction();
    this.queue = [];
  }

  /** Takes a command that waits for EXEC, if that will run any. Throws the CommandError of one that can't. */
  enqueue(command: Command, request: Request): Reply {
    if (command.declaration?.about.flags?.includes('no_multi')) throw errors.notInTransaction();
    if (command.isAsync) throw errors.asyncInTransaction(command.name);
    if (!this.failed && !this.isTouched) this.queue!.push({ command, request: cloneRequest(request) });
    return QUEUED;
  }

  /** A command was refused: EXEC will be, too, if it wasn't that one. */
  fail({ code }: CommandError): void {
    if (code === 'EXECABORT') this.end();
    else this.failed = this.isOpen;
  }

  execute(): Reply {
    const { queue, failed } = this;
    if (!queue) throw errors.withoutTransaction('EXEC');
    const { touched } = this.watched.look();
    this.end();
    if (failed) throw errors.transactionAborted();
    return touched !== undefined ? NULL_ARRAY : new Encoded(this.run(queue));
  }

  discard(): void {
    if (!this.queue) throw errors.withoutTransaction('DISCARD');
    this.end();
  }

  /** Forgets what is queued and watched. */
  end(): void {
    this.queue = undefined;
    this.failed = false;
    this.unwatch();
  }

  watch(entries: readonly Entry[]): void {
    if (this.queue) throw errors.watchInTransaction();
    const { database } = this.session;
    for (const { keyBytes } of entries) {
      this.watched.add(database, decodeWire(keyBytes.bytes as Buffer, keyBytes.start, keyBytes.end));
    }
  }

  unwatch(): void {
    this.watched.clear();
  }

  /** The names of all keys that queued commands may touch, in whatever database they will select. */
  heldNames(): string[] {
    const { keyspace } = this;
    const keys = this.queue!.flatMap(({ command, request }) =>
      keyspace.keyWords(command, request).map((word) => request.copy(word)),
    );
    return keyspace.databases.flatMap((database) => keys.map((key) => database.nameOf(key)));
  }

  /** Runs commands one after the other in this turn; their replies, each in the protocol that it was made in. */
  private run(queue: readonly Queued[]): Buffer {
    const encoder = (this.encoder ??= new ReplyEncoder());
    const call = (this.call ??= new Call(this.keyspace, this.session));
    this.isRunning = true;
    const { observer } = this.keyspace;
    const { startedAt } = observer;
    for (const { command, request } of queue) {
      if (command.has('writes')) this.keyspace.enterLogged();
      else enterUnlogged();
      const reply = outcomeOf(call, command, request);
      if (!this.session.isMute) call.encode(reply, encoder);
      if (reply instanceof CommandError) observer.refused(reply);
      observer.ended(this.session, command, request, reply);
    }
    observer.startedAt = startedAt;
    this.isRunning = false;
    const encoded = Buffer.concat([Buffer.from(`*${queue.length}\r\n`), encoder.encoded()]);
    encoder.reset();
    return encoded;
  }
}

/** The reply, or the error that is it. */
export function outcomeOf(call: Call, command: Command, request: Request): Reply {
  // It was not as it was queued, but the structures may have been reloaded since.
  if (command.isAsync) return errors.asyncInTransaction(command.name);
  try {
    return call.run(command, request);
  } catch (error) {
    return error instanceof CommandError ? error : call.fault(error);
  }
}
