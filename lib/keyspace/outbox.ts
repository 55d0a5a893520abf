import type { Delivery } from '../command/session-view';

/** What a message of a command outlives: nothing; that the command is refused; that it is undone, too. */
const FRAIL = 0;
export const LASTING = 1;
export const PERMANENT = 2;

interface Published {
  readonly deliveries: readonly Delivery[];
  readonly durability: number;
}

/** What is published in a turn: it is sent when the turn is over, in the order in which it was published. */
export class Outbox {
  private published: Published[] = [];

  get size(): number {
    return this.published.length;
  }

  /** Answers how many get it. */
  add(deliveries: readonly Delivery[], durability = FRAIL): number {
    if (deliveries.length === 0) return 0;
    this.published.push({ deliveries, durability });
    return deliveries.reduce((sum, { receivers }) => sum + receivers.length, 0);
  }

  /** Forgets what was published from this one on: the command was refused, or is undone. */
  withdraw(from: number, isUndone = false): void {
    if (this.size <= from) return;
    const least = isUndone ? PERMANENT : LASTING;
    this.published = this.published.filter(({ durability }, index) => index < from || durability >= least);
  }

  send(): void {
    const { published } = this;
    this.published = [];
    for (const { deliveries } of published)
      for (const { message, receivers } of deliveries)
        for (const receiver of receivers) receiver.send(message);
  }
}
