import { type ByteSlice, NULL_ARRAY, type Reply, type Server } from 'memo';
import type { ConsumerGroup } from '../../data/stream/consumer-group';
import { noteRead } from '../../data/stream/reading-progress';
import { formatId, GREATEST_ID, idAfter, shifted, type StreamId } from '../../data/stream/stream-id';
import type { StreamLog } from '../../data/stream/stream-log';
import { Deliveries } from './deliveries';
import { entryReply } from './entry-reply';
import type { ReadWords } from './read-words';

/** One stream that XREADGROUP reads for a consumer. */
export class GroupRead {
  private readonly deliveries: Deliveries;

  constructor(
    private readonly server: Server,
    key: ByteSlice,
    private readonly log: StreamLog,
    private readonly group: ConsumerGroup,
    private readonly words: ReadWords,
    /** The consumer's own entries behind this id are read; undefined for those that are new to the group. */
    private readonly behind: StreamId | undefined,
  ) {
    this.deliveries = new Deliveries(server, key, group, words.consumer);
  }

  /** Entries; undefined when nothing is new. */
  run(): Reply[] | undefined {
    return this.behind ? this.history(this.behind) : this.news();
  }

  private news(): Reply[] | undefined {
    const { log, group, deliveries } = this;
    const { count, noAcknowledgement } = this.words;
    const start = idAfter(group.lastId);
    if (!start) return undefined;
    const now = this.server.now();
    const entries: Reply[] = [];
    log.walk(start, GREATEST_ID, false, (entry) => {
      const id = { ms: entry.ms, seq: entry.seq };
      noteRead(log, group, id);
      if (!noAcknowledgement) deliveries.deliver(id, now, 1);
      return entries.push(entryReply(entry)) < count;
    });
    if (entries.length === 0) return undefined;
    deliveries.meet();
    deliveries.logMeeting();
    deliveries.logPosition();
    return entries;
  }

  private history(behind: StreamId): Reply[] {
    const { log, group, deliveries } = this;
    const { pending } = deliveries.meet();
    const now = this.server.now();
    const entries: Reply[] = [];
    const start = idAfter(behind);
    for (
      let more = start && pending.seek(start);
      more && entries.length < this.words.count;
      more = pending.next()
    ) {
      const { id } = pending;
      const entry = log.entry(id);
      entries.push(entry ? entryReply(entry) : [formatId(id), NULL_ARRAY]);
      group.pending.find(id);
      if (entry) deliveries.deliver(id, now, shifted(group.delivery.count, 1));
    }
    deliveries.logMeeting();
    return entries;
  }
}
