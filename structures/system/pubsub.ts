import {
  type ByteSlice,
  errors,
  Glob,
  push,
  replies,
  type Reply,
  serves,
  type Server,
  Structure,
  structure,
  type SubscriptionsView,
  t,
  type Topic,
} from 'memo';
import { textSlice } from '../data/slices';

const about = { group: 'pubsub', since: '2.0.0' };
const shard = { ...about, since: '7.0.0', keys: [['not_key']] };
const SUBSCRIBES = { flags: ['pubsub', 'noscript', 'loading', 'stale'], whileSubscribed: true, wire: true };
const PUBLISHES = { flags: ['pubsub', 'loading', 'stale', 'fast'], undoable: true };
const TELLS = {
  group: 'pubsub',
  since: '2.8.0',
  flags: ['pubsub', 'loading', 'stale'],
  wire: true,
  unrepeatable: true,
};

const EACH = 'O(N), N being the number of names';
const EACH_CHANNEL = 'O(N), N being the number of channels';

const OPTIONAL = { optional: true };
const CHANNELS = t.list(t.wire('channel'));
const SHARD_CHANNEL = t.wire('shardchannel', { isRoute: true });
const PATTERN = t.wire('pattern', { type: 'pattern' });
const CHANNEL_PATTERN = [
  t.optional(t.bytes('pattern', { type: 'pattern' })),
  t.rest(t.bytes('more', { undocumented: true }), OPTIONAL),
] as const;

/** Messages to all who have asked for them. */
@structure()
export class PublishSubscribe extends Structure {
  @serves('Subscribes to channels.', { ...about, ...SUBSCRIBES, complexity: EACH }, CHANNELS)
  static SUBSCRIBE({ subscriptions }: Server, names: readonly string[]) {
    return confirmed('subscribe', names, (name) => {
      subscriptions.add('channel', name);
      return heard(subscriptions, 'channel');
    });
  }

  @serves(
    'Subscribes to all channels whose names match a pattern.',
    { ...about, ...SUBSCRIBES, complexity: EACH },
    t.list(t.block('pattern', PATTERN)),
  )
  static PSUBSCRIBE({ subscriptions }: Server, patterns: readonly (readonly [string])[]) {
    return confirmed('psubscribe', patterns.flat(), (name) => {
      subscriptions.addPattern(name, new Glob(Buffer.from(name, 'latin1')));
      return heard(subscriptions, 'pattern');
    });
  }

  @serves(
    'Subscribes to channels of shards.',
    { ...shard, ...SUBSCRIBES, complexity: EACH },
    t.list(SHARD_CHANNEL),
  )
  static SSUBSCRIBE({ subscriptions, session }: Server, names: readonly string[]) {
    if (session.transaction.isRunning) throw errors.subscribedInTransaction();
    return confirmed('ssubscribe', names, (name) => {
      subscriptions.add('shard', name);
      return heard(subscriptions, 'shard');
    });
  }

  @serves(
    'Unsubscribes from channels, from all when there is no name.',
    { ...about, ...SUBSCRIBES, complexity: EACH },
    t.list(t.wire('channel'), OPTIONAL),
  )
  static UNSUBSCRIBE(server: Server, names: readonly string[]) {
    return unsubscribe(server, 'channel', names);
  }

  @serves(
    'Unsubscribes from patterns, from all when there is none.',
    { ...about, ...SUBSCRIBES, complexity: EACH },
    t.list(PATTERN, OPTIONAL),
  )
  static PUNSUBSCRIBE(server: Server, names: readonly string[]) {
    return unsubscribe(server, 'pattern', names);
  }

  @serves(
    'Unsubscribes from channels of shards, from all when there is no name.',
    { ...shard, ...SUBSCRIBES, complexity: EACH },
    t.list(SHARD_CHANNEL, OPTIONAL),
  )
  static SUNSUBSCRIBE(server: Server, names: readonly string[]) {
    return unsubscribe(server, 'shard', names);
  }

