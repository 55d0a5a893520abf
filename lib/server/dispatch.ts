import { CommandError, errors } from '../errors';
import type { Command } from '../command/command';
import type { Keyspace } from '../keyspace/keyspace';
import { NO_REPLY, type Reply } from '../protocol/reply';
import type { Request } from '../protocol/request';
import type { Metrics } from './metrics';
import type { Session } from './session';

/** Leads each request to the command it names: the reply, or a promise of it. */
export class Dispatcher {
  constructor(
    private readonly keyspace: Keyspace,
    private readonly metrics: Metrics,
  ) {}

  dispatch(session: Session, request: Request): Reply | Promise<Reply> {
    this.metrics.commandsProcessed++;
    try {
      const command = this.keyspace.lookup(request);
      session.lastCommand = command.lowerName;
      session.lastActiveAt = this.keyspace.time;
      if (!session.authenticated) refuseStranger(command, request);
      if (session.subscriptions.size > 0 && session.protocol === 2) refuseListener(command, request);
      if (session.transaction.isOpen && !isServedNow(command, request))
        return session.transaction.enqueue(command, request);
      return this.keyspace.execute(command, request, session.call);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      session.transaction.fail(error);
      return this.isHttp(request) ? hangUp(session) : error;
    }
  }

  /** Whether a web page makes a browser talk here: what follows its headers could be commands. */
  private isHttp(request: Request): boolean {
    const looksLikeIt = request.equals(0, 'POST') || request.equals(0, 'HOST:');
    return looksLikeIt && !this.keyspace.commands.find(request);
  }
}

/** Whether a transaction lets the command pass. Throws when the command is one, but has too few or too many words. */
function isServedNow(command: Command, request: Request): boolean {
  if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
  return command.declaration?.about.immediate ?? false;
}

function hangUp(session: Session): Reply {
  session.close();
  return NO_REPLY;
}

/** What a client of RESP2 reads while it is subscribed are messages: few commands are served then. */
function refuseListener(command: Command, request: Request): void {
  if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
  if (!command.declaration?.about.whileSubscribed) throw errors.whileSubscribed(command.name);
}

/** Before AUTH, only the commands that say so are served. */
function refuseStranger(command: Command, request: Request): void {
  if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
  if (!command.declaration?.about.flags?.includes('no_auth')) throw errors.authenticationRequired();
}
