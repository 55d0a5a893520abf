/** What has something for its peer. */
interface Sender {
  sendUnsent(): void;
}

/**
 * Sends at the end of the event loop's turn what connections have for their peers, all of it in a row, as Redis does. A client with many
 * connections wakes up once for that, and not for each of them.
 */
export class SendQueue {
  private senders: Sender[] = [];

  add(sender: Sender): void {
    if (this.senders.push(sender) === 1) setImmediate(this.sendAll);
  }

  private readonly sendAll = (): void => {
    const { senders } = this;
    this.senders = [];
    for (const sender of senders) sender.sendUnsent();
  };
}
