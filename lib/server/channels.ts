import type { Bytes } from '../command/entry';
import type { Word } from '../command/server';
import type { ChannelPattern, ChannelsView, Delivery, Receiver, Topic } from '../command/session-view';
import { Message } from '../protocol/message';
import { ByteSlice, push } from '../protocol/reply';
import { textBytes } from '../protocol/text';

type Receivers = Set<Receiver>;

/** Who is subscribed to what, by names of one character a byte. */
export class Channels implements ChannelsView {
  private readonly topics: Readonly<Record<Topic, Map<string, Receivers>>> = {
    channel: new Map(),
    pattern: new Map(),
    shard: new Map(),
  };
  private readonly patterns = new Map<string, ChannelPattern>();

  count(topic: Topic): number {
    return this.topics[topic].size;
  }

  names(topic: Topic): Iterable<string> {
    return this.topics[topic].keys();
  }

  subscribers(topic: Topic, name: string): number {
    return this.topics[topic].get(name)?.size ?? 0;
  }

  add(topic: Topic, name: string, receiver: Receiver): void {
    const names = this.topics[topic];
    const receivers = names.get(name);
    if (receivers) receivers.add(receiver);
    else names.set(name, new Set([receiver]));
  }

  addPattern(name: string, pattern: ChannelPattern, receiver: Receiver): void {
    if (!this.patterns.has(name)) this.patterns.set(name, pattern);
    this.add('pattern', name, receiver);
  }

  delete(topic: Topic, name: string, receiver: Receiver): void {
    const names = this.topics[topic];
    const receivers = names.get(name);
    receivers?.delete(receiver);
    if (receivers?.size !== 0) return;
    names.delete(name);
    if (topic === 'pattern') this.patterns.delete(name);
  }

  deliveries(channel: Bytes, message: Word | ByteSlice, sharded: boolean): readonly Delivery[] {
    const { topics, patterns } = this;
    const names = sharded ? topics.shard : topics.channel;
    if (names.size + (sharded ? 0 : patterns.size) === 0) return NONE;
    const name = bytesOf(channel);
    const receivers = names.get(name.toString('latin1'));
    const matching = sharded ? [] : this.matching(name);
    if (!receivers && matching.length === 0) return NONE;
    const said = Buffer.from(bytesOf(message));
    const own = receivers ? [delivery(receivers, sharded ? 'smessage' : 'message', name, said)] : [];
    return [
      ...own,
      ...matching.map((each) => delivery(topics.pattern.get(each)!, 'pmessage', each, name, said)),
    ];
  }

  /** The patterns that match a channel. */
  private matching(channel: Buffer): string[] {
    const slice = new ByteSlice(channel, 0, channel.length);
    return [...this.patterns].flatMap(([name, pattern]) => (pattern.matches(slice) ? [name] : []));
  }
}

const NONE: readonly Delivery[] = [];

/** To those who are subscribed now. */
const delivery = (receivers: Receivers, ...words: readonly (string | Buffer)[]): Delivery => ({
  message: new Message(push(...words), true),
  receivers: [...receivers],
});

function bytesOf(word: Word | ByteSlice): Buffer {
  if (word instanceof ByteSlice) return Buffer.from(word.bytes.subarray(word.start, word.end));
  return word instanceof Uint8Array ? Buffer.from(word) : textBytes(String(word));
}
