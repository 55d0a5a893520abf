/** What comes next in saved state. */
export const TAG = {
  UNDEFINED: 0,
  NULL: 1,
  FALSE: 2,
  TRUE: 3,
  /** A zigzag integer. */
  INTEGER: 4,
  /** Eight bytes. */
  DOUBLE: 5,
  /** Hexadecimal digits as a string. */
  BIGINT: 6,
  /** A length, and a byte for each character. */
  LATIN1: 7,
  /** A length, and two bytes for each character. */
  UTF16: 8,
  /** The number of an object that came before. */
  REFERENCE: 9,

  /** Objects whose parts follow later: each is followed by the number of its class. */
  OBJECT: 16,
  ARRAY: 17,
  MAP: 18,
  SET: 19,
  /** An object whose fields have the names of a layout, whose number follows. */
  LAID_OUT: 20,

  /** Objects that are whole at once. */
  DATE: 32,
  REGEXP: 33,
  /** A kind of bytes, and bytes. */
  BYTES: 34,

  /** In an array, so many elements that are missing. */
  HOLES: 48,
  /** A field that a new value has, and this one has not. */
  ABSENT: 49,
} as const;

/** The classes that need no name, by their numbers. */
export const NO_CLASS = 0;
export const NO_PROTOTYPE = 1;
export const FIRST_CLASS = 2;

/** What bytes can be, by their numbers in saved state: none is ever taken out or moved. */
export const BYTES_CLASSES = [
  Buffer,
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  BigUint64Array,
  BigInt64Array,
  Float32Array,
  Float64Array,
  DataView,
  ArrayBuffer,
  SharedArrayBuffer,
] as const;

/** Which of these a value is, -1 for none. */
export function bytesKindOf(value: object): number {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return BYTES_CLASSES.findIndex((Class) => Class.prototype === prototype);
}

/** The first byte of saved state. */
export const STATE_FORMAT = 1;

/** An object of more fields is none of many that are alike. */
export const MOST_LAID_OUT = 64;
/** Of a class with more layouts than these, objects tell the names of their fields. */
export const MOST_LAYOUTS = 16;
