import type { Command } from '../command/command';
import type { SessionView } from '../command/session-view';
import type { CommandError } from '../errors';
import type { Request } from '../protocol/request';

/** Told of each command that a client has run. The end of one is the beginning of the next. */
export interface CallObserver {
  /** When the running command began, in milliseconds of the observer's own clock. */
  startedAt: number;
  /** A command begins now: what was since the last one is nobody's. */
  begin(): void;
  /** The running command has answered, or waits for a key. */
  ended(session: SessionView, command: Command, request: Request, reply: unknown): void;
  /** A command that has waited ran again, and has answered, if `reply` isn't Waiting. */
  ranAgain(command: Command, reply: unknown): void;
  /** An error is answered. */
  refused(error: CommandError): void;
}

/** Where nobody looks. */
export const NO_OBSERVER: CallObserver = {
  startedAt: 0,
  begin: () => undefined,
  ended: () => undefined,
  ranAgain: () => undefined,
  refused: () => undefined,
};
