import type { RdbReader } from './rdb-reader';

/** How the values of a class stand in RDB. A class has it as `static readonly rdb`. */
export interface RdbForm<T> {
  /** The types that it reads. */
  readonly types: readonly number[];
  /** The type and the body of a value. */
  write(value: T): Buffer;
  /** Gives a new value what the body of this type says. Throws an RdbError when it is damaged. */
  read(value: T, type: number, body: RdbReader): void;
}
