import type { RdbReader } from './reader';
import type { RdbWriter } from './writer';

/** How the values of a class stand in RDB. A class has it as `static readonly rdb`. */
export interface RdbForm<T> {
  /** The types that it reads. */
  readonly types: readonly number[];
  /** The type that a value is written as. */
  typeOf(value: T): number;
  /** Writes the body of a value, which stands behind its type and, in files, its key. */
  write(value: T, body: RdbWriter): void;
  /** Gives a new value what the body of this type says. Throws an RdbError when it is damaged. */
  read(value: T, type: number, body: RdbReader): void;
}
