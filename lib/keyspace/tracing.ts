import type { Command } from '../command/command';
import type { Value } from '../command/server';
import type { Trace, TracedCommand } from '../command/trace';
import { CommandError, errors, StructureError } from '../errors';
import type { Request } from '../protocol/request';
import { copyWords } from '../protocol/request-of';
import { Call } from './call';
import type { Keyspace } from './keyspace';
import { Onlooker } from './onlooker';
import type { Plays } from './plays';
import { enterUnlogged } from './recorded';
import type { TransactingSession } from './transaction';

/**
 * Runs a command within a turn, to see what it does, and takes everything back. Throws the CommandError of a command that
 * there isn't, or that can't be traced.
 */
export function trace(keyspace: Keyspace, session: TransactingSession, request: Request): Trace {
  const command = keyspace.lookup(request);
  refuseUntraceable(command);
  const call = new Call(keyspace, new Onlooker(keyspace, session), undefined, 1);
  return quietly(keyspace, (tracer) => {
    const from = keyspace.changes.recorded;
    const { result, ...touched } = keyspace.touched.tryOut(call, () => {
      if (command.has('writes')) keyspace.enterLogged();
      else enterUnlogged();
      return { ...tracer.trace(call, command, request), logged: keyspace.changes.words(from) };
    });
    return { ...result, ...touched };
  });
}

/** Does it where nothing is counted, no use of a value is noted, and what would be logged is told. */
function quietly<T>(keyspace: Keyspace, task: (tracer: Tracer) => T): T {
  const tracer = new Tracer();
  const { plays, hits, misses, keepsExpired } = keyspace;
  const unfollow = keyspace.changes.follow(() => undefined);
  keyspace.usage.isStill = true;
  keyspace.keepsExpired = false;
  keyspace.plays = tracer;
  try {
    return task(tracer);
  } finally {
    unfollow();
    keyspace.usage.isStill = false;
    Object.assign(keyspace, { plays, hits, misses, keepsExpired });
  }
}

/** Notes what is played, in place of counting it. */
class Tracer implements Plays {
  /** By the command that runs. */
  private played: TracedCommand[] = [];

  run(call: Call, command: Command, request: Request): Value {
    refuseUntraceable(command);
    const { played } = this;
    const own: TracedCommand[] = (this.played = []);
    const note = (reply: Value) => played.push({ words: copyWords(request), reply, played: own });
    try {
      const value = call.valueOf(call.run(command, request));
      note(value);
      return value;
    } catch (error) {
      if (error instanceof CommandError) note(error);
      throw error;
    } finally {
      this.played = played;
    }
  }

  begin(): never {
    throw new StructureError('a command that is traced plays no async one');
  }

  /** What the command has done that is traced. Throws what is no CommandError. */
  trace(call: Call, command: Command, request: Request): TracedCommand {
    try {
      this.run(call, command, request);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
    }
    return this.played[0]!;
  }
}

/** What changes more than keys could not be taken back, and nothing can be while others go on. */
function refuseUntraceable(command: Command): void {
  if (command.isAsync) throw errors.untraceable(command.name, 'it is async, and others go on while it waits');
  if (command.mayWait) throw errors.untraceable(command.name, 'it may wait');
  if (!command.isUndoable) throw errors.untraceable(command.name, 'it does more than read and change keys');
}
