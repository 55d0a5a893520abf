import { type ByteSlice, rdb } from 'memo';
import { textOf } from '../slices';
import { type EntryVisitor, visitIntset, visitListpack, visitZiplist, visitZipmap } from './packed-entries';

/** Called with two fellows: a field and its value. */
export type PairVisitor = (first: ByteSlice, second: ByteSlice) => void;
export type ScoreVisitor = (member: ByteSlice, score: number) => void;

/*
 * Each of these reads the body of a value that stands behind its type, and calls with each element in the order in
 * which RDB has them. Each throws a DamageError when the value is damaged or has no elements, mostly after some calls.
 * Whether an element comes twice only who is called can tell. What it is called with are views, good as long as the
 * payload is.
 */

export const LIST_TYPES: readonly number[] = [
  rdb.TYPES.LIST,
  rdb.TYPES.LIST_ZIPLIST,
  rdb.TYPES.LIST_QUICKLIST,
  rdb.TYPES.LIST_QUICKLIST_2,
];

export function readList(type: number, body: rdb.Reader, visit: EntryVisitor): void {
  const visited = counting(visit);
  if (type === rdb.TYPES.LIST) visitStrings(body, visited.visit);
  else if (type === rdb.TYPES.LIST_ZIPLIST) visitZiplist(body.string(), visited.visit);
  else if (type === rdb.TYPES.LIST_QUICKLIST)
    visitNodes(body, () => visitZiplist(body.string(), visited.visit));
  else if (type === rdb.TYPES.LIST_QUICKLIST_2) visitNodes(body, () => visitNode(body, visited.visit));
  else rdb.refuse('it is no list');
  visited.refuseNone();
}

export const SET_TYPES: readonly number[] = [rdb.TYPES.SET, rdb.TYPES.SET_INTSET];

export function readSet(type: number, body: rdb.Reader, visit: EntryVisitor): void {
  const visited = counting(visit);
  if (type === rdb.TYPES.SET) visitStrings(body, visited.visit);
  else if (type === rdb.TYPES.SET_INTSET) visitIntset(body.string(), visited.visit);
  else rdb.refuse('it is no set');
  visited.refuseNone();
}

export const HASH_TYPES: readonly number[] = [
  rdb.TYPES.HASH,
  rdb.TYPES.HASH_ZIPMAP,
  rdb.TYPES.HASH_ZIPLIST,
  rdb.TYPES.HASH_LISTPACK,
];

export function readHash(type: number, body: rdb.Reader, visit: PairVisitor): void {
  if (type === rdb.TYPES.HASH) return visitPairs(body, visit);
  const entries = pairing(visit);
  if (type === rdb.TYPES.HASH_ZIPMAP) visitZipmap(body.string(), entries.visit);
  else if (type === rdb.TYPES.HASH_ZIPLIST) visitZiplist(body.string(), entries.visit);
  else if (type === rdb.TYPES.HASH_LISTPACK) visitListpack(body.string(), entries.visit);
  else rdb.refuse('it is no hash');
  entries.finish();
}

export const SORTED_SET_TYPES: readonly number[] = [
  rdb.TYPES.ZSET,
  rdb.TYPES.ZSET_2,
  rdb.TYPES.ZSET_ZIPLIST,
  rdb.TYPES.ZSET_LISTPACK,
];

export function readSortedSet(type: number, body: rdb.Reader, visit: ScoreVisitor): void {
  if (type === rdb.TYPES.ZSET || type === rdb.TYPES.ZSET_2) return visitScores(type, body, visit);
  const entries = pairing((member, score) => visit(member, rdb.parseDouble(textOf(score))));
  if (type === rdb.TYPES.ZSET_ZIPLIST) visitZiplist(body.string(), entries.visit);
  else if (type === rdb.TYPES.ZSET_LISTPACK) visitListpack(body.string(), entries.visit);
  else rdb.refuse('it is no sorted set');
  entries.finish();
}

function visitStrings(body: rdb.Reader, visit: EntryVisitor): void {
  for (let left = body.count(); left > 0; left--) visit(body.string());
}

function visitPairs(body: rdb.Reader, visit: PairVisitor): void {
  const count = body.count();
  if (count === 0) rdb.refuseEmpty();
  for (let left = count; left > 0; left--) visit(body.string(), body.string());
}

function visitScores(type: number, body: rdb.Reader, visit: ScoreVisitor): void {
  const count = body.count();
  if (count === 0) rdb.refuseEmpty();
  for (let left = count; left > 0; left--) {
    const member = body.string();
    const score = type === rdb.TYPES.ZSET ? body.printedDouble() : body.double();
    if (Number.isNaN(score)) rdb.refuse('a score is no number');
    visit(member, score);
  }
}

function visitNodes(body: rdb.Reader, visitNext: () => void): void {
  for (let left = body.count(); left > 0; left--) visitNext();
}

/** What a node of a list holds. */
const PLAIN = 1;
const PACKED = 2;

function visitNode(body: rdb.Reader, visit: EntryVisitor): void {
  const container = body.length();
  if (container === PLAIN) visit(body.string());
  else if (container === PACKED) visitListpack(body.string(), visit);
  else rdb.refuse('a list has no such nodes');
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
      if (count === 0) rdb.refuseEmpty();
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
      if (count === 0) rdb.refuseEmpty();
      if (count % 2 === 1) rdb.refuse('an element has no fellow');
    },
  };
}
