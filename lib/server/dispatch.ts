import { CommandError, errors } from '../errors';
import type { Command } from '../command/command';
import type { ConfigurationView } from '../command/memo-view';
import type { Keyspace } from '../keyspace/keyspace';
import { NO_REPLY, type Reply } from '../protocol/reply';
import type { Request } from '../protocol/request';
import { cloneRequest } from '../protocol/request-of';
import type { Observer } from './observer';
import { Pause } from './pause';
import type { Session } from './session';

/** Why writes are refused, undefined while they are not. */
interface Disk {
  readonly refusal: CommandError | undefined;
}

/** Leads each request to the command it names: the reply, or a promise of it. */
export class Dispatcher {
  readonly pause: Pause;
  /** The command that the request has run, if it was neither refused nor queued. */
  private ran: Command | undefined = undefined;
  /** The command that another process runs, in whose place this server answers; undefined when it serves itself. */
  private standsInFor: string | undefined = undefined;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly observer: Observer,
    private readonly configuration: ConfigurationView,
    private readonly disk: Disk,
  ) {
    this.pause = new Pause(keyspace);
  }

  dispatch(session: Session, request: Request): Reply | Promise<Reply> {
    let command: Command | undefined;
    this.ran = undefined;
    try {
      command = this.keyspace.lookup(request);
      this.observer.next(command);
      session.command = command;
      session.lastActiveAt = this.keyspace.time;
      this.check(command, request, session);
      if (this.keyspace.isPaused) return this.serveInPause(session, command, request);
      return this.execute(session, command, request);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return this.refuse(session, request, command, error);
    }
  }

  /** From now on it answers in the place of a process that runs a command for long. */
  standInFor(running: string): void {
    this.standsInFor = running;
    this.keyspace.isPaused = true;
  }

  /** The reply to a request that comes while a handler runs for long: within its turn, and without one of its own. */
  dispatchBusy(session: Session, request: Request, running: string): Reply {
    let command: Command | undefined;
    try {
      command = this.keyspace.lookup(request);
      session.command = command;
      this.check(command, request, session);
      refuseBusy(command, running);
      return enqueued(session, command, request) ?? session.call.run(command, request);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return this.refuse(session, request, command, error);
    }
  }

  private refuse(
    session: Session,
    request: Request,
    command: Command | undefined,
    error: CommandError,
  ): Reply {
    if (command) command.statistics.rejected++;
    // It may be one of a structure that only the other process knows.
    const refusal = command || this.standsInFor === undefined ? error : errors.busy(this.standsInFor);
    session.transaction.fail(refusal);
    return this.isHttp(request) ? hangUp(session) : refusal;
  }

  private execute(session: Session, command: Command, request: Request): Reply | Promise<Reply> {
    const queued = enqueued(session, command, request);
    if (queued !== undefined) return queued;
    this.ran = command;
    return this.keyspace.execute(command, request, session.call);
  }

  /** A command that has to wait runs after the pause; of others, what has expired stays for then. */
  private serveInPause(session: Session, command: Command, request: Request): Reply | Promise<Reply> {
    if (this.standsInFor !== undefined) {
      refuseBusy(command, this.standsInFor);
      return this.execute(session, command, request);
    }
    if (this.pause.stops(command, session)) {
      const own = cloneRequest(request);
      return this.pause.hold(session, own.argumentBytes, () => this.serveLate(session, own));
    }
    this.keyspace.keepsExpired = true;
    try {
      return this.execute(session, command, request);
    } finally {
      this.keyspace.keepsExpired = false;
    }
  }

  /** Its reply waits until others have had their turn. */
  private serveLate(session: Session, request: Request): Reply | Promise<Reply> {
    if (!session.connected) return NO_REPLY;
    const { keyspace } = this;
    keyspace.readClock();
    this.observer.begin();
    const reply = this.dispatch(session, request);
    this.finish(session, request, reply, true);
    keyspace.waiters.serve();
    return reply instanceof Promise ? reply : keyspace.lasting(reply, session.call);
  }

  /** What the request has run is answered, or waits; nothing may have come behind it yet. */
  finish(session: Session, request: Request, reply: Reply | Promise<Reply>, isLast: boolean): void {
    const { ran, observer } = this;
    if (!ran) observer.begin();
    else if (!(reply instanceof Promise) && observer.joins(ran, request, reply, isLast)) return;
    else if (reply instanceof Promise && !session.waiter) observer.deferred(session, ran, request);
    else observer.ended(session, ran, request, reply as Reply);
  }

  /** Throws the CommandError of a command that the session can't run. */
  private check(command: Command, request: Request, session: Session): void {
    if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
    if (!session.authenticated && !command.hasFlag('no_auth')) throw errors.authenticationRequired();
    if (session.subscriptions.size > 0 && session.protocol === 2 && !command.about?.whileSubscribed)
      throw errors.whileSubscribed(command.name);
    const { allowedBy } = command;
    if (allowedBy !== null) this.refuseUnlessAllowed(allowedBy, command, session);
    if (this.disk.refusal !== undefined) this.refuseWrite(this.disk.refusal, command, session);
    if (this.keyspace.loading !== undefined && !command.hasFlag('loading')) throw errors.loading();
  }

  /** While the log can't be written; whoever asks whether the server is well hears of it, too. */
  private refuseWrite(refusal: CommandError, command: Command, session: Session): void {
    if (session.mayWriteBy(command) || command.name === 'PING') throw refusal;
  }

  private refuseUnlessAllowed(option: string, { name }: Command, { isLocal }: Session): void {
    const value = this.configuration.get(option);
    if (value === 'no' || (value === 'local' && !isLocal)) throw errors.commandNotAllowed(name, option);
  }

  /** Whether a web page makes a browser talk here: what follows its headers could be commands. */
  private isHttp(request: Request): boolean {
    const looksLikeIt = request.equals(0, 'POST') || request.equals(0, 'HOST:');
    return looksLikeIt && !this.keyspace.commands.find(request);
  }
}

function refuseBusy(command: Command, running: string): void {
  if (command.hasFlag('allow_busy')) return;
  const error = errors.busy(running);
  throw command.name === 'EXEC' ? errors.transactionRefused(error.message) : error;
}

/** The reply to a command that waits for EXEC; undefined when it doesn't. */
function enqueued({ transaction }: Session, command: Command, request: Request): Reply | undefined {
  if (!transaction.isOpen || command.about?.immediate) return undefined;
  return transaction.enqueue(command, request);
}

function hangUp(session: Session): Reply {
  session.close();
  return NO_REPLY;
}
