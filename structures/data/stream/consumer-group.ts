import { IdTable } from './id-table';
import { NameTable } from './name-table';
import { highHalf, lowHalf, type Part, partOf, type StreamId } from './stream-id';

/** What stands beside the id of a pending entry: when it was delivered, how often, and to which consumer. */
const TIME = 0;
const COUNT = 2;
const CONSUMER = 4;
const WORDS = 5;

/** Nobody knows how many entries a group has read. */
export const UNKNOWN_READS = -1;

export class Consumer {
  /** Entries that were delivered to it, and not acknowledged. */
  readonly pending = new IdTable(0);

  constructor(
    readonly name: string,
    /** Stands for it beside pending entries. */
    readonly index: number,
    /** When it last asked for entries, in milliseconds since 1970. */
    public seenTime: number,
  ) {}
}

/** The last delivery of an entry that was not acknowledged. */
export interface Delivery {
  readonly consumer: Consumer;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How often it was delivered. */
  readonly count: Part;
}

/** Consumers that share a stream's entries, each entry for one of them, and what they have not acknowledged. */
export class ConsumerGroup {
  /** Entries that were delivered, and not acknowledged; the current one's `delivery` can be asked. */
  readonly pending = new IdTable(WORDS);
  readonly consumers = new NameTable<Consumer>();
  private readonly byIndex: (Consumer | undefined)[] = [];
  /** Indexes that no consumer has. */
  private readonly free: number[] = [];

  constructor(
    readonly name: string,
    /** The id that was delivered last. */
    public lastId: StreamId,
    /** How many entries were read, or UNKNOWN_READS. */
    public entriesRead: number | bigint,
  ) {}

  get byteLength(): number {
    const { pending, consumers } = this;
    return consumers.all.reduce((sum, consumer) => sum + consumer.pending.byteLength, pending.byteLength);
  }

  createConsumer(name: string, seenTime: number): Consumer {
    const index = this.free.pop() ?? this.byIndex.length;
    const consumer = new Consumer(name, index, seenTime);
    this.byIndex[index] = consumer;
    this.consumers.add(consumer);
    return consumer;
  }

  /** Removes a consumer with all that it has not acknowledged. */
  deleteConsumer({ name, index, pending }: Consumer): void {
    for (let found = pending.first(); found; found = pending.next()) this.pending.delete(pending.id);
    this.consumers.delete(name);
    this.byIndex[index] = undefined;
    this.free.push(index);
  }

  /** The delivery of the current pending entry. */
  get delivery(): Delivery {
    const { pending } = this;
    return {
      consumer: this.byIndex[pending.get(CONSUMER)]!,
      time: Number(partOf(pending.get(TIME), pending.get(TIME + 1))),
      count: partOf(pending.get(COUNT), pending.get(COUNT + 1)),
    };
  }

  /** Notes a delivery, in place of an earlier one, whose count is given back. */
  deliver(id: StreamId, { consumer, time, count }: Delivery): Part | undefined {
    const { pending } = this;
    const former = pending.add(id) ? undefined : this.delivery;
    if (former?.consumer !== consumer) {
      former?.consumer.pending.delete(id);
      consumer.pending.add(id);
      pending.set(CONSUMER, consumer.index);
    }
    pending.set(TIME, highHalf(time));
    pending.set(TIME + 1, lowHalf(time));
    pending.set(COUNT, highHalf(count));
    pending.set(COUNT + 1, lowHalf(count));
    return former?.count;
  }

  /** Removes a pending entry; false when it isn't pending. */
  acknowledge(id: StreamId): boolean {
    if (!this.pending.find(id)) return false;
    this.removeCurrent(id);
    return true;
  }

  /** Removes the current pending entry, whose id this is, and goes to the one behind it. */
  removeCurrent(id: StreamId): void {
    this.byIndex[this.pending.get(CONSUMER)]!.pending.delete(id);
    this.pending.deleteCurrent();
  }
}
