import Denque from 'denque';
import type { ByteSlice } from 'memo';
import { lengthsOf } from '../slices';
import { compareIds, GREATEST_ID, increased, isSameId, type Part, type StreamId, ZERO_ID } from './stream-id';
import { NodeEntry, StreamNode } from './stream-node';

/** No listpack of a stream grows beyond. */
const MOST_BYTES = 2 ** 30;

/** A node is mostly as large as the one before it, but for some bytes. */
const SPARE_BYTES = 64;
const USUAL_BYTES = 4096;

/** When a node is full; 0 for no limit. */
export interface NodeLimits {
  readonly bytes: number;
  readonly entries: number;
}

/** What is trimmed: all but so many, or all before an id. Approximately: whole nodes, and at most so many entries. */
export interface Trim {
  readonly keep: number | StreamId;
  readonly approximate: boolean;
  /** 0 for no limit. */
  readonly limit: number;
}

/** Is shown one entry after the other, by one and the same object; answers whether the walk goes on. */
export type EntryVisitor = (entry: NodeEntry) => boolean;

/** Entries in the order of their ids, in nodes of a few KB. */
export class StreamLog {
  length = 0;
  /** The greatest id there was. */
  lastId = ZERO_ID;
  /** The least id there is; 0-0 when there is none. */
  firstId = ZERO_ID;
  /** The greatest id that was deleted by name. */
  maxDeletedId = ZERO_ID;
  /** How many entries there ever were. */
  entriesAdded: Part = 0;
  readonly nodes = new Denque<StreamNode>();

  /** Bytes of all nodes. */
  get byteLength(): number {
    return this.nodes.toArray().reduce((sum, { pack }) => sum + pack.bytes.length, 0);
  }

  /** Adds an entry of fields and values behind the last; its id must be greater than the last one. */
  append(id: StreamId, pairs: readonly ByteSlice[], limits: NodeLimits): void {
    let node = this.nodes.peekBack();
    if (!node || isFull(node, pairs, limits)) {
      node?.pack.shrink();
      node = StreamNode.for(id, pairs, node && Math.min(node.pack.length + SPARE_BYTES, USUAL_BYTES));
      this.nodes.push(node);
    }
    node.append(id, pairs);
    this.entriesAdded = increased(this.entriesAdded);
    this.lastId = id;
    if (++this.length === 1) this.firstId = id;
  }

  /** The entries from one id up to and with another, in order or from the last to the first. */
  walk(from: StreamId, to: StreamId, backwards: boolean, visit: EntryVisitor): void {
    if (compareIds(from, to) > 0) return;
    if (backwards) this.walkBackwards(from, to, visit);
    else this.walkForwards(from, to, visit);
  }

  /** The entry of an id, undefined when there is none. */
  entry(id: StreamId): NodeEntry | undefined {
    let found: NodeEntry | undefined;
    this.walk(id, id, false, (entry) => {
      found = entry;
      return false;
    });
    return found;
  }

  /** The first entry, or the last. */
  edge(last: boolean): NodeEntry | undefined {
    let found: NodeEntry | undefined;
    this.walk(ZERO_ID, GREATEST_ID, last, (entry) => {
      found = entry;
      return false;
    });
    return found;
  }

  /** The id of the first entry that is in a node, be it deleted; without nodes the greatest id. */
  get leastId(): StreamId {
    const node = this.nodes.peekFront();
    const first = node && new NodeEntry(node);
    return first?.first() ? { ms: first.ms, seq: first.seq } : GREATEST_ID;
  }

  /** Deletes entries by name; answers how many of them there were. */
  delete(ids: readonly StreamId[]): number {
    let deleted = 0;
    let isFirst = false;
    for (const id of ids) {
      if (!this.deleteOne(id)) continue;
      deleted++;
      isFirst ||= isSameId(id, this.firstId);
      if (compareIds(id, this.maxDeletedId) > 0) this.maxDeletedId = id;
    }
    if (isFirst || this.length === 0) this.findFirst();
    return deleted;
  }

  /** Answers how many entries are gone. */
  trim({ keep, approximate, limit }: Trim): number {
    const before = this.length;
    for (let node = this.nodes.peekFront(); node; node = this.nodes.peekFront()) {
      if (typeof keep === 'number' && this.length <= keep) break;
      const { count } = node;
      if (limit > 0 && before - this.length + count > limit) break;
      if (this.isTrimmed(node, keep)) {
        this.nodes.shift();
        this.length -= count;
        continue;
      }
      if (!approximate) this.trimWithin(node, keep);
      break;
    }
    if (this.length < before) this.findFirst();
    return before - this.length;
  }

  /** Whether no entry of a node is to be kept. */
  private isTrimmed(node: StreamNode, keep: Trim['keep']): boolean {
    if (typeof keep === 'number') return this.length - node.count >= keep;
    const last = new NodeEntry(node);
    return last.last() && compareIds(last, keep) < 0;
  }

  private trimWithin(node: StreamNode, keep: Trim['keep']): void {
    const { length } = this;
    this.length -= node.deleteWhile((id, deleted) =>
      typeof keep === 'number' ? length - deleted > keep : compareIds(id, keep) < 0,
    );
  }

  private findFirst(): void {
    const first = this.edge(false);
    this.firstId = first ? { ms: first.ms, seq: first.seq } : ZERO_ID;
  }

  private deleteOne(id: StreamId): boolean {
    const entry = this.entry(id);
    if (!entry) return false;
    const { node, at } = entry;
    if (node.count === 1) this.nodes.removeOne(this.placeOf(id));
    else node.delete(at);
    this.length--;
    return true;
  }

  private walkForwards(from: StreamId, to: StreamId, visit: EntryVisitor): void {
    const { nodes } = this;
    const first = Math.max(0, this.placeOf(from));
    if (first >= nodes.length) return;
    const entry = new NodeEntry(nodes.peekAt(first)!);
    for (let place = first; place < nodes.length; place++) {
      entry.node = nodes.peekAt(place)!;
      let found = place === first ? entry.firstFrom(from) : entry.first();
      for (; found; found = entry.next()) {
        if (compareIds(entry, to) > 0) return;
        if (!entry.isDeleted && !visit(entry)) return;
      }
    }
  }

  private walkBackwards(from: StreamId, to: StreamId, visit: EntryVisitor): void {
    const { nodes } = this;
    const last = this.placeOf(to);
    if (last < 0) return;
    const entry = new NodeEntry(nodes.peekAt(last)!);
    for (let place = last; place >= 0; place--) {
      entry.node = nodes.peekAt(place)!;
      for (let found = entry.last(); found; found = entry.previous()) {
        if (compareIds(entry, from) < 0) return;
        if (entry.isDeleted || (place === last && compareIds(entry, to) > 0)) continue;
        if (!visit(entry)) return;
      }
    }
  }

  /** The place of the last node that does not begin behind an id; -1 when all do. */
  private placeOf(id: StreamId): number {
    const { nodes } = this;
    const last = nodes.peekBack();
    if (last && compareIds(last, id) <= 0) return nodes.length - 1;
    let low = 0;
    let high = nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareIds(nodes.peekAt(middle)!, id) > 0) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }
}

function isFull(node: StreamNode, pairs: readonly ByteSlice[], limits: NodeLimits): boolean {
  const most = limits.bytes === 0 ? MOST_BYTES : Math.min(limits.bytes, MOST_BYTES);
  if (node.pack.length + lengthsOf(pairs) >= most) return true;
  return limits.entries > 0 && node.count + node.deleted >= limits.entries;
}
