import { requestOf } from '../protocol/request-of';
import { sealed } from '../rdb';
import { RdbWriter } from '../rdb/writer';
import type { KeyEntry } from './key-entry';
import type { Keyspace } from './keyspace';
import { writeValue } from './rdb-values';
import { SideWork } from './side-work';
import type { TouchedKeys } from './touched-keys';

/** Logs commands that make touched keys what they are now. Throws a StructureError that names what can't be saved. */
export function logStates(keyspace: Keyspace, touched: TouchedKeys): void {
  const work = new SideWork(keyspace, 'reads');
  const record = (database: number, words: readonly (string | number | Buffer)[]) => {
    keyspace.wrote = true;
    if (keyspace.changes.heard) keyspace.changes.record(database, requestOf(words));
  };
  for (const [first, second] of touched.swapped) record(0, ['SWAPDB', first, second]);
  for (const { index } of touched.emptied) record(index, ['FLUSHDB']);
  work.turn(() => {
    for (const { database, key } of touched.all())
      work.visit(database, key, 0, key.length, (entry) => record(database.index, stateOf(entry, key)));
  });
}

function stateOf(entry: KeyEntry, key: Buffer): (string | number | Buffer)[] {
  if (!entry.exists) return ['DEL', key];
  const writer = new RdbWriter();
  writeValue(entry, writer);
  return ['RESTORE', key, entry.expiry ?? 0, sealed(writer.finish()), 'REPLACE', 'ABSTTL'];
}
