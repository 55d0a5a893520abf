import { type ConsumerGroup, UNKNOWN_READS } from './consumer-group';
import { compareIds, increased, isSameId, type StreamId, ZERO_ID } from './stream-id';
import type { StreamLog } from './stream-log';

/** No command could set a count beyond: it is unknown then. */
const MOST_READS = 2n ** 63n - 1n;

const isZero = (id: StreamId) => isSameId(id, ZERO_ID);

/** How many entries a group has yet to read; undefined when deleted ones make that uncertain. */
export function lagOf(log: StreamLog, { lastId, entriesRead }: ConsumerGroup): number | bigint | undefined {
  if (log.entriesAdded === 0) return 0;
  const isKnown = entriesRead !== UNKNOWN_READS && !hasDeletedFrom(log, lastId);
  const reads = isKnown ? entriesRead : readsUpTo(log, lastId);
  return reads === UNKNOWN_READS ? undefined : difference(log.entriesAdded, reads);
}

/** Notes that a group has read the entry of this id, if it is news to the group. */
export function noteRead(log: StreamLog, group: ConsumerGroup, id: StreamId): void {
  if (compareIds(id, group.lastId) <= 0) return;
  if (group.entriesRead !== UNKNOWN_READS && !hasDeletedFrom(log, id))
    group.entriesRead = increased(group.entriesRead);
  else if (log.entriesAdded !== 0) group.entriesRead = readsUpTo(log, id);
  if (group.entriesRead > MOST_READS) group.entriesRead = UNKNOWN_READS;
  group.lastId = id;
}

/** Whether the greatest id that was deleted by name comes neither before this one nor before all entries. */
function hasDeletedFrom({ length, firstId, maxDeletedId }: StreamLog, id: StreamId): boolean {
  if (length === 0 || isZero(maxDeletedId) || compareIds(firstId, maxDeletedId) > 0) return false;
  return compareIds(id, maxDeletedId) <= 0;
}

/** How many entries there were up to and with an id, as far as that is known without counting. */
function readsUpTo(log: StreamLog, id: StreamId): number | bigint {
  const { length, firstId, lastId, maxDeletedId, entriesAdded } = log;
  if (entriesAdded === 0) return 0;
  const fromLast = compareIds(id, lastId);
  if (fromLast === 0 || (length === 0 && fromLast < 0)) return entriesAdded;
  if (fromLast > 0 || !(isZero(maxDeletedId) || compareIds(maxDeletedId, firstId) < 0)) return UNKNOWN_READS;
  const fromFirst = compareIds(id, firstId);
  if (fromFirst > 0) return UNKNOWN_READS;
  return difference(entriesAdded, fromFirst < 0 ? length : length - 1);
}

function difference(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return BigInt.asIntN(64, BigInt(a) - BigInt(b));
}
