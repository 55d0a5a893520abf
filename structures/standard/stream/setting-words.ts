import { CommandError, errors, t, type Words } from 'memo';
import { canonical, compareIds, type Part, type StreamId, ZERO_ID } from '../../data/stream/stream-id';
import { readId } from './ids';

const WORD = t.slice('id');
const ENTRIES_ADDED = t.bigint('entries_added', {
  min: 0n,
  outOfRange: 'ERR entries_added must be positive',
});

const SMALLER = 'ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id';

/** What XSETID is told. */
export interface Setting {
  readonly lastId: StreamId;
  readonly entriesAdded: Part | undefined;
  readonly maxDeletedId: StreamId;
}

export const SETTING_WORDS = t.words(
  [
    t.slice('last-id'),
    t.optional(t.keyword('ENTRIESADDED', ENTRIES_ADDED)),
    t.optional(t.keyword('MAXDELETEDID', t.slice('max_deleted_entry_id'))),
  ],
  readSetting,
);

function readSetting(words: Words): Setting {
  const lastId = readId(words.read(WORD));
  let entriesAdded: Part | undefined;
  let maxDeletedId = ZERO_ID;
  while (words.left > 0) {
    if (words.take('ENTRIESADDED', 1)) entriesAdded = canonical(words.read(ENTRIES_ADDED));
    else if (words.take('MAXDELETEDID', 1)) {
      maxDeletedId = readId(words.read(WORD));
      if (compareIds(lastId, maxDeletedId) < 0) throw new CommandError(SMALLER);
    } else throw errors.syntax();
  }
  return { lastId, entriesAdded, maxDeletedId };
}
