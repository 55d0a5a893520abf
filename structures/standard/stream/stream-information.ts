import { errors, reads, type Reply, t, type Words } from 'memo';
import { type Consumer, type ConsumerGroup, UNKNOWN_READS } from '../../data/stream/consumer-group';
import { radixTreeNodes } from '../../data/stream/radix-tree';
import { lagOf } from '../../data/stream/reading-progress';
import { formatId, ZERO_ID } from '../../data/stream/stream-id';
import { signed } from './deliveries';
import { entryReply } from './entry-reply';
import { noGroup } from './group-errors';
import { StreamPending } from './stream-pending';
import { textOf } from '../../data/slices';

const XINFO = { since: '5.0.0', complexity: 'O(1)', wire: true };
const COUNT = t.int('count');
const USUAL_COUNT = 10;

/** How many entries are told in full, undefined where nobody asked for that; 0 for all. */
function readFull(words: Words): number | undefined {
  const { left } = words;
  if (left === 0) return undefined;
  if ((left !== 1 && left !== 3) || !words.take('FULL')) throw errors.misusedSubcommand('XINFO', 'STREAM');
  if (left === 1) return USUAL_COUNT;
  if (!words.take('COUNT')) throw errors.misusedSubcommand('XINFO', 'STREAM');
  const count = words.read(COUNT);
  return count < 0 ? USUAL_COUNT : count;
}

type Fields = Readonly<Record<string, Reply>>;

/** What there is to know about a stream, and the commands that tell it. */
export abstract class StreamInformation extends StreamPending {
  @reads(
    'Tells about a stream; with FULL its first entries, groups, consumers and what is pending, too.',
    {
      ...XINFO,
      complexity: 'O(N), where N is the number of nodes, and with FULL of all that is told',
      unrepeatable: true,
    },
    t.lazy(
      t.words(
        [
          t.optional(
            t.block('full', t.required(t.flag('FULL')), t.optional(t.keyword('COUNT', t.int('count')))),
          ),
        ],
        readFull,
      ),
    ),
  )
  'XINFO STREAM'(words: () => number | undefined): Reply {
    this.refuseAbsence();
    const count = words();
    return count === undefined ? this.summary() : this.fullSummary(count === 0 ? Infinity : count);
  }

  @reads('Tells about the groups of a stream.', {
    ...XINFO,
    complexity: 'O(N), where N is the number of groups',
  })
  'XINFO GROUPS'(): Reply {
    this.refuseAbsence();
    return this.groups.all.map((group) => ({
      name: group.name,
      consumers: group.consumers.size,
      pending: group.pending.size,
      'last-delivered-id': formatId(group.lastId),
      ...this.progress(group),
    }));
  }

  @reads(
    'Tells about the consumers of a group.',
    {
      ...XINFO,
      complexity: 'O(N), where N is the number of consumers',
      tips: ['nondeterministic_output'],
      unrepeatable: true,
    },
    t.wire('groupname'),
  )
  'XINFO CONSUMERS'(name: string): Reply {
    this.refuseAbsence();
    const group = this.groups.get(name);
    if (!group) throw noGroup(textOf(this.entry.keyBytes), name);
    const now = this.server.now();
    return group.consumers.all.map((consumer) => ({
      name: consumer.name,
      pending: consumer.pending.size,
      idle: Math.max(0, now - consumer.seenTime),
    }));
  }

  private summary(): Reply {
    const [first, last] = [false, true].map((isLast) => this.log.edge(isLast));
    return {
      ...this.counts(),
      groups: this.groups.size,
      'first-entry': first ? entryReply(first) : null,
      'last-entry': last ? entryReply(last) : null,
    };
  }

  private fullSummary(count: number): Reply {
    return {
      ...this.counts(),
      entries: this.entriesFrom(ZERO_ID, count),
      groups: this.groups.all.map((group) => this.fullGroup(group, count)),
    };
  }

  private counts(): Fields {
    const { log } = this;
    const { nodes } = log;
    return {
      length: log.length,
      'radix-tree-keys': nodes.length,
      'radix-tree-nodes': radixTreeNodes(nodes.toArray()),
      'last-generated-id': formatId(log.lastId),
      'max-deleted-entry-id': formatId(log.maxDeletedId),
      'entries-added': signed(log.entriesAdded),
      'recorded-first-entry-id': formatId(log.firstId),
    };
  }

  private progress(group: ConsumerGroup): Fields {
    const { entriesRead } = group;
    const reads = entriesRead === UNKNOWN_READS ? null : entriesRead;
    return { 'entries-read': reads, lag: lagOf(this.log, group) ?? null };
  }

  private fullGroup(group: ConsumerGroup, count: number): Reply {
    return {
      name: group.name,
      'last-delivered-id': formatId(group.lastId),
      ...this.progress(group),
      'pel-count': group.pending.size,
      pending: pendingOf(group, undefined, count),
      consumers: group.consumers.all.map((consumer) => ({
        name: consumer.name,
        'seen-time': consumer.seenTime,
        'pel-count': consumer.pending.size,
        pending: pendingOf(group, consumer, count),
      })),
    };
  }

  private refuseAbsence(): void {
    if (!this.entry.exists) throw errors.noSuchKey();
  }
}

/** What is pending with a consumer, or with all of them: then the consumer is told, too. */
function pendingOf(group: ConsumerGroup, consumer: Consumer | undefined, count: number): Reply {
  const { pending } = consumer ?? group;
  const entries: Reply[] = [];
  for (let more = pending.first(); more && entries.length < count; more = pending.next()) {
    const { id } = pending;
    if (consumer) group.pending.find(id);
    const { delivery } = group;
    const owner = consumer ? [] : [delivery.consumer.name];
    entries.push([formatId(id), ...owner, delivery.time, signed(delivery.count)]);
  }
  return entries;
}
