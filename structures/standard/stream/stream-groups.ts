import { type ByteSlice, CommandError, errors, OK, t, type Words, writes } from 'memo';
import { ConsumerGroup, UNKNOWN_READS } from '../../data/stream/consumer-group';
import { canonical, type Part } from '../../data/stream/stream-id';
import { noGroup } from './group-errors';
import { readId, readIdOrEdge } from './ids';
import { StreamEntries } from './stream-entries';
import { textOf } from '../../data/slices';

const XGROUP = { since: '5.0.0', complexity: 'O(1)' };
const ABSENT =
  'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.';

const GROUP = t.wire('groupname');
const CONSUMER = t.wire('consumername');
const ID_OR_LAST = t.either('id-or-new-id', t.slice('id'), t.flag('$'));
const ENTRIES_READ = t.checked(
  t.bigint('entries_read'),
  (reads) => reads >= -1n,
  'ERR value for ENTRIESREAD must be positive or -1',
);
const DOCUMENTED_READS = t.optional(t.keyword('ENTRIESREAD', t.int('entries_read')));

/** Options of XGROUP CREATE and SETID. */
interface GroupOptions {
  readonly create: boolean;
  readonly entriesRead: Part;
  /** The words that they took. */
  readonly words: number;
}

function readGroupOptions(words: Words, subcommand: 'CREATE' | 'SETID'): GroupOptions {
  const { left } = words;
  let create = false;
  let entriesRead: Part = UNKNOWN_READS;
  while (words.left > 0) {
    if (subcommand === 'CREATE' && words.take('MKSTREAM')) create = true;
    else if (words.take('ENTRIESREAD', 1)) entriesRead = readsOf(words.read(ENTRIES_READ));
    else throw errors.misusedSubcommand('XGROUP', subcommand);
  }
  return { create, entriesRead, words: left };
}

const readsOf = (reads: bigint): Part => (reads < 0n ? UNKNOWN_READS : canonical(reads));

/** Groups of consumers, and the commands on them. */
export abstract class StreamGroups extends StreamEntries {
  @writes(
    'Creates a group of consumers that reads what comes behind an id.',
    { ...XGROUP, flags: ['denyoom'], keys: [['RW', 'insert']] },
    GROUP,
    ID_OR_LAST,
    t.words([t.flag('MKSTREAM'), DOCUMENTED_READS], (words) => readGroupOptions(words, 'CREATE')),
  )
  'XGROUP CREATE'(name: string, from: ByteSlice | true, options: GroupOptions) {
    if (!options.create) this.refuseAbsent();
    if (options.words > 3) throw errors.misusedSubcommand('XGROUP', 'CREATE');
    const lastId = from === true ? this.log.lastId : readId(from);
    if (this.groups.get(name)) throw new CommandError('BUSYGROUP Consumer Group name already exists');
    this.groups.add(new ConsumerGroup(name, lastId, options.entriesRead));
    return OK;
  }

  @writes(
    'Lets a group go on behind another id.',
    { ...XGROUP, keys: [['RW', 'update']] },
    GROUP,
    ID_OR_LAST,
    t.words([DOCUMENTED_READS], (words) => readGroupOptions(words, 'SETID')),
  )
  'XGROUP SETID'(name: string, from: ByteSlice | true, options: GroupOptions) {
    const group = this.requireGroup(name);
    if (options.words > 2) throw errors.misusedSubcommand('XGROUP', 'SETID');
    group.lastId = from === true ? this.log.lastId : readIdOrEdge(from);
    group.entriesRead = options.entriesRead;
    return OK;
  }

  @writes(
    'Removes a group with its consumers; answers whether it was there.',
    { ...XGROUP, keys: [['RW', 'delete']] },
    GROUP,
  )
  'XGROUP DESTROY'(name: string) {
    this.refuseAbsent();
    const destroyed = this.groups.delete(name);
    if (!destroyed) this.server.unchanged();
    return destroyed ? 1 : 0;
  }

  @writes(
    'Creates a consumer in a group; answers whether it is new.',
    { ...XGROUP, since: '6.2.0', flags: ['denyoom'], keys: [['RW', 'insert']] },
    GROUP,
    CONSUMER,
  )
  'XGROUP CREATECONSUMER'(name: string, consumer: string) {
    const group = this.requireGroup(name);
    const isNew = !group.consumers.get(consumer);
    if (isNew) group.createConsumer(consumer, this.server.now());
    else this.server.unchanged();
    return isNew ? 1 : 0;
  }

  @writes(
    'Removes a consumer; answers how many entries it had not acknowledged.',
    {
      ...XGROUP,
      complexity: 'O(N*log(M)), where N is the number of its pending entries and M is that of the group',
      keys: [['RW', 'delete']],
    },
    GROUP,
    CONSUMER,
  )
  'XGROUP DELCONSUMER'(name: string, consumer: string) {
    const group = this.requireGroup(name);
    const found = group.consumers.get(consumer);
    if (!found) {
      this.server.unchanged();
      return 0;
    }
    const pending = found.pending.size;
    group.deleteConsumer(found);
    return pending;
  }

  @writes(
    'Acknowledges entries: they are no longer pending. Answers how many were.',
    {
      misses: true,
      event: false,
      since: '5.0.0',
      complexity: 'O(log(N)) for each id, where N is the number of pending entries',
      flags: ['fast'],
      keys: [['RW', 'update']],
    },
    t.wire('group'),
    t.list(t.slice('id')),
  )
  XACK(name: string, words: readonly ByteSlice[]) {
    const group = this.groups.get(name);
    const ids = group ? words.map((word) => readId(word)) : [];
    const acknowledged = ids.reduce((sum, id) => sum + Number(group!.acknowledge(id)), 0);
    if (acknowledged === 0) this.server.unchanged();
    return acknowledged;
  }

  /** Throws NOGROUP when there is no such group. */
  protected requireGroup(name: string): ConsumerGroup {
    this.refuseAbsent();
    const group = this.groups.get(name);
    if (!group) throw noGroup(textOf(this.entry.keyBytes), name);
    return group;
  }

  private refuseAbsent(): void {
    if (!this.entry.exists) throw new CommandError(ABSENT);
  }
}
