import type { TracedValue } from '../command/trace';
import { StructureError } from '../errors';
import type { KeyEntry } from './key-entry';
import type { Keyspace } from './keyspace';
import { SideWork } from './side-work';
import type { TouchedKey } from './touched-keys';

/** What is at each of the keys, undefined where there is nothing. No use of a value is noted, and none expires. */
export function describeAll(
  keyspace: Keyspace,
  keys: readonly TouchedKey[],
): readonly (TracedValue | undefined)[] {
  const work = new SideWork(keyspace, 'reads');
  const described: (TracedValue | undefined)[] = [];
  const { keepsExpired } = keyspace;
  keyspace.keepsExpired = true;
  try {
    for (const { database, key } of keys)
      work.visit(database, key, 0, key.length, (entry) => described.push(describe(entry)));
  } finally {
    keyspace.keepsExpired = keepsExpired;
  }
  return described;
}

function describe(entry: KeyEntry): TracedValue | undefined {
  const { typeName, expiry } = entry;
  return typeName === undefined ? undefined : { typeName, bytes: savedBytes(entry), expiry };
}

/** Undefined when its state can't be saved. */
function savedBytes(entry: KeyEntry): number | undefined {
  try {
    return entry.save().length;
  } catch (error) {
    if (error instanceof StructureError) return undefined;
    throw error;
  }
}
