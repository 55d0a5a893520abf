import type { Client } from '../client';
import type { Structures } from '../client/types';
import type { StructureClass } from '../command/structure-class';
import type { MemoOptions } from '../memo';
import type { MemoryServerOptions } from './memory-server';
import { TestClock } from './test-clock';

/** A structure class, or several. */
export type Tested = StructureClass | readonly StructureClass[];

/** A client that is typed from them, where their types are known. */
export type ClientOf<S extends Tested> = S extends Structures
  ? Client<S>
  : S extends Structures[number]
    ? Client<[S]>
    : Client;

export interface TestOptions {
  /** When it is at first; the first of January 2026 when not given. */
  readonly at?: Date;
  /** What random numbers follow from that commands draw, an integer; 1 when not given. */
  readonly seed?: number;
  /** Options of the server by Redis' names. */
  readonly configuration?: MemoOptions['configuration'];
}

const BEGINNING = new Date('2026-01-01T00:00:00Z');

export const settingOf = (
  structures: Tested,
  { at = BEGINNING, seed = 1, configuration = {} }: TestOptions,
): MemoryServerOptions => ({
  structures: [structures].flat(),
  clock: new TestClock(at.getTime()),
  seed,
  configuration,
});
