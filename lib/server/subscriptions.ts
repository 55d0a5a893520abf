import type { ChannelPattern, Receiver, SubscriptionsView, Topic } from '../command/session-view';
import type { Channels } from './channels';

/** What one client is subscribed to. */
export class Subscriptions implements SubscriptionsView {
  size = 0;
  private readonly topics = new Map<Topic, Set<string>>();

  constructor(
    private readonly channels: Channels,
    private readonly receiver: Receiver,
  ) {}

  count(topic: Topic): number {
    return this.topics.get(topic)?.size ?? 0;
  }

  names(topic: Topic): string[] {
    return [...(this.topics.get(topic) ?? [])];
  }

  add(topic: Exclude<Topic, 'pattern'>, name: string): void {
    if (this.note(topic, name)) this.channels.add(topic, name, this.receiver);
  }

  addPattern(name: string, pattern: ChannelPattern): void {
    if (this.note('pattern', name)) this.channels.addPattern(name, pattern, this.receiver);
  }

  delete(topic: Topic, name: string): void {
    if (!this.topics.get(topic)?.delete(name)) return;
    this.size--;
    this.channels.delete(topic, name, this.receiver);
  }

  /** Unsubscribes from everything. */
  end(): void {
    for (const [topic, names] of this.topics) for (const name of names) this.delete(topic, name);
  }

  /** Whether it is new. */
  private note(topic: Topic, name: string): boolean {
    const names = this.topics.get(topic) ?? new Set();
    if (names.has(name)) return false;
    this.topics.set(topic, names.add(name));
    this.size++;
    return true;
  }
}
