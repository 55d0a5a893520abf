import type { ByteSlice } from 'memo';

/** Milliseconds and a sequence number, unsigned, of 64 bits each. */
export interface StreamDumpId {
  readonly milliseconds: bigint;
  readonly sequence: bigint;
}

/** A stream as RDB has it. What is bytes are views, good as long as the payload is. */
export interface StreamDump {
  readonly nodes: readonly StreamDumpNode[];
  /** Entries that are there. */
  readonly length: number;
  readonly lastId: StreamDumpId;
  /** What Redis keeps of a stream since version 7; undefined in what an older one wrote. */
  readonly history: StreamHistory | undefined;
  readonly groups: readonly GroupDump[];
}

export interface StreamHistory {
  /** The id of the first entry that is there, 0-0 without one. */
  readonly firstId: StreamDumpId;
  readonly maxDeletedId: StreamDumpId;
  /** Entries that were ever added. */
  readonly entriesAdded: bigint;
}

/** Entries in a row, the first of which says what the fields of most are. */
export interface StreamDumpNode {
  /** That the ids of its entries are told from: 16 bytes, the highest first. */
  readonly id: ByteSlice;
  readonly listpack: ByteSlice;
}

export interface GroupDump {
  readonly name: ByteSlice;
  readonly lastId: StreamDumpId;
  /** Entries that the group has read, undefined when nobody knows, or an older Redis wrote it. */
  readonly entriesRead: bigint | undefined;
  /** In the order of their ids. */
  readonly pending: readonly PendingDump[];
  readonly consumers: readonly ConsumerDump[];
}

/** An entry that was delivered and not acknowledged. */
export interface PendingDump {
  /** 16 bytes, the highest first. */
  readonly id: ByteSlice;
  /** Milliseconds since 1970. */
  readonly deliveredAt: number;
  readonly deliveries: number;
}

export interface ConsumerDump {
  readonly name: ByteSlice;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
  /** The ids of what is pending with it, of 16 bytes each. */
  readonly pending: readonly ByteSlice[];
}
