import { type ByteSlice, type Memory, rdb, type Server } from 'memo';
import { ByteMap, newSeed } from '../data/byte-map';
import type { Members } from '../data/members';
import type { Pairs } from '../data/packed-pairs';
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
import { readStream, STREAM_TYPES } from '../data/rdb/read-stream';
import {
  writeHash,
  writeIntset,
  writeList,
  writePackedHash,
  writePackedSortedSet,
  writeSet,
  writeSortedSet,
} from '../data/rdb/write-collections';
import { writeStream } from '../data/rdb/write-stream';
import { ScoreMap } from '../data/score-map';
import { lengthOf } from '../data/slices';
import type { ConsumerGroup } from '../data/stream/consumer-group';
import type { NameTable } from '../data/stream/name-table';
import type { StreamLog } from '../data/stream/stream-log';

/*
 * What each standard class has in Redis' files and in what DUMP answers: laid out as Redis has a value of the same
 * encoding, so that it has it so, too.
 */

export const stringForm: rdb.Form<{ readonly memory: Memory; readonly bytes: ByteSlice }> = {
  types: [rdb.TYPES.STRING],
  typeOf: () => rdb.TYPES.STRING,
  write({ bytes }, body) {
    body.string(bytes);
  },
  read({ memory }, _type, body) {
    memory.assign(body.string());
  },
};

export interface ListLike {
  readonly server: Server;
  elements(): ByteSlice[];
  append(elements: readonly ByteSlice[]): void;
}

/** Elements, and bytes of theirs, that are put into a list at once. */
const MANY = 1000;
const MANY_BYTES = 65536;

export const listForm: rdb.Form<ListLike> = {
  types: LIST_TYPES,
  typeOf: () => rdb.TYPES.LIST_QUICKLIST_2,
  write(list, body) {
    const nodeSize = list.server.memo.configuration.number('list-max-listpack-size');
    writeList(list.elements(), nodeSize, body);
  },
  read(list, type, body) {
    let elements: ByteSlice[] = [];
    let bytes = 0;
    readList(type, body, (element) => {
      bytes += lengthOf(element);
      if (elements.push(element) < MANY && bytes < MANY_BYTES) return;
      list.append(elements);
      elements = [];
      bytes = 0;
    });
    if (elements.length > 0) list.append(elements);
  },
};

export interface SetLike {
  readonly size: number;
  encoding(): string;
  readonly members: Members;
  add(member: ByteSlice): boolean;
}

export const setForm: rdb.Form<SetLike> = {
  types: SET_TYPES,
  typeOf: (set) => (set.encoding() === 'intset' ? rdb.TYPES.SET_INTSET : rdb.TYPES.SET),
  write(set, body) {
    const { members } = set;
    const each = members.forEach.bind(members);
    if (set.encoding() === 'intset') writeIntset(each, body);
    else writeSet(set.size, each, body);
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
  readonly pairs: Pairs;
  put(field: ByteSlice, value: ByteSlice): boolean;
}

export const hashForm: rdb.Form<HashLike> = {
  types: HASH_TYPES,
  typeOf: (hash) => (hash.encoding() === 'listpack' ? rdb.TYPES.HASH_LISTPACK : rdb.TYPES.HASH),
  write(hash, body) {
    const { pairs } = hash;
    const each = pairs.forEach.bind(pairs);
    if (hash.encoding() === 'listpack') writePackedHash(each, body);
    else writeHash(hash.size, each, body);
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

export const sortedSetForm: rdb.Form<SortedSetLike> = {
  types: SORTED_SET_TYPES,
  typeOf: (set) => (set.encoding() === 'listpack' ? rdb.TYPES.ZSET_LISTPACK : rdb.TYPES.ZSET_2),
  write(set, body) {
    const each = set.forEachInScores.bind(set, -Infinity, Infinity);
    if (set.encoding() === 'listpack') writePackedSortedSet(each, body);
    else writeSortedSet(set.size, each, body);
  },
  read(set, type, body) {
    const isPacked = type === rdb.TYPES.ZSET_LISTPACK || type === rdb.TYPES.ZSET_ZIPLIST;
    if (isPacked) readSortedSet(type, body, (member, score) => refuseTwice(set.put(member, score)));
    else readScores(set, type, body);
  },
};

/** What isn't packed is only when all of it is known: a negative zero that is packed loses its sign. */
function readScores(set: SortedSetLike, type: number, body: rdb.Reader): void {
  const scores = new ScoreMap(new ByteMap(newSeed()));
  readSortedSet(type, body, (member, score) => {
    refuseTwice(!scores.has(member));
    scores.add(member, score);
  });
  set.take(scores);
}

function refuseTwice(isNew: boolean): void {
  if (!isNew) rdb.refuse('an element comes twice');
}

export interface StreamLike {
  log: StreamLog;
  groups: NameTable<ConsumerGroup>;
}

export const streamForm: rdb.Form<StreamLike> = {
  types: STREAM_TYPES,
  typeOf: () => rdb.TYPES.STREAM_LISTPACKS_2,
  write({ log, groups }, body) {
    writeStream(log, groups, body);
  },
  read(stream, type, body) {
    Object.assign(stream, readStream(type, body));
  },
};
