import { drive, encode, numbered } from './driver';
import type { Server } from './servers';

/** The name that redis-benchmark makes of a number. */
export function numberedKey(prefix: string, number: number): string {
  return `${prefix}:${String(number).padStart(12, '0')}`;
}

/** Sets so many keys in ascending order; answers the sets per second. */
export function setKeys(server: Server, prefix: string, count: number, value: string): Promise<number> {
  const set = (number: number) => encode('SET', numberedKey(prefix, number), value);
  return drive(server.port, 10, numbered(count, 50, set));
}
