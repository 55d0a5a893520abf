import type { Delivery } from '../command/session-view';

interface Published {
  readonly deliveries: readonly Delivery[];
  /** It stays when the command is refused that it comes from. */
  readonly lasts: boolean;
}

/** What is published in a turn: it is sent when the turn is over, in the order in which it was published. */
export class Outbox {
  private published: Published[] = [];

  get size(): number {
    return this.published.length;
  }

  /** Answers how many get it. */
  add(deliveries: readonly Delivery[], lasts = false): number {
    if (deliveries.length === 0) return 0;
    this.published.push({ deliveries, lasts });
    return deliveries.reduce((sum, { receivers }) => sum + receivers.length, 0);
  }

  /** Forgets what was published from this one on: the command was refused. */
  withdraw(from: number): void {
    if (this.size > from) this.published = this.published.filter(({ lasts }, index) => index < from || lasts);
  }

  send(): void {
    const { published } = this;
    this.published = [];
    for (const { deliveries } of published)
      for (const { message, receivers } of deliveries)
        for (const receiver of receivers) receiver.send(message);
  }
}
