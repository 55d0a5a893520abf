import type { ByteSlice } from 'memo';
import { HEADER, Listpack } from '../listpack';
import {
  after,
  before,
  END,
  equalsAt,
  integerAt,
  INTEGER_BYTES,
  numberAt,
  writeInteger,
  writeValue,
} from '../listpack-entry';
import { lengthsOf } from '../slices';
import { compareIds, offsetOf, type Part, shifted, type StreamId } from './stream-id';

/** Flags of an entry: whether it has the fields of the first one, which it leaves out, and whether it is deleted. */
export const SAME_FIELDS = 2;
export const DELETED = 1;
/** Flags and the two parts of the id, in front of an entry's fields. */
const FIXED = 3;
const FIRST_BYTES = 256;

/**
 * Entries in a row in one listpack, as Redis keeps them. It begins with the number of entries, the number of deleted
 * ones, the fields of the first entry, and a 0. Each entry has its flags, what is added to the id of the node, its
 * fields and values (or only values, where the fields are those of the first), and how many items it is.
 */
export class StreamNode implements StreamId {
  constructor(
    readonly ms: Part,
    readonly seq: Part,
    readonly pack: Listpack,
  ) {}

  /** A node without entries, for entries with the fields of this one, and for about so many bytes. */
  static for({ ms, seq }: StreamId, pairs: readonly ByteSlice[], bytes = FIRST_BYTES): StreamNode {
    const pack = new Listpack(bytes);
    pack.appendInteger(0);
    pack.appendInteger(0);
    pack.appendInteger(pairs.length / 2);
    for (let index = 0; index < pairs.length; index += 2) pack.append(pairs[index]!);
    pack.appendInteger(0);
    return new StreamNode(ms, seq, pack);
  }

  /** Entries that are there. */
  get count(): number {
    return numberAt(this.pack.bytes, HEADER);
  }

  /** Entries that are still in the listpack, but deleted. */
  get deleted(): number {
    return numberAt(this.pack.bytes, after(this.pack.bytes, HEADER));
  }

  append(id: StreamId, pairs: readonly ByteSlice[]): void {
    const { pack } = this;
    const isSame = this.hasFieldsOf(pairs);
    const length = pairs.length / 2;
    const items = FIXED + (isSame ? length : 1 + pairs.length);
    pack.reserve((items + 1) * INTEGER_BYTES + lengthsOf(pairs));
    const { bytes } = pack;
    let end = writeInteger(bytes, pack.end, isSame ? SAME_FIELDS : 0);
    end = writeInteger(bytes, end, offsetOf(id.ms, this.ms));
    end = writeInteger(bytes, end, offsetOf(id.seq, this.seq));
    if (!isSame) end = writeInteger(bytes, end, length);
    for (let index = isSame ? 1 : 0; index < pairs.length; index += isSame ? 2 : 1)
      end = writeValue(bytes, end, pairs[index]!);
    pack.extend(writeInteger(bytes, end, items), items + 1);
    pack.setInteger(HEADER, this.count + 1);
  }

  /** Marks an entry as deleted, by the offset of its flags. */
  delete(at: number): void {
    const { pack } = this;
    pack.setInteger(at, numberAt(pack.bytes, at) | DELETED);
    this.recount(1);
  }

  /** Marks those of the first entries as deleted that are not yet, for as long as it is asked for; answers how many. */
  deleteWhile(goesOn: (id: StreamId, deleted: number) => boolean): number {
    const entry = new NodeEntry(this);
    let deleted = 0;
    for (let found = entry.first(); found && goesOn(entry, deleted); found = entry.next()) {
      if (entry.isDeleted) continue;
      this.pack.setInteger(entry.at, entry.flags | DELETED);
      deleted++;
    }
    this.recount(deleted);
    return deleted;
  }

  private recount(deleted: number): void {
    const { pack } = this;
    pack.setInteger(HEADER, this.count - deleted);
    pack.setInteger(after(pack.bytes, HEADER), this.deleted + deleted);
  }

