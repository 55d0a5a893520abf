import type { Command } from '../command/command';
import type { Value } from '../command/server';
import { CommandError, errors } from '../errors';
import type { Call } from '../keyspace/call';
import { play, type Plays } from '../keyspace/plays';
import type { Reply } from '../protocol/reply';
import type { Request } from '../protocol/request';
import type { Observer } from './observer';

/** Of quick commands of a name so many are played for each that is timed. */
const TIMED_OF = 8;

/**
 * Counts what handlers play, as Redis counts what scripts call: in the figures of the command, those of errors, and the
 * slow log. To read the clock takes about as long as a quick command: of these some are timed, and stand for the others.
 */
export class PlayObserver implements Plays {
  constructor(
    private readonly observer: Observer,
    private readonly clock: () => number,
  ) {}

  run(call: Call, command: Command, request: Request, isTurn = false): Value {
    if (call.isReplaying) return play(call, command, request, isTurn);
    if (!command.accepts(request.count)) throw this.reject(command);
    const isTimed = command.statistics.plays++ % TIMED_OF === 0 || this.observer.timesAlone(command);
    const startedAt = isTimed ? this.clock() : 0;
    try {
      return play(call, command, request, isTurn);
    } catch (error) {
      this.fail(command, error);
      throw error;
    } finally {
      if (isTimed) this.observer.played(call.session, command, request, this.microsecondsSince(startedAt));
      else this.observer.playedUntimed(command);
    }
  }

  begin(command: Command): (reply: Reply) => void {
    const startedAt = this.clock();
    return (reply) => {
      if (reply instanceof CommandError) this.fail(command, reply);
      this.observer.count(command, this.microsecondsSince(startedAt));
    };
  }

  private microsecondsSince(startedAt: number): number {
    return (this.clock() - startedAt) * 1000;
  }

  private reject({ name, statistics }: Command): CommandError {
    const error = errors.wrongArity(name);
    statistics.rejected++;
    this.observer.refusedPlay(error);
    return error;
  }

  private fail({ statistics }: Command, error: unknown): void {
    statistics.failed++;
    if (error instanceof CommandError) this.observer.refusedPlay(error);
  }
}
