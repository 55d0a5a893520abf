import type { ByteSlice, Server, Word } from 'memo';
import type { Consumer, ConsumerGroup, Delivery } from '../../data/stream/consumer-group';
import { formatId, GREATEST_ID, idBefore, type Part, type StreamId } from '../../data/stream/stream-id';
import { bytesOf } from '../../data/slices';

/** A count as Redis replies it: it is signed there. */
export const signed = (part: Part) => (typeof part === 'bigint' ? BigInt.asIntN(64, part) : part);

/** The greatest id but the one that stands for `>`. */
const NOTHING_BEHIND = formatId(idBefore(GREATEST_ID)!);

/** Deliveries of one turn to one consumer. They are logged one by one, each as the XCLAIM that makes it again. */
export class Deliveries {
  /** Whether there was any, or the group has changed otherwise. */
  changed = false;
  private known: Consumer | undefined = undefined;
  /** Whether the log tells that the consumer was seen. */
  private isSeen = false;

  constructor(
    private readonly server: Server,
    private readonly key: ByteSlice,
    readonly group: ConsumerGroup,
    private readonly name: string,
  ) {}

  /** The consumer, created when it is new: it is seen now. */
  meet(): Consumer {
    const { group, name, server } = this;
    this.known ??= group.consumers.get(name) ?? this.create();
    this.known.seenTime = server.now();
    return this.known;
  }

  deliver(id: StreamId, time: number, count: Part): void {
    const delivery = { consumer: this.meet(), time, count };
    this.logClaim(id, delivery, this.group.deliver(id, delivery));
    this.isSeen = true;
  }

  /** Removes the current pending entry: it is no longer in the stream. */
  drop(id: StreamId): void {
    const { delivery } = this.group;
    this.group.removeCurrent(id);
    this.logClaim(id, delivery, delivery.count);
  }

  /** Logs how far the group has read. */
  logPosition(): void {
    const { lastId, entriesRead } = this.group;
    this.log('XGROUP SETID', [formatId(lastId), 'ENTRIESREAD', entriesRead]);
  }

  /** Logs that the consumer was seen, unless another command tells it: it asks for what can't be pending. */
  logMeeting(): void {
    this.changed = true;
    if (this.isSeen || !this.server.isLogged) return;
    const names = [wireBytes(this.group.name), wireBytes(this.name)];
    this.server.logAs('XREADGROUP', 'GROUP', ...names, 'STREAMS', bytesOf(this.key), NOTHING_BEHIND);
  }

  private create(): Consumer {
    this.isSeen = true;
    this.log('XGROUP CREATECONSUMER', [wireBytes(this.name)]);
    this.server.notify('xgroup-createconsumer', this.key);
    return this.group.createConsumer(this.name, this.server.now());
  }

  /** XCLAIM takes no count below 0, which one that ran over is: that is counted on from the one before, or left. */
  private logClaim(id: StreamId, { consumer, time, count }: Delivery, before: Part | undefined): void {
    const isSayable = signed(count) >= 0;
    const said = isSayable ? ['RETRYCOUNT', count] : [];
    const kept = isSayable || count === before ? ['JUSTID'] : [];
    const claim = [wireBytes(consumer.name), 0, formatId(id), 'TIME', time, ...said, 'FORCE', ...kept];
    this.log('XCLAIM', [...claim, 'LASTID', formatId(this.group.lastId)]);
  }

  private log(command: string, words: readonly Word[]): void {
    this.changed = true;
    if (this.server.isLogged)
      this.server.logAs(command, bytesOf(this.key), wireBytes(this.group.name), ...words);
  }
}

/** The bytes of a name of one character a byte. */
const wireBytes = (name: string) => Buffer.from(name, 'latin1');