  private hasFieldsOf(pairs: readonly ByteSlice[]): boolean {
    const { bytes } = this.pack;
    let at = after(bytes, after(bytes, HEADER));
    if (numberAt(bytes, at) !== pairs.length / 2) return false;
    at = after(bytes, at);
    for (let index = 0; index < pairs.length; index += 2, at = after(bytes, at)) {
      if (!equalsAt(bytes, at, pairs[index]!)) return false;
    }
    return true;
  }
}

/** Goes from entry to entry in a node, deleted ones included. Good until the node changes otherwise. */
export class NodeEntry implements StreamId {
  ms: Part = 0;
  seq: Part = 0;
  flags = 0;
  /** How many fields it has. */
  length = 0;
  /** The offset of the entry, and of the one behind it. */
  at = 0;
  end = 0;
  /** Where its fields and values, or only its values are. */
  private values = 0;
  /** Where the number of the first entry's fields is, and that number. */
  private master = 0;
  private masterLength = 0;

  constructor(public node: StreamNode) {}

  get isDeleted(): boolean {
    return (this.flags & DELETED) !== 0;
  }

  first(): boolean {
    const { bytes } = this.node.pack;
    this.readMaster();
    let at = after(bytes, this.master);
    for (let left = this.masterLength; left > 0; left--) at = after(bytes, at);
    return this.read(after(bytes, at));
  }

  /** Goes to the first that doesn't come before an id. */
  firstFrom(id: StreamId): boolean {
    let found = this.first();
    while (found && compareIds(this, id) < 0) found = this.next();
    return found;
  }

  next(): boolean {
    return this.read(this.end);
  }

  last(): boolean {
    this.readMaster();
    return this.readBefore(this.node.pack.end);
  }

  previous(): boolean {
    return this.readBefore(this.at);
  }

  /** Its fields and values in turn, as offsets in the node's bytes. */
  forEach(visit: (bytes: Uint8Array, at: number) => void): void {
    const { bytes } = this.node.pack;
    const isSame = this.hasSameFields;
    let field = isSame ? after(bytes, this.master) : 0;
    let at = this.values;
    for (let left = this.length; left > 0; left--) {
      visit(bytes, isSame ? field : at);
      if (isSame) field = after(bytes, field);
      else at = after(bytes, at);
      visit(bytes, at);
      at = after(bytes, at);
    }
  }

  private get hasSameFields(): boolean {
    return (this.flags & SAME_FIELDS) !== 0;
  }

  private readMaster(): void {
    const { bytes } = this.node.pack;
    this.master = after(bytes, after(bytes, HEADER));
    this.masterLength = numberAt(bytes, this.master);
  }

  private read(at: number): boolean {
    const { bytes } = this.node.pack;
    if (bytes[at] === END) return false;
    this.at = at;
    this.flags = numberAt(bytes, at);
    const ms = after(bytes, at);
    const seq = after(bytes, ms);
    this.ms = shifted(this.node.ms, integerAt(bytes, ms));
    this.seq = shifted(this.node.seq, integerAt(bytes, seq));
    this.skip(after(bytes, seq));
    return true;
  }

  private skip(at: number): void {
    const { bytes } = this.node.pack;
    const isSame = this.hasSameFields;
    this.length = isSame ? this.masterLength : numberAt(bytes, at);
    this.values = isSame ? at : after(bytes, at);
    let end = this.values;
    for (let left = isSame ? this.length : this.length * 2; left > 0; left--) end = after(bytes, end);
    this.end = after(bytes, end);
  }

  /** Reads the entry whose number of items ends at an offset; the first entry has a 0 there. */
  private readBefore(end: number): boolean {
    const { bytes } = this.node.pack;
    let at = before(bytes, end);
    let left = numberAt(bytes, at);
    if (left === 0) return false;
    for (; left > 0; left--) at = before(bytes, at);
    return this.read(at);
  }
}
