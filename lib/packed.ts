import type { Bytes } from './command/entry';
import { ConfigurationError, StructureError } from './errors';
import type { ByteSlice } from './protocol/reply';
import { Structure } from './structure';

/** The bytes of a packed value. Offsets into `buffer` are good until the next change of any value. */
export interface Memory {
  readonly present: boolean;
  /** Whether the command runs on an absent key, and has not created a value yet. */
  readonly isNew: boolean;
  /** Bytes of the value; 0 when absent, and when an object is in their place. */
  readonly length: number;
  /** Throws a StructureError when there are no bytes; so do `start`, `bytes` and `mark`. */
  readonly buffer: Buffer;
  readonly start: number;
  /** All bytes in place: a reply, good until the value changes. */
  readonly bytes: ByteSlice;
  /** Gives the value so many bytes, new ones zero; creates it when absent. Throws a StructureError for what is no length. */
  resize(length: number): void;
  /** Gives the value these bytes. */
  assign(bytes: Bytes): void;
  /** Puts bytes at an offset, growing the value with zeros where needed. Throws a StructureError for what is no offset. */
  write(offset: number, bytes: Bytes): void;
  /**
   * Puts bytes in the place of so many at an offset; creates the value when absent. Throws a StructureError when those are
   * not all within the value.
   */
  splice(offset: number, removed: number, bytes: Bytes): void;
  /**
   * What stands in place of the bytes of a value that has outgrown them, undefined as long as there are bytes. An object
   * that is set becomes the value, which has no bytes then; undefined makes it a value of no bytes again. Of the object,
   * the same is saved and copied as of a structure's fields.
   */
  object: object | undefined;
  /** A byte that the class may use as it likes; 0 in a new value. */
  mark: number;
  delete(): boolean;
}

const FIELD_SIZES = { float64: 8, uint32: 4, int32: 4, uint8: 1 } as const;

/** Where a class has its layout. */
const LAYOUT = Symbol('layout');

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
    return this.memory.bytes;
  }
}

/**
 * A packed structure with named numbers: `class TokenBucket extends packed({ tokens: 'float64' })`. New ones are 0;
 * so are those of a container at an absent key, where the first one that is set creates the value.
 */
export function packed<const L extends Layout>(layout: L) {
  abstract class WithLayout extends Packed {
    static readonly [LAYOUT]: Layout = layout;
    static override readonly size = defineFields(WithLayout.prototype, layout);
  }
  return WithLayout as unknown as PackedClass<L>;
}

export interface PackedClass<L extends Layout> {
  readonly size: number;
  new (): Packed & { -readonly [K in keyof L]: number };
}

/** The numbers in the bytes of a value whose class was `packed(layout)`: for `static upgrade`. Throws when they are too few. */
export function unpack<const L extends Layout>(bytes: Buffer, layout: L): { [K in keyof L]: number } {
  const numbers = placesOf(layout).map(({ name, type, offset }) => [name, ACCESS[type].read(bytes, offset)]);
  return Object.fromEntries(numbers) as { [K in keyof L]: number };
}

/** The named numbers of a value whose class was `packed(layout)`; undefined of any other. */
export function numbersOf(value: Packed): Readonly<Record<string, number>> | undefined {
  const { constructor, bytes: slice } = value;
  const { bytes, start, end } = slice;
  return hasLayout(constructor)
    ? unpack(Buffer.from(bytes.subarray(start, end)), constructor[LAYOUT])
    : undefined;
}

interface WithLayout {
  readonly [LAYOUT]: Layout;
  readonly size: number;
}

/** Whether the bytes of a class are named numbers. */
export const hasLayout = (Class: object): Class is WithLayout => LAYOUT in Class;

/** Whether the named numbers of two classes are in the same places; so they are if neither has any. */
export function isLaidOutAlike(one: object, other: object): boolean {
  const [first, second] = [one, other].map((Class) => (hasLayout(Class) ? placesOf(Class[LAYOUT]) : []));
  return JSON.stringify(first) === JSON.stringify(second);
}

/** The bytes of a value with these numbers, 0 for those that are not among them. Throws a StructureError for what is none. */
export function pack(
  { [LAYOUT]: layout, size }: WithLayout,
  numbers: Readonly<Record<string, unknown>>,
): Buffer {
  const bytes = Buffer.alloc(size);
  for (const { name, type, offset } of placesOf(layout)) {
    const number = numbers[name] ?? 0;
    if (typeof number !== 'number') throw new StructureError(`${name} is no number`);
    ACCESS[type].write(bytes, number, offset);
  }
  return bytes;
}

interface FieldPlace {
  readonly name: string;
  readonly type: FieldType;
  readonly offset: number;
}

/** Where the numbers are: the widest first, so that each is aligned. */
function placesOf(layout: Layout): FieldPlace[] {
  const widestFirst = Object.entries(layout).sort(([, a], [, b]) => FIELD_SIZES[b] - FIELD_SIZES[a]);
  let end = 0;
  return widestFirst.map(([name, type]) => {
    const offset = end;
    end += FIELD_SIZES[type];
    return { name, type, offset };
  });
}

/** Adds an accessor for each number; answers the bytes of all. */
function defineFields(prototype: Packed, layout: Layout): number {
  let size = 0;
  for (const { name, type, offset } of placesOf(layout)) {
    refuseField(prototype, name, type);
    Object.defineProperty(prototype, name, accessor(ACCESS[type], offset));
    size = offset + FIELD_SIZES[type];
  }
  return size;
}

/** Throws a ConfigurationError for a field that can't be. */
function refuseField(prototype: Packed, name: string, type: string): void {
  if (name in prototype) throw new ConfigurationError(`a packed structure can't have a field named ${name}`);
  if (!(type in FIELD_SIZES))
    throw new ConfigurationError(`${name} is ${type}, but it can be ${Object.keys(FIELD_SIZES).join(', ')}`);
}

interface Access {
  readonly read: (buffer: Buffer, at: number) => number;
  readonly write: (buffer: Buffer, value: number, at: number) => unknown;
}

const ACCESS: Record<FieldType, Access> = {
  float64: {
    read: (buffer, at) => buffer.readDoubleLE(at),
    write: (buffer, value, at) => buffer.writeDoubleLE(value, at),
  },
  int32: {
    read: (buffer, at) => buffer.readInt32LE(at),
    write: (buffer, value, at) => buffer.writeInt32LE(value, at),
  },
  uint32: {
    read: (buffer, at) => buffer.readUInt32LE(at),
    write: (buffer, value, at) => buffer.writeUInt32LE(value, at),
  },
  uint8: {
    read: (buffer, at) => buffer.readUInt8(at),
    write: (buffer, value, at) => buffer.writeUInt8(value, at),
  },
};

const accessor = ({ read, write }: Access, offset: number): PropertyDescriptor => ({
  get(this: Packed): number {
    const { memory } = this;
    return memory.isNew ? 0 : read(memory.buffer, memory.start + offset);
  },
  set(this: Packed, value: number): void {
    const { memory } = this;
    if (memory.isNew) memory.resize((this.constructor as typeof Packed).size);
    write(memory.buffer, value, memory.start + offset);
  },
});
