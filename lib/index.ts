export { Memo, type MemoOptions } from './memo';
export { Structure, structure } from './structure';
export { packed, Packed, type Memory, type PackedClass } from './packed';
export { reads, serves, writes, type About, type Declaration } from './command/declaration';
export { t } from './command/schema';
export type { Words } from './command/words';
export { parseBound, parseFloat64 } from './command/number-words';
export { formatDouble } from './protocol/format-double';
export type { Bytes, Entry } from './command/entry';
export type {
  ConfigurationView,
  DatabaseView,
  MemoView,
  MetricsView,
  Played,
  Server,
  SessionView,
  TransactionView,
  Value,
  Word,
} from './command/server';
export type { StructureClass } from './command/structure-class';
export type { CommandTable } from './command/command-table';
export type { Command } from './command/command';
export { CommandError, ConfigurationError, errors, StructureError } from './errors';
export { Message } from './protocol/message';
export {
  ByteSlice,
  type WaitOptions,
  double,
  entriesOf,
  mapOf,
  NO_REPLY,
  NULL_ARRAY,
  OK,
  pairsOf,
  push,
  setOf,
  status,
  verbatim,
  type Reply,
} from './protocol/reply';
export type { Change, Commit } from './keyspace/changes';
