/** The version of RDB that Redis 7.0 writes; it reads older ones, too. */
export const RDB_VERSION = 10;

/** What the first byte of a value says it is. Those with another name in front are the same, laid out otherwise. */
export const RDB = {
  STRING: 0,
  LIST: 1,
  SET: 2,
  ZSET: 3,
  HASH: 4,
  ZSET_2: 5,
  MODULE: 6,
  MODULE_2: 7,
  HASH_ZIPMAP: 9,
  LIST_ZIPLIST: 10,
  SET_INTSET: 11,
  ZSET_ZIPLIST: 12,
  HASH_ZIPLIST: 13,
  LIST_QUICKLIST: 14,
  STREAM_LISTPACKS: 15,
  HASH_LISTPACK: 16,
  ZSET_LISTPACK: 17,
  LIST_QUICKLIST_2: 18,
  STREAM_LISTPACKS_2: 19,
} as const;

/** The type of a value of whatever structure: its class's name, version and state. Redis has none of this number. */
export const STATE = 77;

/** What stands in a file in place of a type, and says something else. */
export const OPCODE = {
  FUNCTION: 245,
  FUNCTION_BEFORE_RELEASE: 246,
  MODULE_AUX: 247,
  IDLE: 248,
  FREQUENCY: 249,
  AUX: 250,
  RESIZE_DATABASE: 251,
  EXPIRY_MILLISECONDS: 252,
  EXPIRY_SECONDS: 253,
  SELECT_DATABASE: 254,
  END: 255,
} as const;

/** Bytes that aren't what RDB makes of a value. */
export class RdbError extends Error {
  override readonly name: string = 'RdbError';
}

/** A value without elements: Redis has none, but once wrote some. It was read to its end. */
export class EmptyValueError extends RdbError {
  override readonly name = 'EmptyValueError';
}

/** Throws an RdbError. */
export function refuse(reason: string): never {
  throw new RdbError(reason);
}

/** Throws an EmptyValueError. */
export function refuseEmpty(): never {
  throw new EmptyValueError('it has no elements');
}

/** The first two bits of a length; with the third kind, the others tell its size, with the fourth, what comes instead. */
export const LENGTH_6 = 0;
export const LENGTH_14 = 1;
export const LENGTH_ENCODED = 3;
export const LENGTH_32 = 0x80;
export const LENGTH_64 = 0x81;

/** What may stand where a string's length would. */
export const INT_8 = 0xc0;
export const INT_16 = 0xc1;
export const INT_32 = 0xc2;
export const LZF = 0xc3;
