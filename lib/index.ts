// Each value is a property of its own. What `export … from` makes is a getter, and of so many getters V8 looks each one up
// in a table: structures would pay that for every element that they touch.
import * as declaration from './command/declaration';
import * as memoryWords from './command/memory-words';
import * as numberWords from './command/number-words';
import * as schema from './command/schema';
import * as triggers from './command/trigger';
import * as failures from './errors';
import * as rdbValues from './keyspace/rdb-values';
import * as server from './memo';
import * as packedStructure from './packed';
import * as doubles from './protocol/format-double';
import * as globs from './protocol/glob';
import * as message from './protocol/message';
import * as reply from './protocol/reply';
import * as text from './protocol/text';
import * as format from './rdb';
import * as structures from './structure';

export type { MemoOptions } from './memo';
export type { Memory, PackedClass } from './packed';
export type { About, Declaration } from './command/declaration';
export type { Attempt, AttemptOptions, Step } from './command/attempt';
export type { Words } from './command/words';
export type { Alarm, Bytes, Entry } from './command/entry';
export type { EventType } from './command/event-types';
export type {
  AlarmsView,
  ConfigurationView,
  LatencyEvent,
  LatencySample,
  LatencyView,
  LoadingView,
  PersistenceView,
  MaintenanceView,
  MemoView,
  MetricsView,
  ReloadReport,
  SlowCommand,
  SlowLogView,
  TriggersView,
} from './command/memo-view';
export type { Played, Server, Value, Word } from './command/server';
export type {
  ChannelsView,
  ClientType,
  DatabaseView,
  SessionView,
  SubscriptionsView,
  Topic,
  TrackingOptions,
  TrackingView,
  TransactionView,
} from './command/session-view';
export type { StructureClass } from './command/structure-class';
export type { CommandTable } from './command/command-table';
export type { Command } from './command/command';
export type { Reply, WaitOptions } from './protocol/reply';
export type { Change, Commit } from './keyspace/changes';
export type { LoggedCommand, Trace, TracedCommand, TracedKey, TracedValue } from './command/trace';
export type { StructureOptions } from './structure';

export import Memo = server.Memo;
export import Structure = structures.Structure;
export import structure = structures.structure;
export import packed = packedStructure.packed;
export import Packed = packedStructure.Packed;
export import numbersOf = packedStructure.numbersOf;
export import unpack = packedStructure.unpack;
export import on = triggers.on;
export import reads = declaration.reads;
export import serves = declaration.serves;
export import writes = declaration.writes;
export import t = schema.t;
export import parseMemory = memoryWords.parseMemory;
export import parseBound = numberWords.parseBound;
export import parseFloat64 = numberWords.parseFloat64;
export import textBytes = text.textBytes;
export import formatDouble = doubles.formatDouble;
export import CommandError = failures.CommandError;
export import ConfigurationError = failures.ConfigurationError;
export import errors = failures.errors;
export import StructureError = failures.StructureError;
export import Glob = globs.Glob;
export import Message = message.Message;
export import ByteSlice = reply.ByteSlice;
export import double = reply.double;
export import encodedError = reply.encodedError;
export import entriesOf = reply.entriesOf;
export import mapOf = reply.mapOf;
export import NO_REPLY = reply.NO_REPLY;
export import NULL_ARRAY = reply.NULL_ARRAY;
export import OK = reply.OK;
export import pairsOf = reply.pairsOf;
export import push = reply.push;
export import rdb = format;
export import classOfType = rdbValues.classOfType;
export import readValue = rdbValues.readValue;
export import writeValue = rdbValues.writeValue;
export import replies = reply.replies;
export import setOf = reply.setOf;
export import status = reply.status;
export import verbatim = reply.verbatim;
