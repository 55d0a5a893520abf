import { ConfigurationError } from '../../errors';
import { RdbError } from '../../rdb/types';

/** Which key is read, if one is. */
export interface ReadKey {
  readonly database: number;
  readonly key: Buffer;
}

/** An RDB file that can't be loaded. The message tells file, offset, key and reason. */
export class RdbFileError extends ConfigurationError {
  constructor(
    readonly path: string,
    /** Where that begins which can't be read. */
    readonly offset: number,
    readonly at: ReadKey | undefined,
    cause: unknown,
  ) {
    const verb = cause instanceof RdbError ? 'is damaged' : "can't be loaded";
    super(`${path} ${verb} at byte ${offset}${at ? ` (${shown(at)})` : ''}: ${reasonOf(cause)}`, { cause });
  }
}

/** A key is shown so far. */
const SHOWN_BYTES = 128;

const shown = ({ database, key }: ReadKey) =>
  `key ${JSON.stringify(key.subarray(0, SHOWN_BYTES).toString())} of database ${database}`;

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
