import type { Delivery } from '../command/server';

/** What is published in a turn: it is sent when the turn is over, in the order in which it was published. */
export class Outbox {
  private deliveries: Delivery[] = [];

  get size(): number {
    return this.deliveries.length;
  }

  /** Answers how many get them. */
  add(deliveries: readonly Delivery[]): number {
    let count = 0;
    for (const delivery of deliveries) {
      this.deliveries.push(delivery);
      count += delivery.receivers.length;
    }
    return count;
  }

  /** Forgets all from this one on: the command that published them was refused. */
  withdraw(from: number): void {
    this.deliveries.length = from;
  }

  send(): void {
    const { deliveries } = this;
    this.deliveries = [];
    for (const { message, receivers } of deliveries) for (const receiver of receivers) receiver.send(message);
  }
}
