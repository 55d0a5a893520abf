import type { Command } from '../command/command';
import type { Value } from '../command/server';
import { CommandError } from '../errors';
import type { Reply } from '../protocol/reply';
import type { Request } from '../protocol/request';
import type { Call } from './call';

/** Runs what handlers play. */
export interface Plays {
  /**
   * The reply as the handler sees it. Throws what the command throws.
   * @param isTurn whether it is a turn of its own, as in an async handler
   */
  run(call: Call, command: Command, request: Request, isTurn?: boolean): Value;
  /** An async command is played; what is answered is called with its reply. */
  begin(command: Command): (reply: Reply) => void;
}

/** Nobody looks on. */
export const UNSEEN_PLAYS: Plays = { run: play, begin: () => () => undefined };

/** Runs it, and does no more. */
export function play(call: Call, command: Command, request: Request, isTurn = false): Value {
  if (!isTurn) return call.valueOf(call.run(command, request));
  const reply = call.keyspace.runTurn(command, request, call);
  if (reply instanceof CommandError) throw reply;
  return call.valueOf(reply);
}
