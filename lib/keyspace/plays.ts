import type { Command } from '../command/command';
import type { Value } from '../command/server';
import type { Request } from '../protocol/request';
import type { Call } from './call';

/** Runs what handlers play. */
export interface Plays {
  /** The reply as the handler sees it. Throws what the command throws. */
  run(call: Call, command: Command, request: Request): Value;
}

/** Nobody looks on. */
export const UNSEEN_PLAYS: Plays = {
  run: (call, command, request) => call.valueOf(call.run(command, request)),
};
