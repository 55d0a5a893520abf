import { type Entry, NULL_ARRAY, type Reply, type Server, type StructureClass } from 'memo';

/** Flags of commands that wait. */
export const BLOCKING = ['noscript', 'blocking'];

/** The value at a key; of a command that has waited already, a value of another class is none. */
export function awaited<T>(server: Server, entry: Entry, Class: StructureClass<T>): T | undefined {
  return server.hasWaited && entry.type !== Class ? undefined : entry.find(Class);
}

/** The first of the keys that has such a value, and the value. */
export function firstAwaited<T>(
  server: Server,
  entries: readonly Entry[],
  Class: StructureClass<T>,
): readonly [entry: Entry, value: T] | undefined {
  for (const entry of entries) {
    const value = awaited(server, entry, Class);
    if (value) return [entry, value];
  }
  return undefined;
}

/** What a command answers that takes a single element when there is none: at once null, after a while a null array. */
export function awaitOne(server: Server, timeout: number): Reply {
  return server.wait(timeout, server.mayWait ? NULL_ARRAY : null);
}
