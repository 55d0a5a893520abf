import type { ByteSlice } from 'memo';
import { textOf } from '../slices';
import { type EntryVisitor, visitIntset, visitListpack, visitZiplist, visitZipmap } from './packed-entries';
import { parseDouble, type RdbReader } from './rdb-reader';
import { RDB, refuse } from './rdb-types';

/** Called with two fellows: a field and its value. */
export type PairVisitor = (first: ByteSlice, second: ByteSlice) => void;
export type ScoreVisitor = (member: ByteSlice, score: number) => void;

/*
 * Each of these reads the body of a value that stands behind its type, and calls with each element in the order in
 * which RDB has them. Each throws an RdbError when the value is damaged or has no elements, mostly after some calls.
 * Whether an element comes twice only who is called can tell. What it is called with are views, good as long as the
 * payload is.
 */

export const LIST_TYPES: readonly number[] = [
  RDB.LIST,
  RDB.LIST_ZIPLIST,
  RDB.LIST_QUICKLIST,
  RDB.LIST_QUICKLIST_2,
];

export function readList(type: number, body: RdbReader, visit: EntryVisitor): void {
  const visited = counting(visit);
  if (type === RDB.LIST) visitStrings(body, visited.visit);
  else if (type === RDB.LIST_ZIPLIST) visitZiplist(body.string(), visited.visit);
  else if (type === RDB.LIST_QUICKLIST) visitNodes(body, () => visitZiplist(body.string(), visited.visit));
  else if (type === RDB.LIST_QUICKLIST_2) visitNodes(body, () => visitNode(body, visited.visit));
  else refuse('it is no list');
  visited.refuseNone();
}

export const SET_TYPES: readonly number[] = [RDB.SET, RDB.SET_INTSET];

export function readSet(type: number, body: RdbReader, visit: EntryVisitor): void {
  const visited = counting(visit);
  if (type === RDB.SET) visitStrings(body, visited.visit);
  else if (type === RDB.SET_INTSET) visitIntset(body.string(), visited.visit);
  else refuse('it is no set');
  visited.refuseNone();
}

export const HASH_TYPES: readonly number[] = [RDB.HASH, RDB.HASH_ZIPMAP, RDB.HASH_ZIPLIST, RDB.HASH_LISTPACK];

export function readHash(type: number, body: RdbReader, visit: PairVisitor): void {
  if (type === RDB.HASH) return visitPairs(body, visit);
  const entries = pairing(visit);
  if (type === RDB.HASH_ZIPMAP) visitZipmap(body.string(), entries.visit);
  else if (type === RDB.HASH_ZIPLIST) visitZiplist(body.string(), entries.visit);
  else if (type === RDB.HASH_LISTPACK) visitListpack(body.string(), entries.visit);
  else refuse('it is no hash');
  entries.finish();
}

export const SORTED_SET_TYPES: readonly number[] = [
  RDB.ZSET,
  RDB.ZSET_2,
  RDB.ZSET_ZIPLIST,
  RDB.ZSET_LISTPACK,
];

export function readSortedSet(type: number, body: RdbReader, visit: ScoreVisitor): void {
  if (type === RDB.ZSET || type === RDB.ZSET_2) return visitScores(type, body, visit);
  const entries = pairing((member, score) => visit(member, parseDouble(textOf(score))));
  if (type === RDB.ZSET_ZIPLIST) visitZiplist(body.string(), entries.visit);
  else if (type === RDB.ZSET_LISTPACK) visitListpack(body.string(), entries.visit);
  else refuse('it is no sorted set');
  entries.finish();
}

function visitStrings(body: RdbReader, visit: EntryVisitor): void {
  for (let left = body.count(); left > 0; left--) visit(body.string());
}

function visitPairs(body: RdbReader, visit: PairVisitor): void {
  const count = body.count();
  if (count === 0) refuse('it has no elements');
  for (let left = count; left > 0; left--) visit(body.string(), body.string());
}

function visitScores(type: number, body: RdbReader, visit: ScoreVisitor): void {
  const count = body.count();
  if (count === 0) refuse('it has no elements');
  for (let left = count; left > 0; left--) {
    const member = body.string();
    const score = type === RDB.ZSET ? body.printedDouble() : body.double();
    if (Number.isNaN(score)) refuse('a score is no number');
    visit(member, score);
  }
}

function visitNodes(body: RdbReader, visitNext: () => void): void {
  for (let left = body.count(); left > 0; left--) visitNext();
}

/** What a node of a list holds. */
const PLAIN = 1;
const PACKED = 2;

function visitNode(body: RdbReader, visit: EntryVisitor): void {
  const container = body.length();
  if (container === PLAIN) visit(body.string());
  else if (container === PACKED) visitListpack(body.string(), visit);
  else refuse('a list has no such nodes');
}

/** Notes whether there was anything. */
function counting(visit: EntryVisitor) {
  let count = 0;
  return {
    visit: (entry: ByteSlice) => {
      count++;
      visit(entry);
    },
    refuseNone: () => {
      if (count === 0) refuse('it has no elements');
    },
  };
}

/** Makes pairs of entries that come one after the other. */
function pairing(visit: PairVisitor) {
  let count = 0;
  let first: ByteSlice;
  return {
    visit: (entry: ByteSlice) => {
      if (count++ % 2 === 1) visit(first, entry);
      else first = entry;
    },
    finish: () => {
      if (count === 0) refuse('it has no elements');
      if (count % 2 === 1) refuse('an element has no fellow');
    },
  };
}
