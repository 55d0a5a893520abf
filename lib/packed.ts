import type { Bytes } from './command/entry';
import { ByteSlice } from './protocol/reply';
import { Structure } from './structure';

/** The bytes of a packed value. Offsets into `buffer` are good until the next change of any value. */
export interface Memory {
  readonly present: boolean;
  /** Bytes of the value; 0 when absent. */
  readonly length: number;
  readonly buffer: Buffer;
  readonly start: number;
  /** Gives the value so many bytes, new ones zero; creates it when absent. */
  resize(length: number): void;
  /** Gives the value these bytes. */
  assign(bytes: Bytes): void;
  /** Puts bytes at an offset, growing the value with zeros where needed. */
  write(offset: number, bytes: Bytes): void;
  /** A byte that the class may use as it likes; 0 in a new value. */
  mark: number;
  delete(): boolean;
}

const FIELD_SIZES = { float64: 8, uint32: 4, int32: 4, uint8: 1 } as const;

type FieldType = keyof typeof FIELD_SIZES;
type Layout = Readonly<Record<string, FieldType>>;

/**
 * A structure whose state is bytes outside the JavaScript heap: small, and free of garbage collection.
 * An instance is a view on the value for one turn; used later, it throws a StructureError.
 */
export abstract class Packed extends Structure {
  /** Bytes that a new value has. */
  static readonly size: number = 0;

  /** The value's bytes. Throws a StructureError outside of a command. */
  get memory(): Memory {
    return this.entry as unknown as Memory;
  }

  /** All bytes in place: a reply, good until the value changes. */
  get bytes(): ByteSlice {
    const { buffer, start, length } = this.memory;
    return new ByteSlice(buffer, start, start + length);
  }
}

/** A packed structure with named numbers: `class TokenBucket extends packed({ tokens: 'float64' })`. New ones are 0. */
export function packed<const L extends Layout>(layout: L) {
  abstract class WithLayout extends Packed {
    static override readonly size = defineFields(WithLayout.prototype, layout);
  }
  return WithLayout as unknown as PackedClass<L>;
}

interface PackedClass<L extends Layout> {
  readonly size: number;
  new (): Packed & { -readonly [K in keyof L]: number };
}

/** Adds an accessor for each number, the widest first so that each is aligned; answers the bytes of all. */
function defineFields(prototype: Packed, layout: Layout): number {
  const widestFirst = Object.entries(layout).sort(([, a], [, b]) => FIELD_SIZES[b] - FIELD_SIZES[a]);
  let size = 0;
  for (const [name, type] of widestFirst) {
    Object.defineProperty(prototype, name, ACCESSORS[type](size));
    size += FIELD_SIZES[type];
  }
  return size;
}

type Reader = (buffer: Buffer, at: number) => number;
type Writer = (buffer: Buffer, at: number, value: number) => unknown;

const accessor = (read: Reader, write: Writer) => (offset: number) => ({
  get(this: Packed): number {
    const { memory } = this;
    return read(memory.buffer, memory.start + offset);
  },
  set(this: Packed, value: number): void {
    const { memory } = this;
    write(memory.buffer, memory.start + offset, value);
  },
});

const ACCESSORS: Record<FieldType, (offset: number) => PropertyDescriptor> = {
  float64: accessor(
    (buffer, at) => buffer.readDoubleLE(at),
    (buffer, at, value) => buffer.writeDoubleLE(value, at),
  ),
  int32: accessor(
    (buffer, at) => buffer.readInt32LE(at),
    (buffer, at, value) => buffer.writeInt32LE(value, at),
  ),
  uint32: accessor(
    (buffer, at) => buffer.readUInt32LE(at),
    (buffer, at, value) => buffer.writeUInt32LE(value, at),
  ),
  uint8: accessor(
    (buffer, at) => buffer[at]!,
    (buffer, at, value) => (buffer[at] = value),
  ),
};
