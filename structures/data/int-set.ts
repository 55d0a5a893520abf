import { ByteSlice, type Memory } from 'memo';
import { decimalLength, type Integer, parseInteger, writeDecimal } from './decimal';
import { type Members, NO_VALUE } from './members';

/** Bytes of an integer: `mark` of the memory says it. */
type Width = 2 | 4 | 8;

const LONGEST_DECIMAL = 20;

const scratch = Buffer.alloc(8);

/** Whether the packed value is one of integers: they have a mark. */
export const isIntSet = (memory: Memory) => memory.length > 0 && memory.mark !== 0;

/** Integers in ascending order, as wide as the widest that there was, in the bytes of a packed value. */
export class IntSet implements Members {
  constructor(private readonly memory: Memory) {}

  get size(): number {
    const { length } = this.memory;
    return length === 0 ? 0 : length / this.width;
  }

  has(member: ByteSlice): boolean {
    const value = parseInteger(member);
    return value !== undefined && this.find(value) >= 0;
  }

  /** True when it is new. */
  add(value: Integer): boolean {
    const { memory } = this;
    if (memory.length === 0) memory.resize(0);
    const width = Math.max(memory.mark, widthOf(value)) as Width;
    if (width > memory.mark) this.widen(width);
    const place = this.find(value);
    if (place >= 0) return false;
    write(scratch, 0, value, width);
    memory.splice((-1 - place) * width, 0, scratch.subarray(0, width));
    return true;
  }

  /** Makes these the members, which are different. */
  assign(values: readonly Integer[]): void {
    const { memory } = this;
    const width = values.reduce<Width>(
      (widest, value) => (widthOf(value) > widest ? widthOf(value) : widest),
      2,
    );
    const bytes = Buffer.alloc(values.length * width);
    ascending(values).forEach((value, place) => write(bytes, place * width, value, width));
    memory.assign(bytes);
    memory.mark = width;
  }

  delete(member: ByteSlice): boolean {
    const value = parseInteger(member);
    const place = value === undefined ? -1 : this.find(value);
    if (place < 0) return false;
    this.memory.splice(place * this.width, this.width, NO_VALUE);
    return true;
  }

  /** Visits members with their digits in Buffers of their own. */
  forEach(visit: (member: ByteSlice, value: ByteSlice) => void): void {
    const { size } = this;
    const digits = Buffer.allocUnsafe(size * LONGEST_DECIMAL);
    let at = 0;
    for (let place = 0; place < size; place++) {
      const member = spelled(this.at(place), digits, at);
      at = member.end;
      visit(member, NO_VALUE);
    }
  }

  /** All at once. */
  scan(_cursor: number, _count: number, visit: (member: ByteSlice, value: ByteSlice) => void): number {
    this.forEach(visit);
    return 0;
  }

  random(random01: () => number): [member: ByteSlice, value: ByteSlice] {
    const place = Math.floor(random01() * this.size);
    return [spelled(this.at(place), Buffer.allocUnsafe(LONGEST_DECIMAL), 0), NO_VALUE];
  }

  private get width(): Width {
    return this.memory.mark as Width;
  }

  private at(place: number): Integer {
    const { buffer, start, mark } = this.memory;
    return read(buffer, start + place * mark, mark as Width);
  }

  /** The place of an integer; when it is not there, -1 minus the place where it belongs. */
  private find(value: Integer): number {
    const { buffer, start, length } = this.memory;
    if (length === 0) return -1;
    const { width } = this;
    let low = 0;
    let high = length / width;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = read(buffer, start + middle * width, width);
      if (other === value) return middle;
      if (other < value) low = middle + 1;
      else high = middle;
    }
    return -1 - low;
  }

  private widen(width: Width): void {
    const { memory, size } = this;
    const wider = Buffer.alloc(size * width);
    for (let place = 0; place < size; place++) write(wider, place * width, this.at(place), width);
    memory.assign(wider);
    memory.mark = width;
  }
}

/** The integers that the members spell, undefined when one of them spells none. */
export function integersOf(members: readonly ByteSlice[]): Integer[] | undefined {
  const values: Integer[] = [];
  for (const member of members) {
    const value = parseInteger(member);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** The integers in their order. */
export const ascending = (values: readonly Integer[]) => values.toSorted((a, b) => (a < b ? -1 : 1));

function widthOf(value: Integer): Width {
  if (typeof value === 'bigint' || value !== (value | 0)) return 8;
  return value === (value << 16) >> 16 ? 2 : 4;
}

function read(buffer: Buffer, at: number, width: Width): Integer {
  if (width === 2) return buffer.readInt16LE(at);
  if (width === 4) return buffer.readInt32LE(at);
  const high = buffer.readInt32LE(at + 4);
  const near = high * 2 ** 32 + buffer.readUInt32LE(at);
  return Number.isSafeInteger(near) ? near : buffer.readBigInt64LE(at);
}

function write(buffer: Buffer, at: number, value: Integer, width: Width): void {
  if (width === 2) buffer.writeInt16LE(Number(value), at);
  else if (width === 4) buffer.writeInt32LE(Number(value), at);
  else buffer.writeBigInt64LE(BigInt(value), at);
}

/** The digits of an integer, written at an offset. */
function spelled(value: Integer, target: Buffer, at: number): ByteSlice {
  if (typeof value === 'bigint')
    return new ByteSlice(target, at, at + target.write(String(value), at, 'latin1'));
  const length = decimalLength(value);
  writeDecimal(value, target, at, length);
  return new ByteSlice(target, at, at + length);
}
