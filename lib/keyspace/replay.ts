import type { Command } from '../command/command';
import { CommandError, ConfigurationError } from '../errors';
import type { Request } from '../protocol/request';
import { Call } from './call';
import type { Keyspace } from './keyspace';
import { enterStep } from './recorded';
import { Nobody } from './nobody';

/** A command of a log that can't run here. */
export class ReplayError extends ConfigurationError {}

/** Runs turns of a log again, as the server did that wrote it: nothing of them is logged, published or told. */
export class Replayer {
  private readonly recorded = { time: 0, seed: 0, secret: Buffer.alloc(0) as Buffer };
  private readonly session: Nobody;
  private readonly call: Call;
  /** Commands that can be replayed. */
  private readonly known = new Set<Command>();
  private step = 0;
  private notifies = false;

  constructor(
    private readonly keyspace: Keyspace,
    /** Told of each command that is refused: with the values that it found as it ran, it may have been, too. */
    private readonly onRefused: (error: CommandError) => void = () => undefined,
  ) {
    this.session = new Nobody(keyspace);
    this.call = new Call(keyspace, this.session);
  }

  /** What the random bytes of the turns that follow were made of. */
  setSecret(secret: Buffer): void {
    this.recorded.secret = secret;
  }

  /**
   * @param time milliseconds since 1970
   * @param seed an int32
   */
  beginTurn(time: number, seed: number): void {
    const { recorded, keyspace } = this;
    const { notifications } = keyspace;
    recorded.time = time;
    recorded.seed = seed;
    this.step = 0;
    this.notifies = notifications.on;
    notifications.on = false;
    keyspace.beginReplay(recorded);
  }

  endTurn(): void {
    this.keyspace.endReplay();
    this.keyspace.notifications.on = this.notifies;
  }

  /** Runs a command of the turn. One that threw throws again: that is no error. Throws a ReplayError. */
  runCommand(database: number, request: Request): void {
    const { keyspace, session } = this;
    if (!keyspace.databases[database]) throw new ReplayError(`there is no database ${database}`);
    const command = this.lookup(request);
    session.database = database;
    enterStep(this.step++);
    try {
      this.call.run(command, request);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.onRefused(error);
    }
  }

  private lookup(request: Request): Command {
    const command = this.find(request);
    if (!this.known.has(command)) refuseUnlogged(command);
    this.known.add(command);
    if (!command.accepts(request.count))
      throw new ReplayError(`${command.name} takes another number of arguments`);
    return command;
  }

  private find(request: Request): Command {
    try {
      return this.keyspace.lookup(request);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new ReplayError(`no command is called ${request.excerpt(0, SHOWN_BYTES)}`);
    }
  }
}

const SHOWN_BYTES = 128;

/** Refuses what no log has. */
function refuseUnlogged(command: Command): void {
  if (command.isAsync)
    throw new ReplayError(`${command.name} is async: what it plays is logged in its place`);
  if (!command.mayWrite) throw new ReplayError(`${command.name} changes nothing: it can't be in a log`);
}