  @serves(
    'Sends a message to all who are subscribed to the channel; answers how many clients that are.',
    {
      ...about,
      ...PUBLISHES,
      complexity: 'O(N+M), N being the number of clients that get it, M that of all patterns',
    },
    t.slice('channel'),
    t.slice('message'),
  )
  static PUBLISH(server: Server, channel: ByteSlice, message: ByteSlice) {
    return server.publish(channel, message);
  }

  @serves(
    'Sends a message to all who are subscribed to the channel of a shard; answers how many clients that are.',
    { ...shard, ...PUBLISHES, complexity: 'O(N), N being the number of clients that get it' },
    t.slice('shardchannel', { isRoute: true }),
    t.slice('message'),
  )
  static SPUBLISH(server: Server, channel: ByteSlice, message: ByteSlice) {
    return server.publish(channel, message, { sharded: true });
  }

  @serves(
    'Channels that somebody is subscribed to, or those that match a pattern.',
    { ...TELLS, complexity: EACH_CHANNEL },
    ...CHANNEL_PATTERN,
  )
  static 'PUBSUB CHANNELS'(server: Server, pattern: Buffer | undefined, ...more: Buffer[]) {
    if (more.length > 0) throw errors.misusedSubcommand('PUBSUB', 'CHANNELS');
    return namesOf(server, 'channel', pattern);
  }

  @serves('How many patterns somebody is subscribed to.', { ...TELLS, complexity: 'O(1)' })
  static 'PUBSUB NUMPAT'({ memo }: Server) {
    return memo.channels.count('pattern');
  }

  @serves(
    'Channels with the number of clients that are subscribed to them by name.',
    { ...TELLS, complexity: EACH },
    t.list(t.wire('channel'), OPTIONAL),
  )
  static 'PUBSUB NUMSUB'(server: Server, names: readonly string[]) {
    return counted(server, 'channel', names);
  }

  @serves(
    'Channels of shards that somebody is subscribed to, or those that match a pattern.',
    { ...TELLS, since: '7.0.0', complexity: EACH_CHANNEL },
    ...CHANNEL_PATTERN,
  )
  static 'PUBSUB SHARDCHANNELS'(server: Server, pattern: Buffer | undefined, ...more: Buffer[]) {
    if (more.length > 0) throw errors.misusedSubcommand('PUBSUB', 'SHARDCHANNELS');
    return namesOf(server, 'shard', pattern);
  }

  @serves(
    'Channels of shards with the number of clients that are subscribed to them.',
    { ...TELLS, since: '7.0.0', complexity: EACH },
    t.list(t.wire('shardchannel'), OPTIONAL),
  )
  static 'PUBSUB SHARDNUMSUB'(server: Server, names: readonly string[]) {
    return counted(server, 'shard', names);
  }
}

/** A reply for each name: how many there are then. */
const confirmed = (kind: string, names: readonly string[], apply: (name: string) => number) =>
  replies(...names.map((name) => push(kind, name, apply(name))));

/** What is counted with the channels of shards, and with the others. */
const heard = (subscriptions: SubscriptionsView, topic: Topic) =>
  topic === 'shard'
    ? subscriptions.count('shard')
    : subscriptions.count('channel') + subscriptions.count('pattern');

const UNSUBSCRIBED = { channel: 'unsubscribe', pattern: 'punsubscribe', shard: 'sunsubscribe' };

/** Without names it is from all; where there is nothing the reply names nothing. */
function unsubscribe({ subscriptions }: Server, topic: Topic, names: readonly string[]): Reply {
  const given = names.length > 0 ? names : subscriptions.names(topic);
  const kind = UNSUBSCRIBED[topic];
  if (given.length === 0) return push(kind, null, heard(subscriptions, topic));
  return confirmed(kind, given, (name) => {
    subscriptions.delete(topic, name);
    return heard(subscriptions, topic);
  });
}

function namesOf({ memo }: Server, topic: Topic, pattern: Buffer | undefined): string[] {
  const names = [...memo.channels.names(topic)];
  if (!pattern) return names;
  const glob = new Glob(pattern);
  return names.filter((name) => glob.matches(textSlice(name)));
}

const counted = ({ memo }: Server, topic: Topic, names: readonly string[]): Reply =>
  names.flatMap((name) => [name, memo.channels.subscribers(topic, name)]);
