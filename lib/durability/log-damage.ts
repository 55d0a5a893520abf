import { ConfigurationError } from '../errors';

/** A file of the log says what it can't have said when it was written: the server doesn't start. */
export class LogDamage extends ConfigurationError {
  constructor(
    readonly path: string,
    readonly offset: number,
    readonly reason: string,
  ) {
    super(`${path} is damaged at byte ${offset}: ${reason}`);
  }
}
