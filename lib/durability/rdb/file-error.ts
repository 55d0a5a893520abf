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

/** What is thrown on purpose says enough; an exception of a class's own code is about a value that it did not expect. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const isOfCode =
    cause instanceof TypeError || cause instanceof ReferenceError || cause instanceof RangeError;
  if (!isOfCode) return cause.message;
  const where = /^\s+(at .+)$/m.exec(cause.stack ?? '')?.[1] ?? 'somewhere';
  return `${cause.message} (${where}): the class was not made for what it has saved. If its fields have changed, raise its static version, and say in static upgrade what becomes of older values`;
}
