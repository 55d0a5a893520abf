import { ConfigurationError } from '../../errors';
import { RdbError } from '../../rdb/types';

/** A key that is read or written. */
export interface FileKey {
  readonly database: number;
  readonly key: Buffer;
}

/** An RDB file that can't be loaded. The message tells file, offset, key and reason. */
export class RdbFileError extends ConfigurationError {
  constructor(
    readonly path: string,
    /** Where that begins which can't be read. */
    readonly offset: number,
    readonly at: FileKey | undefined,
    cause: unknown,
  ) {
    const verb = cause instanceof RdbError ? 'is damaged' : "can't be loaded";
    super(`${path} ${verb} at byte ${offset}${at ? ` (${shown(at)})` : ''}: ${reasonOf(cause)}`, { cause });
  }
}

/** A key is shown so far. */
const SHOWN_BYTES = 128;

/** A key as messages name it. */
export const shown = ({ database, key }: FileKey) =>
  `key ${JSON.stringify(key.subarray(0, SHOWN_BYTES).toString())} of database ${database}`;

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
