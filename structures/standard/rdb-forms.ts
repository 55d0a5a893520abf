import type { ByteSlice, Memory, Server } from 'memo';
import { ByteMap, newSeed } from '../data/byte-map';
import {
  HASH_TYPES,
  LIST_TYPES,
  readHash,
  readList,
  readSet,
  readSortedSet,
  SET_TYPES,
  SORTED_SET_TYPES,
} from '../data/rdb/collections';
import type { RdbForm } from '../data/rdb/rdb-form';
import type { RdbReader } from '../data/rdb/rdb-reader';
import { RDB, refuse } from '../data/rdb/rdb-types';
import { readStream, STREAM_TYPES } from '../data/rdb/read-stream';
import {
  writeHash,
  writeIntset,
  writeList,
  writePackedHash,
  writePackedSortedSet,
  writeSet,
  writeSortedSet,
  writeString,
} from '../data/rdb/write-collections';
import { writeStream } from '../data/rdb/write-stream';
import { ScoreMap } from '../data/score-map';
import type { ConsumerGroup } from '../data/stream/consumer-group';
import type { NameTable } from '../data/stream/name-table';
import type { StreamLog } from '../data/stream/stream-log';

/*
 * What each standard class has in Redis' files and in what DUMP answers: laid out as Redis has a value of the same
 * encoding, so that it has it so, too.
 */

export const stringForm: RdbForm<{ readonly memory: Memory; readonly bytes: ByteSlice }> = {
  types: [RDB.STRING],
  write: ({ bytes }) => writeString(bytes),
  read({ memory }, _type, body) {
    memory.assign(body.string());
  },
};

export interface ListLike {
  readonly server: Server;
  elements(): ByteSlice[];
  append(elements: readonly ByteSlice[]): void;
}

/** Elements that are put into a list at once. */
const MANY = 1000;

export const listForm: RdbForm<ListLike> = {
  types: LIST_TYPES,
  write: (list) =>
    writeList(list.elements(), list.server.memo.configuration.number('list-max-listpack-size')),
  read(list, type, body) {
    let elements: ByteSlice[] = [];
    readList(type, body, (element) => {
      if (elements.push(element) < MANY) return;
      list.append(elements);
      elements = [];
    });
    if (elements.length > 0) list.append(elements);
  },
};

export interface SetLike {
  readonly size: number;
  encoding(): string;
  add(member: ByteSlice): boolean;
  forEach(visit: (member: ByteSlice) => void): void;
}

export const setForm: RdbForm<SetLike> = {
  types: SET_TYPES,
  write(set) {
    const each = set.forEach.bind(set);
    return set.encoding() === 'intset' ? writeIntset(each) : writeSet(set.size, each);
  },
  read(set, type, body) {
    readSet(type, body, (member) => {
      refuseTwice(set.add(member));
    });
  },
};

export interface HashLike {
  readonly size: number;
  encoding(): string;
  put(field: ByteSlice, value: ByteSlice): boolean;
  forEach(visit: (field: ByteSlice, value: ByteSlice) => void): void;
}

export const hashForm: RdbForm<HashLike> = {
  types: HASH_TYPES,
  write(hash) {
    const each = hash.forEach.bind(hash);
    return hash.encoding() === 'listpack' ? writePackedHash(each) : writeHash(hash.size, each);
  },
  read(hash, type, body) {
    readHash(type, body, (field, value) => {
      refuseTwice(hash.put(field, value));
    });
  },
};

export interface SortedSetLike {
  readonly size: number;
  readonly server: Server;
  encoding(): string;
  put(member: ByteSlice, score: number): boolean;
  take(scores: ScoreMap): void;
  forEachInScores(min: number, max: number, visit: (member: ByteSlice, score: number) => void): void;
}

export const sortedSetForm: RdbForm<SortedSetLike> = {
  types: SORTED_SET_TYPES,
  write(set) {
    const each = set.forEachInScores.bind(set, -Infinity, Infinity);
    return set.encoding() === 'listpack' ? writePackedSortedSet(each) : writeSortedSet(set.size, each);
  },
  read(set, type, body) {
    const isPacked = type === RDB.ZSET_LISTPACK || type === RDB.ZSET_ZIPLIST;
    if (isPacked) readSortedSet(type, body, (member, score) => refuseTwice(set.put(member, score)));
    else readScores(set, type, body);
  },
};

/** What isn't packed is only when all of it is known: a negative zero that is packed loses its sign. */
function readScores(set: SortedSetLike, type: number, body: RdbReader): void {
  const scores = new ScoreMap(new ByteMap(newSeed(set.server)));
  readSortedSet(type, body, (member, score) => {
    refuseTwice(!scores.has(member));
    scores.add(member, score);
  });
  set.take(scores);
}

function refuseTwice(isNew: boolean): void {
  if (!isNew) refuse('an element comes twice');
}

export interface StreamLike {
  log: StreamLog;
  groups: NameTable<ConsumerGroup>;
}

export const streamForm: RdbForm<StreamLike> = {
  types: STREAM_TYPES,
  write: ({ log, groups }) => writeStream(log, groups),
  read(stream, type, body) {
    Object.assign(stream, readStream(type, body));
  },
};
