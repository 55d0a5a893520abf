import { CommandError, NULL_ARRAY, reads, type Reply, t, writes } from 'memo';
import type { ConsumerGroup } from '../../data/stream/consumer-group';
import {
  compareIds,
  formatId,
  type Part,
  shifted,
  type StreamId,
  ZERO_ID,
} from '../../data/stream/stream-id';
import {
  AUTO_CLAIM_WORDS,
  type AutoClaimWords,
  CLAIM_WORDS,
  claimTime,
  type ClaimWords,
} from './claim-words';
import { Deliveries, signed } from './deliveries';
import { entryReply } from './entry-reply';
import { noKeyOrGroup } from './group-errors';
import { PENDING_WORDS, type PendingRange } from './pending-words';
import { StreamGroups } from './stream-groups';
import { textOf } from '../../data/slices';

const CLAIM = { event: false as const, flags: ['fast'], tips: ['nondeterministic_output'], wire: true };

const NO_MEMORY = 'ERR Insufficient memory, failed allocating transient memory, COUNT too high.';
/** So many ids of 16 bytes no machine has room for. */
const TOO_MANY_IDS = 2 ** 43;
/** XAUTOCLAIM looks at so many pending entries for each that it may claim. */
const ATTEMPTS = 10;

/** What consumers have not acknowledged yet, and the commands on that. */
export abstract class StreamPending extends StreamGroups {
  @writes(
    'Makes a consumer the owner of pending entries; answers those.',
    {
      since: '5.0.0',
      complexity: 'O(log(N)) for each id, where N is the number of pending entries',
      ...CLAIM,
      keys: [['RW', 'update']],
    },
    t.wire('group'),
    t.wire('consumer'),
    t.lazy(CLAIM_WORDS),
  )
  XCLAIM(group: string, consumer: string, words: () => ClaimWords): Reply {
    const deliveries = this.deliveriesTo(group, consumer);
    const claim = words();
    const isPast = compareIds(claim.lastId, deliveries.group.lastId) > 0;
    if (isPast) deliveries.group.lastId = claim.lastId;
    const claimed: Reply[] = [];
    for (const id of claim.ids)
      if (this.claim(id, claim, deliveries)) claimed.push(this.claimedReply(id, claim));
    if (isPast && !deliveries.changed) deliveries.logPosition();
    if (!deliveries.changed) this.server.unchanged();
    return claimed;
  }

  @writes(
    'Makes a consumer the owner of entries that are pending for long; answers where to go on, those entries, and the ids of those that are gone.',
    {
      since: '6.2.0',
      complexity: 'O(N*log(M)), where N is COUNT and M is the number of pending entries',
      ...CLAIM,
      keys: [['RW', 'delete']],
    },
    t.wire('group'),
    t.wire('consumer'),
    AUTO_CLAIM_WORDS,
  )
  XAUTOCLAIM(group: string, consumer: string, words: AutoClaimWords): Reply {
    const deliveries = this.deliveriesTo(group, consumer);
    if (words.count >= TOO_MANY_IDS) throw new CommandError(NO_MEMORY);
    const reply = this.claimOld(words, deliveries);
    if (!deliveries.changed) this.server.unchanged();
    return reply;
  }

  @reads(
    'How many entries are pending, and with whom; or which ones, since when, and how often they were delivered.',
    {
      since: '5.0.0',
      complexity:
        'O(log(M)+N), where M is the number of pending entries and N that of those looked at, or of consumers',
      tips: ['nondeterministic_output'],
      wire: true,
    },
    t.wire('group'),
    PENDING_WORDS,
  )
  XPENDING(name: string, range: PendingRange | undefined): Reply {
    const group = this.pendingGroup(name);
    return range ? pendingEntries(group, range, this.server.now()) : pendingSummary(group);
  }

  /** Throws NOGROUP when there is no such group. */
  private pendingGroup(name: string): ConsumerGroup {
    const group = this.groups.get(name);
    if (!group) throw noKeyOrGroup(textOf(this.entry.keyBytes), name);
    return group;
  }

  private deliveriesTo(group: string, consumer: string): Deliveries {
    return new Deliveries(this.server, this.entry.keyBytes, this.pendingGroup(group), consumer);
  }

  /** Whether the entry is the consumer's now. What is pending, but no longer in the stream, is dropped. */
  private claim(id: StreamId, words: ClaimWords, deliveries: Deliveries): boolean {
    const { group } = deliveries;
    const isPending = group.pending.find(id);
    if (!this.log.entry(id)) {
      if (isPending) deliveries.drop(id);
      return false;
    }
    if (!isPending && !words.force) return false;
    const now = this.server.now();
    const before = isPending ? group.delivery : undefined;
    if (before && words.minIdle > 0 && now - before.time < words.minIdle) return false;
    const count = words.deliveries ?? countOf(before?.count, words.justId);
    deliveries.deliver(id, claimTime(words, now), count);
    return true;
  }

  private claimOld({ minIdle, start, count, justId }: AutoClaimWords, deliveries: Deliveries): Reply {
    const { group } = deliveries;
    const { pending } = group;
    const now = this.server.now();
    const claimed: Reply[] = [];
    const gone: string[] = [];
    let attempts = count * ATTEMPTS;
    for (
      let more = pending.seek(start);
      more && attempts > 0 && claimed.length + gone.length < count;
      attempts--
    ) {
      const { id } = pending;
      if (!this.log.entry(id)) {
        deliveries.drop(id);
        gone.push(formatId(id));
        more = pending.isAtRow;
        continue;
      }
      const before = group.delivery;
      if (minIdle === 0 || now - before.time >= minIdle) {
        deliveries.deliver(id, now, countOf(before.count, justId));
        claimed.push(this.claimedReply(id, { justId }));
      }
      more = pending.next();
    }
    return [formatId(pending.isAtRow ? pending.id : ZERO_ID), claimed, gone];
  }

  private claimedReply(id: StreamId, { justId }: { readonly justId: boolean }): Reply {
    return justId ? formatId(id) : entryReply(this.log.entry(id)!);
  }
}

/** Deliveries with this one, which doesn't count when only the id is asked for. */
const countOf = (before: Part = 1, justId: boolean) => (justId ? before : shifted(before, 1));

function pendingSummary({ pending, consumers }: ConsumerGroup): Reply {
  if (!pending.first()) return [0, null, null, NULL_ARRAY];
  const first = formatId(pending.id);
  pending.last();
  const owners = consumers.all.filter((consumer) => consumer.pending.size > 0);
  return [
    pending.size,
    first,
    formatId(pending.id),
    owners.map((consumer) => [consumer.name, String(consumer.pending.size)]),
  ];
}

function pendingEntries(group: ConsumerGroup, range: PendingRange, now: number): Reply {
  const { minIdle, start, end, count } = range;
  const consumer = range.consumer === undefined ? undefined : group.consumers.get(range.consumer);
  if (range.consumer !== undefined && !consumer) return [];
  const { pending } = consumer ?? group;
  const entries: Reply[] = [];
  for (let more = pending.seek(start); more && entries.length < count; more = pending.next()) {
    const { id } = pending;
    if (compareIds(id, end) > 0) break;
    if (consumer) group.pending.find(id);
    const { delivery } = group;
    if (minIdle !== 0 && now - delivery.time < minIdle) continue;
    const idle = Math.max(0, now - delivery.time);
    entries.push([formatId(id), delivery.consumer.name, idle, signed(delivery.count)]);
  }
  return entries;
}
